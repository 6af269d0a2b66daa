"""What the tables are made of: exact numbers, instants, and where an imported row came from."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, Index, MetaData, Numeric, String, Text, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PLACES = 6
"""Decimal places of an exact number."""
_STEP = Decimal(1).scaleb(-PLACES)


class ExactNumber(TypeDecorator[Decimal]):
    """A decimal of up to six places: NUMERIC in PostgreSQL, and in SQLite, whose numbers are floats, its plain text.

    Compare it for equality in SQL; order it in Python.
    """

    impl = Numeric(20, PLACES).with_variant(String(32), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        exact = Decimal(value).quantize(_STEP)
        return _plain(exact) if dialect.name == "sqlite" else exact

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(_plain(Decimal(value)))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


class Instant(TypeDecorator[datetime]):
    """A moment with time zone, kept in UTC: SQLite drops zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def storable(text: str) -> str:
    """Without what a database cannot keep: half characters and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "�")


Code = Annotated[str, mapped_column(String(64))]
Exact = Annotated[Decimal, mapped_column(ExactNumber)]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index over the rows that fit a condition, in both databases."""
    condition = text(where)
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


def word_indexes(table: str, *columns: str) -> tuple[Index, ...]:
    """What folded text is searched in, instead of in the rows: three-letter pieces in PostgreSQL (its extension
    `pg_trgm`), and in SQLite the text alone, a tenth of the table."""
    made = list[Index]()
    for column in columns:
        pieces: dict[str, Any] = {"postgresql_using": "gin", "postgresql_ops": {column: "public.gin_trgm_ops"}}
        made += [
            _only_in("postgresql", Index(f"ix_{table}_{column}_pieces", column, **pieces)),
            _only_in("sqlite", Index(f"ix_{table}_{column}", column, "code")),
        ]
    return tuple(made)


def _only_in(dialect: str, index: Index) -> Index:
    index.info["dialect"] = dialect
    index.ddl_if(dialect=dialect)
    return index


class Withdrawable:
    """A row that may be kept without answering."""

    withdrawn: Mapped[bool] = mapped_column(default=False)
    """Gone from what is the whole of it (`troly import --replace`, a folder of documents): kept, but never answers."""


class Imported(Withdrawable):
    """A row that came from a workbook."""

    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Columns that the format does not know, by their header."""
    import_id: Mapped[int | None]
    """The `FileImport` that last changed the row: file and moment of the update."""
    source_sheet: Mapped[str] = mapped_column(Text, default="")
    source_row: Mapped[int | None]
    """As the spreadsheet numbers it, from 1, in the file of `import_id`."""
