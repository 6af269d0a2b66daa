"""Tables of the workbooks, for SQLite and PostgreSQL alike; columns are named in the field's English terms.

Which workbook key fills which column stands in `ingest/workbook.py`. Codes link tables without foreign keys,
so that workbooks may come in any order; the import checks them. `*_words` hold folded text (`kpi_tools/words.py`).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, DateTime, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kpi_tools.columns import Base, Code, Exact, ExactNumber, Imported, partial_index, word_indexes
from kpi_tools.words import from_columns


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


_RANKED = ("person", "withdrawn", "direction", "target", "actual", "weight")
"""What the score of a unit is made of: with it in the index every unit is ranked without the rows."""


class Indicator(Imported, Base):
    """`chi_tieu`"""

    __tablename__ = "indicators"
    code: Mapped[Code] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    """`2026`, `2026-Q1`, `2026-02`"""
    name: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(64))
    person: Mapped[str | None] = mapped_column(String(64))
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
    name_words: Mapped[str] = mapped_column(Text, default=from_columns("name"))
    """Peers have the same."""

    __table_args__ = (
        partial_index("ix_indicators_own", "unit", "period", where="person IS NULL"),
        partial_index("ix_indicators_ranked", "period", "unit", *_RANKED, where="person IS NULL"),
        partial_index("ix_indicators_person", "person", "period", where="person IS NOT NULL"),
    )


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

    __table_args__ = (Index("ix_general_scores_period", "period", "subject", "withdrawn", "score"),)


_JUDGED = ("code", "secrecy", "assignee", "withdrawn", "progress", "completed")
"""What the rights and the state of a task look at: with it in the index a list is counted without the rows."""
_COUNTED = ("late_instances", "points", "quality_failures", "objective", "ad_hoc")
"""What its score looks at besides."""


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
    deadline: Mapped[date] = mapped_column(Date)
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
    words: Mapped[str] = mapped_column(Text, default=from_columns("name", "product"))
    basis_words: Mapped[str] = mapped_column(Text, default=from_columns("basis"))

    __table_args__ = (
        Index("ix_tasks_deadline", "deadline", *_JUDGED, "unit", *_COUNTED),
        Index("ix_tasks_unit_deadline", "unit", "deadline", *_JUDGED),
        partial_index("ix_tasks_open", "deadline", *_JUDGED, "unit", where="completed IS NULL"),
        partial_index("ix_tasks_completed", "completed", where="completed IS NOT NULL"),
        partial_index("ix_tasks_giver", "giver", where="length(giver) <= 64"),
        *word_indexes("tasks", "words", "basis_words"),
    )


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


class Meeting(Imported, Base):
    """`cuoc_hop`. Times are local (Asia/Ho_Chi_Minh), without zone."""

    __tablename__ = "meetings"
    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    start: Mapped[datetime] = mapped_column("starts_at", DateTime, index=True)
    end: Mapped[datetime] = mapped_column("ends_at", DateTime)
    place: Mapped[str] = mapped_column(Text, default="")
    chair: Mapped[str | None] = mapped_column(String(64), index=True)
    subject: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str | None] = mapped_column(String(64), index=True)
    notice: Mapped[str] = mapped_column(Text, default="", index=True)
    """Number of the notice of conclusion."""
    state: Mapped[str] = mapped_column(String(8), default="")
    """Empty, `huy` cancelled, `hoan` postponed."""
    secrecy: Mapped[str] = mapped_column(String(16), default="noi_bo")
    words: Mapped[str] = mapped_column(Text, default=from_columns("name", "subject"))


class MeetingInvitee(Base):
    """A person or unit of a meeting's `thanh_phan`."""

    __tablename__ = "meeting_invitees"
    meeting: Mapped[Code] = mapped_column(primary_key=True)
    invitee: Mapped[Code] = mapped_column(primary_key=True, index=True)


class Conclusion(Imported, Base):
    """`ket_luan`"""

    __tablename__ = "conclusions"
    meeting: Mapped[Code] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    """`stt`"""
    content: Mapped[str] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(String(64), index=True)
    """Who carries it out."""
    person: Mapped[str | None] = mapped_column(String(64))
    deadline: Mapped[date | None] = mapped_column(Date)
    task: Mapped[str | None] = mapped_column(String(64))
    """The task it became."""
    state: Mapped[str] = mapped_column(String(24), default="chua_thuc_hien")
    """`chua_thuc_hien`, `dang_thuc_hien`, `hoan_thanh`"""
    words: Mapped[str] = mapped_column(Text, default=from_columns("content"))


class Procedure(Imported, Base):
    """`thu_tuc`"""

    __tablename__ = "procedures"
    code: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text, default="")
    carried_out_at: Mapped[str] = mapped_column(Text, default="")
    """`cap_thuc_hien`: which level of government, as written."""
    online: Mapped[str] = mapped_column(String(16), default="chua")
    """Level of online service: `toan_trinh`, `mot_phan`, `chua`."""
    dossier: Mapped[str] = mapped_column(Text, default="")
    steps: Mapped[str] = mapped_column(Text, default="")
    time_limit: Mapped[str] = mapped_column(Text, default="")
    fee: Mapped[str] = mapped_column(Text, default="")
    authority: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")


class ForumQuestion(Imported, Base):
    """`hoi_dap`: a question between the two levels and its answer."""

    __tablename__ = "forum_questions"
    code: Mapped[Code] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Text)
    asking_unit: Mapped[str | None] = mapped_column(String(64))
    answering_unit: Mapped[str | None] = mapped_column(String(64))
    answer: Mapped[str] = mapped_column(Text, default="")
    asked: Mapped[date | None] = mapped_column(Date)
    answered: Mapped[date | None] = mapped_column(Date)
    field: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), default="cho_tra_loi")
    """`cho_tra_loi`, `da_tra_loi`"""
