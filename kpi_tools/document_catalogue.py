"""The catalogue as the sync and the operator of the machine keep it: whole, without anybody's rights.

Each change is one transaction. What people read of it goes through `kpi_tools/documents.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import Session

from assistant.documents import Access, Clause, Header, Secrecy, number_key, validity
from kpi_tools.document_tables import Document, DocumentRelation, DocumentSource, DocumentUnit, DocumentVersion
from kpi_tools.schema import Meeting, MeetingInvitee, Unit
from kpi_tools.store import Store, lock_table
from kpi_tools.versions import touch

State = Literal["indexed", "refused", "removed"]


@dataclass(frozen=True, slots=True)
class Record:
    """A file of a source as the catalogue has it."""

    id: str
    source: str
    file: str
    state: State
    content: str
    """SHA-256 of the file."""
    side: str = ""
    made_with: str = ""
    reason: str | None = None
    version: str = ""
    text: str = ""
    stamp: str = ""
    duplicate_of: str | None = None
    access: Access = field(default_factory=Access)
    pages: int = 0
    ocr_pages: int = 0
    encoding: str = "unicode"
    articles: int = 0
    chunks: int = 0
    header: Header = field(default_factory=Header)

    @property
    def answers(self) -> bool:
        """Whether its passages belong into the index."""
        return self.state == "indexed" and self.duplicate_of is None


BATCH = 500
_PLAIN: tuple[str, ...] = (
    "source",
    "file",
    "state",
    "content",
    "side",
    "made_with",
    "reason",
    "version",
    "text",
    "stamp",
)
_PLAIN += ("duplicate_of", "pages", "ocr_pages", "encoding", "articles", "chunks")
_SAID = ("number", "type", "issuer", "issued", "effective", "expires", "title", "official")


class Catalogue:
    """Every method raises StoreError."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def default(self, source: str) -> Access:
        """The access of documents of a source that say none themselves; at first `cong_khai`."""
        with self._store.read() as session:
            row = session.get(DocumentSource, source)
            return Access() if row is None else Access(cast(Secrecy, row.secrecy), tuple(row.units))

    def set_default(self, source: str, access: Access) -> None:
        with self._store.write() as session:
            session.merge(DocumentSource(source=source, secrecy=access.secrecy, units=list(access.units)))

    def sources(self) -> list[str]:
        with self._store.read() as session:
            return list(session.scalars(select(Document.source).distinct().order_by(Document.source)))

    def records(self, source: str | None = None) -> list[Record]:
        """Of a source, or of all, those that were removed too."""
        query = select(Document).order_by(Document.source, Document.file, Document.id)
        with self._store.read() as session:
            return _records(session, query if source is None else query.where(Document.source == source))

    def taken(self, document: str) -> bool:
        """Whether a document has or had that id."""
        with self._store.read() as session:
            return session.get(Document, document) is not None

    def save(self, record: Record, outline: Sequence[Any] | None = None, clauses: Sequence[Clause] = ()) -> None:
        """A record as it is from now on, with the text of its version when that is new: this is the switch.

        The clauses of its other versions go, their outlines stay.
        """
        with self._store.write() as session:
            lock_table(session, Document.__tablename__)
            _store(session, record)
            touch(session, Document.__tablename__)
            if outline is None:
                return
            others = DocumentVersion.document == record.id
            session.execute(update(DocumentVersion).where(others).values(clauses=[]))
            version = DocumentVersion(document=record.id, version=record.version, made=datetime.now(UTC))
            version.header = cast(dict[str, Any], _headers().dump_python(record.header, mode="json"))
            version.outline = list(outline)
            version.clauses = cast(list[Any], _clauses().dump_python(tuple(clauses), mode="json"))
            session.merge(version)

    def clauses(self, record: Record) -> tuple[Clause, ...]:
        """Of the version that answers."""
        with self._store.read() as session:
            row = session.get(DocumentVersion, (record.id, record.version))
            return _clauses().validate_python(row.clauses) if row else ()

    def twins(self, record: Record) -> list[Record]:
        """Other documents of the source with the same text, or the same number and type."""
        same = [Document.text == record.text]
        if record.header.number and record.header.type:
            key = number_key(record.header.number)
            same.append((Document.number_key == key) & (Document.type == record.header.type))
        query = select(Document).where(
            Document.source == record.source, Document.state == "indexed", Document.id != record.id, or_(*same)
        )
        with self._store.read() as session:
            return _records(session, query.order_by(Document.id))

    def forget(self, document: str) -> None:
        """Every trace of it, older versions too."""
        with self._store.write() as session:
            for table in (DocumentVersion, DocumentUnit, DocumentRelation):
                session.execute(delete(table).where(table.document == document))
            session.execute(delete(Document).where(Document.id == document))
            touch(session, Document.__tablename__)

    def meeting_access(self, number: str) -> Access | None:
        """Of the meeting whose notice of conclusion has that number: its `do_mat`; `noi_bo` with its unit and the units
        invited, `han_che` for city leaders (people cannot be named). None when there is no such meeting."""
        with self._store.read() as session:
            query = select(Meeting).where(Meeting.notice == number, Meeting.withdrawn.is_(False)).order_by(Meeting.code)
            meetings = session.scalars(query).all()
            if not meetings:
                return None
            strictest = max(meetings, key=lambda one: ("cong_khai", "noi_bo", "han_che").index(one.secrecy))
            if strictest.secrecy != "noi_bo":
                return Access(cast(Secrecy, strictest.secrecy))
            invited = select(MeetingInvitee.invitee).where(MeetingInvitee.meeting == strictest.code)
            units = set(session.scalars(select(Unit.code).where(Unit.code.in_(invited))))
            units |= {strictest.unit} if strictest.unit else set()
            return Access("noi_bo", tuple(sorted(units))) if units else Access("han_che")

    def described(self, today: date) -> list[dict[str, object]]:
        """Every document that is not removed, as `troly documents list --json` shows it."""
        records = [one for one in self.records() if one.state != "removed"]
        files = {one.id: one.file for one in records}
        replaced = {
            number_key(n): one for one in records if one.answers and one.header.official for n in one.header.replaces
        }
        found = []
        for one in records:
            by = replaced.get(number_key(one.header.number or ""))
            by = None if by is None or by.id == one.id else by
            found.append(_described(one, by, files.get(one.duplicate_of or ""), today))
        return found


def _described(one: Record, by: Record | None, duplicate_of: str | None, today: date) -> dict[str, object]:
    """Keys as in `interfaces.md`, and more."""
    said = one.header
    return {
        "file": one.file,
        "number": said.number,
        "type": said.type,
        "issuer": said.issuer,
        "date": _iso(said.issued),
        "effective": _iso(said.effective),
        "title": said.title,
        "status": validity(said, today, [by.header] if by else []),
        "amends": list(said.amends),
        "replaces": list(said.replaces),
        "replaced_by": (by.header.number or by.file) if by else None,
        "articles": one.articles,
        "access": one.access.secrecy,
        "official": said.official,
        "duplicate_of": duplicate_of,
        "units": list(one.access.units),
        "id": one.id,
        "source": one.source,
        "state": one.state,
        "reason": one.reason,
        "pages": one.pages,
        "ocr_pages": one.ocr_pages,
        "encoding": one.encoding,
        "chunks": one.chunks,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _store(session: Session, record: Record) -> None:
    row = Document(id=record.id, withdrawn=record.state != "indexed", indexed=datetime.now(UTC))
    for name in _PLAIN:
        setattr(row, name, getattr(record, name))
    for name in _SAID:
        setattr(row, name, getattr(record.header, name))
    row.number_key = number_key(record.header.number or "")
    row.said_status, row.own_access = record.header.status, record.header.access is not None
    row.secrecy = record.access.secrecy
    session.merge(row)
    session.execute(delete(DocumentUnit).where(DocumentUnit.document == record.id))
    session.add_all(DocumentUnit(document=record.id, unit=unit) for unit in sorted(set(record.access.units)))
    session.execute(delete(DocumentRelation).where(DocumentRelation.document == record.id))
    for kind, numbers in (("amends", record.header.amends), ("replaces", record.header.replaces)):
        by_key = {number_key(number)[:128]: number for number in reversed(numbers)}
        session.add_all(DocumentRelation(document=record.id, kind=kind, key=k, number=n) for k, n in by_key.items())


def _records(session: Session, query: Select[Document]) -> list[Record]:
    rows = session.scalars(query).all()
    units, relations = _grouped(session, [row.id for row in rows])
    return [_record(row, units.get(row.id, ()), relations.get(row.id, ())) for row in rows]


def _record(row: Document, units: Sequence[str], relations: Sequence[tuple[str, str]]) -> Record:
    access = Access(cast(Secrecy, row.secrecy), tuple(sorted(units)))
    said: dict[str, Any] = {name: getattr(row, name) for name in _SAID}
    said |= {kind: tuple(n for k, n in sorted(relations, key=_by_key) if k == kind) for kind in ("amends", "replaces")}
    said |= {"status": row.said_status, "access": access if row.own_access else None}
    plain: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    return Record(id=row.id, access=access, header=Header(**said), **plain)


def _by_key(relation: tuple[str, str]) -> str:
    """Not the order of a database, which goes by its language."""
    return number_key(relation[1])


def _grouped(
    session: Session, documents: Sequence[str]
) -> tuple[dict[str, list[str]], dict[str, list[tuple[str, str]]]]:
    """Units, and (kind, number) of relations, by document."""
    units = dict[str, list[str]]()
    relations = dict[str, list[tuple[str, str]]]()
    for at in range(0, len(documents), BATCH):
        some = documents[at : at + BATCH]
        for unit in session.scalars(select(DocumentUnit).where(DocumentUnit.document.in_(some))):
            units.setdefault(unit.document, []).append(unit.unit)
        related = select(DocumentRelation).where(DocumentRelation.document.in_(some))
        for one in session.scalars(related):
            relations.setdefault(one.document, []).append((one.kind, one.number))
    return units, relations


@cache
def _headers() -> TypeAdapter[Header]:
    return TypeAdapter(Header)


@cache
def _clauses() -> TypeAdapter[tuple[Clause, ...]]:
    return TypeAdapter(tuple[Clause, ...])
