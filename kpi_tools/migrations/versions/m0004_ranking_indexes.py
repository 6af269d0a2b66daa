"""Indexes that hold what a ranking of all units reads; a unit's own indicators and people's apart."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JUDGED = ("code", "secrecy", "assignee", "withdrawn", "progress", "completed")
COUNTED = ("late_instances", "points", "quality_failures", "objective", "ad_hoc")
RANKED = ("person", "withdrawn", "direction", "target", "actual", "weight")


def upgrade() -> None:
    for name in ("ix_indicators_person", "ix_indicators_unit_period", "ix_indicators_period"):
        op.drop_index(name, "indicators")
    _partial("ix_indicators_own", ["unit", "period"], "person IS NULL")
    _partial("ix_indicators_ranked", ["period", "unit", *RANKED], "person IS NULL")
    _partial("ix_indicators_person", ["person", "period"], "person IS NOT NULL")
    op.create_index("ix_general_scores_period", "general_scores", ["period", "subject", "withdrawn", "score"])
    op.drop_index("ix_tasks_deadline", "tasks")
    op.create_index("ix_tasks_deadline", "tasks", ["deadline", *JUDGED, "unit", *COUNTED])
    op.execute("ANALYZE")


def _partial(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "indicators", columns, sqlite_where=condition, postgresql_where=condition)
