"""What Alembic runs: migrations over the connection that `kpi_tools.store` hands in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
