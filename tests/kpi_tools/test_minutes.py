"""`meeting_conclusions` over rows: which are found, in which order, what each says."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from assistant.types import ZONE
from kpi_tools.minutes import MeetingConclusions, meeting_conclusions, natural
from kpi_tools.minutes_rows import ConclusionItem, LinkedTask
from kpi_tools.rules import Rules
from kpi_tools.source import Source
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from tests.kpi_tools.rows import city, conclusion, fill, meeting, person, principal, task, unit

NOW = datetime(2026, 4, 2, 8, 0, tzinfo=ZONE)
MAYOR = principal("CC0", "TP", "lanh_dao_thanh_pho")


@pytest.fixture(autouse=True)
def _city(store: Store) -> None:
    fill(
        store,
        city(),
        unit("PX-1", name="Phường Một"),
        unit("SN", level="so_nganh", name="Sở Tài chính"),
        person("CC1", "PX-1", name="Nguyễn Văn Mẫu"),
    )


def ask(store: Store, rules: Rules, asker: Any = MAYOR, **given: Any) -> MeetingConclusions:
    args = dict.fromkeys(("meeting", "topic", "start", "end", "unit")) | given
    return meeting_conclusions(store, asker, **args, now=NOW, rules=rules)


def found(result: MeetingConclusions) -> list[tuple[str, list[str | None]]]:
    return [(m.code, [c.number for c in m.conclusions]) for m in result.meetings]


def test_a_meeting_whole(store: Store, rules: Rules) -> None:
    fill(
        store,
        FileImport(id=1, table="cuoc_hop", file="cuoc_hop.xlsx", at=datetime(2026, 3, 20, tzinfo=UTC)),
        FileImport(id=2, table="ket_luan", file="ket_luan.xlsx", at=datetime(2026, 3, 21, tzinfo=UTC)),
        meeting(
            "H1",
            "SN",
            "2026-03-05T14:00",
            name="Giao ban tháng 3",
            place="Phòng A",
            chair="CC1",
            subject="Thu ngân sách",
            notice="45/TB-UBND",
            import_id=1,
            source_row=3,
        ),
        conclusion(
            "H1",
            "1",
            content="Rà soát nguồn thu",
            unit="PX-1",
            person="CC1",
            deadline=date(2026, 3, 30),
            task="NV1",
            state="dang_thuc_hien",
            import_id=2,
            source_sheet="KL",
            source_row=9,
        ),
        task("NV1", "PX-1", date(2026, 3, 30), name="Rà soát"),
    )
    (item,) = ask(store, rules, meeting="H1").meetings

    assert (item.name, item.place, item.chair, item.chair_name) == (
        "Giao ban tháng 3",
        "Phòng A",
        "CC1",
        "Nguyễn Văn Mẫu",
    )
    assert (item.notice, item.subject, item.state) == ("45/TB-UBND", "Thu ngân sách", "")
    assert (item.start, item.end) == (datetime(2026, 3, 5, 14), datetime(2026, 3, 5, 16))
    assert item.source == Source("cuoc_hop.xlsx", "", 3, date(2026, 3, 20))
    assert item.conclusions == (
        ConclusionItem(
            "1", "Rà soát nguồn thu", "PX-1", "Phường Một", "CC1", "Nguyễn Văn Mẫu", date(2026, 3, 30),
            "dang_thuc_hien", 3, LinkedTask("NV1", "Rà soát", "overdue"),
            Source("ket_luan.xlsx", "KL", 9, date(2026, 3, 21)),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("deadline", "state", "late"),
    [
        (date(2026, 4, 1), "chua_thuc_hien", 1),
        (date(2026, 4, 2), "dang_thuc_hien", 0),
        (date(2026, 3, 1), "hoan_thanh", 0),
        (None, "chua_thuc_hien", 0),
    ],
)
def test_days_late(store: Store, rules: Rules, deadline: date | None, state: str, late: int) -> None:
    fill(store, meeting("H1", "SN", "2026-03-05T14:00"), conclusion("H1", "1", deadline=deadline, state=state))

    assert ask(store, rules, meeting="H1").meetings[0].conclusions[0].days_late == late


@pytest.mark.parametrize(
    "asked",
    [
        "45/TB-UBND",
        "45 / tb-ubnd",
        "số 45/TB-UBND",
        "Thông báo kết luận số 45/TB-UBND",
        "045/TB-UBND",
        "45",
        "HOP-01",
        "hop - 01",
    ],
)
def test_a_meeting_by_its_code_or_its_notice(store: Store, rules: Rules, asked: str) -> None:
    fill(
        store,
        meeting("HOP-01", "SN", "2026-03-05T14:00", notice="45/TB-UBND"),
        meeting("HOP-02", "SN", "2026-03-06T14:00", notice="145/TB-UBND"),
        meeting("HOP-03", "SN", "2026-03-07T14:00"),
        conclusion("HOP-01", "1"),
        conclusion("HOP-02", "1"),
    )
    result = ask(store, rules, meeting=asked)

    assert (result.meeting, found(result)) == ("HOP-01", [("HOP-01", ["1"])])


def test_a_number_of_several_notices_gives_them_all(store: Store, rules: Rules) -> None:
    fill(
        store,
        meeting("A", "SN", "2026-03-05T14:00", notice="45/TB-UBND"),
        meeting("B", "SN", "2026-03-06T14:00", notice="45/TB-HĐND"),
        conclusion("A", "1"),
    )
    result = ask(store, rules, meeting="45")

    assert (result.meeting, found(result)) == ("45", [("A", ["1"]), ("B", [])])
    assert found(ask(store, rules, meeting="45/tb-hđnd")) == [("B", [])]


@pytest.mark.parametrize("asked", ["", "HOP-99", "9", "/", "%", "_", "TB", "\x00", "\ud800"])
def test_what_names_no_meeting_finds_nothing(store: Store, rules: Rules, asked: str) -> None:
    fill(store, meeting("HOP-01", "SN", "2026-03-05T14:00"), conclusion("HOP-01", "1", unit="PX-1"))
    result = ask(store, rules, principal("CC1", "PX-1"), meeting=asked)

    assert (result.outcome, result.meeting, result.total, result.meetings, result.others) == (
        "answered",
        asked,
        0,
        (),
        (),
    )


def test_a_meeting_without_conclusions_is_shown_when_it_is_named_alone(store: Store, rules: Rules) -> None:
    fill(store, meeting("H1", "SN", "2026-03-05T14:00", state="huy"), conclusion("H1", "1", withdrawn=True))

    assert ask(store, rules, meeting="H1").meetings[0].state == "huy"
    assert ask(store, rules, meeting="H1", topic="thu").meetings == ()
    assert ask(store, rules, meeting="H1", unit="PX-1").meetings == ()
    assert ask(store, rules, start=date(2026, 3, 1)).meetings == ()


def test_numbers_are_in_their_natural_order(store: Store, rules: Rules) -> None:
    numbers = ["10", "2", "1", "2b", "2a", "II"]
    fill(store, meeting("H1", "SN", "2026-03-05T14:00"), *(conclusion("H1", n) for n in numbers))

    assert found(ask(store, rules, meeting="H1")) == [("H1", ["II", "1", "2", "2a", "2b", "10"])]
    assert natural("") == ()


def test_dates_are_of_the_meeting_and_inclusive(store: Store, rules: Rules) -> None:
    days = {"A": "2026-03-01T00:00", "B": "2026-03-15T10:00", "C": "2026-03-31T23:30", "D": "2026-04-01T00:00"}
    for code, start in days.items():
        fill(store, meeting(code, "SN", start), conclusion(code, "1"))

    march = ask(store, rules, start=date(2026, 3, 1), end=date(2026, 3, 31))
    assert [code for code, _ in found(march)] == ["C", "B", "A"]
    assert [code for code, _ in found(ask(store, rules, start=date(2026, 3, 31)))] == ["D", "C"]
    assert [code for code, _ in found(ask(store, rules, end=date(2026, 3, 1)))] == ["A"]
    assert found(ask(store, rules, end=date.max, meeting="A", start=date(2026, 3, 2))) == []


def test_nothing_asked_for_is_the_last_month_up_to_now(store: Store, rules: Rules) -> None:
    days = {
        "OLD": "2026-03-02T10:00",
        "FIRST": "2026-03-03T10:00",
        "TODAY": "2026-04-02T07:00",
        "LATER": "2026-04-02T09:00",
    }
    for code, start in days.items():
        fill(store, meeting(code, "SN", start), conclusion(code, "1"))
    fill(store, meeting("NONE", "SN", "2026-03-20T10:00"))
    result = ask(store, rules)

    assert (result.chosen, result.start, result.end) == (True, date(2026, 3, 3), date(2026, 4, 2))
    assert [code for code, _ in found(result)] == ["TODAY", "FIRST"]


def test_without_any_last_month_it_is_the_last_day_that_has_some(store: Store, rules: Rules) -> None:
    for code, start in {"A": "2025-11-05T08:00", "B": "2025-11-05T14:00", "C": "2025-10-01T08:00"}.items():
        fill(store, meeting(code, "SN", start), conclusion(code, "1"))
    result = ask(store, rules)

    assert (result.start, result.end, found(result)) == (
        date(2025, 11, 5),
        date(2025, 11, 5),
        [("B", ["1"]), ("A", ["1"])],
    )


def test_who_carries_out(store: Store, rules: Rules) -> None:
    fill(
        store,
        meeting("H1", "SN", "2025-03-05T14:00"),
        *(conclusion("H1", str(n), unit=of) for n, of in enumerate(["PX-1", "SN", None, "PX-1"])),
    )
    own = ask(store, rules, unit="PX-1")

    assert (own.unit_name, own.total, found(own)) == ("Phường Một", 2, [("H1", ["0", "3"])])
    assert ask(store, rules, unit="TP").total == 4
    assert ask(store, rules, unit="TP").whole_city
    assert ask(store, rules, unit="PX-9").outcome == "unknown"


def fill_topics(store: Store) -> None:
    fill(
        store,
        meeting("A", "SN", "2025-03-01T08:00", name="Họp giao ban", subject="Chuyển đổi số và ngân sách"),
        meeting("B", "SN", "2025-03-02T08:00", name="Hội nghị đầu tư công"),
        meeting("C", "SN", "2025-03-03T08:00", name="Họp chuyên đề"),
        conclusion("A", "1", content="Rà soát nguồn thu"),
        conclusion("A", "2", content="Đẩy nhanh chuyển đổi số cấp xã"),
        conclusion("B", "1", content="Giao UBND phường giải ngân; số lượng chuyển tiếp phải đổi khác"),
        conclusion("C", "1", content="Chuyển đổi số trong y tế"),
        conclusion("C", "2", content="Số hóa"),
    )


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("chuyển đổi số", [("C", ["1"]), ("A", ["1", "2"]), ("B", ["1"])]),
        ("chuyen doi so", [("C", ["1"]), ("A", ["1", "2"]), ("B", ["1"])]),
        ("CĐS", [("C", ["1"]), ("A", ["1", "2"]), ("B", ["1"])]),
        ("cuộc họp giao ban", [("A", ["1", "2"])]),
        ("kết luận về nguồn thu", [("A", ["1"])]),
        ("giao ban nguồn thu", [("A", ["1"])]),
        ("Ủy ban nhân dân phường", [("B", ["1"])]),
        ("y", [("C", ["1"])]),
        ("nguon", [("A", ["1"])]),
        ("nguo", []),
        ("100%", []),
        ("kết luận", []),
    ],
)
def test_a_topic_is_words_that_all_occur(
    store: Store, rules: Rules, topic: str, expected: list[tuple[str, list[str]]]
) -> None:
    fill_topics(store)

    assert found(ask(store, rules, topic=topic)) == expected


@pytest.mark.parametrize("topic", ["", "?", "'; DROP TABLE meetings --", "\\", "%%", "\u0301", "x" * 3_000])
def test_no_topic_makes_it_fail(store: Store, rules: Rules, topic: str) -> None:
    fill_topics(store)

    assert ask(store, rules, topic=topic).outcome == "answered"


def test_only_so_many_are_shown_and_all_counted(store: Store, rules: Rules) -> None:
    for n in range(3):
        fill(
            store, meeting(f"H{n}", "SN", f"2026-03-0{n + 5}T08:00"), *(conclusion(f"H{n}", str(k)) for k in range(60))
        )
    result = ask(store, rules)

    assert result.total == 180
    assert [(code, len(numbers)) for code, numbers in found(result)] == [("H2", 60), ("H1", 40)]
