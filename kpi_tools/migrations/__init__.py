"""Alembic migrations of the relational store, run by `kpi_tools.store`."""
