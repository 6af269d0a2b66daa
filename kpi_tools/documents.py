"""What one asker may read of the catalogue of documents: entries, the text to show, and which version answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, select

from assistant.access import Principal
from assistant.documents import Access, Header, Secrecy, Validity, number_key, validity
from kpi_tools.document_tables import Document, DocumentRelation, DocumentUnit, DocumentVersion
from kpi_tools.rights import DOCUMENTS, UNIT_NAMES, units_under
from kpi_tools.schema import Unit
from kpi_tools.store import Store
from kpi_tools.view import View, view

FEW = 500
"""Documents up to which their parts are asked for by id, more are asked for whole."""


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
    replaced_from: date | None
    """Since when that one is in force, if it says so."""
    articles: int
    pages: int
    ocr_pages: int
    encoding: str

    def status(self, day: date) -> Validity:
        """Whether it is in force on a day: as its side file says, else by its dates and by what replaced it."""
        return validity(self.header, day, self.replacing)

    @property
    def header(self) -> Header:
        return Header(
            number=self.number,
            type=self.type,
            issuer=self.issuer,
            issued=self.issued,
            effective=self.effective,
            expires=self.expires,
            title=self.title,
            amends=self.amends,
            replaces=self.replaces,
            official=self.official,
            status=self.said_status,
        )

    @property
    def replacing(self) -> tuple[Header, ...]:
        """What is known of the document that ends or replaces this one."""
        return (Header(self.replaced_by, effective=self.replaced_from),) if self.replaced_by else ()


@dataclass(frozen=True, slots=True)
class ShownDocument:
    entry: DocumentEntry
    version: str
    made: datetime
    outline: tuple[Any, ...]
    """Blocks in reading order as the parser made them, as JSON."""
    versions: tuple[tuple[str, datetime], ...]
    """Every version that is kept, newest first."""


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
        return entries(seen, newest.limit(limit))


def shown_document(store: Store, asker: Principal, document: str, version: str | None = None) -> ShownDocument | None:
    """A document to read, or an older version of it; None when there is none or the asker may not see it, alike.

    Raises StoreError.
    """
    with view(store, asker) as seen:
        found = entries(seen, select(Document).where(Document.id == document, Document.version != ""))
        if not found:
            return None
        of_it = DocumentVersion.document == document
        joined = select(DocumentVersion.version, DocumentVersion.made).join(Document, Document.id == document)
        kept = seen.rows(joined.where(of_it).order_by(DocumentVersion.made.desc()), DOCUMENTS).all()
        wanted = version or found[0].version
        text = select(DocumentVersion.made, DocumentVersion.outline).join(Document, Document.id == document)
        kept_text = seen.rows(text.where(of_it, DocumentVersion.version == wanted), DOCUMENTS).one_or_none()
        if kept_text is None:
            return None
        versions = tuple((each, made) for each, made in kept)
        return ShownDocument(found[0], wanted, kept_text[0], tuple(kept_text[1]), versions)


def units_below(seen: View) -> tuple[str, ...]:
    """Codes of the units under the asker's own, for `Where.under`; none for who leads no unit."""
    if seen.asker.role != "lanh_dao_don_vi":
        return ()
    query = select(Unit.code).where(Unit.code.in_(units_under(seen.asker))).order_by(Unit.code)
    return tuple(seen.rows(query, UNIT_NAMES).scalars())


def entries(seen: View, query: Select[Document]) -> tuple[DocumentEntry, ...]:
    """The documents of a query that the asker may see, with what belongs to each."""
    rows = list(seen.rows(query, DOCUMENTS).scalars())
    some = [row.id for row in rows] if len(rows) <= FEW else None
    units, relations, later = _units(seen, some), _relations(seen, some), _replacing(seen)
    found = []
    for row in rows:
        related = relations.get(row.id, ())
        by = next((one for one in later.get(row.number_key, ()) if one.id != row.id), None)
        amends, replaces = (tuple(number for k, number in related if k == kind) for kind in ("amends", "replaces"))
        found.append(_entry(row, tuple(units.get(row.id, ())), amends, replaces, by))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Replacing:
    id: str
    number: str | None
    effective: date | None


def _units(seen: View, ids: Sequence[str] | None) -> dict[str, list[str]]:
    """Of those documents; None: of all."""
    query = select(DocumentUnit.document, DocumentUnit.unit).join(Document, Document.id == DocumentUnit.document)
    found = dict[str, list[str]]()
    for document, unit in seen.rows(query if ids is None else query.where(Document.id.in_(ids)), DOCUMENTS):
        found.setdefault(document, []).append(unit)
    return {document: sorted(named) for document, named in found.items()}


def _relations(seen: View, ids: Sequence[str] | None) -> dict[str, list[tuple[str, str]]]:
    """Kind and number."""
    columns = (DocumentRelation.document, DocumentRelation.kind, DocumentRelation.number, DocumentRelation.key)
    query = select(*columns).join(Document, Document.id == DocumentRelation.document)
    rows = seen.rows(query if ids is None else query.where(Document.id.in_(ids)), DOCUMENTS)
    found = dict[str, list[tuple[str, str]]]()
    for document, kind, number, _ in sorted(rows, key=lambda row: row[3]):
        found.setdefault(document, []).append((kind, number))
    return found


def _replacing(seen: View) -> dict[str, list[_Replacing]]:
    """Number → official documents that replace it, newest first."""
    columns = (DocumentRelation.key, Document.id, Document.number, Document.effective)
    query = select(*columns).join(Document, Document.id == DocumentRelation.document)
    official = query.where(DocumentRelation.kind == "replaces", Document.official.is_(True), Document.version != "")
    found = dict[str, list[_Replacing]]()
    newest = official.order_by(Document.issued.desc().nulls_last(), Document.id)
    for key, document, number, effective in seen.rows(newest, DOCUMENTS):
        found.setdefault(key, []).append(_Replacing(document, number, effective))
    return found


def _entry(
    row: Document, units: tuple[str, ...], amends: tuple[str, ...], replaces: tuple[str, ...], by: _Replacing | None
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
        replaced_by=(by.number or by.id) if by else None,
        replaced_from=by.effective if by else None,
        articles=row.articles,
        pages=row.pages,
        ocr_pages=row.ocr_pages,
        encoding=row.encoding,
    )
