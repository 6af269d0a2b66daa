"""Two runs compared: what was mended, what broke, and whether it may be chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import JsonValue

from eval.compare import compare, fate
from eval.graded import Graded
from eval.graders import grade
from eval.report import changes
from tests.eval.made_report import made_report


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Graded, ...]:
    return made_report(tmp_path_factory.mktemp("made"), skill=1, whole=False).graded


def broken_where(graded: Sequence[Graded], tool: str, **args: str) -> tuple[Graded, ...]:
    """As if a parser had given other arguments to a tool; graded again by the graders themselves."""
    return tuple(_asked_again(one, args) if _calls(one, tool) else one for one in graded)


def _calls(one: Graded, tool: str) -> bool:
    expect = one.outcome.case.expect
    return bool(expect.tool) and expect.tool == (tool,)


def _asked_again(one: Graded, args: dict[str, str]) -> Graded:
    calls = one.outcome.answer["calls"]
    assert isinstance(calls, list)
    assert isinstance(calls[0], dict)
    assert isinstance(calls[0]["args"], dict)
    call = {**calls[0], "args": {**calls[0]["args"], **args}}
    return grade(replace(one.outcome, answer={**one.outcome.answer, "calls": [call]}))


def test_nothing_changed(graded: tuple[Graded, ...]) -> None:
    same = compare(graded, graded)

    assert same.measures["passed"].still_right == len(graded)
    assert (same.measures["passed"].p, same.measures["passed"].difference) == (1, 0)
    assert (same.new, same.gone, same.changed, same.keys, same.categories, same.tools) == ((),) * 6
    assert changes.verdict_of(same) == "Không câu nào thay đổi."


def test_a_broken_parser_is_caught_and_named(graded: tuple[Graded, ...]) -> None:
    """Quarters are read as the one before: the comparison says which category, tool and arguments broke."""
    comparison = compare(graded, broken_where(graded, "kpi_summary", **{"from": "2026-01-01", "to": "2026-03-31"}))
    hit = sum(_calls(one, "kpi_summary") for one in graded)
    found = comparison.measures["passed"]

    assert len(found.broken) == hit > 40
    assert found.real
    assert found.bounds.high < 0
    assert comparison.measures["args"].broken == found.broken
    assert comparison.measures["tool"].broken == ()
    assert comparison.keys == (("from/to", hit),)
    assert [(one.name, one.broken) for one in comparison.categories] == [("kpi", hit)]
    assert [(one.name, one.broken) for one in comparison.tools] == [("kpi_summary", hit)]
    assert changes.keys(comparison) == [f"from/to: {hit} câu hỏng"]
    assert changes.categories(comparison)[0].startswith(f"KPI: {hit}/")
    assert changes.verdict_of(comparison).replace("\u00a0", " ") == "Sụt giảm rõ rệt (p < 0,001)."


def test_one_argument_alone_is_named_alone(graded: tuple[Graded, ...]) -> None:
    assert [key for key, _ in compare(graded, broken_where(graded, "task_list", unit="SO-KHAC")).keys] == ["unit"]


def test_another_tool_is_named_as_such(graded: tuple[Graded, ...]) -> None:
    def other(one: Graded) -> Graded:
        calls: list[JsonValue] = [{"tool": "forum", "args": {}}]
        return grade(replace(one.outcome, answer={**one.outcome.answer, "calls": calls}))

    moved = tuple(other(one) if _calls(one, "procedure") else one for one in graded)

    assert changes.keys(compare(graded, moved))[0].startswith("công cụ khác: ")


@pytest.mark.slow
def test_a_mended_run_is_better_and_a_small_change_may_be_chance(graded: tuple[Graded, ...]) -> None:
    worse = broken_where(graded, "kpi_ranking", level="ward")
    few = broken_where(graded[:20], "task_list", unit="SO-KHAC") + graded[20:]

    assert changes.verdict_of(compare(worse, graded)).startswith("Tiến bộ rõ rệt")
    assert 0 < len(compare(graded, few).measures["passed"].broken) < 6
    assert changes.verdict_of(compare(graded, few)).startswith("Thay đổi có thể do ngẫu nhiên")


def test_only_unchanged_cases_are_compared(graded: tuple[Graded, ...]) -> None:
    def reworded(one: Graded, change: Callable[[str], str]) -> Graded:
        case = one.outcome.case.model_copy(update={"question": change(one.outcome.case.question)})
        return replace(one, outcome=replace(one.outcome, case=case))

    now = (reworded(graded[1], str.upper), *graded[2:])
    before = graded[:-1]
    comparison = compare(before, now)

    assert comparison.gone == (graded[0].outcome.case.id,)
    assert comparison.new == (graded[-1].outcome.case.id,)
    assert comparison.changed == (graded[1].outcome.case.id,)
    assert len(comparison.pairs) == len(graded) - 3
    assert {fate(pair) for pair in comparison.pairs.values()} == {"still_right"}


def test_a_recording_elsewhere_is_the_same_case(graded: tuple[Graded, ...]) -> None:
    spoken = next(one for one in graded if one.outcome.case.audio)
    path = spoken.outcome.case.audio
    assert path
    case = spoken.outcome.case.model_copy(update={"audio": Path("/elsewhere") / path.name})
    moved = replace(spoken, outcome=replace(spoken.outcome, case=case))

    assert compare([spoken], [moved]).changed == ()
