"""The report as tables in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from eval.compare import Comparison, compare
from eval.figures import GRADES, Line, by_category, latencies, line
from eval.graded import Counted
from eval.report import changes
from eval.report.numbers import interval, millis, share, whole
from eval.report.panels import systems
from eval.report.wording import named, say, set_name
from eval.report_data import Report
from eval.stats import percentile


def show(report: Report, console: Console, earlier: Report | None = None) -> None:
    """Prints what there is to say: categories, latency, peers, changes."""
    console.print(_categories(report))
    console.print(_latency(report))
    if report.peers:
        console.print(_peers(report))
    if earlier:
        _changes(compare(earlier.graded, report.graded), console)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for at, column in enumerate(columns):
        table.add_column(column, justify="left" if at == 0 else "right")
    return table


def _categories(report: Report) -> Table:
    lines = by_category(report.graded)
    title = say("terminal_title", name=set_name(report.files, report.file), n=whole(len(report.graded)))
    table = _table(
        title,
        say("column_category"),
        say("column_n"),
        *(named("grade", grade) for grade in ("passed", *GRADES, "leaks")),
    )
    for one in lines:
        table.add_row(*_cells(one))
    if len(lines) > 1:
        table.add_section()
        table.add_row(*_cells(line(say("all_cases"), report.graded)), style="bold")
    return table


def _cells(one: Line) -> list[str]:
    counts = (one.passed, *(one.grades[grade] for grade in GRADES))
    return [named("category", one.name), whole(one.n), *map(_counted, counts), whole(one.leaks)]


def _counted(counted: Counted) -> str:
    return f"{share(counted)}\n{interval(counted)}" if counted.of else share(counted)


def _latency(report: Report) -> Table:
    table = _table(say("section_latency"), say("column_stage"), "p50", "p95", "p99")
    for stage, values in latencies(report.graded).items():
        table.add_row(named("stage", stage), *(millis(percentile(values, q)) for q in (0.5, 0.95, 0.99)))
    return table


def _peers(report: Report) -> Table:
    lines = {name: line(name, graded) for name, graded in systems(report).items()}
    n = whole(min(one.n for one in lines.values()))
    table = _table(f"{say('section_peers')} ({n})", say("column_measure"), *lines)
    table.add_row(say("grade_passed"), *(_counted(one.passed) for one in lines.values()))
    for grade in GRADES:
        table.add_row(named("grade", grade), *(_counted(one.grades[grade]) for one in lines.values()))
    table.add_row(say("grade_grounded"), *(_counted(one.grounded) for one in lines.values()))
    table.add_row(say("grade_leaks"), *(whole(one.leaks) for one in lines.values()))
    return table


def _changes(comparison: Comparison, console: Console) -> None:
    columns = ("measure", "fixed", "broken", "still_right", "still_wrong", "difference", "verdict")
    table = _table(say("section_changes"), *(say(f"column_{column}") for column in columns))
    for row in changes.table_of(comparison):
        table.add_row(row.name, row.fixed, row.broken, row.still_right, row.still_wrong, row.difference, row.verdict)
    console.print(table)
    console.print(changes.counts(comparison), markup=False)
    for title, lines in (
        ("changes_by_category", changes.categories(comparison)),
        ("changes_by_tool", changes.tools(comparison)),
        ("changes_keys", changes.keys(comparison)),
    ):
        if lines:
            console.print(say(title), style="bold", markup=False)
            for one in lines:
                console.print(f"- {one}", markup=False)
