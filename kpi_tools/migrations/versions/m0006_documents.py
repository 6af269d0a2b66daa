"""The catalogue of documents."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_Kind = sa.types.TypeEngine[Any]
CODE, TEXT, FLAG = sa.String(64), sa.Text(), sa.Boolean()


def upgrade() -> None:
    op.create_table(
        "document_sources",
        sa.Column("source", sa.String(512), primary_key=True),
        _needed("secrecy", sa.String(16)),
        _needed("units", sa.JSON()),
    )
    op.create_table("documents", *_document_columns())
    op.create_index("ix_documents_source", "documents", ["source", "file"])
    op.create_index("ix_documents_text", "documents", ["text"])
    op.create_index("ix_documents_number_key", "documents", ["number_key"])
    op.create_table(
        "document_units", sa.Column("document", CODE, primary_key=True), sa.Column("unit", CODE, primary_key=True)
    )
    op.create_index("ix_document_units_unit", "document_units", ["unit"])
    op.create_table(
        "document_relations",
        sa.Column("document", CODE, primary_key=True),
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("key", sa.String(128), primary_key=True),
        _needed("number", TEXT),
    )
    op.create_index("ix_document_relations_key", "document_relations", ["key"])
    op.create_table(
        "document_versions",
        sa.Column("document", CODE, primary_key=True),
        sa.Column("version", CODE, primary_key=True),
        _needed("made", sa.DateTime(timezone=True)),
        *(_needed(name, sa.JSON()) for name in ("header", "outline", "clauses")),
    )
    versions = sa.table("data_versions", sa.column("table_name"), sa.column("mark"))
    op.bulk_insert(versions, [{"table_name": "documents", "mark": ""}])


def _document_columns() -> list[sa.Column[object]]:
    optional: dict[str, _Kind] = dict.fromkeys(("reason", "number", "type", "issuer", "title"), TEXT)
    optional |= {"duplicate_of": CODE, "said_status": sa.String(16)}
    optional |= {name: sa.Date() for name in ("issued", "effective", "expires")}
    needed: dict[str, _Kind] = {"source": sa.String(512), "file": TEXT, "state": sa.String(16), "content": CODE}
    needed |= {"side": CODE, "made_with": TEXT, "version": CODE, "text": CODE, "stamp": CODE, "number_key": TEXT}
    needed |= {"official": FLAG, "own_access": FLAG, "secrecy": sa.String(16), "encoding": sa.String(16)}
    needed |= {name: sa.Integer() for name in ("pages", "ocr_pages", "articles", "chunks")}
    needed |= {"indexed": sa.DateTime(timezone=True), "withdrawn": FLAG}
    return [
        sa.Column("id", CODE, primary_key=True),
        *(_needed(name, kind) for name, kind in needed.items()),
        *(sa.Column(name, kind) for name, kind in optional.items()),
    ]


def _needed(name: str, kind: _Kind) -> "sa.Column[object]":
    return sa.Column(name, kind, nullable=False)
