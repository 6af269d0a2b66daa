"""Tables that the program keeps for itself: accounts, sign-ins, conversations, feedback, imports, the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kpi_tools.columns import Base, Code, Instant


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


class AnswerColumns:
    """A question and the answer it got."""

    who: Mapped[Code]
    question: Mapped[str] = mapped_column(Text)
    now: Mapped[datetime] = mapped_column(Instant)
    """The moment that the question is about."""
    spoken: Mapped[bool]
    answer: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    router: Mapped[str] = mapped_column(String(16))
    calls: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class RecentAnswer(AnswerColumns, Base):
    """An answer of a session, kept for a while so that feedback can be about it."""

    __tablename__ = "recent_answers"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Random."""
    session: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    __table_args__ = (Index("ix_recent_answers_session", "session", "who", "at"),)


class FeedbackRecord(AnswerColumns, Base):
    """What a person said of an answer, with the answer."""

    __tablename__ = "feedback"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    """`wrong_figures`, `not_meant`"""
    about: Mapped[str] = mapped_column(String(32))
    """`id` of the `RecentAnswer`, which may be gone."""
    before: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Of a follow-up: question and moment of the ones before it in the session."""
    __table_args__ = (UniqueConstraint("about", "kind", name="uq_feedback_about"),)


class FileImport(Base):
    """One file that was imported; rows point to the import that last changed them."""

    __tablename__ = "file_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    table: Mapped[str] = mapped_column("table_name", String(32))
    """Name of the workbook: `nhiem_vu`."""
    file: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)


class DataVersion(Base):
    """The state of a table: a new random mark with every transaction that changes its rows, never used twice.

    What is computed from rows and kept is kept under the marks that were read with the rows.
    """

    __tablename__ = "data_versions"
    table: Mapped[str] = mapped_column("table_name", String(32), primary_key=True)
    """`__tablename__` of the rows."""
    mark: Mapped[str] = mapped_column(String(32))


class AuditRecord(Base):
    """One line of the audit log: append-only (triggers refuse the rest), each hashed with the one before."""

    __tablename__ = "audit_records"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    who: Mapped[str] = mapped_column(String(64), index=True)
    """Person code, or who ran a verb of the command line."""
    kind: Mapped[str] = mapped_column(String(16))
    """`question`, `import`, `backup`, `restore`, `account`, `sign_in`, `index`, `feedback`"""
    status: Mapped[str] = mapped_column(String(16))
    """Of the answer, or `done`, `failed`."""
    subject: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was touched: calls, codes of rows, file names; never a row's content."""
    text: Mapped[str | None] = mapped_column(Text)
    """The question, only where the settings keep it."""
    previous: Mapped[str] = mapped_column(String(64))
    """`hash` of the record before; zeros for the first."""
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256, in hexadecimal, over `previous` and the other columns."""
