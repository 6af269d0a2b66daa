"""What one asker may read of the catalogue of documents: entries, the text to show, and which version answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, or_, select

from assistant.access import Principal
from assistant.document_rights import known
from assistant.documents import Access, Secrecy, Validity
from kpi_tools.document_tables import Document, DocumentRelation, DocumentUnit, DocumentVersion
from kpi_tools.rights import DOCUMENTS, UNIT_NAMES, units_under
from kpi_tools.schema import Unit
from kpi_tools.store import Store
from kpi_tools.view import View, view


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document of the catalogue."""

    id: str
    source: str
    file: str
    version: str
    number: str | None
    type: str | None
    issuer: str | None
    issued: date | None
    effective: date | None
    expires: date | None
    title: str | None
    official: bool
    said_status: Validity | None
    access: Access
    duplicate_of: str | None
    amends: tuple[str, ...]
    replaces: tuple[str, ...]
    replaced_by: str | None
    """Number, else id, of a document that the asker may see and that says it ends or replaces this one."""
    articles: int
    pages: int
    ocr_pages: int
    encoding: str

    def status(self, day: date) -> Validity:
        """Whether it is in force on a day: as its side file says, else by its dates and by what replaced it."""
        return validity(self.said_status, self.effective, self.expires, self.replaced_by is not None, day)


@dataclass(frozen=True, slots=True)
class ShownDocument:
    entry: DocumentEntry
    version: str
    made: datetime
    outline: tuple[Any, ...]
    """Blocks in reading order as the parser made them, as JSON."""
    versions: tuple[tuple[str, datetime], ...]
    """Every version that is kept, newest first."""


def validity(
    said: Validity | None, effective: date | None, expires: date | None, replaced: bool, day: date
) -> Validity:
    """On a day: as the side file says, else by what replaced it and by its dates; `expires` is its first day without
    force."""
    if said:
        return said
    if replaced or (expires and expires <= day):
        return "expired"
    if effective is None:
        return "unknown"
    return "in_force" if effective <= day else "not_yet"


def number_key(number: str) -> str:
    """A number as numbers are compared: `45/2026/nđ-cp ` is `45/2026/NĐ-CP`."""
    return "".join(number.upper().split())


def active_versions(store: Store, asker: Principal, documents: Sequence[str]) -> dict[str, str]:
    """Id → the version that answers, of those that the asker may see. A passage of the index counts only when its
    version is the one here: between the storing of new passages and the removal of old ones both are there.

    Raises StoreError.
    """
    with view(store, asker) as seen:
        query = select(Document.id, Document.version).where(Document.id.in_(sorted(set(documents))))
        rows = seen.rows(query.where(Document.version != "", Document.duplicate_of.is_(None)), DOCUMENTS)
        return {row.id: row.version for row in rows}


def documents_by(
    store: Store,
    asker: Principal,
    *,
    numbers: Sequence[str] = (),
    types: Sequence[str] = (),
    ids: Sequence[str] = (),
    limit: int = 100,
) -> tuple[DocumentEntry, ...]:
    """Documents that may be seen and fit each of what is given, official and newest first; no duplicates, unless
    asked for by id. Numbers in any case and spacing, types as written. Raises StoreError."""
    query = select(Document).where(Document.version != "")
    if numbers:
        query = query.where(Document.number_key.in_([number_key(number) for number in numbers]))
    if types:
        query = query.where(Document.type.in_(types))
    query = query.where(Document.id.in_(ids)) if ids else query.where(Document.duplicate_of.is_(None))
    newest = query.order_by(Document.official.desc(), Document.issued.desc().nulls_last(), Document.id)
    with view(store, asker) as seen:
        return _entries(seen, newest.limit(limit))


def shown_document(store: Store, asker: Principal, document: str, version: str | None = None) -> ShownDocument | None:
    """A document to read, or an older version of it; None when there is none or the asker may not see it, alike.

    Raises StoreError.
    """
    with view(store, asker) as seen:
        entries = _entries(seen, select(Document).where(Document.id == document, Document.version != ""))
        if not entries:
            return None
        of_it = DocumentVersion.document == document
        joined = select(DocumentVersion.version, DocumentVersion.made).join(Document, Document.id == document)
        kept = seen.rows(joined.where(of_it).order_by(DocumentVersion.made.desc()), DOCUMENTS).all()
        wanted = version or entries[0].version
        text = select(DocumentVersion.made, DocumentVersion.outline).join(Document, Document.id == document)
        found = seen.rows(text.where(of_it, DocumentVersion.version == wanted), DOCUMENTS).one_or_none()
        if found is None:
            return None
        versions = tuple((each, made) for each, made in kept)
        return ShownDocument(entries[0], wanted, found[0], tuple(found[1]), versions)


def reach(store: Store, asker: Principal) -> tuple[str, ...]:
    """Codes of the units under the asker's own, for `Where.under`; none for who leads no unit.

    Raises StoreError.
    """
    if not known(asker) or asker.role != "lanh_dao_don_vi":
        return ()
    with view(store, asker) as seen:
        query = select(Unit.code).where(Unit.code.in_(units_under(asker))).order_by(Unit.code)
        return tuple(seen.rows(query, UNIT_NAMES).scalars())


def _entries(seen: View, query: Select[Document]) -> tuple[DocumentEntry, ...]:
    rows = list(seen.rows(query, DOCUMENTS).scalars())
    ids = [row.id for row in rows]
    units, amends, replaces = _units(seen, ids), _relations(seen, ids, "amends"), _relations(seen, ids, "replaces")
    later = _replacing(seen, [row.number_key for row in rows if row.number_key])
    return tuple(
        _entry(
            row,
            tuple(units.get(row.id, ())),
            tuple(amends.get(row.id, ())),
            tuple(replaces.get(row.id, ())),
            next((number for other, number in later.get(row.number_key, ()) if other != row.id), None),
        )
        for row in rows
    )


def _units(seen: View, ids: Sequence[str]) -> dict[str, list[str]]:
    joined = select(DocumentUnit.document, DocumentUnit.unit).join(Document, Document.id == DocumentUnit.document)
    found = dict[str, list[str]]()
    for document, unit in seen.rows(joined.where(Document.id.in_(ids)).order_by(DocumentUnit.unit), DOCUMENTS):
        found.setdefault(document, []).append(unit)
    return found


def _relations(seen: View, ids: Sequence[str], kind: str) -> dict[str, list[str]]:
    query = select(DocumentRelation.document, DocumentRelation.number).join(
        Document, Document.id == DocumentRelation.document
    )
    found = dict[str, list[str]]()
    wanted = query.where(Document.id.in_(ids), DocumentRelation.kind == kind).order_by(DocumentRelation.key)
    for document, number in seen.rows(wanted, DOCUMENTS):
        found.setdefault(document, []).append(number)
    return found


def _replacing(seen: View, numbers: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Number → (id, number) of official documents that replace it, newest first."""
    query = select(DocumentRelation.key, Document.id, Document.number).join(
        Document, Document.id == DocumentRelation.document
    )
    wanted = query.where(DocumentRelation.key.in_(numbers), DocumentRelation.kind == "replaces")
    wanted = wanted.where(Document.official.is_(True), or_(Document.version != "", Document.duplicate_of.is_not(None)))
    found = dict[str, list[tuple[str, str]]]()
    for key, document, number in seen.rows(wanted.order_by(Document.issued.desc().nulls_last()), DOCUMENTS):
        found.setdefault(key, []).append((document, number or document))
    return found


def _entry(
    row: Document, units: tuple[str, ...], amends: tuple[str, ...], replaces: tuple[str, ...], replaced_by: str | None
) -> DocumentEntry:
    return DocumentEntry(
        id=row.id,
        source=row.source,
        file=row.file,
        version=row.version,
        number=row.number,
        type=row.type,
        issuer=row.issuer,
        issued=row.issued,
        effective=row.effective,
        expires=row.expires,
        title=row.title,
        official=row.official,
        said_status=cast(Validity | None, row.said_status),
        access=Access(cast(Secrecy, row.secrecy), units),
        duplicate_of=row.duplicate_of,
        amends=amends,
        replaces=replaces,
        replaced_by=replaced_by,
        articles=row.articles,
        pages=row.pages,
        ocr_pages=row.ocr_pages,
        encoding=row.encoding,
    )
