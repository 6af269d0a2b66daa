"""Two runs of a question set, case by case: what was mended, what broke, and whether the change may be chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from eval.cases import Case
from eval.figures import GRADES, category, verdict, wrong_keys
from eval.graded import Graded
from eval.stats import Change, Interval, mcnemar, paired_change

Fate = Literal["fixed", "broken", "still_right", "still_wrong"]
Measure = Literal["passed", "tool", "args", "text", "status", "cites"]
MEASURES: tuple[Measure, ...] = ("passed", *GRADES)


@dataclass(frozen=True, slots=True)
class Pair:
    """One case, unchanged, then and now."""

    before: Graded
    after: Graded


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure over the pairs of which both runs say something."""

    measure: Measure
    fixed: tuple[str, ...]
    """Ids of cases."""
    broken: tuple[str, ...]
    still_right: int
    still_wrong: int
    p: float
    """Exact McNemar, two-sided: how likely so uneven a split is when nothing changed."""
    difference: float
    """Share right now less share right then."""
    bounds: Interval
    """95 % of the difference, by bootstrap over the cases."""

    @property
    def n(self) -> int:
        return len(self.fixed) + len(self.broken) + self.still_right + self.still_wrong

    @property
    def real(self) -> bool:
        """Hardly chance: p under 0.05."""
        return self.p < 0.05


@dataclass(frozen=True, slots=True)
class Broke:
    """Where cases broke: a category, a tool or an argument."""

    name: str
    broken: int
    fixed: int
    n: int
    """Cases of both runs."""


@dataclass(frozen=True, slots=True)
class Comparison:
    pairs: Mapping[str, Pair]
    measures: Mapping[Measure, Compared]
    categories: tuple[Broke, ...]
    """Those in which cases broke or were mended, most broken first; so too the tools expected."""
    tools: tuple[Broke, ...]
    keys: tuple[tuple[str, int], ...]
    """Arguments that are wrong now and were not then, with the number of cases, most first; `tool` for another tool."""
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]
    """Of the same id but with another question or expectation: not compared."""


def compare(before: Sequence[Graded], after: Sequence[Graded]) -> Comparison:
    """Cases are the same when their id and their whole content are."""
    then = {one.outcome.case.id: one for one in before}
    now = {one.outcome.case.id: one for one in after}
    both = [name for name in now if name in then]
    changed = tuple(name for name in both if _content(then[name]) != _content(now[name]))
    pairs = {name: Pair(then[name], now[name]) for name in both if name not in set(changed)}
    return Comparison(
        pairs=pairs,
        measures={measure: _compared(measure, pairs) for measure in MEASURES},
        categories=_where(pairs, lambda one: (category(one),)),
        tools=_where(pairs, lambda one: one.outcome.case.expect.tool or ()),
        keys=_keys(pairs),
        new=tuple(name for name in now if name not in then),
        gone=tuple(name for name in then if name not in now),
        changed=changed,
    )


def _content(graded: Graded) -> Case:
    """The case, wherever its recording lies."""
    case = graded.outcome.case
    return case.model_copy(update={"audio": Path(case.audio.name)}) if case.audio else case


def fate(pair: Pair, measure: Measure = "passed") -> Fate | None:
    """None where either run does not grade the measure."""
    before, after = _right(pair.before, measure), _right(pair.after, measure)
    if before is None or after is None:
        return None
    if before == after:
        return "still_right" if after else "still_wrong"
    return "fixed" if after else "broken"


def _right(graded: Graded, measure: Measure) -> bool | None:
    return graded.passed if measure == "passed" else verdict(graded, measure)


def _compared(measure: Measure, pairs: Mapping[str, Pair]) -> Compared:
    changes = {name: found for name, pair in pairs.items() if (found := fate(pair, measure)) is not None}
    fixed = tuple(name for name, found in changes.items() if found == "fixed")
    broken = tuple(name for name, found in changes.items() if found == "broken")
    counts = Counter(changes.values())
    before = [float(found in ("broken", "still_right")) for found in changes.values()]
    after = [float(found in ("fixed", "still_right")) for found in changes.values()]
    moved = paired_change(before, after) if changes else Change(0.0, Interval(0.0, 0.0))
    return Compared(
        measure=measure,
        fixed=fixed,
        broken=broken,
        still_right=counts["still_right"],
        still_wrong=counts["still_wrong"],
        p=mcnemar(len(fixed), len(broken)),
        difference=moved.difference,
        bounds=moved.interval,
    )


def _where(pairs: Mapping[str, Pair], names: Callable[[Graded], Sequence[str]]) -> tuple[Broke, ...]:
    n: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    fixed: Counter[str] = Counter()
    for pair in pairs.values():
        found = fate(pair)
        for name in names(pair.after):
            n[name] += 1
            broken[name] += found == "broken"
            fixed[name] += found == "fixed"
    lines = [Broke(name, broken[name], fixed[name], n[name]) for name in n if broken[name] or fixed[name]]
    return tuple(sorted(lines, key=lambda line: (-line.broken, -line.fixed, line.name)))


def _keys(pairs: Mapping[str, Pair]) -> tuple[tuple[str, int], ...]:
    """`from` and `to` that go wrong together are one line, `from/to`."""
    counts: Counter[str] = Counter()
    for pair in pairs.values():
        new = [key for key in wrong_keys(pair.after) if key not in wrong_keys(pair.before)]
        if {"from", "to"} & set(new):
            new = ["from/to", *(key for key in new if key not in ("from", "to"))]
        counts.update(new)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
