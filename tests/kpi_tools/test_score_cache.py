"""One computation a key, nothing stale, nothing kept of a failure."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kpi_tools.score_cache import Key, ScoreCache

MARKED = Key("scores", ("m1", ""), ("2026-Q1",))


class Counted:
    def __init__(self, result: str = "done", fails: int = 0) -> None:
        self.calls = 0
        self._result, self._fails = result, fails

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self._fails:
            raise ValueError("not this time")
        return self._result


def test_a_result_is_worked_out_once() -> None:
    cache, work = ScoreCache(), Counted()
    assert [cache.get(MARKED, work), cache.get(MARKED, work)] == ["done", "done"]
    assert work.calls == 1


@pytest.mark.parametrize(
    "other",
    [
        Key("scores", ("m2", ""), ("2026-Q1",)),
        Key("scores", ("m1", "m2"), ("2026-Q1",)),
        Key("scores", ("m1", ""), ("2026-Q2",)),
        Key("peers", ("m1", ""), ("2026-Q1",)),
    ],
)
def test_anything_else_in_the_key_is_another_result(other: Key) -> None:
    cache = ScoreCache()
    assert cache.get(MARKED, Counted("old")) == "old"
    assert cache.get(other, Counted("new")) == "new"


def test_without_any_mark_nothing_is_kept() -> None:
    cache, work = ScoreCache(), Counted()
    unmarked = Key("scores", ("", ""), ("2026-Q1",))
    cache.get(unmarked, work)
    cache.get(unmarked, work)
    assert work.calls == 2


def test_the_results_used_last_are_kept() -> None:
    cache = ScoreCache(size=2)
    keys = [Key("scores", ("m",), (n,)) for n in range(3)]
    works = [Counted() for _ in keys]
    for n in (0, 1, 0, 2, 0, 1):
        cache.get(keys[n], works[n])
    assert [work.calls for work in works] == [1, 2, 1]


def test_a_failure_is_raised_and_not_kept() -> None:
    cache, work = ScoreCache(), Counted(fails=1)
    with pytest.raises(ValueError, match="not this time"):
        cache.get(MARKED, work)
    assert cache.get(MARKED, work) == "done"


def test_the_others_wait_for_the_first() -> None:
    cache, started, go = ScoreCache(), threading.Event(), threading.Event()
    calls: list[int] = []

    def slow() -> int:
        calls.append(1)
        started.set()
        assert go.wait(30)
        return len(calls)

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(cache.get, MARKED, slow)
        assert started.wait(30)
        others = [pool.submit(cache.get, MARKED, slow) for _ in range(7)]
        assert not any(other.done() for other in others)
        go.set()
        assert [f.result(30) for f in (first, *others)] == [1] * 8


def test_who_waited_for_a_failure_works_it_out() -> None:
    cache, started, go = ScoreCache(), threading.Event(), threading.Event()

    def failing() -> str:
        started.set()
        assert go.wait(30)
        raise ValueError("not this time")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.get, MARKED, failing)
        assert started.wait(30)
        second = pool.submit(cache.get, MARKED, Counted())
        go.set()
        with pytest.raises(ValueError, match="not this time"):
            first.result(30)
        assert second.result(30) == "done"
