"""The first tables: units, people, indicators, general scores, tasks, schedule, accounts and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EXACT = sa.Numeric(20, 6).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_accounts")),
    )
    op.create_table(
        "conversations",
        sa.Column("user_code", sa.String(length=64), nullable=False),
        sa.Column("session", sa.String(length=128), nullable=False),
        sa.Column("call", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_code", "session", name=op.f("pk_conversations")),
    )
    op.create_table(
        "entry_invitees",
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("invitee", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("entry", "invitee", name=op.f("pk_entry_invitees")),
    )
    op.create_index(op.f("ix_entry_invitees_invitee"), "entry_invitees", ["invitee"], unique=False)
    op.create_table(
        "general_scores",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("score", EXACT, nullable=False),
        sa.Column("organising", EXACT, nullable=True),
        sa.Column("solidarity", EXACT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "period", name=op.f("pk_general_scores")),
    )
    op.create_table(
        "indicators",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("target", EXACT, nullable=False),
        sa.Column("actual", EXACT, nullable=True),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("weight", EXACT, nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("updated", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", "period", name=op.f("pk_indicators")),
    )
    op.create_index(op.f("ix_indicators_person"), "indicators", ["person"], unique=False)
    op.create_index("ix_indicators_unit_period", "indicators", ["unit", "period"], unique=False)
    op.create_table(
        "people",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_unit"), "people", ["unit"], unique=False)
    op.create_table(
        "schedule_entries",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("chair", sa.String(length=64), nullable=True),
        sa.Column("unit", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("secrecy", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_schedule_entries")),
    )
    op.create_index(op.f("ix_schedule_entries_chair"), "schedule_entries", ["chair"], unique=False)
    op.create_index(op.f("ix_schedule_entries_starts_at"), "schedule_entries", ["starts_at"], unique=False)
    op.create_index(op.f("ix_schedule_entries_unit"), "schedule_entries", ["unit"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_person"), "sign_ins", ["person"], unique=False)
    op.create_table(
        "task_units",
        sa.Column("task", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("task", "unit", name=op.f("pk_task_units")),
    )
    op.create_index(op.f("ix_task_units_unit"), "task_units", ["unit"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("assignee", sa.String(length=64), nullable=True),
        sa.Column("giver", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("assigned", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("completed", sa.Date(), nullable=True),
        sa.Column("progress", EXACT, nullable=False),
        sa.Column("points", EXACT, nullable=False),
        sa.Column("quality_failures", sa.Integer(), nullable=False),
        sa.Column("late_instances", sa.Integer(), nullable=True),
        sa.Column("objective", sa.Boolean(), nullable=False),
        sa.Column("ad_hoc", sa.Boolean(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("delay_cause", sa.Text(), nullable=False),
        sa.Column("secrecy", sa.String(length=16), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_assignee"), "tasks", ["assignee"], unique=False)
    op.create_index(op.f("ix_tasks_deadline"), "tasks", ["deadline"], unique=False)
    op.create_index("ix_tasks_unit_deadline", "tasks", ["unit", "deadline"], unique=False)
    op.create_table(
        "units",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_parent"), "units", ["parent"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_units_parent"), table_name="units")
    op.drop_table("units")
    op.drop_index("ix_tasks_unit_deadline", table_name="tasks")
    op.drop_index(op.f("ix_tasks_deadline"), table_name="tasks")
    op.drop_index(op.f("ix_tasks_assignee"), table_name="tasks")
    op.drop_table("tasks")
    op.drop_index(op.f("ix_task_units_unit"), table_name="task_units")
    op.drop_table("task_units")
    op.drop_index(op.f("ix_sign_ins_person"), table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_schedule_entries_unit"), table_name="schedule_entries")
    op.drop_index(op.f("ix_schedule_entries_starts_at"), table_name="schedule_entries")
    op.drop_index(op.f("ix_schedule_entries_chair"), table_name="schedule_entries")
    op.drop_table("schedule_entries")
    op.drop_index(op.f("ix_people_unit"), table_name="people")
    op.drop_table("people")
    op.drop_index("ix_indicators_unit_period", table_name="indicators")
    op.drop_index(op.f("ix_indicators_person"), table_name="indicators")
    op.drop_table("indicators")
    op.drop_table("general_scores")
    op.drop_index(op.f("ix_entry_invitees_invitee"), table_name="entry_invitees")
    op.drop_table("entry_invitees")
    op.drop_table("conversations")
    op.drop_table("accounts")
