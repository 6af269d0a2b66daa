"""`meeting_conclusions`: what meetings decided, who does what by when.

A conclusion that the asker sees only because the own unit carries it out comes without anything of its meeting, and
nothing that is asked about the meeting (code, notice, date, name) selects it: that would tell what is hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from re import findall, search
from typing import Literal, TypeVarTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

from assistant.access import Principal
from assistant.types import ZONE
from assistant.vietnamese import normalise
from kpi_tools.minutes_rows import ConclusionItem, Key, MeetingItem, conclusions_of, meetings_of
from kpi_tools.minutes_words import Wanted, all_occur, as_phrase, bare, may_occur, wanted_words
from kpi_tools.rights import CONCLUSIONS, MEETINGS, ROOT_LEVEL, UNIT_NAMES
from kpi_tools.rules import Rules
from kpi_tools.schema import Conclusion, Meeting, Unit
from kpi_tools.store import Store
from kpi_tools.view import View, view

Ts = TypeVarTuple("Ts")
Outcome = Literal["answered", "unknown"]
LATEST_DAYS = 30
"""Without meeting, topic, unit and dates: meetings of so many days up to now, else those of the last day with any."""
MAX_ITEMS = 100
MAX_READ = 1_000
"""Of a topic that more conclusions may fit, the newest so many are looked at."""
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class MeetingConclusions:
    outcome: Outcome
    """`unknown`: `unit` is a code that does not exist."""
    meeting: str | None = None
    """The code of the one found, else as asked."""
    topic: str | None = None
    start: date | None = None
    """Of the meeting's first day, inclusive."""
    end: date | None = None
    chosen: bool = False
    """Whether the days were chosen here because nothing was asked for."""
    unit: str | None = None
    """Who carries out."""
    unit_name: str = ""
    whole_city: bool = False
    """The unit asked for is the root: conclusions of every unit."""
    today: date | None = None
    total: int = 0
    """How many conclusions fit and are visible, `others` among them."""
    meetings: tuple[MeetingItem, ...] = ()
    """Best first when a topic was asked for, else the newest first; up to `MAX_ITEMS` conclusions."""
    others: tuple[ConclusionItem, ...] = ()
    """Conclusions for the own unit of meetings that the asker may not see; by deadline."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """Filters of one question."""

    codes: list[str] | None
    """Of the meetings named; None when none was."""
    wanted: Wanted
    start: date | None
    end: date | None
    until: datetime | None
    """Local; meetings that begin later are left out."""
    unit: str | None
    """None also for the whole city."""

    def fits(self) -> list[ColumnElement[bool]]:
        """Conditions on meetings and conclusions."""
        conditions = may_occur(self.wanted, Meeting.words, Conclusion.words)
        if self.codes is not None:
            conditions.append(Meeting.code.in_(self.codes))
        if self.start is not None:
            conditions.append(Meeting.start >= datetime.combine(self.start, time.min))
        if self.end is not None and self.end < date.max:
            conditions.append(Meeting.start < datetime.combine(self.end + timedelta(days=1), time.min))
        if self.until is not None:
            conditions.append(Meeting.start <= self.until)
        if self.unit is not None:
            conditions.append(Conclusion.unit == self.unit)
        return conditions


def meeting_conclusions(
    store: Store,
    asker: Principal,
    meeting: str | None,
    topic: str | None,
    start: date | None,
    end: date | None,
    unit: str | None,
    now: datetime,
    rules: Rules,
) -> MeetingConclusions:
    """Visible conclusions that fit every filter given; an empty result does not say whether anything is hidden.

    `meeting`: a code or the number of a notice, folded, without spaces; of that number alone every notice that has it.
    It is shown without conclusions too, when nothing else is asked for. `topic`: words that must all occur, in
    the meeting's name and subject or in the conclusion. Raises StoreError.
    """
    with view(store, asker) as seen:
        unit_row = seen.rows(select(Unit).where(Unit.code == unit), UNIT_NAMES).scalar_one_or_none()
        if unit is not None and unit_row is None:
            return MeetingConclusions("unknown", unit=unit)
        root = unit_row is not None and unit_row.level == ROOT_LEVEL
        chosen = (meeting, topic, start, end, unit) == (None,) * 5
        if chosen:
            start, end = _latest(seen, now)
        codes = None if meeting is None else _named(seen, meeting)
        asked = _Asked(
            codes,
            () if topic is None else wanted_words(topic),
            start,
            end,
            now.astimezone(ZONE).replace(tzinfo=None) if chosen else None,
            None if root else unit,
        )
        keys, total = _keys(seen, asked)
        shown = list(dict.fromkeys(code for code, _ in keys))
        if codes and (topic, start, end, unit) == (None,) * 4:
            shown += [code for code in codes if code not in shown]
        hidden = _hidden(seen, asked)
        return MeetingConclusions(
            "answered",
            meeting=codes[0] if codes and len(codes) == 1 else meeting,
            topic=topic,
            start=start,
            end=end,
            chosen=chosen,
            unit=unit,
            unit_name=unit_row.name if unit_row else "",
            whole_city=root,
            today=now.date(),
            total=total + len(hidden),
            meetings=meetings_of(seen, shown, keys, now.date(), rules),
            others=conclusions_of(seen, hidden[:MAX_ITEMS], now.date(), rules, of_hidden=True),
        )


def _latest(seen: View, now: datetime) -> tuple[date, date]:
    """The days to show when nothing is asked for."""
    local = now.astimezone(ZONE).replace(tzinfo=None)
    query = select(func.max(Meeting.start)).join(Conclusion, Conclusion.meeting == Meeting.code)
    last = seen.rows(query.where(Meeting.start <= local), MEETINGS, CONCLUSIONS).scalar_one()
    start = local.date() - timedelta(days=LATEST_DAYS)
    if last is None or last.date() >= start:
        return start, local.date()
    return last.date(), last.date()


def _named(seen: View, asked: str) -> list[str]:
    """Codes of the visible meetings with that code or notice number, else of those whose notice has that number."""
    asked = normalise(asked)
    query = select(Meeting.code, Meeting.notice).order_by(Meeting.start.desc(), Meeting.code)
    as_written = seen.rows(query.where(or_(Meeting.code == asked, Meeting.notice == asked)), MEETINGS)
    if found := [code for code, _ in as_written]:
        return found
    letters, number = "".join(asked.lower().split()), bare(asked)
    similar = [func.replace(func.lower(Meeting.code), " ", "") == letters]
    if digits := search("[0-9]+", number):
        similar.append(Meeting.notice.contains(digits[0]))
    rows = [(code, bare(notice)) for code, notice in seen.rows(query.where(or_(*similar)), MEETINGS)]
    exact = [code for code, notice in rows if letters == "".join(code.lower().split()) or number == notice]
    if exact or not number.isdecimal():
        return exact
    return [code for code, notice in rows if notice.split("/")[0] == number]


def _keys(seen: View, asked: _Asked) -> tuple[list[Key], int]:
    """The first conclusions of visible meetings that fit, and how many there are."""
    if asked.codes == []:
        return [], 0
    fits = asked.fits()
    if asked.wanted:
        return _about(seen, asked.wanted, fits)
    count = select(func.count()).select_from(Meeting).join(Conclusion, Conclusion.meeting == Meeting.code).where(*fits)
    total = seen.rows(count, MEETINGS, CONCLUSIONS).scalar_one()
    rows = list(seen.rows(_newest(select(Meeting.code, Meeting.start, Conclusion.number), fits), MEETINGS, CONCLUSIONS))
    rows.sort(key=lambda row: (row[0], natural(row[2])))
    rows.sort(key=lambda row: row[1], reverse=True)
    return [(code, number) for code, _, number in rows[:MAX_ITEMS]], total


def _newest(columns: Select[*Ts], fits: Sequence[ColumnElement[bool]]) -> Select[*Ts]:
    joined = columns.join(Conclusion, Conclusion.meeting == Meeting.code).where(*fits)
    return joined.order_by(Meeting.start.desc(), Meeting.code).limit(MAX_READ)


def _about(seen: View, wanted: Wanted, fits: Sequence[ColumnElement[bool]]) -> tuple[list[Key], int]:
    """Those that have the words, the meeting with the best one first."""
    columns = select(Meeting.code, Meeting.start, Meeting.words, Conclusion.number, Conclusion.words)
    fitting: list[tuple[datetime, Key]] = []
    best: dict[str, int] = {}
    for code, start, about, number, content in seen.rows(_newest(columns, fits), MEETINGS, CONCLUSIONS):
        if all_occur(wanted, f"{about}\n{content}"):
            rank = _rank(wanted, about, content)
            best[code] = min(best.get(code, rank), rank)
            fitting.append((start, (code, number)))
    fitting.sort(key=lambda row: (row[1][0], natural(row[1][1])))
    fitting.sort(key=lambda row: row[0], reverse=True)
    fitting.sort(key=lambda row: best[row[1][0]])
    return [key for _, key in fitting[:MAX_ITEMS]], len(fitting)


def _rank(wanted: Wanted, about: str, content: str) -> int:
    """0: the words stand together in the conclusion; 1: in the meeting's name or subject; 2: apart."""
    if as_phrase(wanted, content):
        return 0
    return 1 if as_phrase(wanted, about) else 2


def natural(number: str) -> tuple[tuple[int, str], ...]:
    """Sort key: 2 before 10, `3a` behind `3`."""
    return tuple((int(n), "") if n else (-1, text) for n, text in findall(r"([0-9]+)|([^0-9]+)", number))


def _hidden(seen: View, asked: _Asked) -> list[Key]:
    """Conclusions for the own unit of meetings that the asker may not see, by deadline.

    Chosen by what the asker may see: their words, and, as a conclusion comes before its deadline, by that.
    """
    own = seen.asker.unit
    if asked.codes is not None or asked.unit not in (None, own):
        return []
    query = (
        select(Conclusion.meeting, Conclusion.number, Conclusion.words)
        .where(Conclusion.unit == own, *may_occur(asked.wanted, Conclusion.words))
        .order_by(Conclusion.deadline.nulls_last(), Conclusion.words)
    )
    if asked.start is not None:
        query = query.where(or_(Conclusion.deadline.is_(None), Conclusion.deadline >= asked.start))
    rows = [row for row in seen.rows(query, CONCLUSIONS) if all_occur(asked.wanted, row[2])]
    visible = _visible(seen, {row[0] for row in rows})
    return [(meeting, number) for meeting, number, _ in rows if meeting not in visible]


def _visible(seen: View, codes: Collection[str]) -> set[str]:
    every = sorted(codes)
    chunks = [every[at : at + _CHUNK] for at in range(0, len(every), _CHUNK)]
    return {
        code
        for chunk in chunks
        for code in seen.rows(select(Meeting.code).where(Meeting.code.in_(chunk)), MEETINGS).scalars()
    }
