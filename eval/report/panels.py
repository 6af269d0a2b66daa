"""The charts of one report, each with its heading, one sentence on how to read it, and its figures as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from eval.figures import GRADES, Line, by_category, confidence, latencies, line, tools_of
from eval.graded import Counted, Graded
from eval.report import charts
from eval.report.numbers import interval, millis, percent, share, whole
from eval.report.wording import named, say
from eval.report_data import Report
from eval.stats import percentile, reliability
from prompts.filters import number


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    note: str = ""
    """In small print under it."""


@dataclass(frozen=True, slots=True)
class Panel:
    name: str
    """Key of its words: `section_NAME`, `lead_NAME`."""
    lead: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    texts: int = 1
    """Columns that hold words; the others hold numbers."""
    last_whole: bool = False
    """Whether the last row sums up the others."""
    open: bool = False
    """Whether the figures are to be seen without asking."""


_TIMES = (("p50", 0.5), ("p95", 0.95))


def panels(report: Report) -> list[Panel]:
    """Those for which the report has something to draw."""
    makers = (_categories, _peers, _tools, _latency, _reliability, _noise)
    return [panel for make in makers for panel in make(report)]


def _categories(report: Report) -> Iterator[Panel]:
    lines = by_category(report.graded)
    if len(lines) > 1:
        lines.append(line(say("all_cases"), report.graded))
    series = {say("ours"): [(named("category", one.name), one.passed) for one in lines]}
    yield Panel(
        "categories",
        say("lead_categories"),
        charts.accuracy(series, say("section_categories")),
        (say("column_category"), say("column_n"), *(named("grade", grade) for grade in ("passed", *GRADES))),
        tuple((*cells(named("category", one.name), whole(one.n)), *grades_of(one)) for one in lines),
        last_whole=len(lines) > 1,
        open=True,
    )


def grades_of(one: Line) -> list[Cell]:
    """Passed and each grade, with their intervals."""
    return [counted_cell(counted) for counted in (one.passed, *(one.grades[grade] for grade in GRADES))]


def counted_cell(counted: Counted) -> Cell:
    return Cell(share(counted), interval(counted))


def cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(map(Cell, texts))


def systems(report: Report) -> dict[str, tuple[Graded, ...]]:
    """Ours and every peer over the cases that all of them were asked; ours alone when there is no peer."""
    if not report.peers:
        return {say("ours"): report.graded}
    everyone = {say("ours"): report.graded, **report.peers}
    shared = set.intersection(*({one.outcome.case.id for one in graded} for graded in everyone.values()))
    return {name: tuple(one for one in graded if one.outcome.case.id in shared) for name, graded in everyone.items()}


def _peers(report: Report) -> Iterator[Panel]:
    everyone = systems(report)
    n = min(map(len, everyone.values()))
    if len(everyone) < 2 or not n:
        return
    lines = {name: line(name, graded) for name, graded in everyone.items()}
    series = {
        name: [(say(f"grade_{key}"), counts[0]) for key, counts in _measures([one])] for name, one in lines.items()
    }
    taken = {name: sorted(one.outcome.millis for one in graded) for name, graded in everyone.items()}
    yield Panel(
        "peers",
        say("lead_peers", n=whole(n)),
        charts.grouped(series, say("section_peers")),
        (say("column_measure"), *lines),
        (
            *((Cell(say(f"grade_{key}")), *map(counted_cell, counts)) for key, counts in _measures([*lines.values()])),
            cells(say("grade_leaks"), *(whole(one.leaks) for one in lines.values())),
            *(cells(say(f"time_{name}"), *(millis(percentile(t, q)) for t in taken.values())) for name, q in _TIMES),
        ),
        open=True,
    )


def _measures(lines: list[Line]) -> Iterator[tuple[str, list[Counted]]]:
    yield "passed", [one.passed for one in lines]
    for grade in GRADES:
        yield grade, [one.grades[grade] for one in lines]
    yield "cites_right", [one.cites_right for one in lines]
    yield "grounded", [one.grounded for one in lines]


def _tools(report: Report) -> Iterator[Panel]:
    pairs = Counter(found for one in report.graded if (found := tools_of(one)))
    if not pairs:
        return
    wrong = sorted(((n, pair) for pair, n in pairs.items() if pair[0] != pair[1]), reverse=True)
    yield Panel(
        "tools",
        say("lead_tools"),
        charts.confusion(pairs, say("section_tools")),
        (say("axis_expected"), say("axis_got"), say("column_n")),
        tuple(cells(wanted, got, whole(n)) for n, (wanted, got) in wrong),
        texts=2,
    )


def _latency(report: Report) -> Iterator[Panel]:
    stages = {named("stage", stage): values for stage, values in latencies(report.graded).items()}
    if not stages:
        return
    marks = {
        name: (percentile(values, 0.5), percentile(values, 0.95), percentile(values, 0.99))
        for name, values in stages.items()
    }
    yield Panel(
        "latency",
        say("lead_latency"),
        charts.latency(stages, marks, say("section_latency")),
        (say("column_stage"), "p50", "p95", "p99"),
        tuple(cells(name, *map(millis, at)) for name, at in marks.items()),
        open=True,
    )


def _reliability(report: Report) -> Iterator[Panel]:
    said = [(min(max(value, 0.0), 1.0), one.passed) for one in report.graded if (value := confidence(one)) is not None]
    if not said:
        return
    bins = [one for one in reliability([value for value, _ in said], [right for _, right in said]) if one.n]
    counts = [Counted(round(one.accuracy * one.n), one.n) for one in bins]
    yield Panel(
        "reliability",
        say("lead_reliability"),
        charts.reliability(bins, say("section_reliability")),
        (say("column_confidence"), say("column_n"), say("column_mean"), say("column_right"), say("column_interval")),
        tuple(
            cells(
                say("bin_range", low=number(one.low, 2), high=number(one.high, 2)),
                whole(one.n),
                percent(one.confidence),
                share(counted),
                interval(counted),
            )
            for one, counted in zip(bins, counts, strict=True)
        ),
    )


def _noise(report: Report) -> Iterator[Panel]:
    counts = [(strength, line("", graded).passed) for strength, graded in sorted(report.noise.items()) if graded]
    if not counts:
        return
    yield Panel(
        "noise",
        say("lead_noise"),
        charts.strengths(counts, say("section_noise")),
        (say("column_strength"), say("column_n"), say("column_right"), say("column_interval")),
        tuple(cells(number(at, 2), whole(one.of), share(one), interval(one)) for at, one in counts),
    )
