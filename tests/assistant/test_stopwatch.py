import pytest

from assistant.stopwatch import Stopwatch


def test_only_the_stages_that_ran_have_a_figure_and_the_total_holds_them_all() -> None:
    watch = Stopwatch()
    with watch.stage("plan"):
        sum(range(200_000))
    took = watch.took()

    assert (took.asr, took.tools, took.answer, took.tts) == (0, 0, 0, 0)
    assert took.total >= took.plan >= 0


def test_a_stage_that_fails_is_timed_and_its_error_goes_on() -> None:
    watch = Stopwatch()
    with pytest.raises(ValueError, match="broken"), watch.stage("tools"):
        raise ValueError("broken")

    assert watch.took().tools >= 0


def test_a_stage_that_took_does_not_know_is_a_mistake() -> None:
    watch = Stopwatch()
    with watch.stage("dance"):
        pass

    with pytest.raises(TypeError):
        watch.took()
