"""Figures of a run as the JSON document of `interfaces.md`; keys that do not apply are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pydantic import JsonValue

from eval.graded import Counted, Graded
from eval.stats import percentile, wilson

Document = dict[str, JsonValue]
STAGES = ("total", "asr", "plan", "tools", "answer", "tts")
GRADES: Mapping[str, Callable[[Graded], bool | None]] = {
    "tool_accuracy": lambda one: one.tool,
    "argument_accuracy": lambda one: one.args,
    "answer_accuracy": lambda one: one.text,
    "status_accuracy": lambda one: one.status,
}
DIGITS = 4
"""Of shares."""


def summarise(graded: Sequence[Graded]) -> Document:
    """Of a question set. `intervals` holds 95 % Wilson bounds of the shares."""
    shares = {name: counted for name, counted in _shares(graded).items() if counted.of}
    document: Document = {"n": len(graded)}
    document |= {name: _share(counted) for name, counted in shares.items()}
    document |= {"leaks": sum(bool(one.leaked) for one in graded), "errors": sum(map(_broke, graded))}
    document |= error_rates([one.words for one in graded], [one.letters for one in graded])
    document["by_prefix"] = {name: _by_grade(some) for name, some in _prefixes(graded).items()}
    document["intervals"] = {name: _bounds(counted) for name, counted in shares.items()}
    document["latency_ms"] = latency(graded)
    document["failures"] = [failure(one) for one in graded if not one.passed]
    return {key: value for key, value in document.items() if value not in ({}, None)}


def error_rates(words: Iterable[Counted | None], letters: Iterable[Counted | None]) -> Document:
    """WER and CER over all that was said; empty when nothing was."""
    counts = {"wer": total(words), "cer": total(letters)}
    return {name: _share(counted) for name, counted in counts.items() if counted.of}


def total(parts: Iterable[Counted | None]) -> Counted:
    known = [part for part in parts if part is not None]
    return Counted(sum(part.right for part in known), sum(part.of for part in known))


def percentiles(millis: Sequence[float]) -> Document:
    return {f"p{q}": round(percentile(millis, q / 100), 1) for q in (50, 95, 99)}


def latency(graded: Sequence[Graded]) -> Document:
    """Milliseconds by stage, of what was answered without an error; stages in which no time passed are left out."""
    found: Document = {}
    for stage in STAGES:
        taken = [_took(one, stage) for one in graded if not _failed(one)]
        if any(taken):
            found[stage] = percentiles(taken)
    return found


def failure(graded: Graded) -> Document:
    """What was expected and what came, of a case that did not pass."""
    case, answer = graded.outcome.case, graded.outcome.answer
    got: Document = {
        key: answer[key] for key in ("status", "calls", "answer", "transcript", "error") if answer.get(key)
    }
    if graded.outcome.case.expect.cites is not None:
        got["cites"] = _cites(answer.get("citations"))
    if graded.ungrounded:
        got["ungrounded"] = list(graded.ungrounded)
    if graded.leaked:
        got["leaked"] = list(graded.leaked)
    expected: Document = case.expect.model_dump(mode="json", exclude_unset=True)
    return {"id": case.id, "question": case.question, "user": case.user, "expected": expected, "got": got}


def _shares(graded: Sequence[Graded]) -> dict[str, Counted]:
    answered = [one.outcome.answer for one in graded if one.outcome.answer.get("status") == "answered"]
    return {name: _count(map(read, graded)) for name, read in GRADES.items()} | {
        "citation_recall": total(one.cites_found for one in graded),
        "citation_precision": total(one.cites_right for one in graded),
        "grounded": _count(one.grounded for one in graded),
        "passed": _count(one.passed for one in graded),
        "without_llm": _count(answer.get("router") != "llm" for answer in answered),
    }


def _by_grade(graded: Sequence[Graded]) -> Document:
    counts = {name: _count(map(read, graded)) for name, read in GRADES.items()}
    return {"n": len(graded)} | {name: _share(counted) for name, counted in counts.items() if counted.of}


def _prefixes(graded: Sequence[Graded]) -> dict[str, list[Graded]]:
    found: dict[str, list[Graded]] = {}
    for one in graded:
        found.setdefault(one.outcome.case.id.split("-")[0], []).append(one)
    return found


def _count(grades: Iterable[bool | None]) -> Counted:
    said = [grade for grade in grades if grade is not None]
    return Counted(sum(said), len(said))


def _bounds(counted: Counted) -> list[JsonValue]:
    bounds = wilson(counted.right, counted.of)
    return [round(bounds.low, DIGITS), round(bounds.high, DIGITS)]


def _share(counted: Counted) -> float:
    return round(counted.right / counted.of, DIGITS)


def _failed(graded: Graded) -> bool:
    return graded.outcome.answer.get("status") == "error"


def _broke(graded: Graded) -> bool:
    """An error that is not what the case expects (a question that is too long is refused)."""
    return _failed(graded) and "error" not in (graded.outcome.case.expect.status or ())


def _took(graded: Graded, stage: str) -> float:
    """Of an asker that measures no stages, the whole by the clock."""
    took = graded.outcome.answer.get("took_ms")
    value = took.get(stage) if isinstance(took, dict) else graded.outcome.millis if stage == "total" else None
    return float(value) if isinstance(value, int | float) else 0.0


def _cites(citations: JsonValue) -> list[JsonValue]:
    keys = ("document", "number", "article", "clause", "point", "annex")
    given = citations if isinstance(citations, list) else []
    return [{key: one[key] for key in keys if one.get(key)} for one in given if isinstance(one, dict)]
