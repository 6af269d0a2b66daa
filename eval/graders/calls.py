"""Whether the right tools were called with the right arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from eval.cases import Case
from eval.graded import AnswerJson
from eval.graders.reading import read

Args = Mapping[str, JsonValue]
DEFAULTS: Mapping[str, Args] = {"kpi_ranking": {"order": "best", "limit": 5}}
"""Of arguments that a tool takes when they are left out."""
_TEXTS = {"text", "topic", "basis", "question"}
_DAYS = {"from", "to"}


@dataclass(frozen=True, slots=True)
class Made:
    """A call as it was made."""

    tool: str
    args: Args


def calls_of(answer: AnswerJson) -> list[Made]:
    """Of an answer that is out of scope and called nothing: `smalltalk`, which that belongs to."""
    calls = answer.get("calls")
    made = [
        Made(str(call.get("tool")), args if isinstance(args := call.get("args"), dict) else {})
        for call in (calls if isinstance(calls, list) else [])
        if isinstance(call, dict)
    ]
    return made or ([Made("smalltalk", {})] if answer.get("status") == "out_of_scope" else [])


def grade_tool(case: Case, answer: AnswerJson) -> bool | None:
    """Something was called, and nothing but the tools expected; with `calls` alone, each of their tools was."""
    expect, made = case.expect, {call.tool for call in calls_of(answer)}
    if expect.tool is None:
        return None if expect.calls is None else made >= {call.tool for call in expect.calls}
    if not expect.tool:
        return not made
    return bool(made) and made <= {*expect.tool, *(call.tool for call in expect.calls or ())}


def grade_args(case: Case, answer: AnswerJson) -> bool | None:
    """A call of the right tool has every argument given; of `calls`, each is made by a call of its own."""
    expect = case.expect
    if expect.args is None and expect.calls is None:
        return None
    made = calls_of(answer)
    if expect.args is not None:
        tools = expect.tool or tuple(call.tool for call in made)
        right = grade_tool(case, answer) is not False
        if not right or not any(fits(case, Made(tool, expect.args), call) for tool in tools for call in made):
            return False
    return _all_made(case, [Made(call.tool, call.args) for call in expect.calls or ()], made)


def fits(case: Case, wanted: Made, made: Made) -> bool:
    """The same tool, and on the keys wanted the same arguments, once defaults are filled in on both sides."""
    if wanted.tool != made.tool:
        return False
    expected, given = _filled(case, wanted), _filled(case, made)
    return all(same_argument(name, expected.get(name), given.get(name)) for name in wanted.args)


def same_argument(name: str, wanted: JsonValue, given: JsonValue) -> bool:
    """Codes and choices as they are, dates as dates, texts as words; null is the same as absent."""
    if wanted is None or given is None:
        return wanted is given
    if name in _DAYS:
        return _moment(wanted) == _moment(given)
    if name in _TEXTS:
        return _said(wanted) == _said(given)
    if isinstance(wanted, int) and not isinstance(wanted, bool):
        return str(wanted) == str(given)
    return wanted == given


def _filled(case: Case, call: Made) -> dict[str, JsonValue]:
    """With the defaults of the interface: schedules are the asker's own and today's."""
    args = {**DEFAULTS.get(call.tool, {}), **{name: value for name, value in call.args.items() if value is not None}}
    if call.tool in ("schedule", "schedule_free"):
        if "unit" not in args:
            args.setdefault("person", case.user)
        if case.now and not args.keys() & _DAYS:
            args |= dict.fromkeys(_DAYS, case.now.date().isoformat())
    return args


def _all_made(case: Case, wanted: Sequence[Made], made: Sequence[Made]) -> bool:
    if not wanted:
        return True
    return any(
        fits(case, wanted[0], call) and _all_made(case, wanted[1:], [*made[:at], *made[at + 1 :]])
        for at, call in enumerate(made)
    )


def _moment(value: JsonValue) -> tuple[datetime, bool] | str:
    """With whether it has an hour: a day is not its midnight."""
    text = str(value)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None), "T" in text
    except ValueError:
        return text


def _said(value: JsonValue) -> list[object]:
    """Words and values, without the punctuation between them."""
    return [token.value for token in read(str(value)) if token.kind != "word" or any(map(str.isalnum, token.text))]
