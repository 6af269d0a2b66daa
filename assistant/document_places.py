"""Places of a text as they are named: "điều 5 khoản 2", "điểm đ khoản hai điều năm", "phụ lục I"."""

from __future__ import annotations

from assistant.document_words import Tokens
from assistant.documents import Place

Span = tuple[int, int]
_LETTERS = {"a": "a", "b": "b", "bê": "b", "bờ": "b", "c": "c", "xê": "c", "cờ": "c", "d": "d", "dê": "d", "dờ": "d"}
_LETTERS |= {"đ": "đ", "dd": "đ", "đê": "đ", "đờ": "đ", "e": "e", "g": "g", "giê": "g", "gờ": "g", "h": "h", "hát": "h"}
_LETTERS |= {"hờ": "h", "i": "i", "k": "k", "ca": "k", "l": "l", "lờ": "l", "m": "m", "mờ": "m", "n": "n", "nờ": "n"}
_LETTERS |= {"o": "o", "p": "p", "pê": "p", "pờ": "p", "q": "q", "quy": "q", "r": "r", "rờ": "r", "s": "s", "sờ": "s"}
_LETTERS |= {"t": "t", "tê": "t", "tờ": "t", "u": "u", "v": "v", "vê": "v", "x": "x", "ích": "x", "y": "y"}
_INSERTED = frozenset("abcdđeghik")
"""Letters of inserted articles: 9a, 9đ."""
_FILLING = (",", ".", ":", ";", "và", "của", "thuộc", "tại", "ở", "trong", "số", "-")


def place_named(tokens: Tokens) -> tuple[Place | None, list[Span]]:
    """The first article or annex that is named, with what stands beside it, and where in the text.

    A clause or point counts only beside an article; points only beside a clause or article.
    """
    for index in range(len(tokens)):
        found = _article(tokens, index)
        if found is None:
            continue
        article, after = found
        spans = [(tokens.at(index).start, tokens.at(after - 1).end)]
        parts = _beside(tokens, index, after, spans)
        return Place(article=article, clause=parts.get("clause"), point=parts.get("point")), spans
    for index in range(len(tokens)):
        annex = _annex(tokens, index)
        if annex is not None:
            return Place(annex=annex[0]), [(tokens.at(index).start, tokens.at(annex[1] - 1).end)]
    return None, []


def _beside(tokens: Tokens, index: int, after: int, spans: list[Span]) -> dict[str, str]:
    """Clause and point before the article ("khoản 2 điều 5") or behind it ("điều 5 khoản 2")."""
    parts: dict[str, str] = {}
    for begin in range(max(0, index - 12), index):
        if _read(tokens, begin, parts, spans, index):
            break
    if not parts:
        _read(tokens, tokens.skip(after, *_FILLING), parts, spans, None)
    return parts


def _read(tokens: Tokens, begin: int, parts: dict[str, str], spans: list[Span], end: int | None) -> bool:
    """Clause and point from `begin`, in either order; with `end` they must reach it."""
    at, taken, found = begin, begin, dict[str, str]()
    while (step := _clause(tokens, at, found) or _point(tokens, at, found)) is not None:
        taken, at = step, tokens.skip(step, *_FILLING)
    if not found or (end is not None and at != end):
        return False
    parts.update(found)
    spans.append((tokens.at(begin).start, tokens.at((end or taken) - 1).end))
    return True


def _article(tokens: Tokens, index: int) -> tuple[str, int] | None:
    after = tokens.says(index, "điều", "đ.", "đ")
    if after is None or (tokens.at(index).text != tokens.at(index).plain and tokens.at(index).text == "đ"):
        after = tokens.says(index, "điều")
    if after is None:
        return None
    after = tokens.skip(after, "số", "thứ")
    for value, stop in tokens.numbers(after):
        letter = tokens.at(stop).text
        spoken = not tokens.at(after).text.isdecimal()
        if letter in _INSERTED and (tokens.touch(stop) or (spoken and letter in "ab")):
            return f"{value}{letter}", stop + 1
        if tokens.touch(stop) and (letter.isalnum() or letter == "/"):
            return None
        return str(value), stop
    return None


def _clause(tokens: Tokens, index: int, found: dict[str, str]) -> int | None:
    after = tokens.says(index, "khoản")
    numbers = tokens.numbers(tokens.skip(after, "số", "thứ")) if after is not None and "clause" not in found else []
    if not numbers:
        return None
    value, stop = numbers[0]
    letter = tokens.at(stop).text
    if letter in _INSERTED and tokens.touch(stop):
        found["clause"] = f"{value}{letter}"
        return stop + 1
    found["clause"] = str(value)
    return stop


def _point(tokens: Tokens, index: int, found: dict[str, str]) -> int | None:
    after = tokens.says(index, "điểm")
    if after is None or "point" in found:
        return None
    said = tokens.at(after)
    letter = _LETTERS.get(said.text)
    if letter is None:
        return None
    if tokens.at(after + 1).text.isdecimal() and tokens.touch(after + 1):  # a1
        found["point"] = letter + tokens.at(after + 1).text
        return after + 2
    found["point"] = letter
    return after + 1


def _annex(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """Roman numerals stay capitals, as texts have them; "phụ lục" alone names none."""
    after = tokens.says(index, "phụ lục")
    if after is None:
        return None
    after = tokens.skip(after, "số", "thứ")
    said = tokens.at(after)
    if said.text and set(said.text) <= set("ivx"):
        return said.text.upper(), after + 1
    numbers = tokens.numbers(after)
    if not numbers:
        return None
    value, stop = numbers[0]
    letter = tokens.at(stop).text
    if tokens.touch(stop) and len(letter) == 1 and letter.isalpha():
        return f"{value}{letter.upper()}", stop + 1
    return str(value), stop
