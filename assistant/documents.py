"""The values of official documents, from the file read to the passage found; imports only the seams.

file -> Reading(Block...) -> Header + Node tree -> Clause -> Passage in the index -> Hit -> Citation
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from assistant.types import Citation

Encoding = Literal["unicode", "tcvn3", "vni", "viscii", "vps"]
Secrecy = Literal["cong_khai", "noi_bo", "han_che"]
Validity = Literal["in_force", "expired", "not_yet", "unknown"]
FileStatus = Literal["new", "changed", "unchanged", "removed", "refused"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or table of a document, in reading order; NFC, without page numbers and running titles."""

    text: str
    """Of a table its rows, a line each, cells apart by ` | `."""
    page: int | None = None
    """Counted from 1; None where the format has no pages."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Of a table, else empty; merged cells repeat their text."""
    header_rows: int = 0
    """How many of the first `rows` are its header."""
    bold: bool = False
    centred: bool = False
    number: str = ""
    """What an automatic numbering puts before the paragraph, not in `text`: `1.`, `a)`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one file."""

    blocks: tuple[Block, ...]
    pages: int = 0
    """0 where the format has no pages."""
    ocr_pages: int = 0
    encoding: Encoding = "unicode"
    """What the bytes were in before they were converted."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see a document (rights table); the default of a document without a side file."""

    secrecy: Secrecy = "cong_khai"
    units: tuple[str, ...] = ()
    """Codes of the units that see it; none and `han_che`: city leaders only."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a document says of itself on its first and last page, corrected by its side file; None: not said."""

    number: str | None = None
    """`335/2025/NĐ-CP`"""
    type: str | None = None
    """`Nghị định`, as it is written."""
    issuer: str | None = None
    issued: date | None = None
    effective: date | None = None
    expires: date | None = None
    title: str | None = None
    """Trích yếu."""
    amends: tuple[str, ...] = ()
    """Numbers of documents that it amends."""
    replaces: tuple[str, ...] = ()
    """Numbers of documents that it ends or replaces."""
    official: bool = True
    """False for drafts, indexes and notes: they never win over an official text."""
    status: Validity | None = None
    """Only when the side file says so; else worked out from the dates on the day of asking."""
    access: Access | None = None
    """Only when the side file says so."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document: `Điểm đ khoản 2 Điều 5`. All None: the document as a whole."""

    article: str | None = None
    """`5`, `9a`"""
    clause: str | None = None
    point: str | None = None
    annex: str | None = None
    """`I`, `2`; an unnumbered single annex is ``."""

    @property
    def anchor(self) -> str:
        """Of its element in the page of the document: `dieu-5-khoan-2-diem-dd` (đ is `dd`)."""
        parts = (("phu-luc", self.annex), ("dieu", self.article), ("khoan", self.clause), ("diem", self.point))
        named = [f"{kind}-{_ascii(value)}".strip("-") for kind, value in parts if value is not None]
        return "-".join(named)


def _ascii(value: str) -> str:
    return value.lower().replace("đ", "dd").replace(".", "-")


@dataclass(frozen=True, slots=True)
class Clause:
    """A citable piece of a document: what one passage of the index holds."""

    place: Place
    path: str
    """`Chương II › Mục 1 › Điều 5. Tiêu chí chung › Khoản 2`"""
    text: str
    """Verbatim, without the path."""
    page: int | None = None
    mentions: tuple[str, ...] = ()
    """Documents and places that the text refers to, as `NUMBER#anchor`, `#anchor` within the document."""
    amends: str | None = None
    """Of an amending act: `NUMBER#anchor` of the place that it changes or inserts; several apart by a space."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause as the index keeps it, with what a search may ask for."""

    id: str
    """A UUID; the same clause of the same version has the same one."""
    source: str
    """The folder that was indexed; a namespace of its own."""
    document: str
    """Id of the document, the last part of its address `/documents/{id}`."""
    version: str
    """Of the document's text; only the version that the catalogue names answers."""
    order: int
    """Place in the document, from 0."""
    file: str
    """Name within its folder."""
    clause: Clause
    header: Header
    access: Access = field(default_factory=Access)

    @property
    def url(self) -> str:
        anchor = self.clause.place.anchor
        return f"/documents/{self.document}" + (f"#{anchor}" if anchor else "")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found."""

    passage: Passage
    score: float
    """0 to 1 after calibration, for the evidence threshold; of a single index ranking its own score."""


def number_key(number: str) -> str:
    """A number as numbers are compared: `45/2026/nđ-cp ` is `45/2026/NĐ-CP`."""
    return "".join(number.upper().split())


RANKS = (
    ("Hiến pháp",),
    ("Bộ luật", "Luật", "Pháp lệnh"),
    ("Nghị định",),
    ("Thông tư", "Thông tư liên tịch"),
    ("Quyết định", "Nghị quyết", "Chỉ thị"),
)
"""Types by their force, highest first; a type that is not among them stands below all."""
_IN_FORCE_WHEN_SIGNED = ("Kế hoạch", "Thông báo", "Thông báo kết luận", "Công văn", "Hướng dẫn", "Báo cáo", "Tờ trình")


def citation_rank(kind: str | None) -> int:
    """0 for the highest: constitution, law, decree, circular, decision, anything else."""
    return next((rank for rank, kinds in enumerate(RANKS) if kind in kinds), len(RANKS))


def validity(header: Header, now: date, replaced_by: Sequence[Header] = ()) -> Validity:
    """Whether an act is in force on a day; `replaced_by`: those that end it. What the side file says wins.

    An act ends on the day on which an official one that replaces it takes effect. One that does not say when it takes
    effect is of unknown validity, but for papers that have theirs from the day they are signed.
    """
    if header.status is not None:
        return header.status
    ends = [start for other in replaced_by if other.official and (start := other.effective or other.issued)]
    if header.expires is not None:
        ends.append(header.expires)
    if ends and min(ends) <= now:
        return "expired"
    start = header.effective or (header.issued if header.type in _IN_FORCE_WHEN_SIGNED else None)
    if start is None:
        return "unknown"
    return "in_force" if start <= now else "not_yet"


def point_of(clause: Clause, point: str) -> Clause | None:
    """Point `point` alone, cut from a chunk that holds its clause with all points; None when it is not there."""
    found = re.search(rf"(?ms)^{re.escape(point)}[).] .*?(?=^[a-zđ][).] |\Z)", clause.text)
    if found is None or clause.place.point not in (None, point):
        return None
    return replace(clause, place=replace(clause.place, point=point), text=found[0].strip())


def name_of(header: Header) -> str:
    """What a document is called: `Nghị định 335/2025/NĐ-CP Quy định về đánh giá...`; may be empty."""
    said = [header.type, header.number, header.title]
    if header.title and header.type and header.title.lower().startswith(header.type.lower()):
        said = [header.title, header.number]
    return " ".join(part for part in said if part)


def searchable_text(passage: Passage) -> str:
    """What is embedded and indexed of a passage: a line of titles, then the text."""
    titles = [name_of(passage.header), *passage.clause.path.split(" › ")]
    return ". ".join(title.rstrip(". ") for title in titles if title) + "\n" + passage.clause.text


def citation(passage: Passage) -> Citation:
    """The citation of a passage, exact to the point."""
    place = passage.clause.place
    return Citation(
        document=passage.file,
        number=passage.header.number,
        article=place.article,
        clause=place.clause,
        point=place.point,
        text=passage.clause.text,
        url=passage.url,
        annex=place.annex,
    )
