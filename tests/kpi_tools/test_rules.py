from decimal import Decimal
from pathlib import Path

import pytest

from assistant.errors import ConfigError
from kpi_tools.rules import load_rules


def test_the_defaults_are_the_decree_s() -> None:
    rules = load_rules()
    assert rules.model_dump() == {
        "w_indicators": Decimal("0.5"),
        "w_tasks": Decimal("0.5"),
        "task_period": "deadline",
        "cap": Decimal(1),
        "deduction": Decimal("0.25"),
        "due_soon_days": 7,
        "excellent_from": Decimal(90),
        "good_from": Decimal(70),
        "fair_from": Decimal(50),
        "min_done_share": Decimal("0.7"),
        "max_late_share": Decimal("0.2"),
        "leader_low_share": Decimal("0.5"),
        "excellent_share": Decimal("0.2"),
        "excellent_base": "good",
        "stale_after_days": 45,
        "working_hours": ("07:30-11:30", "13:30-17:00"),
        "working_days": frozenset({1, 2, 3, 4, 5}),
        "min_slot_minutes": 30,
    }


def test_a_city_overrides_single_values(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    assert load_rules(file) == load_rules()
    file.write_text("w_indicators = 0.3\nw_tasks = 0.7\n")
    rules = load_rules(file)
    assert (rules.w_indicators, rules.w_tasks, rules.due_soon_days) == (Decimal("0.3"), Decimal("0.7"), 7)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("w_indicator = 0.3", "w_indicator"),
        ("w_indicators = 0.3", "add up to 1"),
        ("due_soon_days = -1", "due_soon_days"),
        ("cap = 2", "cap"),
        ("excellent_share = 0.26", "excellent_share"),
        ('excellent_base = "all"', "excellent_base"),
        ("good_from = 95", "rise"),
        ('task_period = "assigned"', "task_period"),
        ("cap = ", "rules.toml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=named):
        load_rules(file)
