"""Membership in a short list that a subquery makes, as each database finds rows by it through an index."""

from __future__ import annotations

from typing import Any, Self

from sqlalchemy import Boolean, ColumnElement, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType


class _Listed(FunctionElement[bool]):
    inherit_cache = True
    name = "listed"
    type = Boolean()

    def self_group(self, against: OperatorType | None = None) -> Self:
        """As it is: a database without booleans would be asked for `… = 1`, and would use no index."""
        return self


def listed(column: InstrumentedAttribute[str], codes: Select[str]) -> ColumnElement[bool]:
    """Whether a column is one of the codes. Unlike `IN`, PostgreSQL makes the list once and looks each code up, even
    where the rights condition makes it believe that every look-up is dear."""
    return _Listed(column, codes.scalar_subquery())


@compiles(_Listed)
def _in(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    column, codes = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN {codes}"


@compiles(_Listed, "postgresql")
def _any(element: _Listed, compiler: SQLCompiler, **options: Any) -> str:
    column, codes = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY (ARRAY{codes})"
