"""Documents as a question names them: by number, typed or said, whole or in part; by kind and year; laws by title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.document_numbers import SIGNS, TYPES, NumberKey, meant
from assistant.document_seams import KnownDocument
from assistant.document_words import Tokens
from assistant.vietnamese import fold, normalise

Span = tuple[int, int]
ABBREVIATED = {"nđ": "nghị định", "nq": "nghị quyết", "tt": "thông tư", "ttlt": "thông tư liên tịch", "kl": "kết luận"}
ABBREVIATED |= {"qđ": "quyết định", "ct": "chỉ thị", "cv": "công văn", "kh": "kế hoạch", "tb": "thông báo"}
ABBREVIATED |= {"bc": "báo cáo", "hd": "hướng dẫn", "vbhn": "văn bản hợp nhất", "ttr": "tờ trình"}
LAWS = ("bộ luật", "luật", "pháp lệnh", "hiến pháp")
ALSO_VERBS = frozenset("quyết định|thông báo|hướng dẫn|báo cáo|kết luận|kế hoạch".split("|"))
"""Kinds that are everyday words: a number behind them alone need not be a document's ("thông báo 3 ngày trước")."""
_MEASURES: tuple[str, ...] = (
    "ngày",
    "tháng",
    "năm",
    "giờ",
    "phút",
    "tuần",
    "người",
    "lần",
    "bản",
    "bộ",
    "triệu",
    "tỷ",
    "đồng",
    "%",
)
_MEASURES += ("tuổi", "cấp", "bên", "loại", "trường hợp", "bước", "nhóm", "nội dung", "việc", "điều", "mục")
_BREAKS = ("/", "-", "–", ".", "trên", "gạch", "chéo", "ngang", "xuyệt", "xuyệc", "xẹt", "xẹc", "sẹc", "sẹt", "suyệt")
_LETTERS = ("nờ", "en", "đê", "đờ", "xê", "cờ", "pê", "phê", "quy", "hát", "cp", "nđ", "tê", "bê", "chấm")
_ASKED = ("nào", "gì", "mới nhất", "hiện hành", "đang có hiệu lực", "còn hiệu lực")
_KINDS = sorted(TYPES, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Named:
    """A document, or a kind of document, that a question names."""

    kind: str | None
    keys: tuple[NumberKey, ...] = ()
    """Readings of its number, the likeliest first."""
    year: int | None = None
    issuer: str | None = None
    """As a known document has it."""
    titled: tuple[KnownDocument, ...] = ()
    """Of a law named by its title."""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    key: NumberKey
    end: int
    marked: bool
    """Something said stands between number and year."""


def documents_named(tokens: Tokens, known: Sequence[KnownDocument], by_title: bool) -> list[Named]:
    """In the order of the question; laws by their titles only when `by_title`."""
    named: list[Named] = []
    index = 0
    while index < len(tokens):
        found = _typed(tokens, index, known, by_title) or _bare(tokens, index, known)
        if found is not None:
            named.append(found[0])
        index = found[1] if found else index + 1
    return named


def _typed(tokens: Tokens, index: int, known: Sequence[KnownDocument], by_title: bool) -> tuple[Named, int] | None:
    kind, after, short = _kind(tokens, index)
    if kind is None:
        return None
    begin = tokens.skip(after, "số", ":")
    counted = begin > after
    if (year := _year(tokens, begin)) and tokens.says(begin, "năm"):
        return Named(kind, year=year[0], issuer=_issuer(tokens, year[1], known)), year[1]
    if by_title and kind in LAWS and (law := _titled(tokens, after, kind, known)):
        return Named(kind, titled=law[0], spans=((tokens.at(index).start, tokens.at(law[1] - 1).end),)), law[1]
    readings = _readings(tokens, begin, kind)
    readings = [r for r in readings if _is_number(tokens, r, kind, counted, short, known)]
    if readings:
        end = readings[0].end
        span = (tokens.at(index).start, tokens.at(end - 1).end)
        issuer = _issuer(tokens, end, known)
        return Named(kind, tuple(r.key for r in readings), issuer=issuer, spans=(span,)), end
    if short:
        return None
    issuer = _issuer(tokens, after, known)
    if issuer or tokens.says(after, *_ASKED) or (index and tokens.says(index - 1, "các", "những")):
        return Named(kind, issuer=issuer), after
    return None


def _kind(tokens: Tokens, index: int) -> tuple[str | None, int, bool]:
    """Kind, index after it, whether abbreviated ("NĐ", "NĐ-CP")."""
    for kind in _KINDS:
        if (after := tokens.says(index, kind)) is not None:
            return kind, after, False
    for short, kind in ABBREVIATED.items():
        if (after := tokens.says(index, short)) is not None or tokens.at(index).text == fold(short):
            after = after or index + 1
            if tokens.says(after, "-") and tokens.touch(after) and tokens.at(after + 1).text.isalpha():
                after += 2
            return kind, after, True
    return None, index, False


def _is_number(
    tokens: Tokens, reading: _Reading, kind: str, counted: bool, short: bool, known: Sequence[KnownDocument]
) -> bool:
    """Whether a number behind a kind is a document's, or counts something else."""
    if counted or reading.key.year or _has_sign(tokens, reading):
        return True
    if kind not in ALSO_VERBS and kind not in LAWS and not short:
        return True
    if tokens.says(reading.end, *_MEASURES):
        return False
    return bool(meant(reading.key, kind, known)) or kind in LAWS


def _has_sign(tokens: Tokens, reading: _Reading) -> bool:
    return reading.key.sign != "" and tokens.at(reading.end - 1).text.isalnum()


def _bare(tokens: Tokens, index: int, known: Sequence[KnownDocument]) -> tuple[Named, int] | None:
    """A number without its kind: with its sign, or one of a known document with its year."""
    if not tokens.at(index).text.isdecimal() or (index and tokens.says(index - 1, "/", "tháng", "ngày", "quý")):
        return None
    for reading in _readings(tokens, index, None):
        certain = reading.key.sign or (reading.key.year and reading.marked and meant(reading.key, None, known))
        if certain:
            span = (tokens.at(index).start, tokens.at(reading.end - 1).end)
            return Named(None, (reading.key,), spans=(span,)), reading.end
    return None


def _readings(tokens: Tokens, begin: int, kind: str | None) -> list[_Reading]:
    """With a year first, then the longest."""
    found: list[_Reading] = []
    for value, after in tokens.numbers(begin):
        lettered = tokens.touch(after) and re.fullmatch("[a-z]", tokens.at(after).text)
        number, stop = (f"{value}{tokens.at(after).text}", after + 1) if lettered else (str(value), after)
        year, end, marked = _behind(tokens, stop)
        sign, end = _sign(tokens, end)
        if kind is None and year and not sign and not tokens.says(stop, "/"):
            continue
        found.append(_Reading(NumberKey(number, year, sign), end, marked))
    return sorted(found, key=lambda r: (r.key.year is not None, r.marked, r.key.sign != ""), reverse=True)


def _behind(tokens: Tokens, stop: int) -> tuple[int | None, int, bool]:
    """The year behind a number, the index after it, and whether something marked it as one."""
    broken = tokens.skip(stop, *_BREAKS)
    after = tokens.skip(broken, "ngày")
    if after > broken:
        year = _year_of_date(tokens, after)
        return (year[0], year[1], True) if year else (None, stop, False)
    year = _year(tokens, broken)
    if year:
        return year[0], year[1], broken > stop or tokens.says(broken, "năm") is not None
    return None, stop, False


def _year(tokens: Tokens, index: int) -> tuple[int, int] | None:
    after = tokens.says(index, "năm")
    for begin in (after, index):
        if begin is None:
            continue
        for value, stop in tokens.numbers(begin):
            if 1945 <= value <= 2100:
                return value, stop
    return None


def _year_of_date(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """Of "5 tháng 3 năm 2026", "05/3/2026"."""
    for at in range(index + 1, index + 8):
        if tokens.says(at, "năm", "/", "-") and (year := _year(tokens, at if tokens.says(at, "năm") else at + 1)):
            return year
    return None


def _sign(tokens: Tokens, stop: int) -> tuple[str, int]:
    """Letters behind a number: `/NĐ-CP`, `-KH/BCĐTW`, spoken "gạch chéo nờ đê xê pê" (then without a value)."""
    begin = tokens.skip(stop, *_BREAKS)
    said = tokens.at(begin)
    if not said.plain.startswith(SIGNS) or not (begin > stop or said.plain in SIGNS):
        if begin > stop and tokens.says(begin, *_LETTERS):
            return "", tokens.skip(begin, *_LETTERS, *_BREAKS)
        return "", stop
    letters, at = said.plain, begin + 1
    while True:
        mark = tokens.at(at).text in ("-", "/", ".", "&") and tokens.touch(at) and tokens.touch(at + 1)
        following = at + 1 if mark else at
        part = tokens.at(following)
        spoken = part.plain in ("cp", "ttg", "ubnd", "hdnd") and not mark
        if not part.text.isalnum() or not (mark or spoken or tokens.touch(following)):
            return letters, at
        letters, at = letters + part.plain, following + 1


def _titled(
    tokens: Tokens, after: int, kind: str, known: Sequence[KnownDocument]
) -> tuple[tuple[KnownDocument, ...], int] | None:
    """The laws whose title stands here, the longest title, and of several versions that of the year said."""
    best: list[KnownDocument] = []
    longest = 0
    for document in known:
        name = _law_name(document, kind)
        if name is None or len(name) < longest:
            continue
        if [tokens.at(after + n).plain for n in range(len(name))] == name:
            best = [*best, document] if len(name) == longest else [document]
            longest = len(name)
    if not best:
        return None
    year = _year(tokens, after + longest)
    if year is None:
        return tuple(best), after + longest
    of_year = [d for d in best if str(year[0]) in (d.header.number or "") or _issued(d) == year[0]]
    return tuple(of_year or best), year[1]


def _issued(document: KnownDocument) -> int | None:
    return document.header.issued.year if document.header.issued else None


def _law_name(document: KnownDocument, kind: str) -> list[str] | None:
    """The title of a law without accents and without its kind; of the constitution empty."""
    header = document.header
    if not header.title or fold(header.type or "") not in map(fold, LAWS):
        return None
    title = re.sub(r"\(.*?\)|\d{4}", " ", fold(normalise(header.title)))
    words = re.findall(r"\w+|,", title)
    for law in (fold(kind).split(), fold(header.type or "").split()):
        if words[: len(law)] == law:
            return words[len(law) :]
    return words if fold(header.type or "") == fold(kind) else None


def _issuer(tokens: Tokens, index: int, known: Sequence[KnownDocument]) -> str | None:
    """A known issuer behind "của": two words of it or all."""
    after = tokens.says(index, "của", "do")
    if after is None:
        return None
    for issuer in dict.fromkeys(document.header.issuer for document in known if document.header.issuer):
        words = fold(normalise(issuer)).split()
        same = 0
        while same < len(words) and tokens.at(after + same).plain == words[same]:
            same += 1
        if same >= min(2, len(words)):
            return issuer
    return None
