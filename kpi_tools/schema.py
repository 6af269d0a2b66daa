"""Tables of the stores, for SQLite and PostgreSQL alike; columns are named in the field's English terms.

Which workbook key fills which column stands in `ingest/workbook.py`. Codes link tables without foreign keys,
so that workbooks may come in any order; the import checks them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import JSON, Date, DateTime, Dialect, Index, MetaData, Numeric, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_PLACES = Decimal("0.000001")


class ExactNumber(TypeDecorator[Decimal]):
    """A decimal of up to six places: NUMERIC in PostgreSQL, and in SQLite, whose numbers are floats, its plain text.

    Compare it for equality in SQL; order it in Python.
    """

    impl = Numeric(20, 6).with_variant(String(32), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        exact = Decimal(value).quantize(_PLACES)
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


class Imported:
    """A row that came from a workbook."""

    notes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Columns that the format does not know, by their header."""


class Unit(Imported, Base):
    """`don_vi`"""

    __tablename__ = "units"
    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[str] = mapped_column(Text, default="")
    """Separated by `;`."""
    level: Mapped[str] = mapped_column(String(16))
    """`thanh_pho`, `so_nganh`, `xa_phuong`"""
    parent: Mapped[str | None] = mapped_column(String(64), index=True)
    field: Mapped[str] = mapped_column(Text, default="")


class Person(Imported, Base):
    """`nhan_su`"""

    __tablename__ = "people"
    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(64), index=True)
    position: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str] = mapped_column(String(32), default="chuyen_vien")
    kind: Mapped[str] = mapped_column(String(16), default="cong_chuc")
    """`cong_chuc`, `vien_chuc`, `can_bo`: only the first is scored (decree, Article 2)."""
    email: Mapped[str] = mapped_column(Text, default="")


class Indicator(Imported, Base):
    """`chi_tieu`"""

    __tablename__ = "indicators"
    code: Mapped[Code] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    """`2026`, `2026-Q1`, `2026-02`"""
    name: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(64))
    person: Mapped[str | None] = mapped_column(String(64), index=True)
    """None: the unit's own."""
    group: Mapped[str] = mapped_column("group_name", Text, default="")
    measure: Mapped[str] = mapped_column(Text, default="")
    target: Mapped[Exact]
    actual: Mapped[Decimal | None] = mapped_column(ExactNumber)
    direction: Mapped[str] = mapped_column(String(8), default="tang")
    """`tang` higher is better, `giam` lower is better."""
    weight: Mapped[Exact] = mapped_column(default=Decimal(1))
    basis: Mapped[str] = mapped_column(Text, default="")
    updated: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index("ix_indicators_unit_period", "unit", "period"),)


class GeneralScore(Imported, Base):
    """`tieu_chi_chung`"""

    __tablename__ = "general_scores"
    subject: Mapped[Code] = mapped_column(primary_key=True)
    """Unit or person code."""
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    score: Mapped[Exact]
    """0–30 (form 01)."""
    organising: Mapped[Decimal | None] = mapped_column(ExactNumber)
    solidarity: Mapped[Decimal | None] = mapped_column(ExactNumber)
    note: Mapped[str] = mapped_column(Text, default="")


class Task(Imported, Base):
    """`nhiem_vu`"""

    __tablename__ = "tasks"
    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(64))
    """Lead unit."""
    assignee: Mapped[str | None] = mapped_column(String(64), index=True)
    giver: Mapped[str] = mapped_column(Text, default="")
    """A person's code or free text."""
    basis: Mapped[str] = mapped_column(Text, default="")
    assigned: Mapped[date | None] = mapped_column(Date)
    deadline: Mapped[date] = mapped_column(Date, index=True)
    completed: Mapped[date | None] = mapped_column(Date)
    progress: Mapped[Decimal] = mapped_column(ExactNumber, default=Decimal(0))
    points: Mapped[Exact] = mapped_column(default=Decimal(1))
    """Converted points p_i."""
    quality_failures: Mapped[int] = mapped_column(default=0)
    late_instances: Mapped[int | None]
    """As entered; None means 1 when completed after the deadline, else 0."""
    objective: Mapped[bool] = mapped_column(default=False)
    """Objective cause confirmed."""
    ad_hoc: Mapped[bool] = mapped_column(default=False)
    product: Mapped[str] = mapped_column(Text, default="")
    delay_cause: Mapped[str] = mapped_column(Text, default="")
    secrecy: Mapped[str] = mapped_column(String(16), default="noi_bo")
    """`cong_khai`, `noi_bo`, `han_che`"""

    __table_args__ = (Index("ix_tasks_unit_deadline", "unit", "deadline"),)


class TaskUnit(Base):
    """A unit that takes part in a task (`don_vi_phoi_hop`)."""

    __tablename__ = "task_units"
    task: Mapped[Code] = mapped_column(primary_key=True)
    unit: Mapped[Code] = mapped_column(primary_key=True, index=True)


class ScheduleEntry(Imported, Base):
    """`lich_cong_tac`. Times are local (Asia/Ho_Chi_Minh), without zone."""

    __tablename__ = "schedule_entries"
    code: Mapped[Code] = mapped_column(primary_key=True)
    start: Mapped[datetime] = mapped_column("starts_at", DateTime, index=True)
    end: Mapped[datetime] = mapped_column("ends_at", DateTime)
    subject: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text, default="")
    chair: Mapped[str | None] = mapped_column(String(64), index=True)
    unit: Mapped[str | None] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(8), default="")
    """Empty, `huy` cancelled, `hoan` postponed."""
    secrecy: Mapped[str] = mapped_column(String(16), default="noi_bo")
    note: Mapped[str] = mapped_column(Text, default="")


class EntryInvitee(Base):
    """A person or unit of `thanh_phan`."""

    __tablename__ = "entry_invitees"
    entry: Mapped[Code] = mapped_column(primary_key=True)
    invitee: Mapped[Code] = mapped_column(primary_key=True, index=True)


class Account(Base):
    """A local sign-in for a person."""

    __tablename__ = "accounts"
    person: Mapped[Code] = mapped_column(primary_key=True)
    password_hash: Mapped[str] = mapped_column(Text)
    """argon2id, in its encoded form."""
    disabled: Mapped[bool] = mapped_column(default=False)


class SignIn(Base):
    """A sign-in session. Only the SHA-256 of the token is kept."""

    __tablename__ = "sign_ins"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[Code] = mapped_column(index=True)
    expires: Mapped[datetime] = mapped_column(Instant)


class Conversation(Base):
    """What a session last asked."""

    __tablename__ = "conversations"
    user: Mapped[Code] = mapped_column("user_code", primary_key=True)
    session: Mapped[str] = mapped_column(String(128), primary_key=True)
    call: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
