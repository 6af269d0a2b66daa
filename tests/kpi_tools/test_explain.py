import json
from decimal import Decimal
from fractions import Fraction

from kpi_tools.explain import SCORING, as_number, explained, rules_shown
from kpi_tools.rules import Rules


def test_the_rules_behind_a_score_are_plain_json(rules: Rules) -> None:
    shown = rules_shown(rules)
    assert tuple(shown) == SCORING
    assert set(SCORING) <= set(Rules.model_fields)
    assert (shown["cap"], shown["deduction"], shown["excellent_from"]) == (1, 0.25, 90)
    assert json.loads(json.dumps(shown)) == shown


def test_a_city_s_own_rules_are_shown(rules: Rules) -> None:
    assert rules_shown(rules.model_copy(update={"deduction": Decimal("0.3")}))["deduction"] == 0.3


def test_inputs_and_total(rules: Rules) -> None:
    shown = explained(("16.1", "17.1"), [{"a": 1}], Fraction(159, 2), rules)
    assert shown == {
        "decree": "335/2025/NĐ-CP",
        "articles": ["16.1", "17.1"],
        "inputs": [{"a": 1}],
        "total": 79.5,
        "rules": rules_shown(rules),
    }
    assert explained((), [], None, rules)["total"] is None


def test_numbers() -> None:
    assert [as_number(n) for n in (Decimal(90), Decimal("0.25"), Fraction(3), Fraction(1, 4))] == [90, 0.25, 3, 0.25]
    assert isinstance(as_number(Decimal("90.0")), int)
