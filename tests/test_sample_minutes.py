"""Conclusions of meetings, single tasks, procedures and the forum of the sample city, against `eval/oracle`."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from eval.oracle.kpi import completed
from eval.oracle.lists import conclusions_seen, may_see_conclusion, may_see_entry, may_see_task, state
from eval.oracle.workbooks import City, Conclusion, Person
from kpi_tools.minutes import MeetingConclusions
from kpi_tools.task_detail import TaskDetail
from tests.asked import ASKERS, MAYOR, Asked, whole_json

pytestmark = pytest.mark.slow

Told = Counter[tuple[str, str | None, date | None]]


def told_conclusions(data: object) -> tuple[set[tuple[str, str | None]], Told, Told]:
    """(meeting, number) of meetings that are shown; what these and what the unnamed ones say."""
    assert isinstance(data, MeetingConclusions)
    shown = {(meeting.code, one.number) for meeting in data.meetings for one in meeting.conclusions}
    named = Counter((one.content, one.unit, one.deadline) for meeting in data.meetings for one in meeting.conclusions)
    return shown, named, Counter((one.content, one.unit, one.deadline) for one in data.others)


def undated(city: City, asker: Person, start: date, unit: str | None) -> list[Conclusion]:
    """What may be shown of meetings that one may not see: their day would tell too much, so the conclusion's own
    deadline is all that a range can be held against.
    """
    own = [row for row in city.conclusions if row.unit == asker.unit and unit in (None, asker.unit)]
    return [row for row in own if row.deadline is None or row.deadline >= start]


def unnamed(city: City, who: str, rows: list[Conclusion]) -> Told:
    """What the own unit carries out from meetings that one may not see."""
    hidden = [row for row in rows if not may_see_entry(city, city.people[who], city.meetings[row.meeting])]
    return Counter((row.content, row.unit, row.deadline) for row in hidden)


def test_the_conclusions_that_each_asker_sees(asked: Asked) -> None:
    wrong: list[tuple[object, ...]] = []
    luck = Random(15)
    rows = {(row.meeting, row.number): row for row in asked.city.conclusions}
    for who in ASKERS:
        asker = asked.city.people[who]
        for unit in (None, asker.unit, luck.choice([*asked.city.parents])):
            if unit == asked.city.root:
                continue
            start = asked.today - timedelta(days=luck.choice([60, 20]))
            end = start + timedelta(days=luck.choice([15, 90]))
            result = asked.ask(who, "meeting_conclusions", unit=unit, from_=start.isoformat(), to=end.isoformat())
            keys = conclusions_seen(asked.city, asker, start, end, unit)
            expected = [rows[key] for key in keys]
            shown, _named, others = told_conclusions(result.data)
            open_keys = {k for k in keys if may_see_entry(asked.city, asker, asked.city.meetings[k[0]])}
            least, most = (
                unnamed(asked.city, who, some) for some in (expected, undated(asked.city, asker, start, unit))
            )
            answered = bool(keys or others)
            if shown != open_keys or not least <= others <= most or (result.status == "answered") != answered:
                wrong.append((who, unit, start, end, shown ^ open_keys, others, least, most, result.status))
            secret = [code for code in asked.city.meetings if code not in {key[0] for key in open_keys}]
            leaked = [code for code in secret if f'"{code}"' in whole_json(result)]
            if leaked:
                wrong.append((who, unit, "leaked", leaked))
    assert wrong == []


def test_a_meeting_by_its_code_or_its_notice(asked: Asked) -> None:
    wrong: list[tuple[object, ...]] = []
    luck = Random(16)
    with_notice = [meeting for meeting in asked.city.meetings.values() if meeting.notice]
    for who in ASKERS:
        asker = asked.city.people[who]
        for meeting in luck.sample(with_notice, 3):
            keys = {
                (row.meeting, row.number)
                for row in asked.city.conclusions
                if row.meeting == meeting.code and may_see_conclusion(asked.city, asker, row)
            }
            for name in (meeting.code, meeting.notice):
                result = asked.ask(who, "meeting_conclusions", meeting=name)
                if not may_see_entry(asked.city, asker, meeting):
                    if result.status != "not_found" or meeting.code in whole_json(result).replace(f'"{name}"', ""):
                        wrong.append((who, name, result.status, result.rows))
                    continue
                shown, _named, others = told_conclusions(result.data)
                if shown != keys or others or result.call.args["meeting"] != meeting.code:
                    wrong.append((who, name, shown ^ keys, result.status))
    assert wrong == []


def test_a_task_by_its_code(asked: Asked) -> None:
    wrong: list[tuple[object, ...]] = []
    luck = Random(17)
    restricted = [task for task in asked.city.tasks if task.secrecy == "han_che"]
    promised = [task for task in asked.city.tasks if task.code.startswith(("NV-SO-NV-9", "NV-TTR-TP-9", "NV-SO-XD-9"))]
    for who in ASKERS:
        asker = asked.city.people[who]
        for task in [*promised, *luck.sample(restricted, 5), *luck.sample(asked.city.tasks, 5)]:
            result = asked.ask(who, "task_detail", task=task.code)
            if not may_see_task(asked.city, asker, task):
                if (result.status, result.rows) != ("not_found", ()):
                    wrong.append((who, task.code, result.status))
                continue
            data = result.data
            assert isinstance(data, TaskDetail)
            done = task.completed if completed(task, asked.today) else None
            joint = frozenset(one.code for one in data.joint)
            got = (data.code, data.unit, data.deadline, data.completed, str(data.state), joint)
            expected = (task.code, task.lead, task.deadline, done, state(task, asked.today), task.joint)
            if result.status != "answered" or got != expected:
                wrong.append((who, task.code, got, expected))
    assert wrong == []


def test_procedures_and_the_forum_are_for_everybody(asked: Asked) -> None:
    answers = {
        who: (
            asked.ask(who, "procedure", procedure="TTHC-HT-03").rows,
            asked.ask(who, "forum", topic="ky so tren dien thoai").rows,
        )
        for who in ASKERS
    }
    first = answers[MAYOR]
    assert "Đăng ký kết hôn" in json.dumps(first[0], ensure_ascii=False)
    assert "ký số trên điện thoại" in json.dumps(first[1], ensure_ascii=False)
    assert all(rows == first for rows in answers.values())
