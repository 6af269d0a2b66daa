"""What a score was worked out from, as small JSON for "vì sao?": the same shape for units and people."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from pydantic import JsonValue

from kpi_tools.rules import Rules

DECREE = "335/2025/NĐ-CP"


SCORING = (
    "w_indicators",
    "w_tasks",
    "task_period",
    "cap",
    "deduction",
    "excellent_from",
    "good_from",
    "fair_from",
    "min_done_share",
    "max_late_share",
    "leader_low_share",
    "excellent_share",
    "excellent_base",
)
"""The keys of the rules file that bear on scores and grades."""


def rules_shown(rules: Rules) -> dict[str, JsonValue]:
    """The settings behind a score by their keys in the rules file; decimals become numbers."""
    values = rules.model_dump(include=set(SCORING))
    return {key: as_number(values[key]) if isinstance(values[key], Decimal) else values[key] for key in SCORING}


def explained(
    articles: Sequence[str], inputs: Sequence[dict[str, JsonValue]], total: Fraction | None, rules: Rules
) -> dict[str, JsonValue]:
    """What `ToolResult.explain` carries.

    `articles` of the decree: `("14.2", "16.1")`. `inputs`: one dict for each period that was scored from its own rows
    (one, or one for each part of a mean), values as numbers. `total`: 0 to 100, None without a score.
    """
    return {
        "decree": DECREE,
        "articles": list(articles),
        "inputs": [dict(one) for one in inputs],
        "total": None if total is None else as_number(total),
        "rules": rules_shown(rules),
    }


def as_number(value: Decimal | Fraction) -> JsonValue:
    """A whole number as int, any other as the nearest float."""
    return int(value) if value == int(value) else float(value)
