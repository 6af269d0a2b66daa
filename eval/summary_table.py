"""Figures of retrieval and speech sets as a table in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import JsonValue
from rich.console import Console
from rich.table import Table

from prompts import message

SKIP = {"failures", "latency_ms"}


def show_summary(document: Mapping[str, JsonValue], console: Console) -> None:
    table = Table(message("eval", "column_figure"), message("eval", "column_value"))
    for name, value in _rows({key: value for key, value in document.items() if key not in SKIP}):
        table.add_row(name, value)
    console.print(table)


def _rows(document: Mapping[str, JsonValue], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _rows(value, f"{above}{key} ")
        else:
            yield f"{above}{key}", f"{value:.3f}".replace(".", ",") if isinstance(value, float) else str(value)
