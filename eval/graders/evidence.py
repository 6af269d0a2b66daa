"""What an answer may rest on: its rows, citations, explanation, calls and question, taken apart into values.

Counts of rows and of the lists inside them are values too, and so are the labels of a period (`quý II`, `6 tháng`) that
follow from its first and last day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from pydantic import JsonValue

from eval.graders.reading import Day, Token, read

_UNUSED = {"url", "score", "source"}
"""Keys that say nothing an answer may repeat: where the system keeps things. Of a source the place is kept apart."""
_BOUNDS = {"start": "end", "from": "to", "first": "last"}


@dataclass(slots=True)
class Evidence:
    """Values of one part of an answer, or of several together."""

    numbers: set[Decimal] = field(default_factory=set)
    days: set[Day] = field(default_factory=set)
    times: set[int] = field(default_factory=set)
    marks: set[Token] = field(default_factory=set)
    """Codes and numbers of documents."""
    texts: list[tuple[Token, ...]] = field(default_factory=list)
    pairs: set[tuple[Token, Token]] = field(default_factory=set)
    """Neighbours in the texts."""
    middles: set[tuple[Token | None, Token, Token | None]] = field(default_factory=set)
    """Every word or value of the texts with its neighbours on both sides, None at the ends; anything may stand before
    the first."""
    fixed: set[tuple[Token | None, Token, Token | None]] = field(default_factory=set)
    """The same of fixed wording; None where a value is filled in, which may be anything."""
    spans: list[tuple[date, date]] = field(default_factory=list)
    """First and last day of a period."""
    counts: set[Decimal] = field(default_factory=set)
    unnamed: bool = False
    """Whether it is a row whose name is empty, so that no words tell which line is about it."""
    lines: set[Decimal] = field(default_factory=set)
    """Rows of the files that values come from."""
    places: set[tuple[str, str]] = field(default_factory=set)
    """Of citations: `("article", "5")`."""

    def add_text(self, text: str) -> None:
        for line in text.splitlines():
            self._add_line(line)

    def _add_line(self, text: str) -> None:
        tokens = read(text)
        self.add_tokens(tokens)
        for token in tokens:
            if isinstance(token.value, tuple):
                self.days.add(token.value)
            elif token.kind == "time" and isinstance(token.value, int):
                self.times.add(token.value)
            elif token.kind in ("code", "document"):
                self.marks.add(token)
        if len(tokens) == 1 and isinstance(tokens[0].value, Decimal):
            self.numbers.add(tokens[0].value)

    def add_fixed(self, tokens: tuple[Token, ...]) -> None:
        self.texts.append(tokens)
        self.fixed.update(_middles(tokens))

    def says(self, before: Token | None, token: Token, after: Token | None) -> bool:
        """Whether it stands between the same two somewhere."""
        exact, opening, closing = (before, token, after), (None, token, after), (before, token, None)
        if before is None and after is None:
            return False
        return (
            exact in self.middles
            or exact in self.fixed
            or (after is not None and (opening in self.middles or opening in self.fixed))
            or (before is not None and closing in self.fixed)
        )

    def add_tokens(self, tokens: tuple[Token, ...]) -> None:
        """Words that may be said again, and numbers beside them; no value on its own."""
        self.texts.append(tokens)
        self.pairs.update(pairwise(tokens))
        self.middles.update(_middles(tokens))

    def add(self, value: JsonValue) -> None:
        """Everything in a value of the JSON."""
        if isinstance(value, dict):
            self._add_object(value)
        elif isinstance(value, list):
            for item in value:
                self.add(item)
        elif isinstance(value, str):
            self.add_text(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self.numbers.add(Decimal(str(value)))

    def _add_object(self, value: Mapping[str, JsonValue]) -> None:
        for key, inner in value.items():
            if key == "source" and isinstance(inner, dict):
                self.lines.update(Decimal(str(row)) for row in [inner.get("row")] if isinstance(row, int))
                self.add([inner.get("file"), inner.get("sheet"), inner.get("updated")])
            elif key in ("article", "clause", "point", "annex") and inner is not None:
                self.places.add((key, str(inner).lower()))
                if "." in str(inner):  # `II.2`, which reads as two
                    self.numbers.update(Decimal(part) for part in str(inner).split(".") if part.isdecimal())
            elif key not in _UNUSED:
                self.add(inner)
        for first, last in _BOUNDS.items():
            span = _day(value.get(first)), _day(value.get(last))
            if span[0] or span[1]:
                self.spans.append((span[0] or span[1] or date.min, span[1] or span[0] or date.max))


def _middles(tokens: tuple[Token, ...]) -> Iterator[tuple[Token | None, Token, Token | None]]:
    return zip((None, *tokens), tokens, (*tokens[1:], None), strict=False)


def of(*values: JsonValue) -> Evidence:
    evidence = Evidence()
    for value in values:
        evidence.add(value)
    return evidence


def items(rows: Sequence[JsonValue]) -> list[Evidence]:
    """What one line of a list may rest on: a row, or one of the lines inside a row, with what the row says itself."""
    found: list[Evidence] = []
    for row in rows:
        if not isinstance(row, dict):
            continue
        inner = {key: value for key, value in row.items() if _is_list_of_lines(value)}
        own = {key: value for key, value in row.items() if key not in inner}
        found.append(of(own))
        found[-1].unnamed = own.get("name") == ""
        found += [of(own, line) for lines in inner.values() if isinstance(lines, list) for line in lines]
    return found


def counts(rows: Sequence[JsonValue], explain: JsonValue, listed: Sequence[int]) -> set[Decimal]:
    """How many rows there are, of each kind, how many lines of each name are inside them, and the totals that the
    explanation gives, one by one and together; and what is left of each when as many are shown as one of
    `listed` says."""
    kinds: Counter[object] = Counter(tuple(row) for row in rows if isinstance(row, dict))
    inside: Counter[object] = Counter()
    for key, value in _lists(rows):
        inside[key] += len(value)
    parts = explain if isinstance(explain, list) else [explain]
    totals = [total for part in parts for one in (part, _inner(part, "counts")) for total in _totals(one)]
    all_counts = {len(rows), *kinds.values(), *inside.values(), *totals, sum(totals)}
    return {Decimal(n) for n in all_counts if n} | {Decimal(n - k) for n in all_counts for k in listed if n > k}


def _inner(value: JsonValue, key: str) -> JsonValue:
    return value.get(key) if isinstance(value, dict) else None


def _totals(value: JsonValue) -> list[int]:
    found = [_inner(value, key) for key in ("total", "unranked")]
    return [total for total in found if isinstance(total, int)]


def _is_list_of_lines(value: JsonValue) -> bool:
    return isinstance(value, list) and any(isinstance(line, dict) and len(line) > 3 for line in value)


def _lists(values: Iterable[JsonValue]) -> Iterator[tuple[str, list[JsonValue]]]:
    for value in values:
        if isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, list):
                    yield key, inner
                    yield from _lists(inner)
                else:
                    yield from _lists([inner])


def _day(value: JsonValue) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
