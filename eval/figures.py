"""What the report counts: grades by category, kinds of failure, tools expected and got, latency by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

from eval.graded import Counted, Graded
from eval.graders.calls import Made, calls_of, fits

Grade = Literal["tool", "args", "text", "status", "cites"]
GRADES: tuple[Grade, ...] = get_args(Grade)
Kind = Literal["leak", "status", "tool", "args", "text", "cites", "grounding"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Of failures, the gravest first."""
Stage = Literal["asr", "plan", "tools", "answer", "tts", "total"]
STAGES: tuple[Stage, ...] = get_args(Stage)
NO_CALL = "–"
"""Stands for the tool where nothing is called."""


def verdict(graded: Graded, grade: Grade) -> bool | None:
    """None where the case does not ask for it; citations are right when every expected one is given."""
    if grade == "cites":
        found = graded.cites_found
        return None if found is None or not found.of else found.right == found.of
    return {"tool": graded.tool, "args": graded.args, "text": graded.text, "status": graded.status}[grade]


def count(graded: Iterable[Graded], read: Callable[[Graded], bool | None]) -> Counted:
    """Of those that `read` says something about."""
    said = [value for one in graded if (value := read(one)) is not None]
    return Counted(sum(said), len(said))


def total(parts: Iterable[Counted | None]) -> Counted:
    known = [part for part in parts if part is not None]
    return Counted(sum(part.right for part in known), sum(part.of for part in known))


def category(graded: Graded) -> str:
    """The part of the id before the first dash."""
    return graded.outcome.case.id.split("-")[0]


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one category, of the whole set or of a peer."""

    name: str
    n: int
    passed: Counted
    grades: Mapping[Grade, Counted]
    cites_right: Counted
    grounded: Counted
    leaks: int
    words: Counted
    """Wrong words of those spoken."""


def line(name: str, graded: Sequence[Graded]) -> Line:
    grades = {grade: count(graded, partial(verdict, grade=grade)) for grade in GRADES}
    return Line(
        name=name,
        n=len(graded),
        passed=count(graded, lambda one: one.passed),
        grades={**grades, "cites": total(one.cites_found for one in graded)},
        cites_right=total(one.cites_right for one in graded),
        grounded=count(graded, lambda one: one.grounded),
        leaks=sum(bool(one.leaked) for one in graded),
        words=total(one.words for one in graded),
    )


def by_category(graded: Sequence[Graded]) -> list[Line]:
    """In the order in which the categories first come."""
    names = dict.fromkeys(map(category, graded))
    return [line(name, [one for one in graded if category(one) == name]) for name in names]


def kinds_of(graded: Graded) -> tuple[Kind, ...]:
    """What is wrong with an answer; empty when it passed."""
    wrong: dict[Kind, bool] = {
        "leak": bool(graded.leaked),
        "status": graded.status is False,
        "tool": graded.tool is False,
        "args": graded.args is False and graded.tool is not False,
        "text": graded.text is False,
        "cites": verdict(graded, "cites") is False,
        "grounding": graded.grounded is False,
    }
    return tuple(kind for kind in KINDS if wrong[kind])


def tools_of(graded: Graded) -> tuple[str, str] | None:
    """Tool expected and tool got, for the confusion matrix; None where no tool is graded."""
    expect = graded.outcome.case.expect
    if expect.tool is None or graded.tool is None:
        return None
    made = list(dict.fromkeys(call.tool for call in calls_of(graded.outcome.answer)))
    wanted = expect.tool or (NO_CALL,)
    if graded.tool:
        right = next((tool for tool in wanted if tool in made), wanted[0])
        return right, right
    return wanted[0], next((tool for tool in made if tool not in wanted), NO_CALL)


def wrong_keys(graded: Graded) -> tuple[str, ...]:
    """The arguments that went wrong, by their keys; `tool` when no call was of the right tool."""
    if graded.args is not False:
        return ()
    case = graded.outcome.case
    made = calls_of(graded.outcome.answer)
    tools = case.expect.tool or tuple(call.tool for call in made)
    wanted = [Made(call.tool, call.args) for call in case.expect.calls or ()]
    wrong = [_missed(graded, one, made) for one in wanted]
    if case.expect.args is not None:
        tries = [_missed(graded, Made(tool, case.expect.args), made) for tool in tools]
        wrong.append(min(tries, key=lambda keys: ("tool" in keys, len(keys)), default=("tool",)))
    return tuple(dict.fromkeys(key for keys in wrong for key in keys))


def _missed(graded: Graded, wanted: Made, made: Sequence[Made]) -> tuple[str, ...]:
    """Of the call of that tool that comes nearest."""
    case = graded.outcome.case
    same = [call for call in made if call.tool == wanted.tool]
    tries = [
        tuple(key for key, value in wanted.args.items() if not fits(case, Made(wanted.tool, {key: value}), call))
        for call in same
    ]
    return min(tries, key=len, default=("tool",))


def failed(graded: Graded) -> bool:
    """Whether it was answered with an error, expected or not."""
    return graded.outcome.answer.get("status") == "error"


def latencies(graded: Sequence[Graded]) -> dict[Stage, list[float]]:
    """Milliseconds by stage of what was answered without an error, sorted; hearing and speaking of the questions that
    were spoken, and no stage that never took time."""
    found: dict[Stage, list[float]] = {}
    answered = [one for one in graded if not failed(one)]
    for stage in STAGES:
        spoken = stage in ("asr", "tts")
        values = sorted(value for one in answered if (value := _took(one, stage)) or not spoken)
        if any(values):
            found[stage] = values
    return found


def _took(graded: Graded, stage: Stage) -> float:
    """Of an asker that measures no stages, the whole by the clock."""
    took = graded.outcome.answer.get("took_ms")
    value = took.get(stage) if isinstance(took, dict) else graded.outcome.millis if stage == "total" else None
    return float(value) if isinstance(value, int | float) else 0.0


def confidence(graded: Graded) -> float | None:
    value = graded.outcome.answer.get("confidence")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
