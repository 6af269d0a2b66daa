"""Figures of a run as the JSON document of `interfaces.md`; keys that do not apply are left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

from eval.figures import Grade, Line, by_category, count, failed, latencies, line, total
from eval.graded import Counted, Graded
from eval.stats import percentile, wilson

Document = dict[str, JsonValue]
GRADES: Mapping[str, Grade] = {
    "tool_accuracy": "tool",
    "argument_accuracy": "args",
    "answer_accuracy": "text",
    "status_accuracy": "status",
}
"""Key of the document → grade."""
DIGITS = 4
"""Of shares."""


def summarise(graded: Sequence[Graded]) -> Document:
    """Of a question set. `intervals` holds 95 % Wilson bounds of the shares."""
    whole = line("", graded)
    shares = {name: counted for name, counted in _shares(whole, graded).items() if counted.of}
    document: Document = {"n": whole.n}
    document |= {name: _share(counted) for name, counted in shares.items()}
    document |= {"leaks": whole.leaks, "errors": sum(map(_broke, graded))}
    document |= error_rates([one.words for one in graded], [one.letters for one in graded])
    document["by_prefix"] = {one.name: _by_grade(one) for one in by_category(graded)}
    document["intervals"] = {name: _bounds(counted) for name, counted in shares.items()}
    document["latency_ms"] = {stage: percentiles(values) for stage, values in latencies(graded).items()}
    document["failures"] = [failure(one) for one in graded if not one.passed]
    return {key: value for key, value in document.items() if value not in ({}, None)}


def error_rates(words: Iterable[Counted | None], letters: Iterable[Counted | None]) -> Document:
    """WER and CER over all that was said; empty when nothing was."""
    counts = {"wer": total(words), "cer": total(letters)}
    return {name: _share(counted) for name, counted in counts.items() if counted.of}


def percentiles(millis: Sequence[float]) -> Document:
    return {f"p{q}": round(percentile(millis, q / 100), 1) for q in (50, 95, 99)}


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


def _shares(whole: Line, graded: Sequence[Graded]) -> dict[str, Counted]:
    answered = [one for one in graded if one.outcome.answer.get("status") == "answered"]
    return {name: whole.grades[grade] for name, grade in GRADES.items()} | {
        "citation_recall": whole.grades["cites"],
        "citation_precision": whole.cites_right,
        "grounded": whole.grounded,
        "passed": whole.passed,
        "without_llm": count(answered, lambda one: one.outcome.answer.get("router") != "llm"),
    }


def _by_grade(one: Line) -> Document:
    return {"n": one.n} | {name: _share(one.grades[g]) for name, g in GRADES.items() if one.grades[g].of}


def _bounds(counted: Counted) -> list[JsonValue]:
    bounds = wilson(counted.right, counted.of)
    return [round(bounds.low, DIGITS), round(bounds.high, DIGITS)]


def _share(counted: Counted) -> float:
    return round(counted.right / counted.of, DIGITS)


def _broke(graded: Graded) -> bool:
    """An error that is not what the case expects (a question that is too long is refused)."""
    return failed(graded) and "error" not in (graded.outcome.case.expect.status or ())


def _cites(citations: JsonValue) -> list[JsonValue]:
    keys = ("document", "number", "article", "clause", "point", "annex")
    given = citations if isinstance(citations, list) else []
    return [{key: one[key] for key in keys if one.get(key)} for one in given if isinstance(one, dict)]
