"""Who sees which conclusions, against the rights table written a second time, and what an answer must not hold."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from typing import Any

import pytest

from assistant.access import ROLES, Principal
from assistant.tools import StoreTools
from assistant.tools.entry import Stores
from assistant.types import ZONE, ToolCall, ToolResult
from kpi_tools.minutes import MeetingConclusions, meeting_conclusions
from kpi_tools.rules import Rules
from kpi_tools.schema import MeetingInvitee
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from tests.kpi_tools.rows import city, conclusion, fill, meeting, principal, task, unit

NOW = datetime(2026, 4, 2, 8, 0, tzinfo=ZONE)
PARENTS = {"SO": "TP", "CHI-CUC": "SO", "PX-1": "TP", "PX-2": "TP"}
UNITS = ("TP", *PARENTS)
PEOPLE = tuple(f"CC{n}" for n in range(8))


@dataclass(frozen=True)
class Held:
    """A meeting."""

    code: str
    secrecy: str
    unit: str | None
    chair: str | None
    invited: frozenset[str]


@dataclass(frozen=True)
class Decided:
    meeting: Held
    number: str
    unit: str | None

    @property
    def content(self) -> str:
        return f"ND{self.meeting.code}-{self.number}"


def nobody(asker: Principal) -> bool:
    return asker.role not in ROLES or "" in (asker.code, asker.unit)


def at_or_under(code: str | None, top: str) -> bool:
    return code is not None and (top in ("TP", code) or at_or_under(PARENTS.get(code), top))


def may_attend(asker: Principal, held: Held) -> bool:
    """The rights table's lines on meetings."""
    if nobody(asker):
        return False
    if asker.role == "lanh_dao_thanh_pho" or held.secrecy == "cong_khai":
        return True
    if asker.code == held.chair or asker.code in held.invited:
        return True
    leads = asker.role == "lanh_dao_don_vi"
    if held.secrecy == "han_che":
        return leads and asker.unit in held.invited
    own = at_or_under(held.unit, asker.unit) if leads else held.unit == asker.unit
    return own or asker.unit in held.invited


def may_see(asker: Principal, decided: Decided) -> bool:
    """With its meeting; besides, the unit that carries it out."""
    return may_attend(asker, decided.meeting) or (not nobody(asker) and decided.unit == asker.unit)


def askers(random: Random) -> list[Principal]:
    known = [principal(random.choice(PEOPLE), of, role) for of in UNITS for role in ROLES]
    return [*known, principal("CC0", "TP", "khach"), principal("", "SO"), principal("CC1", "", "lanh_dao_don_vi")]


def random_meeting(random: Random, number: int) -> Held:
    return Held(
        f"R{number}",
        random.choice(("cong_khai", "noi_bo", "han_che")),
        random.choice([*UNITS, None]),
        random.choice([*PEOPLE, None]),
        frozenset(random.sample((*UNITS, *PEOPLE), random.choice([0, 0, 1, 2]))),
    )


def fill_units(store: Store) -> None:
    fill(store, city(), *(unit(code, parent) for code, parent in PARENTS.items()))


def ask(store: Store, rules: Rules, asker: Principal, **given: Any) -> MeetingConclusions:
    args: Any = dict.fromkeys(("meeting", "topic", "start", "end", "unit")) | given
    return meeting_conclusions(store, asker, **args, now=NOW, rules=rules)


def fill_random(store: Store, seed: int) -> list[Decided]:
    random = Random(seed)
    fill_units(store)
    every = []
    for n in range(40):
        held = random_meeting(random, n)
        row = meeting(held.code, held.unit, f"2026-03-{n % 28 + 1:02}T08:00", chair=held.chair, secrecy=held.secrecy)
        fill(store, row, *(MeetingInvitee(meeting=held.code, invitee=i) for i in held.invited))
        decided = [Decided(held, str(k), random.choice([*UNITS, None])) for k in range(random.choice([0, 1, 2]))]
        fill(store, *(conclusion(held.code, d.number, content=d.content, unit=d.unit) for d in decided))
        every += decided
    return every


@pytest.mark.parametrize("seed", range(2))
def test_conclusions_are_those_of_the_rights_table(store: Store, rules: Rules, seed: int) -> None:
    every = fill_random(store, seed)
    for asker in askers(Random(seed)):
        result = ask(store, rules, asker, start=date(2026, 1, 1))
        with_meeting = {(m.code, c.content) for m in result.meetings for c in m.conclusions}
        alone = sorted(c.content for c in result.others)
        seen = [d for d in every if may_see(asker, d)]

        assert with_meeting == {(d.meeting.code, d.content) for d in seen if may_attend(asker, d.meeting)}, asker
        assert alone == sorted(d.content for d in seen if not may_attend(asker, d.meeting)), asker
        assert result.total == len(seen)


def test_a_meeting_that_one_may_not_see_is_as_one_that_does_not_exist(store: Store, rules: Rules) -> None:
    every = fill_random(store, 5)
    hidden = 0
    for asker in Random(5).sample(askers(Random(5)), 8):
        unknown = ask(store, rules, asker, meeting="KHONG-CO")
        for held in {d.meeting.code: d.meeting for d in every[::3]}.values():
            result = ask(store, rules, asker, meeting=held.code)
            if may_attend(asker, held):
                assert [m.code for m in result.meetings] == [held.code]
            else:
                hidden += 1
                assert result == replace(unknown, meeting=held.code)
    assert hidden > 20


HEAD = principal("CC1", "PX-1", "lanh_dao_don_vi")
SECRETS = (
    "HOP-KIN",
    "Họp kín",
    "Chuyện kín",
    "Phòng kín",
    "99/TB-KIN",
    "2026-03-17",
    "CC9",
    "kin.xlsx",
    "NV-KIN",
    "7c",
)


@pytest.fixture
def tools(store: Store, rules: Rules) -> StoreTools:
    fill_units(store)
    fill(
        store,
        FileImport(id=1, table="ket_luan", file="kin.xlsx", at=datetime(2026, 3, 17, tzinfo=ZONE)),
        meeting(
            "HOP-KIN",
            "SO",
            "2026-03-17T08:00",
            name="Họp kín",
            subject="Chuyện kín",
            place="Phòng kín",
            notice="99/TB-KIN",
            chair="CC9",
            secrecy="han_che",
        ),
        conclusion("HOP-KIN", "7c", content="Rà soát", unit="PX-1", task="NV-KIN", import_id=1, source_row=4),
        conclusion("HOP-KIN", "8", content="Việc của đơn vị khác", unit="PX-2"),
        task("NV-KIN", "SO", date(2026, 3, 1), secrecy="han_che"),
    )
    return StoreTools(Stores(store, rules))


def run(tools: StoreTools, asker: Principal, **args: Any) -> ToolResult:
    given = {{"start": "from", "end": "to"}.get(key, key): value for key, value in args.items()}
    return tools.run(ToolCall(tool="meeting_conclusions", args=given), asker, NOW)


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"unit": "PX-1"},
        {"topic": "rà soát"},
        {"unit": "TP"},
        {"start": "2026-03-17", "end": "2026-03-17"},
        {"start": "2026-01-05", "end": "2026-01-06"},
        {"end": "2025-01-01"},
    ],
)
@pytest.mark.parametrize("role", ["lanh_dao_don_vi", "chuyen_vien", "quan_tri"])
def test_a_conclusion_for_the_own_unit_tells_nothing_of_its_meeting(
    tools: StoreTools, role: str, args: dict[str, str]
) -> None:
    result = run(tools, principal("CC1", "PX-1", role), **args)
    whole = json.dumps([result.rows, result.freshness], ensure_ascii=False)

    assert [(row["content"], row["number"], row["source"], row["task"]) for row in result.rows] == [
        ("Rà soát", None, None, None)
    ]
    assert [secret for secret in SECRETS if secret in whole and secret not in args.values()] == []


@pytest.mark.parametrize("asked", ["HOP-KIN", "99/TB-KIN", "99", "hop-kin"])
def test_its_code_and_its_notice_are_unknown(tools: StoreTools, asked: str) -> None:
    for role in ("lanh_dao_don_vi", "chuyen_vien", "quan_tri"):
        for more in ({}, {"unit": "PX-1"}, {"topic": "rà soát"}):
            result = run(tools, principal("CC1", "PX-1", role), meeting=asked, **more)
            known = run(tools, principal("CC1", "PX-1", role), meeting="HOP-KHONG-CO", **more)

            assert (result.status, result.rows, known.status) == ("not_found", (), "not_found")
            assert result.call.args["meeting"] == asked
    assert run(tools, principal("CC0", "TP", "lanh_dao_thanh_pho"), meeting=asked).call.args["meeting"] == "HOP-KIN"


@pytest.mark.parametrize("topic", ["kín", "họp kín", "chuyện kín", "rà soát kín"])
def test_words_of_a_meeting_that_one_may_not_see_find_nothing(tools: StoreTools, topic: str) -> None:
    assert run(tools, HEAD, topic=topic).status == "not_found"


def test_the_deadline_alone_keeps_it_out_of_a_later_range(store: Store, rules: Rules, tools: StoreTools) -> None:
    fill(store, conclusion("HOP-KIN", "9", content="Đã lâu", unit="PX-1", deadline=date(2026, 3, 20)))

    assert len(ask(store, rules, HEAD, start=date(2026, 3, 20)).others) == 2
    assert [c.content for c in ask(store, rules, HEAD, start=date(2026, 3, 21)).others] == ["Rà soát"]


def test_a_task_is_linked_only_where_it_may_be_seen(store: Store, rules: Rules, tools: StoreTools) -> None:
    fill(
        store,
        meeting("M", "PX-1", "2026-03-20T08:00"),
        conclusion("M", "1", task="NV-KIN"),
        conclusion("M", "2", task="NV-MO"),
        conclusion("M", "3", task="NV-KHONG-CO"),
        task("NV-MO", "SO", date(2026, 5, 1), secrecy="cong_khai"),
    )
    (shown,) = ask(store, rules, HEAD, meeting="M").meetings

    assert [c.task and c.task.code for c in shown.conclusions] == [None, "NV-MO", None]
