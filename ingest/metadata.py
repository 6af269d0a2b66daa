"""What a document says of itself: number, type, issuer, date, title from its first page, effect from its articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from assistant.documents import Clause, Header, Reading
from assistant.vietnamese import fold
from ingest.effect import effect_of
from ingest.lines import UPPER, Line
from ingest.numbers import NUMBER, first_date, number_in_name, tidy, type_at, type_of_number
from ingest.preamble import MOTTO
from ingest.side_file import SideFile
from ingest.tree import Node

FIRST_LINES = 60
_OWN_NUMBER = re.compile(rf"(?:^|\b)(?:luật\s+)?s[ốôó]\s*:?\s*({NUMBER})", re.I)
_ATTACHED = re.compile(rf"(?:kèm theo|phụ lục)[^()]{{0,60}}?s[ốôó]\s*:?\s*({NUMBER})", re.I)
_ATTACHED_BY = re.compile(r"kèm theo[^()]{0,120}?\bcủa\s+(?:Bộ trưởng\s+)?([^()\d]{3,60}?)\s*(?:\)|về việc)", re.I)
_LETTERHEAD = re.compile(r"cong hoa xa hoi|\bso\s*:")
_PLACE_DATE = re.compile(r"^.{0,120}?,?\s*ng[aà]y\s*\d{1,2}\s*th[aá]ng", re.I)
_DRAFT = re.compile(r"^\W*(du thao|ban thao|draft)\b|\bdu thao lan\b")
_DRAFT_NAME = re.compile(r"(^|[\W_])(du[\W_]?thao|draft)([\W_]|$)")
_NO_TITLE = re.compile(
    r"^(\W*can cu|\W*theo de nghi|xet de nghi|thuc hien|chinh phu ban hanh|quoc hoi ban hanh|quyet dinh\s*:|kinh gui|"
    r"[-_*=.\s]+$|so\s*:|noi ?nhan)"
)
_OFFICE = re.compile(
    r"^(bo truong|chu tich|thu truong|giam doc|uy ban nhan dan|hoi dong nhan dan|thu tuong|tong giam doc|"
    r"chanh van phong|chinh phu|quoc hoi)"
)
_BASIS = re.compile(r"\W*(căn cứ|theo đề nghị)", re.I)
_BODY = re.compile(
    r"\b(chinh phu|quoc hoi|bo|so|phong|ban|bql|van phong|cuc|chi cuc|trung tam|uy ban|ubnd|hoi dong|hdnd|tong cuc|vu|"
    r"dang uy|thanh uy|tinh uy|thanh tra|thu tuong|chu tich|vien|truong|xa|phuong|tinh|thanh pho|dac khu)\b"
)
_ISSUES = re.compile(rf"(?:\w{{0,2}}\W)?{_BODY.pattern}")
_SEAT = re.compile(r"(xa|phuong|tinh|thanh pho|dac khu)\b")
_KNOWN = ("Chính phủ", "Quốc hội", "Ủy ban nhân dân", "Hội đồng nhân dân")
_SHOUT = re.compile(rf"(?<![{UPPER}])\s+(?:[{UPPER}]{{2,}}\s+){{3,}}[{UPPER}]{{2,}}$")
"""The office that follows a title on its line: "… xã Nghĩa Lâm CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ NGHĨA LÂM"."""
_RULE = re.compile(r"[-_*=.]{3,}")
_SUBJECT = re.compile(r"^v\s?/\s?v\s*:?\s*", re.I)
TITLE_LINES = 6
LONGEST_TITLE, LONGEST_LINE = 1000, 400


@dataclass(frozen=True, slots=True)
class _FirstPage:
    """The first lines, cells of the letterhead apart."""

    left: tuple[str, ...]
    """Names of who issues, above the number."""
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def header_of(reading: Reading, root: Node, clauses: Sequence[Clause], file: str, side: SideFile | None) -> Header:
    """The header of a document; the side file wins over the text, the text over the file's name."""
    page = _first_page(root)
    number = _number(page) or number_in_name(file)
    kind, at = _type(page, number)
    issued = _issued(page)
    text = "\n".join(block.text for block in reading.blocks)
    effect = effect_of(root, clauses, issued, number)
    found = Header(
        number=number,
        type=kind,
        issuer=_issuer(page, text),
        issued=issued,
        effective=effect.effective,
        expires=effect.expires,
        title=_title(page, at, text, root),
        amends=effect.amends,
        replaces=effect.replaces,
        official=_official(page, file, number, kind),
    )
    return corrected(found, side)


def corrected(header: Header, side: SideFile | None) -> Header:
    """The header with what a side file sets."""
    if side is None:
        return header
    return replace(
        header,
        number=side.number or header.number,
        type=side.type or header.type,
        issuer=side.issuer or header.issuer,
        issued=side.date or header.issued,
        effective=side.effective or header.effective,
        title=side.title or header.title,
        official=header.official if side.official is None else side.official,
        status=side.status or header.status,
        access=side.access.access() if side.access else header.access,
    )


def _first_page(root: Node) -> _FirstPage:
    """The lines of the preamble, or of an annex that stands alone its title."""
    lines: list[Line] = []
    for node in root.walk():
        if node.kind not in ("root", "preamble", "annex") and lines:
            break
        lines += node.lines
    lines = [part for line in lines[:FIRST_LINES] for part in _cells(line)]
    attached = any(node.kind == "annex" for node in root.children[:1])
    return _FirstPage(() if attached else tuple(_left(lines)), tuple(lines))


def _cells(line: Line) -> Iterator[Line]:
    """A letterhead table as its cells, a text that shows two columns by ` | ` as both; without rules."""
    if line.rows and not _LETTERHEAD.search(fold(line.text)):
        return
    parts = [cell for row in line.rows for cell in dict.fromkeys(row)] if line.rows else line.text.split("|")
    for part in parts:
        for piece in _RULE.sub("\n", part.replace(" / ", "\n")).splitlines():
            if piece.strip(" |/"):
                yield replace(line, text=" ".join(piece.split()).strip(" |/"), rows=())


def _left(lines: Sequence[Line]) -> Iterator[str]:
    """The names before motto and number: who issues, and above it whom it belongs to. A page without a motto has only
    the first, if it names a body."""
    motto = any(MOTTO.search(fold(line.text)) for line in lines[:12])
    names = 0
    for line in lines[: 8 if motto else 1]:
        folded = fold(line.text)
        if type_at(line.text) or _OWN_NUMBER.match(line.text) or re.match(r"so\s*:", folded):
            return
        at = MOTTO.search(folded)
        name = line.text[: at.start()].strip(" -–") if at else line.text
        name = re.split(r"\s+số\s*:", name, flags=re.I)[0]
        goes_on = names > 0 and name.isupper() and not re.search(r"\d", name)
        if name and len(name) < 80 and (goes_on or _ISSUES.match(fold(name))):
            names += 1
            yield name


def _number(page: _FirstPage) -> str | None:
    """Its own number; of an annex or an attached regulation that of the act it came with."""
    for line in page.lines[:25]:
        if _BASIS.match(line.text):
            break
        found = _OWN_NUMBER.match(line.text)
        if not found and (type_at(line.text) or re.search(r"\bsố\s*:", line.text, re.I)):
            found = _OWN_NUMBER.search(line.text)
        if found:
            return tidy(found[1])
    attached = _ATTACHED.search(page.text)
    return tidy(attached[1]) if attached else None


def _type(page: _FirstPage, number: str | None) -> tuple[str | None, int]:
    """The type, and the index of the line that names it or -1."""
    for at, line in enumerate(page.lines[:30]):
        if _BASIS.match(line.text):
            break
        kind = type_at(line.text)
        if kind and _names_type(line.text, kind):
            follows = page.lines[at + 1].text if at + 1 < len(page.lines) else ""
            concludes = kind == "Thông báo" and fold(follows).startswith(("ket luan", "y kien ket luan"))
            return "Thông báo kết luận" if concludes else kind, at
    letter = any(_SUBJECT.match(line.text) or fold(line.text).startswith("kinh gui") for line in page.lines[:20])
    return type_of_number(number) if number else "Công văn" if letter else None, -1


def _names_type(text: str, kind: str) -> bool:
    """Whether a line is the type as a heading: in capitals, alone, or "Nghị định của Chính phủ"."""
    rest = fold(text[len(kind) :]).strip(" :")
    return text[: len(kind)].isupper() or kind == "Sổ tay" or not rest or rest.startswith("cua ")


def _issued(page: _FirstPage) -> date | None:
    for line in page.lines[:25]:
        if _BASIS.match(line.text):
            break
        if _PLACE_DATE.match(line.text) or _OWN_NUMBER.match(line.text) or type_at(line.text):
            found = first_date(line.text)
            if found:
                return found
    attached = re.search(r"kèm theo[^()]{0,120}", page.text, re.I)
    return first_date(attached[0]) if attached else None


def _issuer(page: _FirstPage, text: str) -> str | None:
    """The lowest body of the letterhead, spelt as the text spells it; of an annex that of the act it came with."""
    names = page.left
    if not names:
        attached = re.search(
            r"kèm theo[^()]{0,120}?\bcủa\s+(?:Bộ trưởng\s+)?([^()\d]{3,60}?)\s*(?:\)|về việc)", page.text, re.I
        )
        return " ".join(attached[1].split()) if attached else None
    last = names[-1]
    goes_on = not _BODY.match(fold(last)) or _SEAT.match(fold(last))
    if len(names) > 1 and goes_on:
        last = f"{names[-2]} {last}"
    return spelt(_named(last), text) or _named(last)


def spelt(shouted: str, text: str) -> str | None:
    """What is in capitals as the text writes it elsewhere; None where it does not."""
    if len(shouted) > LONGEST_TITLE:
        return None
    pattern = r"\s+".join(map(re.escape, shouted.split()))
    for found in re.finditer(pattern, text, re.I):
        if not (found[0].isupper() or found[0].islower()):
            name = " ".join(found[0].split())
            return name[:1].upper() + name[1:]
    return None


def _named(shouted: str) -> str:
    """A name that stands in capitals alone: `Ủy ban nhân dân xã Nghĩa Lâm`; names that all know also as OCR reads
    them."""
    for name in _KNOWN:
        if re.fullmatch(rf".{{0,3}}\b{fold(name)}", fold(shouted)):
            return name
        if fold(shouted).startswith(f"{fold(name)} "):
            shouted = f"{name.upper()}{shouted[len(name) :]}"
    words: list[str] = []
    seat = False
    for word in shouted.split():
        before = words[-1].lower() if words else ""
        seat = seat or before in ("xã", "phường", "tỉnh", "phố", "khu")
        proper = seat or before in ("sở", "bộ", "phòng", "cục")
        acronym = word.upper() in ("UBND", "HĐND", "TP", "BQL", "UBMTTQ")
        words.append(word.upper() if acronym else word.capitalize() if proper else word.lower())
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _title(page: _FirstPage, at: int, text: str, root: Node) -> str | None:
    """The lines below the type; of a letter its "V/v"; of an annex its title."""
    if at < 0:
        return _subject(page) or _annexed(root, text)
    kind = type_at(page.lines[at].text) or ""
    rest = page.lines[at].text[len(kind) :].strip(" :")
    parts = [rest] if rest and not rest.startswith("(") and not fold(rest).startswith("cua ") else []
    lines = page.lines[at + 1 : at + 2 + TITLE_LINES]
    for line, below in zip_longest(lines, lines[1:]):
        folded = fold(line.text)
        before_basis = line.text.isupper() or (below is not None and bool(_BASIS.match(below.text)))
        if _OWN_NUMBER.match(line.text) and not parts:
            continue
        if parts and (_goes_over(line, lines[0], folded) or (line.text.isupper() and not parts[-1].isupper())):
            break
        if _NO_TITLE.match(folded) or (before_basis and _OFFICE.match(folded)) or line.text.startswith("("):
            break
        head = re.split(r"\s(?=Căn cứ\s)", line.text)[0]
        parts.append(head if head.isupper() else _SHOUT.sub("", head))
        if head != line.text or len(head) > LONGEST_LINE:
            break
    title = _SUBJECT.sub("", " ".join(parts))[:LONGEST_TITLE].strip(" .-")
    return _calm(title[:1].upper() + title[1:], text) if title else None


def _goes_over(line: Line, first: Line, folded: str) -> bool:
    """Whether a line below the title is text: not set as the title is, or a sentence of its own."""
    plain = first.titled and not line.titled
    return plain or line.text.endswith((":", ";", ".")) or bool(re.match(r"(de|ngay|sau khi|thuc hien)\b", folded))


def _calm(title: str, text: str) -> str:
    """A title without shouting."""
    return spelt(title, text) or title.capitalize() if title.isupper() else title


def _subject(page: _FirstPage) -> str | None:
    for at, line in enumerate(page.lines[:20]):
        if _SUBJECT.match(line.text):
            parts = [_SUBJECT.sub("", line.text)]
            for more in page.lines[at + 1 : at + 6]:
                if MOTTO.search(fold(more.text)) or _NO_TITLE.match(fold(more.text)) or _PLACE_DATE.match(more.text):
                    break
                parts.append(more.text)
            subject = " ".join(parts)
            return subject[:1].upper() + subject[1:]
    return None


def _annexed(root: Node, text: str) -> str | None:
    """The title of a file that is an annex, or of a page without a type its first line set as one."""
    first = next(iter(root.children), None)
    if first is None:
        return None
    if first.kind == "annex":
        title = _calm(first.title, text)
        return f"Phụ lục {first.number}: {title}" if first.number and title else title or None
    titled = [line.text for line in first.lines[:8] if line.titled and not line.rows]
    named = [one for one in titled if not (MOTTO.search(fold(one)) or _BODY.match(fold(one)))]
    return _calm(" ".join(named[:2]), text) or None


def _official(page: _FirstPage, file: str, number: str | None, kind: str | None) -> bool:
    """Not a draft, and something that says what it is: an index or a note has neither number nor type."""
    draft = any(_DRAFT.search(fold(line.text[:60])) for line in page.lines[:12])
    named = bool(_DRAFT_NAME.search(fold(file.rpartition("/")[2])))
    return not (draft or named) and (number is not None or kind is not None)
