"""What changed against an earlier run, in words: the same lines for the page and the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from eval.compare import MEASURES, Broke, Compared, Comparison
from eval.report.numbers import points, probability, whole
from eval.report.wording import named, say

TOP = 5
"""Categories, tools and arguments that are named."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    name: str
    fixed: str
    broken: str
    still_right: str
    still_wrong: str
    difference: str
    verdict: str


def table_of(comparison: Comparison) -> tuple[ChangeRow, ...]:
    """One row for each measure that both runs grade."""
    measured = [comparison.measures[measure] for measure in MEASURES]
    return tuple(_row(one) for one in measured if one.n)


def verdict_of(comparison: Comparison) -> str:
    return verdict(comparison.measures["passed"])


def verdict(one: Compared) -> str:
    """Plainly: better, worse, or maybe chance."""
    if not one.fixed and not one.broken:
        return say("change_none")
    p = probability(one.p)
    if not one.real:
        return say("change_chance", p=p)
    return say("change_real_better" if one.difference > 0 else "change_real_worse", p=p)


def counts(comparison: Comparison) -> str:
    return say(
        "changes_counts",
        n=whole(len(comparison.pairs)),
        new=whole(len(comparison.new)),
        gone=whole(len(comparison.gone)),
        changed=whole(len(comparison.changed)),
    )


def keys(comparison: Comparison) -> list[str]:
    """`from/to: 41 câu hỏng`"""
    return [
        say("changes_key", key=say("key_tool") if key == "tool" else key, n=whole(n))
        for key, n in comparison.keys[:TOP]
    ]


def categories(comparison: Comparison) -> list[str]:
    return [_where(one, named("category", one.name)) for one in _broken(comparison.categories)]


def tools(comparison: Comparison) -> list[str]:
    return [_where(one, one.name) for one in _broken(comparison.tools)]


def _broken(lines: tuple[Broke, ...]) -> list[Broke]:
    return [one for one in lines if one.broken][:TOP]


def _where(one: Broke, name: str) -> str:
    key = "changes_category_mended" if one.fixed else "changes_category"
    return say(key, name=name, broken=whole(one.broken), fixed=whole(one.fixed), n=whole(one.n))


def _row(one: Compared) -> ChangeRow:
    return ChangeRow(
        name=named("grade", one.measure),
        fixed=whole(len(one.fixed)),
        broken=whole(len(one.broken)),
        still_right=whole(one.still_right),
        still_wrong=whole(one.still_wrong),
        difference=say(
            "change_difference",
            difference=points(one.difference),
            low=points(one.bounds.low),
            high=points(one.bounds.high),
        ),
        verdict=verdict(one),
    )
