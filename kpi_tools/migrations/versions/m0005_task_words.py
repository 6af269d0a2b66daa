"""Indexes in which the words and the basis of tasks are searched, instead of in the rows."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:  # a trusted extension: who may create tables in the database may create it
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public")
    for column in ("words", "basis_words"):
        if postgres:
            operators = {column: "public.gin_trgm_ops"}
            name = f"ix_tasks_{column}_pieces"
            op.create_index(name, "tasks", [column], postgresql_using="gin", postgresql_ops=operators)
        else:
            op.create_index(f"ix_tasks_{column}", "tasks", [column, "code"])
    op.execute("ANALYZE")
