"""A unit's score and grade: decree 335/2025, Articles 6–9, as `domain.md` reads it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from eval.oracle.workbooks import City, Indicator, Task

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)
EXCELLENT, GOOD, FAIR, POOR = "xuất sắc", "tốt", "hoàn thành", "không hoàn thành"
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`total` None: no score. Provisional: the 70-point part × 100, without a grade."""

    total: Fraction | None
    provisional: bool = False
    grade: str | None = None
    undone: int = 0
    late: int = 0
    failed: int = 0


def span(period: str) -> Span:
    """First and last day of `2026`, `2026-Q1` or `2026-02`."""
    year, _, part = period.partition("-")
    if not part:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    first, last = (int(part[1]) * 3 - 2, int(part[1]) * 3) if part[0] == "Q" else (int(part), int(part))
    return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])


def quarters(start: date, end: date) -> list[str]:
    """Whole quarters inside the range."""
    names = [f"{year}-Q{q}" for year in range(start.year, end.year + 1) for q in (1, 2, 3, 4)]
    return [name for name in names if start <= span(name)[0] and span(name)[1] <= end]


def months(start: date, end: date) -> list[str]:
    names = [f"{year}-{month:02d}" for year in range(start.year, end.year + 1) for month in range(1, 13)]
    return [name for name in names if start <= span(name)[0] and span(name)[1] <= end]


def default_quarter(city: City, unit: str, today: date) -> str | None:
    """The latest quarter that is over and has data."""
    past = [q for q in quarters(date(today.year - 3, 1, 1), today) if span(q)[1] < today]
    return next((q for q in reversed(past) if _has_data(city, unit, *span(q))), None)


def _has_data(city: City, unit: str, start: date, end: date) -> bool:
    inside = [*quarters(start, end), *months(start, end)]
    return (
        any(row.unit == unit and row.person is None and row.period in inside for row in city.indicators)
        or any((unit, period) in city.general for period in inside)
        or any(task.lead == unit and start <= task.deadline <= end and not task.ad_hoc for task in city.tasks)
    )


def completed(task: Task, today: date) -> bool:
    return task.completed is not None and task.completed <= today


def assigned(city: City, unit: str, start: date, end: date, today: date) -> list[Task]:
    """By deadline; in a period that is not over, what is neither completed nor due is left out."""
    return assigned_among([task for task in city.tasks if task.lead == unit], start, end, today)


def assigned_among(tasks: list[Task], start: date, end: date, today: date) -> list[Task]:
    inside = [task for task in tasks if start <= task.deadline <= end]
    return [task for task in inside if end < today or completed(task, today) or task.deadline <= today]


def late_instances(task: Task) -> int:
    if task.objective:
        return 0
    if task.late is not None:
        return task.late
    return int(task.completed is not None and task.completed > task.deadline)


def failures(task: Task) -> int:
    return 0 if task.objective else task.failures


def achievement(row: Indicator) -> Fraction:
    if row.actual is None:
        return Fraction(0)
    if row.lower_is_better:
        return Fraction(1) if row.actual == 0 else min(row.target / row.actual, Fraction(1))
    return min(row.actual / row.target, Fraction(1))


def task_ratio(tasks: list[Task], today: date) -> Fraction | None:
    """(a+b+c)/3; None without anything in the denominator."""
    abc = ratios(tasks, today)
    return None if abc is None else sum(abc, Fraction(0)) / 3


def ratios(tasks: list[Task], today: date) -> tuple[Fraction, Fraction, Fraction] | None:
    """a, b and c, each at most 1; None without anything in the denominator, where ad hoc work does not belong."""
    base = sum((task.points for task in tasks if not task.ad_hoc), Fraction(0))
    if base == 0:
        return None
    done = [task for task in tasks if completed(task, today)]
    a = sum((task.points for task in done), Fraction(0))
    b = sum((task.points * max(Fraction(0), 1 - QUARTER * failures(task)) for task in done), Fraction(0))
    c = sum((task.points * max(Fraction(0), 1 - QUARTER * late_instances(task)) for task in done), Fraction(0))
    return min(a / base, Fraction(1)), min(b / base, Fraction(1)), min(c / base, Fraction(1))


def seventy(rows: list[Indicator], tasks: list[Task], today: date) -> Fraction | None:
    """The 70-point part as a share of 1."""
    parts = []
    if rows:
        weight = sum((row.weight for row in rows), Fraction(0))
        parts.append(sum((row.weight * achievement(row) for row in rows), Fraction(0)) / weight)
    ratio = task_ratio(tasks, today)
    if ratio is not None:
        parts.append(ratio)
    return sum(parts, Fraction(0)) / len(parts) if parts else None


def rows_inside(city: City, unit: str, start: date, end: date, today: date) -> list[Indicator]:
    """Indicators whose period lies inside; rows of a year only when it has neither quarter nor month."""
    own = [row for row in city.indicators if row.unit == unit and row.person is None]
    shorter = {row.period[:4] for row in own if "-" in row.period}
    shorter |= {period[:4] for subject, period in city.general if subject == unit}
    return [
        row
        for row in own
        if start <= span(row.period)[0] <= today
        and span(row.period)[1] <= end
        and ("-" in row.period or row.period not in shorter)
    ]


def entered(city: City, unit: str, period: str, today: date) -> tuple[Fraction | None, bool]:
    """(total, provisional) from the rows of exactly that period; without, from the indicators inside it."""
    inside = rows_inside(city, unit, *span(period), today)
    rows = [row for row in inside if row.period == period] or inside
    share = seventy(rows, assigned(city, unit, *span(period), today), today)
    general = city.general.get((unit, period))
    if share is None or span(period)[0] > today:
        return None, False
    return (share * 100, True) if general is None else (general + 70 * share, False)


def has_rows(city: City, unit: str, period: str) -> bool:
    own = any((row.unit, row.period, row.person) == (unit, period, None) for row in city.indicators)
    return own or (unit, period) in city.general


def full_totals(city: City, unit: str, start: date, end: date, today: date) -> list[tuple[Fraction, int]]:
    """Full totals inside the range with the months that each counts; a month under a full quarter does not count."""
    found: list[tuple[Fraction, int]] = []
    covered: set[str] = set()
    for period in [*quarters(start, end), *months(start, end)]:
        if period in covered or not has_rows(city, unit, period):
            continue
        total, provisional = entered(city, unit, period, today)
        if total is not None and not provisional:
            found.append((total, len(months(*span(period)))))
            covered |= set(months(*span(period)))
    return found


def mean(totals: list[tuple[Fraction, int]]) -> Fraction:
    return sum((total * count for total, count in totals), Fraction(0)) / sum(count for _, count in totals)


def total_of(city: City, unit: str, start: date, end: date, today: date) -> tuple[Fraction | None, bool]:
    """A longer range without any full total has none: only a month's, a quarter's or a lone year's is provisional."""
    single = next((p for p in [*quarters(start, end), *months(start, end)] if span(p) == (start, end)), None)
    if single is not None and ("Q" not in single or has_rows(city, unit, single)):
        return entered(city, unit, single, today)
    totals = full_totals(city, unit, start, end, today)
    if totals:
        return mean(totals), False
    year = f"{start.year}"
    lone_year = span(year) == (start, end) and any(
        row.period == year for row in rows_inside(city, unit, start, end, today)
    )
    if single is not None or lone_year:
        return entered(city, unit, single or year, today)
    return None, False


def verdict(city: City, unit: str, start: date, end: date, today: date) -> Verdict:
    total, provisional = total_of(city, unit, start, end, today)
    counted = [task for task in assigned(city, unit, start, end, today) if not task.ad_hoc]
    done = [task for task in counted if completed(task, today)]
    undone = len(counted) - len(done)
    late = sum(late_instances(task) > 0 for task in done)
    failed = sum(failures(task) > 0 for task in done)
    grade = None if total is None or provisional else _grade(total, len(counted), undone, late, failed)
    return Verdict(total, provisional, grade, undone, late, failed)


def _grade(total: Fraction, tasks: int, undone: int, late: int, failed: int) -> str:
    clean = undone == late == failed == 0
    if total >= 90 and clean:
        return EXCELLENT
    if total >= 70 and clean:
        return GOOD
    enough = tasks == 0 or Fraction(tasks - undone, tasks) >= Fraction(7, 10)
    return FAIR if total >= 50 and enough else POOR
