"""What Alembic runs: migrations over the connection that `kpi_tools.store` hands in."""

from alembic import context

from kpi_tools.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
