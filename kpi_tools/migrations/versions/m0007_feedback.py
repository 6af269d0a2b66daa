"""What people say of answers, and the answers that they may still speak of."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CODE, TEXT, WORD = sa.String(64), sa.Text(), sa.String(16)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "recent_answers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("session", sa.String(128), nullable=False),
        *_answer_columns(),
    )
    op.create_index("ix_recent_answers_at", "recent_answers", ["at"])
    op.create_index("ix_recent_answers_session", "recent_answers", ["session", "who", "at"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        *_answer_columns(),
        sa.UniqueConstraint("about", "kind", name="uq_feedback_about"),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])


def _answer_columns() -> list["sa.Column[object]"]:
    kinds: dict[str, sa.types.TypeEngine[Any]] = {
        "at": MOMENT,
        "who": CODE,
        "question": TEXT,
        "now": MOMENT,
        "spoken": sa.Boolean(),
        "answer": TEXT,
        "status": WORD,
        "router": WORD,
        "calls": sa.JSON(),
    }
    return [sa.Column(name, kind, nullable=False) for name, kind in kinds.items()]
