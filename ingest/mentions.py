"""References inside texts: "theo quy định tại khoản 2 Điều 8 Nghị định số 45/2026/NĐ-CP" → where they lead.

Parts are read from left to right and filled from behind, as the language puts them: point, clause, article, act.
"khoản 2, khoản 4 Điều 48; điểm a khoản 6 Điều 50 Nghị định số X" are three places of X.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.documents import Place
from assistant.vietnamese import fold
from ingest.lines import UPPER
from ingest.numbers import NUMBER, tidy

_ACTS = (
    r"Luật|Bộ luật|Nghị định|Thông tư(?: liên tịch)?|Nghị quyết|Quyết định|Chỉ thị|Pháp lệnh|Hiến pháp|Kế hoạch|"
    r"Thông báo|Công văn|Quy chế|Quy định|Điều lệ|Hướng dẫn|Kết luận|Tờ trình|Văn bản|Chương trình|Đề án|Hợp đồng|"
    r"Văn bản hợp nhất"
)
_JOIN = r"\s*(?:,|;|và|hoặc|đến|–|-)\s*(?:và\s+)?"
_NUM, _LET = r"\d{1,3}[a-zđ]?(?![\w/])", r"[a-zđ](?![\w)])"
_BETWEEN = rf"(?:(?!\b(?:{_ACTS}|[Đđ]iều|[Kk]hoản|[Đđ]iểm|này)\b)[^,;.:()“”\d/])"
"""A character of the name of an act."""
_TOKEN = re.compile(
    rf"(?P<point>[Đđ]iểm\s+(?:{_LET}(?:{_JOIN}{_LET})*|này\b))"
    rf"|(?P<clause>[Kk]hoản\s+(?:{_NUM}(?:{_JOIN}{_NUM})*|này\b))"
    rf"|(?P<article>[Đđ]iều\s+(?:{_NUM}(?:{_JOIN}{_NUM})*|này\b))"
    r"|(?P<annex>[Pp]hụ lục\s+(?:số\s+)?(?:[IVXLC]+|\d{1,2}[A-Za-z]?)(?![\w/])"
    r"|[Pp]hụ lục(?=\s+(?:ban hành\s+)?kèm theo))"
    rf"|(?P<this>(?:{_ACTS})\s+này\b)"
    rf"|(?P<attached>(?:Quy chế|Quy định|Điều lệ|Nội quy|Quy trình|Danh mục)\s+{_BETWEEN}{{0,150}}?"
    rf"(?:ban hành\s+)?kèm theo\s+(?:{_ACTS})\s+{_BETWEEN}{{0,60}}?(?:số\s+)?(?P<of>{NUMBER}))"
    rf"|(?P<act>(?:(?:{_ACTS})\s+(?:{_BETWEEN}{{0,120}}?\s)?(?:số\s+)?)?(?P<number>{NUMBER}))"
    rf"|(?P<named>(?:Bộ luật|Luật|Pháp lệnh|Hiến pháp)\s+(?=[{UPPER}]){_BETWEEN}{{0,120}})"
)
_FILLER = re.compile(
    r"\s*(?:[,;]|\s|và|hoặc|của|thuộc|các|tại|số|đến|vào sau|vào trước|sau|trước|ban hành|kèm theo|từ|theo)*\s*"
)
_KINDS = ("point", "clause", "article", "annex", "this", "attached", "act", "named")
LONGEST_FILLER, LONGEST_GROUP = 40, 200
"""Characters between two references, and references before their act."""
_WITHIN = re.compile(r"\s*(?:của|thuộc|tại|ban hành|kèm theo|\s)*\s*")
_NAME = re.compile(rf"((?:Bộ luật|Luật|Pháp lệnh)\s+[^,;.:()“”\d/]{{3,120}}?)\s+(?:năm \d{{4}}\s+)?số\s+({NUMBER})")
_OF_ANNEX = ("quy che", "quy dinh", "dieu le", "hop dong", "noi quy")
"""Kinds of act that an annex can be: "Quy chế này" within one is the annex."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One place or act as a text names it, before it is known where the text stands."""

    start: int
    end: int
    article: str | None = None
    """`này` for the one it stands in; so with `clause` and `point`."""
    clause: str | None = None
    point: str | None = None
    annex: str | None = None
    act: str | None = None
    """A number; the name of an act that is named without; `này`."""
    this: str = ""
    """Of `này` the kind of act: `Quy chế`."""

    @property
    def whole(self) -> bool:
        """An act as such."""
        return self.article is None and self.clause is None and self.point is None and self.annex is None


@dataclass(frozen=True, slots=True)
class Mention:
    """A reference that can be followed."""

    start: int
    end: int
    """Span in the text."""
    target: str
    """`45/2026/NĐ-CP#dieu-5-khoan-2`, `45/2026/NĐ-CP`; within the document `#dieu-5-khoan-2`."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where a text stands."""

    place: Place = field(default_factory=Place)
    names: Mapping[str, str] = field(default_factory=dict)
    """Folded name of an act → its number, as `named_acts` finds them in the document."""
    act: str = ""
    """Number of the act that "Điều 5" alone is of; empty for the document itself."""
    quoted: bool = False
    """Of quoted text "Điều này", "Nghị định này" are of `act` too."""


def named_acts(text: str) -> dict[str, str]:
    """`Luật Xây dựng số 135/2025/QH15` → {`luat xay dung`: `135/2025/QH15`}; of two numbers the first."""
    found: dict[str, str] = {}
    for one in _NAME.finditer(text):
        found.setdefault(fold(" ".join(one[1].split())), tidy(one[2]))
    return found


def mentions(text: str, here: Here) -> tuple[Mention, ...]:
    """The references of a text in reading order, those that lead somewhere."""
    found = (_resolved(reference, here) for reference in references(text, here.names))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.start))


def references(text: str, names: Mapping[str, str] | None = None) -> list[Reference]:
    """Every place and act that the text names, lists taken apart."""
    names = names or {}
    done: list[Reference] = []
    group: list[Reference] = []
    end = 0
    for token in _TOKEN.finditer(text):
        far = token.start() - end > LONGEST_FILLER or len(group) > LONGEST_GROUP
        if group and (far or not _FILLER.fullmatch(text, end, token.start())):
            done += group
            group = []
        near = bool(group) and bool(_WITHIN.fullmatch(text, end, token.start()))
        group = _joined(group, token, near, names)
        end = token.end()
        if token["this"] or token["number"] or token["named"] or token["of"]:
            done += group
            group = []
            if token["named"]:
                end = token.start() + len(_named(token["named"], names)[0])
    return done + group


def _joined(group: list[Reference], token: re.Match[str], near: bool, names: Mapping[str, str]) -> list[Reference]:
    """The group with one more token: what it completes, else what it begins."""
    kind = next(name for name in _KINDS if token[name])
    if kind == "attached":
        act = tidy(token["of"])
        filled = [replace(one, act=act, annex=one.annex or "") for one in group]
        return filled or [Reference(token.start(), token.end(), act=act, annex="")]
    if kind in ("this", "act", "named"):
        act, span = _act(token, kind, names)
        filled = [replace(one, act=act, this=token[0].rpartition(" ")[0] if kind == "this" else "") for one in group]
        alone = [Reference(*span, act=act)] if kind == "act" else []
        return filled + alone
    if kind == "annex":
        found = re.search(r"([IVXLC]+|\d{1,2}[A-Za-z]?)$", token[0].strip())
        return [*group, Reference(token.start(), token.end(), annex=found[1].upper() if found else "")]
    parts = list(_parts(token, kind))
    if kind == "point":
        return group + [Reference(s, e, point=value) for s, e, value in parts]
    value = parts[0][2]
    if kind == "clause":
        open_points = _tail(group) if near else 0
        if open_points:
            head, tail = group[:-open_points], group[-open_points:]
            more = [Reference(s, e, clause=v) for s, e, v in parts[1:]]
            return head + [replace(one, clause=value, end=_reach(one, tail, token)) for one in tail] + more
        return group + [Reference(s, e, clause=v) for s, e, v in parts]
    if any(one.article is None and one.annex is None for one in group):
        last = group[-1]
        filled = [
            replace(one, article=value, end=token.end() if one is last and near else one.end)
            if one.article is None and one.annex is None
            else one
            for one in group
        ]
        return filled + [Reference(s, e, article=v) for s, e, v in parts[1:]]
    return group + [Reference(s, e, article=v) for s, e, v in parts]


def _reach(one: Reference, tail: Sequence[Reference], token: re.Match[str]) -> int:
    return token.end() if one is tail[-1] else one.end


def _tail(group: Sequence[Reference]) -> int:
    """How many references at the end are points that wait for their clause."""
    count = 0
    for one in reversed(group):
        if one.point is None or one.clause is not None or one.article is not None:
            break
        count += 1
    return count


def _parts(token: re.Match[str], kind: str) -> Iterator[tuple[int, int, str]]:
    """Each item of a list with its span; the first one's begins at the word."""
    pattern = re.compile(rf"này\b|{_LET if kind == 'point' else _NUM}")
    word = re.match(r"\S+\s+", token[0])
    at = token.start() + (word.end() if word else 0)
    for place, item in enumerate(pattern.finditer(token.string, at, token.end())):
        yield (token.start() if place == 0 else item.start()), item.end(), item[0]


def _act(token: re.Match[str], kind: str, names: Mapping[str, str]) -> tuple[str, tuple[int, int]]:
    if kind == "this":
        return "này", token.span()
    if kind == "act":
        return tidy(token["number"]), token.span()
    name, number = _named(token[0], names)
    return number or name, (token.start(), token.start() + len(name))


def _named(text: str, names: Mapping[str, str]) -> tuple[str, str | None]:
    """The longest known name that the text begins with, and its number; else the text itself."""
    folded = fold(text)
    known = max((name for name in names if folded.startswith(name)), key=len, default=None)
    return (text[: len(known)], names[known]) if known else (text.split(" ")[0], None)


def _resolved(reference: Reference, here: Here) -> Mention | None:
    """None for what cannot be followed: an act without a number, a clause of nobody knows what."""
    inside = reference.act in (None, "này")
    own = not here.quoted and (reference.act == "này" or "này" in (reference.article, reference.clause))
    act = ("" if own else here.act) if inside else reference.act or ""
    if not inside and not any(letter.isdigit() for letter in act):
        return None
    if reference.whole:
        return Mention(reference.start, reference.end, act) if act and not inside else None
    place = _place(reference, here.place if inside else Place())
    if place is None:
        return None
    return Mention(reference.start, reference.end, f"{act}#{place.anchor}")


def _place(reference: Reference, here: Place) -> Place | None:
    article, clause, point = reference.article, reference.clause, reference.point
    if reference.annex is not None:
        return Place(article, clause, point, reference.annex)
    annex = here.annex
    if reference.this and not fold(reference.this).startswith(_OF_ANNEX):
        annex = None
    if article is None and clause == "này":
        article = "này"
    if article == "này":
        article = here.article
        if clause == "này":
            clause = here.clause
    if point == "này" or clause == "này" or article is None:
        return None
    return Place(article, clause, point, annex)
