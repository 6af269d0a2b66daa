"""The cells of a workbook: rows by column key, text, codes, numbers and moments."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import openpyxl

Cells = dict[str, object]


def rows(folder: Path, table: str) -> list[Cells]:
    """The rows under the title and the labels."""
    book = openpyxl.load_workbook(folder / f"{table}.xlsx", read_only=True)
    _title, labels, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    keys = [folded(str(label)).replace(" ", "_") for label in labels]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def text(value: object) -> str:
    return "" if value is None else str(value).strip()


def code(value: object) -> str | None:
    return text(value) or None


def codes(value: object) -> frozenset[str]:
    return frozenset(part.strip() for part in text(value).split(";") if part.strip())


def number(value: object) -> Fraction:
    """The exact decimal that the cell shows, not the float behind it."""
    return Fraction(str(value))


def moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"not a date: {value!r}")
    return value
