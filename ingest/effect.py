"""From when to when an act is in force, and what it ends or changes: from its own articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.documents import Clause
from ingest.lines import article, numbered
from ingest.mentions import Reference, references
from ingest.numbers import first_date, numbers
from ingest.tree import Node

_ACTS = r"(?:Luật|Nghị định|Thông tư|Quyết định|Nghị quyết|Quy chế|Quy định|Kế hoạch|Chỉ thị)"
_FORCE = r"hi[ệêẹểế]u\s+l[ựưụ]c(?:\s+thi\s+hành)?"
"""Also as OCR spells it."""
_BEGINS = re.compile(
    rf"(?:này|{_ACTS})\s+c[óỏòõọo]\s+{_FORCE}\s*(?:kể\s+)?(?:từ|sau)\s+(?P<when>[^;]{{0,90}})",
)
_ENDS = re.compile(rf"{_ACTS}\s+này hết\s+{_FORCE}\s*(?:kể\s+)?từ\s+(?P<when>[^;]{{0,60}})")
_UNTIL = re.compile(r"đến\s+(?:hết\s+)?(ngày[^.;]{5,40})")
_PASSED = re.compile(r"thông qua\s+(?P<when>ngày[^.;]{5,40})")
_DAYS = re.compile(r"(\d{1,3})\s*ngày\s*,?\s*kể từ ngày (?:ký|ban hành|được)")
_OBJECT = re.compile(r"(?:[,;:]|\bvà|\bhoặc|thay thế(?: cho)?|[Bb]ãi bỏ(?: toàn bộ)?|hết hiệu lực[^:;]*:)\s*$")
_PART = re.compile(
    r"(?:\btại|\btrong|\bthuộc"
    r"|(?:[Bb]ãi bỏ|[Tt]hay thế)\s+(?:một phần|một số (?:điều|nội dung|quy định))(?:\s+(?:của|tại))?)\s*$"
)
_ENDING = re.compile(
    r"^(?:Bãi bỏ|Hủy bỏ)\b|này (?:thay thế|bãi bỏ)|^Thay thế\b(?! (?:các )?(?:cụm từ|cách))"
    r"|hiệu lực[^.;]{0,80}?(?:và|,) (?:thay thế|bãi bỏ)"
)
_EXPIRING = re.compile(r"hết hiệu lực(?! của)")
_DESCRIBED = re.compile(r"\([^()]*\)|,?\s*(?:đã )?được (?:sửa đổi|bổ sung|đính chính)[^;]*?(?=hết hiệu lực|;|$)")
_TITLE_AMENDS = re.compile(r"sửa đổi|bổ sung|bãi bỏ", re.I)


@dataclass(frozen=True, slots=True)
class Effect:
    effective: date | None
    expires: date | None
    """The first day on which it is no longer in force."""
    amends: tuple[str, ...]
    replaces: tuple[str, ...]


def effect_of(root: Node, clauses: Sequence[Clause], issued: date | None, own: str | None) -> Effect:
    """`issued` is the day for "kể từ ngày ký"; `own` is never among what is amended."""
    texts = list(_texts(root))
    ended, changed = _ended(texts)
    changed = [
        *_title_numbers(root),
        *changed,
        *(target.partition("#")[0] for clause in clauses for target in (clause.amends or "").split()),
    ]
    replaces = tuple(dict.fromkeys(number for number in ended if number != own))
    amends = tuple(dict.fromkeys(number for number in changed if number != own and number not in replaces))
    return Effect(_begins(texts, issued, root), _ends(texts), amends, replaces)


def _texts(root: Node) -> Iterator[tuple[str, str]]:
    """Every unquoted line of the act itself without its number, and before it the line that leads it in."""
    for top in root.children:
        if top.kind not in ("annex", "signature", "form", "preamble"):
            yield from _below(top, "")


def _below(node: Node, lead: str) -> Iterator[tuple[str, str]]:
    lines = [line for line in node.lines if not line.quoted and not line.rows]
    for at, line in enumerate(lines):
        mark = None if at else article(line) if node.kind == "article" else numbered(line)
        text = (mark.rest if mark else line.text).lstrip("-+• ")
        yield lead, text
        lead = text if text.endswith(":") or at == len(lines) - 1 else lead
    for child in node.children:
        if child.kind not in ("annex", "signature"):
            yield from _below(child, lead)


def _begins(texts: Sequence[tuple[str, str]], issued: date | None, root: Node) -> date | None:
    for _, text in texts:
        found = _BEGINS.search(text)
        if not found:
            continue
        when = found["when"]
        days = _DAYS.search(when)
        if days and issued:
            return issued + timedelta(int(days[1]))
        day = first_date(when[:45])
        if day:
            return day
        if re.match(r"ngày\s+(?:ký|ban hành|công bố)", when):
            return issued
        if re.match(r"ngày\s+(?:được\s+)?(?:Quốc hội\s+)?thông qua", when):
            return _passed(root) or issued
    return None


def _passed(root: Node) -> date | None:
    """The day on which the National Assembly passed it, from its last lines."""
    for node in root.children:
        if node.kind == "signature":
            found = _PASSED.search(" ".join(line.text for line in node.lines))
            return first_date(found["when"]) if found else None
    return None


def _ends(texts: Sequence[tuple[str, str]]) -> date | None:
    """The day from which it is no longer in force, also of "từ ngày … đến hết ngày …"."""
    for _, text in texts:
        if found := _ENDS.search(text):
            return first_date(found["when"])
        begins = _BEGINS.search(text)
        until = _UNTIL.search(text, begins.end("when") - len(begins["when"])) if begins else None
        last = first_date(until[1]) if until else None
        if last:
            return last + timedelta(1)
    return None


def _ended(texts: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Numbers of acts that are ended as a whole, and of those of which a part is."""
    whole: list[str] = []
    part: list[str] = []
    for lead, text in texts:
        under = lead.rstrip().endswith(":") and bool(_ENDING.search(lead) or _EXPIRING.search(lead))
        if not (_ENDING.search(text) or under or _EXPIRING.search(text)):
            continue
        bare = _DESCRIBED.sub(" ", text)
        expiring = _EXPIRING.search(bare)
        if expiring and not _ENDING.search(text) and not under:
            bare = bare[: expiring.start()]
        _sort(bare, whole, part)
    return whole, part


def _sort(text: str, whole: list[str], part: list[str]) -> None:
    """Add the numbers that a text ends to those of whole acts or of parts. What only describes an act ("về hướng dẫn
    thi hành Nghị định số … và Nghị định số …") belongs to neither, up to the next semicolon."""
    found = references(text)
    end, described = 0, False
    for at, one in enumerate(found):
        if not one.whole or one.act in (None, "này") or not any(map(str.isdigit, one.act or "")):
            continue
        described = described and ";" not in text[end : one.start]
        end, before = one.end, text[max(0, one.start - 80) : one.start]
        if described:
            continue
        if _of_place(one, found[max(0, at - 50) : at]) or _PART.search(before):
            part.append(one.act or "")
        elif _OBJECT.search(before) or not before.strip(" -+•"):
            whole.append(one.act or "")
        else:
            described = True


def _of_place(act: Reference, found: Sequence[Reference]) -> bool:
    """Whether a place of that act is named just before it."""
    return any(not other.whole and other.act == act.act and 0 <= act.start - other.end < 20 for other in found)


def _title_numbers(root: Node) -> list[str]:
    """Of "Sửa đổi, bổ sung một số điều của Nghị định số …" in the title."""
    for node in root.children:
        if node.kind == "preamble":
            lines = [line.text for line in node.lines if not re.match(r"(căn cứ|theo đề nghị)", line.text, re.I)]
            titles = [text for text in lines if _TITLE_AMENDS.match(text.strip())]
            return [number for text in titles for number in numbers(text)]
    return []
