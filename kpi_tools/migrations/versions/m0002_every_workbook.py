"""The other workbooks, where rows came from, folded text, data versions and the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

from kpi_tools.words import plain

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IMPORTED = ("units", "people", "indicators", "general_scores", "tasks", "schedule_entries")
NEW = ("meetings", "conclusions", "procedures", "forum_questions")
FOLDED = (
    ("indicators", ("code", "period"), "name_words", ("name",)),
    ("tasks", ("code",), "words", ("name", "product")),
    ("tasks", ("code",), "basis_words", ("basis",)),
)


def upgrade() -> None:
    for table in IMPORTED:
        op.add_column(table, sa.Column("import_id", sa.Integer()))
        op.add_column(table, sa.Column("source_sheet", sa.Text(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("source_row", sa.Integer()))
        op.add_column(table, sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table, key, column, of in FOLDED:
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
        _fold(table, key, column, of)
    op.create_index(op.f("ix_indicators_period"), "indicators", ["period"])
    _meetings()
    _procedures_and_forum()
    _kept_by_the_program()
    _append_only()


def _fold(table: str, key: tuple[str, ...], column: str, of: tuple[str, ...]) -> None:
    """Fill a folded column of the rows that are there."""
    stored = sa.table(table, *(sa.column(name) for name in dict.fromkeys((*key, column, *of))))
    connection = op.get_bind()
    change = stored.update().where(*(stored.c[name] == sa.bindparam(f"k_{name}") for name in key))
    rows = connection.execute(sa.select(*(stored.c[name] for name in (*key, *of)))).all()
    for at in range(0, len(rows), 5000):
        values = [
            {f"k_{name}": row[i] for i, name in enumerate(key)} | {column: plain(*row[len(key) :])}
            for row in rows[at : at + 5000]
        ]
        connection.execute(change, values)


def _imported() -> list[sa.Column[object]]:
    return [
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("import_id", sa.Integer()),
        sa.Column("source_sheet", sa.Text(), nullable=False),
        sa.Column("source_row", sa.Integer()),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
    ]


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _code(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=nullable)


def _meetings() -> None:
    op.create_table(
        "meetings",
        _code("code"),
        _text("name"),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        _text("place"),
        _code("chair", nullable=True),
        _text("subject"),
        _code("unit", nullable=True),
        _text("notice"),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("secrecy", sa.String(16), nullable=False),
        _text("words"),
        *_imported(),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_meetings")),
    )
    for column in ("starts_at", "chair", "unit", "notice"):
        op.create_index(op.f(f"ix_meetings_{column}"), "meetings", [column])
    op.create_table(
        "meeting_invitees",
        _code("meeting"),
        _code("invitee"),
        sa.PrimaryKeyConstraint("meeting", "invitee", name=op.f("pk_meeting_invitees")),
    )
    op.create_index(op.f("ix_meeting_invitees_invitee"), "meeting_invitees", ["invitee"])
    op.create_table(
        "conclusions",
        _code("meeting"),
        sa.Column("number", sa.String(16), nullable=False),
        _text("content"),
        _code("unit", nullable=True),
        _code("person", nullable=True),
        sa.Column("deadline", sa.Date()),
        _code("task", nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        _text("words"),
        *_imported(),
        sa.PrimaryKeyConstraint("meeting", "number", name=op.f("pk_conclusions")),
    )
    op.create_index(op.f("ix_conclusions_unit"), "conclusions", ["unit"])


def _procedures_and_forum() -> None:
    op.create_table(
        "procedures",
        _code("code"),
        _text("name"),
        _text("field"),
        _text("carried_out_at"),
        sa.Column("online", sa.String(16), nullable=False),
        *map(_text, ("dossier", "steps", "time_limit", "fee", "authority", "basis")),
        *_imported(),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_procedures")),
    )
    op.create_table(
        "forum_questions",
        _code("code"),
        _text("question"),
        _code("asking_unit", nullable=True),
        _code("answering_unit", nullable=True),
        _text("answer"),
        sa.Column("asked", sa.Date()),
        sa.Column("answered", sa.Date()),
        _text("field"),
        sa.Column("state", sa.String(16), nullable=False),
        *_imported(),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_forum_questions")),
    )


def _kept_by_the_program() -> None:
    op.create_table(
        "file_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(32), nullable=False),
        _text("file"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("added", "changed", "unchanged", "refused", "withdrawn")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_imports")),
    )
    op.create_table(
        "data_versions",
        sa.Column("table_name", sa.String(32), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("table_name", name=op.f("pk_data_versions")),
    )
    versions = sa.table("data_versions", sa.column("table_name"), sa.column("mark"))
    op.bulk_insert(versions, [{"table_name": table, "mark": ""} for table in (*IMPORTED, *NEW)])
    op.create_table(
        "audit_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _code("who"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_records")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_records_hash")),
    )
    op.create_index(op.f("ix_audit_records_who"), "audit_records", ["who"])


def _append_only() -> None:
    """Nobody changes or deletes an audit record through SQL, by mistake or not."""
    if op.get_bind().dialect.name == sqlite.dialect.name:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_records_no_{verb.lower()} BEFORE {verb} ON audit_records "
                "BEGIN SELECT RAISE(ABORT, 'audit_records is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_records_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_records is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_records_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_records "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_records_append_only()"
    )
