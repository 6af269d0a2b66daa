"""Issuer and title of a document, from its first page, without shouting."""

from __future__ import annotations

import re
from itertools import zip_longest

from assistant.vietnamese import fold
from ingest.first_page import BODY, OWN_NUMBER, FirstPage
from ingest.lines import UPPER, Line
from ingest.numbers import type_at
from ingest.preamble import MOTTO
from ingest.tree import Node

_ATTACHED_BY = re.compile(r"kèm theo[^()]{0,120}?\bcủa\s+(?:Bộ trưởng\s+)?([^()\d]{3,60}?)\s*(?:\)|về việc)", re.I)
PLACE_DATE = re.compile(r"^.{0,120}?,?\s*ng[aà]y\s*\d{1,2}\s*th[aá]ng", re.I)
BASIS = re.compile(r"\W*(căn cứ|theo đề nghị)", re.I)
_NO_TITLE = re.compile(
    r"^(\W*can cu|\W*theo de nghi|xet de nghi|thuc hien|chinh phu ban hanh|quoc hoi ban hanh|quyet dinh\s*:|kinh gui|"
    r"[-_*=.\s]+$|so\s*:|noi ?nhan)"
)
_OFFICE = re.compile(
    r"^(bo truong|chu tich|thu truong|giam doc|uy ban nhan dan|hoi dong nhan dan|thu tuong|tong giam doc|"
    r"chanh van phong|chinh phu|quoc hoi)"
)
_SEAT = re.compile(r"(xa|phuong|tinh|thanh pho|dac khu)\b")
_KNOWN = ("Chính phủ", "Quốc hội", "Ủy ban nhân dân", "Hội đồng nhân dân")
_SHOUT = re.compile(rf"(?<![{UPPER}])\s+(?:[{UPPER}]{{2,}}\s+){{3,}}[{UPPER}]{{2,}}$")
"""The office that follows a title on its line: "… về việc họp CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MẪU"."""
SUBJECT = re.compile(r"^v\s?/\s?v\s*:?\s*", re.I)
TITLE_LINES = 6
LONGEST_TITLE, LONGEST_LINE = 1000, 400


def issuer_of(page: FirstPage, text: str) -> str | None:
    """The lowest body of the letterhead, spelt as the text spells it; of an annex that of the act it came with."""
    names = page.left
    if not names:
        attached = re.search(
            r"kèm theo[^()]{0,120}?\bcủa\s+(?:Bộ trưởng\s+)?([^()\d]{3,60}?)\s*(?:\)|về việc)", page.text, re.I
        )
        return " ".join(attached[1].split()) if attached else None
    last = names[-1]
    goes_on = not BODY.match(fold(last)) or _SEAT.match(fold(last))
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
    """A name that stands in capitals alone: `Ủy ban nhân dân xã Mẫu`; names that all know also as OCR reads
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


def title_of_page(page: FirstPage, at: int, text: str, root: Node) -> str | None:
    """The lines below the type; of a letter its "V/v"; of an annex its title."""
    if at < 0:
        return _subject(page) or _annexed(root, text)
    kind = type_at(page.lines[at].text) or ""
    rest = page.lines[at].text[len(kind) :].strip(" :")
    parts = [rest] if rest and not rest.startswith("(") and not fold(rest).startswith("cua ") else []
    lines = page.lines[at + 1 : at + 2 + TITLE_LINES]
    for line, below in zip_longest(lines, lines[1:]):
        folded = fold(line.text)
        before_basis = line.text.isupper() or (below is not None and bool(BASIS.match(below.text)))
        if OWN_NUMBER.match(line.text) and not parts:
            continue
        if parts and (_goes_over(line, lines[0], folded) or (line.text.isupper() and not parts[-1].isupper())):
            break
        if _NO_TITLE.match(folded) or (before_basis and _OFFICE.match(folded)) or line.text.startswith("("):
            break
        head = re.split(r"\s(?=Căn cứ\s)", line.text)[0]
        parts.append(head if head.isupper() else _SHOUT.sub("", head))
        if head != line.text or len(head) > LONGEST_LINE:
            break
    title = SUBJECT.sub("", " ".join(parts))[:LONGEST_TITLE].strip(" .-")
    return _calm(title[:1].upper() + title[1:], text) if title else None


def _goes_over(line: Line, first: Line, folded: str) -> bool:
    """Whether a line below the title is text: not set as the title is, or a sentence of its own."""
    plain = first.titled and not line.titled
    return plain or line.text.endswith((":", ";", ".")) or bool(re.match(r"(de|ngay|sau khi|thuc hien)\b", folded))


def _calm(title: str, text: str) -> str:
    """A title without shouting."""
    return spelt(title, text) or title.capitalize() if title.isupper() else title


def _subject(page: FirstPage) -> str | None:
    for at, line in enumerate(page.lines[:20]):
        if SUBJECT.match(line.text):
            parts = [SUBJECT.sub("", line.text)]
            for more in page.lines[at + 1 : at + 6]:
                if MOTTO.search(fold(more.text)) or _NO_TITLE.match(fold(more.text)) or PLACE_DATE.match(more.text):
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
    named = [one for one in titled if not (MOTTO.search(fold(one)) or BODY.match(fold(one)))]
    return _calm(" ".join(named[:2]), text) or None
