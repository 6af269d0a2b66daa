"""`troly ask --explain`: how an answer came about, as a table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from prompts import message

if TYPE_CHECKING:
    from assistant.types import Answer

ROWS = 5
"""Rows of a result that are shown."""
WIDTH = 160
"""Letters of a row that are shown; `--json` has all."""


def print_trace(answer: Answer) -> None:
    """One line a part; parts without content are left out."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from assistant.console import printable

    table = Table(title=message("trace", "title"), title_justify="left", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for part, lines in parts_of(answer).items():
        if lines:
            table.add_row(message("trace", f"part_{part}"), Text(printable("\n".join(lines), "\n")))
    Console().print(table)


def parts_of(answer: Answer) -> dict[str, list[str]]:
    """The lines of each part, in the order of the turn."""
    trace: dict[str, Any] = answer.trace if isinstance(answer.trace, dict) else {}
    sure = message("trace", "sure", router=answer.router, confidence=f"{answer.confidence:.2f}")
    return {
        "asker": [" · ".join(trace["asker"].values())] if "asker" in trace else [],
        "transcript": [answer.transcript] if answer.transcript else [],
        "text": [trace["text"]] if trace.get("text") else [],
        **_read(trace.get("read", [])),
        "router": [sure],
        "calls": [f"{call.tool} {_json(call.args)}" for call in answer.calls],
        "rows": _rows([_json(dict(row)) for row in answer.rows]),
        "citations": _rows([" ".join(filter(None, (one.number, one.article, one.clause))) for one in answer.citations]),
        "checks": _checks(trace),
        "times": [" · ".join(f"{stage} {took}" for stage, took in _took(answer).items())],
    }


def _read(parts: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Of every part of the question."""
    return {
        "masked": [one["masked"] for one in parts],
        "time": [line for one in parts for line in _time(one["time"])],
        "units": [_named(unit) for one in parts for unit in one["units"]],
        "people": [_named(person) for one in parts for person in one["people"]],
        "words": [f"{key}: {value}" for one in parts for key, value in one["words"].items()],
        "tools": [_scored(tool) for one in parts for tool in one.get("tools", [])],
    }


def _scored(tool: dict[str, Any]) -> str:
    return message("trace", "scored", score=f"{tool['score']:.3f}", what=tool["tool"])


def _time(time: dict[str, Any] | None) -> list[str]:
    if not time:
        return []
    bounds = {"start": time["from"] or "…", "end": time["to"] or "…"}
    return [message("trace", "time", label=time["label"], **bounds)]


def _named(one: dict[str, Any]) -> str:
    scores = {"score": f"{one['score']:.2f}", "probability": f"{one['probability']:.2f}"}
    return message("trace", "named", code=one["code"], name=one["name"], **scores)


def _rows(lines: list[str]) -> list[str]:
    more = [message("trace", "more", count=len(lines) - ROWS)] if len(lines) > ROWS else []
    return [line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in lines[:ROWS]] + more


def _checks(trace: dict[str, Any]) -> list[str]:
    if "unfounded" not in trace:
        return [message("trace", "unchecked")]
    stray = trace["unfounded"]
    return [message("trace", "unfounded", what=", ".join(stray)) if stray else message("trace", "grounded")]


def _took(answer: Answer) -> dict[str, int]:
    from dataclasses import asdict

    return asdict(answer.took_ms)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
