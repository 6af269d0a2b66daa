"""Acts with articles: which lines are articles, and within each its clauses and points."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ingest.lines import Kind, Line, Mark, article, division, is_leader, numbered, ordinal
from ingest.sections import titles
from ingest.sequence import Candidate, best_chain, first_letter, first_number, runs, step_letter, step_number
from ingest.tree import LONGEST_TITLE, Draft, title_of

SURE = 0.9
"""Weight that a run of articles must have."""
NEAR = 7
"""Lines within which an article or another division follows the heading of a division."""


def article_runs(lines: Sequence[Line]) -> list[list[Candidate]]:
    """The runs of articles of a text, without those of a table of contents."""
    marks = {at: article(line) for at, line in enumerate(lines) if not line.quoted}
    candidates = [
        Candidate(at, mark.number, _weight(lines, at, mark.strong)) for at, mark in marks.items() if mark is not None
    ]
    found = runs(best_chain(candidates, step_number, first_number), first_number)
    found = [_mended(run, candidates) for run in found if sum(one.weight for one in run) >= SURE]
    if len(found) > 1:
        found = [run for run in found if not _is_contents(lines, run)] or found[-1:]
    return found


def _mended(run: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """A run in which one number is missing between two neighbours, with the heading between them that OCR misread:
    "Điều 26.", "Điều 21, Nhiệm vụ …", "Điều 28."."""
    mended = list(run[:1])
    for before, after in itertools.pairwise(run):
        between = [one for one in candidates if before.at < one.at < after.at]
        if step_number(before.number, after.number) == 1 and before.number.isdigit() and between:
            best = max(between, key=lambda one: one.weight)
            mended.append(replace(best, number=str(int(before.number) + 1)))
        mended.append(after)
    return mended


def _weight(lines: Sequence[Line], at: int, strong: bool) -> float:
    """How much a line looks like a heading: 1 for sure, less behind an unfinished line."""
    weight = (1.0 if strong else 0.6) + (0.3 if lines[at].bold else 0)
    if at and not lines[at].titled:
        above = lines[at - 1]
        unfinished = not above.rows and not above.titled and len(above.text) > 30
        if unfinished and (above.text[-1].isalnum() or above.text[-1] == ","):
            weight -= 0.6
    return weight


def _is_contents(lines: Sequence[Line], run: Sequence[Candidate]) -> bool:
    """A table of contents: articles without any text."""
    text = sum(
        not (line.titled or is_leader(line.text) or division(line))
        for one, after in itertools.pairwise(run)
        for line in lines[one.at + 1 : after.at]
    )
    return len(run) > 2 and text < len(run) / 4


def with_articles(lines: Sequence[Line], chain: Sequence[Candidate]) -> Iterator[Draft]:
    starts: dict[int, Mark] = {}
    for one in chain:
        mark = article(lines[one.at])
        if mark is not None:
            starts[one.at] = replace(mark, number=one.number)
    last: dict[Kind, int] = {}
    for at, line in enumerate(lines):
        heading_of = None if line.quoted or at in starts else division(line)
        if heading_of and (_leads(lines, at, starts) or _goes_on(line, heading_of, last)):
            starts[at] = heading_of
            last[heading_of.kind] = ordinal(heading_of.number)
    places = [*sorted(starts), len(lines)]
    if places[0]:
        yield Draft("preamble", lines=tuple(lines[: places[0]]))
    for at, end in itertools.pairwise(places):
        mark = starts[at]
        if mark.kind == "article":
            yield from _article(lines[at:end], mark)
        else:
            title, heading = (mark.rest, 1) if mark.rest else titles(lines, at + 1, end)
            yield Draft(mark.kind, mark.number, title, tuple(lines[at:end]), heading)


def _goes_on(line: Line, mark: Mark, last: dict[Kind, int]) -> bool:
    """A part or chapter without articles: set as a title, and numbered on."""
    titled = line.titled or mark.rest.isupper()
    return mark.kind in ("part", "chapter") and titled and ordinal(mark.number) == last.get(mark.kind, 0) + 1


def _leads(lines: Sequence[Line], at: int, articles: dict[int, Mark]) -> bool:
    """A division stands shortly before an article or another division."""
    near = range(at + 1, min(len(lines), at + NEAR))
    return any(other in articles or division(lines[other]) for other in near)


def _article(lines: Sequence[Line], mark: Mark) -> Iterator[Draft]:
    clauses = _clauses(lines, mark.number)
    points = {} if clauses else _points(lines, 1)
    end = min(clauses or points or [len(lines)])
    title, heading = _article_title(lines, mark, end)
    yield Draft("article", mark.number, title, tuple(lines[:end]), heading)
    if points:
        yield from _drafts(lines, points, "point")
    places = [*clauses, len(lines)]
    for at, after in itertools.pairwise(places):
        inner = _points(lines[at:after], 1)
        first = min(inner, default=after - at)
        yield Draft("clause", clauses[at], lines=tuple(lines[at : at + first]))
        yield from _drafts(lines[at:after], inner, "point")


def _article_title(lines: Sequence[Line], mark: Mark, end: int) -> tuple[str, int]:
    more = len(lines) > 1
    if mark.rest:
        title = title_of(mark.rest, more)
        return title, 1 if title else 0
    below = lines[1] if end > 1 else None
    short = below and not below.rows and not numbered(below) and len(lines) > 2 and len(below.text) < LONGEST_TITLE
    if below and short and (below.titled or below.text[-1] not in ".;:,"):
        return below.text, 2
    return "", 1 if end > 1 else 0


def _drafts(lines: Sequence[Line], starts: dict[int, str], kind: Kind) -> Iterator[Draft]:
    places = [*starts, len(lines)]
    for at, end in itertools.pairwise(places):
        yield Draft(kind, starts[at], lines=tuple(lines[at:end]))


def _clauses(lines: Sequence[Line], number: str) -> dict[int, str]:
    """Index of the line → number of each clause of an article; `5.1` only where there is no plain `1.`."""
    plain: list[Candidate] = []
    decimal: list[Candidate] = []
    for at, line in enumerate(lines[1:], start=1):
        mark = None if line.quoted else numbered(line)
        if mark is None or (mark.kind != "clause" and (mark.number not in ("I", "l") or plain)):
            continue
        if mark.kind != "clause":
            plain.append(Candidate(at, "1", 0.4))  # OCR of "1."
        elif "." not in mark.number:
            plain.append(Candidate(at, mark.number, _weight(lines, at, mark.strong and mark.rest[:1].isupper())))
        elif mark.number.startswith(f"{number}.") and mark.number.count(".") == 1:
            decimal.append(Candidate(at, mark.number.partition(".")[2]))
    found = _from_first(best_chain(plain, step_number, first_number), first_number)
    if found:
        return found
    chain = _from_first(best_chain(decimal, step_number, first_number), first_number)
    return {at: f"{number}.{one}" for at, one in chain.items()}


def _points(lines: Sequence[Line], start: int) -> dict[int, str]:
    candidates = []
    for at, line in enumerate(lines[start:], start=start):
        mark = None if line.quoted else numbered(line)
        if mark is not None and mark.kind == "point":
            candidates.append(Candidate(at, mark.number, 1.0 if mark.strong else 0.5))
    return _from_first(best_chain(candidates, step_letter, first_letter), first_letter)


def _from_first(chain: Sequence[Candidate], first: Callable[[str], int]) -> dict[int, str]:
    """The first run of a chain, if it begins with the first number, or with the second and goes on (OCR may lose a
    number)."""
    run = next(iter(runs(chain, first)), [])
    begins = bool(run) and (first(run[0].number) == 0 or (first(run[0].number) == 1 and len(run) > 1))
    return {one.at: one.number for one in run} if begins else {}
