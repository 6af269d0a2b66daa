"""Indexes that hold what the rights and the state of a task look at, so that lists are counted without its rows."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JUDGED = ("code", "secrecy", "assignee", "withdrawn", "progress", "completed")


def upgrade() -> None:
    op.drop_index("ix_tasks_deadline", "tasks")
    op.drop_index("ix_tasks_unit_deadline", "tasks")
    op.create_index("ix_tasks_deadline", "tasks", ["deadline", *JUDGED, "unit"])
    op.create_index("ix_tasks_unit_deadline", "tasks", ["unit", "deadline", *JUDGED])
    _partial("ix_tasks_open", ["deadline", *JUDGED, "unit"], "completed IS NULL")
    _partial("ix_tasks_completed", ["completed"], "completed IS NOT NULL")
    _partial("ix_tasks_giver", ["giver"], "length(giver) <= 64")


def _partial(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "tasks", columns, sqlite_where=condition, postgresql_where=condition)
