"""Tables of the catalogue of documents: what is indexed, in which version, for whom. The vectors are the index's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kpi_tools.columns import Base, Code, Instant, Withdrawable


class DocumentSource(Base):
    """A folder that was indexed, and the access of its documents that say none themselves."""

    __tablename__ = "document_sources"
    source: Mapped[str] = mapped_column(String(512), primary_key=True)
    secrecy: Mapped[str] = mapped_column(String(16))
    units: Mapped[list[str]] = mapped_column(JSON, default=list)


class Document(Withdrawable, Base):
    """A file of a source and what it says of itself. `withdrawn`: refused, or gone from its folder."""

    __tablename__ = "documents"
    id: Mapped[Code] = mapped_column(primary_key=True)
    """Last part of its address."""
    source: Mapped[str] = mapped_column(String(512))
    file: Mapped[str] = mapped_column(Text)
    """Path within the source."""
    state: Mapped[str] = mapped_column(String(16))
    """`indexed`, `refused`, `removed`"""
    reason: Mapped[str | None] = mapped_column(Text)
    """Of a refusal: the sentence that the report gave."""
    content: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    side: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of its side file; empty without one."""
    made_with: Mapped[str] = mapped_column(Text, default="")
    """The readers and the encoder; another one reads the file again."""
    version: Mapped[str] = mapped_column(String(64), default="")
    """The one that answers; empty where none does."""
    text: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of its words, whatever the layout."""
    stamp: Mapped[str] = mapped_column(String(64), default="")
    """Of what its passages say besides the text: file, header, access."""
    duplicate_of: Mapped[str | None] = mapped_column(String(64))
    """Id of the document that is cited instead."""
    number: Mapped[str | None] = mapped_column(Text)
    number_key: Mapped[str] = mapped_column(Text, default="", index=True)
    """As numbers are compared: capitals, without spaces."""
    type: Mapped[str | None] = mapped_column(Text)
    issuer: Mapped[str | None] = mapped_column(Text)
    issued: Mapped[date | None] = mapped_column(Date)
    effective: Mapped[date | None] = mapped_column(Date)
    expires: Mapped[date | None] = mapped_column(Date)
    title: Mapped[str | None] = mapped_column(Text)
    official: Mapped[bool] = mapped_column(default=True)
    said_status: Mapped[str | None] = mapped_column(String(16))
    """Validity as the side file has it."""
    own_access: Mapped[bool] = mapped_column(default=False)
    """Whether the side file sets the access."""
    secrecy: Mapped[str] = mapped_column(String(16))
    pages: Mapped[int] = mapped_column(default=0)
    ocr_pages: Mapped[int] = mapped_column(default=0)
    encoding: Mapped[str] = mapped_column(String(16), default="unicode")
    articles: Mapped[int] = mapped_column(default=0)
    chunks: Mapped[int] = mapped_column(default=0)
    indexed: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("ix_documents_source", "source", "file"), Index("ix_documents_text", "text"))


class DocumentUnit(Base):
    """A unit that an access names."""

    __tablename__ = "document_units"
    document: Mapped[Code] = mapped_column(primary_key=True)
    unit: Mapped[Code] = mapped_column(primary_key=True, index=True)


class DocumentRelation(Base):
    """A number that a document amends or replaces."""

    __tablename__ = "document_relations"
    document: Mapped[Code] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    """`amends`, `replaces`"""
    key: Mapped[str] = mapped_column(String(128), primary_key=True, index=True)
    """`number` as numbers are compared."""
    number: Mapped[str] = mapped_column(Text)


class DocumentVersion(Base):
    """The text of a document as it once was, with what it said of itself then; older ones are kept for reading."""

    __tablename__ = "document_versions"
    document: Mapped[Code] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    made: Mapped[datetime] = mapped_column(Instant)
    header: Mapped[dict[str, Any]] = mapped_column(JSON)
    outline: Mapped[list[Any]] = mapped_column(JSON)
    """Blocks in reading order, as the page shows them."""
    clauses: Mapped[list[Any]] = mapped_column(JSON)
    """Of the version that answers, so that its vectors can be made again; empty for older ones."""
