"""Every way in which a question's slots become a call, or a question back."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.arguments import Asked, make_call
from assistant.names import Found, Match
from assistant.slots import Slots
from assistant.types import FindKind, Named, Thing, TimeRange, ToolCall
from tests.assistant.fakes_city import STAFF
from tests.assistant.fakes_plan import FakeFinder

THUAN_HOA = Named("PX-THUANHOA", "Phường Thuận Hóa", "unit")
PHU_VINH = Named("PX-PHUVINH", "Phường Phú Vinh", "unit")
SELF = Named("CC1", "Nguyễn Văn Mẫu", "person", unit="PX-THUANHOA")
OTHER = Named("CC2", "Trần Thị Ví Dụ", "person", unit="PX-PHUVINH")
QUARTER = TimeRange("2026-01-01", "2026-03-31", "quý I/2026")
AFTERNOON = TimeRange("2026-04-03T12:00", "2026-04-03T18:00", "chiều mai")
NOTHING = Found()


def found(named: Named, self_reference: bool = False) -> Found:
    return Found((Match(named, 1.0, 1.0, (0, 4)),), (0, 4), self_reference)


def unclear(*named: Named) -> Found:
    return Found(tuple(Match(n, 0.9, 0.5, (0, 4)) for n in named), (0, 4), ambiguous=named)


def unknown(words: str, *near: Named) -> Found:
    return Found(span=(0, 4), mentioned=words, near=near)


TASKS = FakeFinder(
    {
        "task": [("NV-1", "Chỉnh trang đô thị"), ("NV-2", "Chỉnh trang vỉa hè"), ("NV-3", "Số hóa hồ sơ hộ tịch")],
        "meeting": [("HOP-1", "Họp giao ban tháng"), ("HOP-2", "Họp chuyên đề đất đai")],
    }
)


def find(kind: FindKind, text: str, unit: str | None = None, /) -> list[Thing]:
    return TASKS.find(kind, text, STAFF, unit=unit)


def slots(**given: Any) -> Slots:
    rest: dict[str, Any] = {
        "time": None, "unit": NOTHING, "person": NOTHING, "status": None,
        "basis": None, "topic": None, "code": None, "bare": "", "masked": "", "rest": (),
    }  # fmt: skip
    if time := given.get("time"):
        rest["times"] = (time,)
    return Slots(**(rest | {"text": given.get("bare", ""), "about": given.get("bare", "")} | given))


def ask(tool: str, before: dict[str, Any] | None = None, **given: Any) -> Asked:
    last = None if before is None else ToolCall(tool=tool, args=before)
    return make_call(tool, slots(**given), STAFF, find, last)


def args(tool: str, before: dict[str, Any] | None = None, **given: Any) -> dict[str, Any]:
    """Of a call that needs no question back."""
    asked = ask(tool, before, **given)
    assert asked.refusal is None
    assert asked.call.tool == tool
    return asked.call.args


def refused(asked: Asked) -> tuple[str, str]:
    assert asked.refusal is not None
    return asked.refusal.status, asked.refusal.message


def test_kpi_without_a_unit_is_the_askers_own() -> None:
    assert args("kpi_summary") == {"unit": "PX-THUANHOA"}


def test_kpi_of_a_unit_over_days() -> None:
    expected = {"unit": "PX-PHUVINH", "from": "2026-01-01", "to": "2026-03-31"}

    assert args("kpi_summary", unit=found(PHU_VINH), time=QUARTER) == expected


def test_kpi_takes_whole_days_of_a_part_of_a_day() -> None:
    day = TimeRange("2026-01-01T00:00", "2026-03-31T12:00", "")

    assert args("kpi_summary", time=day)["to"] == "2026-03-31"


@pytest.mark.parametrize("time", [TimeRange(None, "2026-02-10", ""), TimeRange("2026-02-10", None, "")])
def test_kpi_takes_a_range_that_is_open_on_one_side(time: TimeRange) -> None:
    assert args("kpi_summary", time=time) == {"unit": "PX-THUANHOA", "from": time.start, "to": time.end}


def test_kpi_of_less_than_a_month_asks_for_the_period() -> None:
    asked = ask("kpi_summary", unit=found(PHU_VINH), time=TimeRange("2026-03-30", "2026-04-05", "tuần này"))

    assert refused(asked) == ("clarify", "no_whole_month")
    assert asked.refusal is not None
    assert asked.refusal.options == ("tháng này", "quý này")
    assert asked.call.args["unit"] == "PX-PHUVINH"


def test_kpi_of_an_unclear_unit_asks_for_the_unit_before_the_period() -> None:
    asked = ask("kpi_summary", unit=unclear(PHU_VINH, THUAN_HOA), time=TimeRange("2026-04-01", "2026-04-02", ""))

    assert refused(asked) == ("clarify", "which_unit")


def test_kpi_of_somebody_else_is_that_persons() -> None:
    asked = ask("kpi_summary", person=found(OTHER), time=QUARTER)

    assert asked.call == ToolCall(tool="kpi_person", args={"person": "CC2", "from": "2026-01-01", "to": "2026-03-31"})


def test_kpi_of_oneself_is_ones_own_unless_a_unit_is_named() -> None:
    own = found(SELF, self_reference=True)

    assert ask("kpi_summary", person=own).call == ToolCall(tool="kpi_person", args={"person": "CC1"})
    assert args("kpi_summary", person=own, unit=found(PHU_VINH)) == {"unit": "PX-PHUVINH"}


def test_somebody_by_a_post_of_no_unit_is_asked_for() -> None:
    assert refused(ask("schedule", person=Found(span=(0, 8), unnamed=True))) == ("clarify", "which_person")


def test_kpi_of_a_person_is_the_askers_own_by_default() -> None:
    assert args("kpi_person") == {"person": STAFF.code}
    assert args("kpi_person", person=found(OTHER)) == {"person": "CC2"}
    assert refused(ask("kpi_person", person=unknown("Lê Văn Không"))) == ("not_found", "no_such_person")


def test_causes_are_of_a_unit_and_a_period() -> None:
    assert args("kpi_causes") == {"unit": "PX-THUANHOA"}
    assert args("kpi_causes", unit=found(PHU_VINH), time=QUARTER)["from"] == "2026-01-01"
    assert refused(ask("kpi_causes", time=TimeRange("2026-03-30", "2026-04-05", ""))) == ("clarify", "no_whole_month")


def test_a_ranking_keeps_what_is_not_said() -> None:
    before = {"level": "ward", "order": "best", "limit": 3, "from": "2026-01-01", "to": "2026-03-31"}

    assert args("kpi_ranking", before=before, bare="thế phường nào bét") == before | {"order": "worst"}
    assert args("kpi_ranking", before=before | {"order": "worst"}, bare="còn cao nhất")["order"] == "best"


def test_a_ranking_reads_past_words_that_only_look_like_a_name() -> None:
    asked = ask("kpi_ranking", unit=unknown("phường yếu nhất"), text="3 phường yếu nhất quý hai", bare="3 quý hai")

    assert asked.call.args == {"level": "ward", "order": "worst", "limit": 3}


def test_a_task_by_its_code() -> None:
    assert args("task_detail", code="NV-9", bare="Nhiệm vụ đến đâu rồi") == {"task": "NV-9"}


def test_a_task_by_its_words() -> None:
    assert args("task_detail", bare="Nhiệm vụ số hóa hồ sơ hộ tịch ai phụ trách?") == {"task": "NV-3"}
    unclear_task = ask("task_detail", bare="Nhiệm vụ chỉnh trang đến đâu rồi?")
    assert refused(unclear_task) == ("clarify", "which_task")
    assert unclear_task.refusal is not None
    assert unclear_task.refusal.options == ("Chỉnh trang đô thị", "Chỉnh trang vỉa hè")
    assert refused(ask("task_detail", bare="Nhiệm vụ trồng cây")) == ("not_found", "no_such_task")
    assert refused(ask("task_detail", bare="Nhiệm vụ đến đâu rồi")) == ("clarify", "which_task")


def test_a_task_is_looked_for_in_the_unit_named() -> None:
    finder = FakeFinder(
        {"task": [("NV-1", "Chỉnh trang đô thị"), ("NV-2", "Chỉnh trang đô thị")]},
        {"NV-1": "PX-THUANHOA", "NV-2": "PX-PHUVINH"},
    )

    def in_unit(kind: FindKind, text: str, unit: str | None = None, /) -> list[Thing]:
        return finder.find(kind, text, STAFF, unit=unit)

    asked = make_call("task_detail", slots(bare="Nhiệm vụ chỉnh trang đô thị", unit=found(PHU_VINH)), STAFF, in_unit)
    assert asked.call.args == {"task": "NV-2"}


def test_a_task_of_the_whole_city_is_anybodys() -> None:
    city = Named("TP", "Thành phố Huế", "unit", level="thanh_pho")
    finder = FakeFinder({"task": [("NV-1", "Chỉnh trang đô thị")]}, {"NV-1": "PX-PHUVINH"})

    def in_unit(kind: FindKind, text: str, unit: str | None = None, /) -> list[Thing]:
        return finder.find(kind, text, STAFF, unit=unit)

    asked = make_call("task_detail", slots(bare="Nhiệm vụ chỉnh trang đô thị", unit=found(city)), STAFF, in_unit)
    assert asked.call.args == {"task": "NV-1"}


@pytest.mark.parametrize(
    ("routed", "given", "tool"),
    [
        ("task_list", {"bare": "Nhiệm vụ số hóa hồ sơ hộ tịch xong chưa"}, "task_detail"),
        ("task_list", {"bare": "Nhiệm vụ đào kênh dẫn nước đến đâu rồi"}, "task_detail"),
        ("task_list", {"bare": "nhiệm vụ đó tới đâu rồi"}, "task_detail"),
        ("task_list", {"bare": "Các nhiệm vụ số hóa hồ sơ hộ tịch"}, "task_list"),
        ("task_list", {"bare": "số hóa hồ sơ hộ tịch", "status": "overdue"}, "task_list"),
        ("task_list", {"bare": "chỉnh trang"}, "task_list"),
        ("task_list", {"bare": "nhiệm vụ này", "unit": found(PHU_VINH)}, "task_list"),
        ("task_detail", {"bare": "chi tiết các nhiệm vụ", "status": "overdue"}, "task_list"),
        ("task_detail", {"bare": "nhiệm vụ do tôi phụ trách", "person": found(SELF, True)}, "task_list"),
        ("task_detail", {"bare": "nhiệm vụ số hóa nào chưa bắt đầu", "status": "not_started"}, "task_list"),
        ("task_detail", {"bare": "số hóa hồ sơ hộ tịch quá hạn thế nào", "status": "overdue"}, "task_detail"),
        ("task_detail", {"bare": "ai phụ trách"}, "task_detail"),
        ("schedule", {"code": "TTHC-HT-01"}, "procedure"),
        ("task_list", {"code": "1.001193"}, "procedure"),
        ("task_list", {"code": "78/TB-UBND"}, "meeting_conclusions"),
        ("task_list", {"code": "TB-71"}, "meeting_conclusions"),
        ("meeting_conclusions", {"code": "NV-PX-01"}, "task_detail"),
        ("documents", {"code": "78/TB-UBND"}, "documents"),
        ("task_list", {"code": "90/TB-UBND", "basis": "thông báo 90/TB-UBND"}, "task_list"),
        ("task_list", {"code": "57-NQ/TW"}, "task_list"),
    ],
)
def test_what_is_named_tells_the_tool(routed: str, given: dict[str, Any], tool: str) -> None:
    assert ask(routed, **given).call.tool == tool


def test_tasks_are_about_what_stands_in_their_names() -> None:
    assert args("task_list", bare="những nhiệm vụ số hóa hồ sơ đang chậm", status="overdue")["text"] == "số hóa hồ sơ"
    assert "text" not in args("task_list", bare="những nhiệm vụ trồng cây xanh")
    assert args("task_list", topic="trồng cây xanh giúp tôi với ạ")["text"] == "trồng cây xanh"


def test_this_task_is_the_one_spoken_of() -> None:
    assert args("task_detail", {"task": "NV-1"}, bare="Nhiệm vụ này ai giao?") == {"task": "NV-1"}


def test_free_slots_are_of_one_person() -> None:
    assert args("schedule_free", time=AFTERNOON) == {
        "person": STAFF.code, "from": "2026-04-03T12:00", "to": "2026-04-03T18:00",
    }  # fmt: skip
    assert args("schedule_free", person=found(OTHER)) == {"person": "CC2"}
    assert refused(ask("schedule_free", unit=found(PHU_VINH))) == ("clarify", "which_person")


def test_conclusions_of_a_meeting_by_number_name_or_topic() -> None:
    assert args("meeting_conclusions", code="45/TB-UBND") == {"meeting": "45/TB-UBND"}
    assert args("meeting_conclusions", bare="Kết luận cuộc họp giao ban tháng") == {"meeting": "HOP-1"}
    assert args("meeting_conclusions", bare="Chủ tịch kết luận gì", topic="môi trường") == {"topic": "môi trường"}
    assert args("meeting_conclusions", text="kết luận về giao ban tháng", topic="giao ban tháng") == {
        "topic": "giao ban tháng"
    }
    assert args("meeting_conclusions", text="họp về giao ban tháng", topic="giao ban tháng") == {"meeting": "HOP-1"}
    assert refused(ask("meeting_conclusions", bare="cuộc ấy chốt lại những gì")) == ("clarify", "which_meeting")
    assert args("meeting_conclusions", time=QUARTER, unit=found(PHU_VINH), bare="được giao gì trong kết luận") == {
        "unit": "PX-PHUVINH", "from": "2026-01-01", "to": "2026-03-31",
    }  # fmt: skip


def test_a_procedure_by_code_or_topic() -> None:
    assert args("procedure", code="1.001193")["procedure"] == "1.001193"
    assert args("procedure", bare="Thủ tục đăng ký khai sinh cần giấy tờ gì?")["topic"] == "đăng ký khai sinh"
    assert refused(ask("procedure", bare="Thủ tục gồm những gì?")) == ("clarify", "which_procedure")


def test_the_forum_by_topic_or_as_a_whole() -> None:
    assert args("forum", bare="Có xã nào hỏi về thẩm quyền cấp giấy phép chưa?") == {
        "topic": "thẩm quyền cấp giấy phép"
    }
    assert args("forum", bare="Hỏi đáp giữa xã và sở") == {}


def test_an_unclear_unit_gives_each_choice_once() -> None:
    asked = ask("kpi_summary", unit=unclear(PHU_VINH, THUAN_HOA, PHU_VINH))

    assert refused(asked) == ("clarify", "which_unit")
    assert asked.refusal is not None
    assert asked.refusal.options == ("Phường Phú Vinh", "Phường Thuận Hóa")


def test_an_unknown_unit_gives_near_names_or_is_not_found() -> None:
    near, far = (
        ask("kpi_summary", unit=unknown("phường Phú Vin", PHU_VINH)),
        ask("kpi_summary", unit=unknown("phường Xyz")),
    )

    assert refused(near) == ("clarify", "unknown_unit")
    assert near.refusal is not None
    assert (near.refusal.values, near.refusal.options) == ({"said": "phường Phú Vin"}, ("Phường Phú Vinh",))
    assert refused(far) == ("not_found", "no_such_unit")
    assert far.refusal is not None
    assert far.refusal.values == {"said": "phường Xyz"}


@pytest.mark.parametrize("unit", [unclear(PHU_VINH, THUAN_HOA), unknown("phường P", PHU_VINH), unknown("phường X")])
def test_after_a_unit_that_was_not_understood_none_is_taken_for_it(unit: Found) -> None:
    """Neither the asker's own nor the one asked about before: both would answer another question."""
    before = {"unit": "PX-THUANHOA", "from": "2026-01-01", "to": "2026-03-31"}
    pending = ask("kpi_summary", before, unit=unit).call.args

    assert refused(ask("kpi_summary", pending, time=QUARTER)) == ("clarify", "which_unit")
    assert args("kpi_summary", pending, unit=found(PHU_VINH)) == before | {"unit": "PX-PHUVINH"}


def test_kpi_keeps_what_a_follow_up_does_not_name() -> None:
    before = {"unit": "PX-PHUVINH", "from": "2025-10-01", "to": "2025-12-31"}

    assert args("kpi_summary", before, time=QUARTER) == {"unit": "PX-PHUVINH", "from": "2026-01-01", "to": "2026-03-31"}
    assert args("kpi_summary", before, unit=found(THUAN_HOA)) == before | {"unit": "PX-THUANHOA"}
    assert before["unit"] == "PX-PHUVINH"


def test_tasks_by_everything() -> None:
    assert args(
        "task_list", unit=found(PHU_VINH), time=QUARTER, status="overdue", basis="Nghị quyết 57", topic="số hóa"
    ) == {
        "unit": "PX-PHUVINH",
        "from": "2026-01-01",
        "to": "2026-03-31",
        "status": "overdue",
        "basis": "Nghị quyết 57",
        "text": "số hóa",
    }


def test_tasks_of_nobody_are_everybodys() -> None:
    assert args("task_list") == {}
    assert args("task_list", time=TimeRange(None, "2026-06-29", "trước 30/6")) == {"from": None, "to": "2026-06-29"}


def test_unfinished_tasks_are_several_states_and_asked_back() -> None:
    asked = ask("task_list", unit=found(PHU_VINH), status="unfinished")

    assert refused(asked) == ("clarify", "which_status")
    assert asked.call.args == {"unit": "PX-PHUVINH"}
    assert args("task_list", asked.call.args, status="overdue") == {"unit": "PX-PHUVINH", "status": "overdue"}


def test_an_unclear_unit_is_asked_before_the_state() -> None:
    asked = ask("task_list", unit=unclear(PHU_VINH, THUAN_HOA), status="unfinished")

    assert refused(asked) == ("clarify", "which_unit")


@pytest.mark.parametrize("tool", ["task_list", "schedule"])
def test_a_named_person_comes_before_a_unit_and_a_unit_before_oneself(tool: str) -> None:
    own = found(SELF, self_reference=True)

    assert args(tool, person=found(OTHER), unit=found(PHU_VINH)) == {"person": "CC2"}
    assert args(tool, person=own, unit=found(PHU_VINH)) == {"unit": "PX-PHUVINH"}
    assert args(tool, person=own) == {"person": "CC1"}


@pytest.mark.parametrize("tool", ["task_list", "schedule"])
def test_naming_one_replaces_the_other(tool: str) -> None:
    person, unit = {"person": "CC2", "unit": None}, {"unit": "PX-PHUVINH", "person": None}

    assert args(tool, person, unit=found(PHU_VINH)) == {"unit": "PX-PHUVINH"}
    assert args(tool, unit, person=found(OTHER)) == {"person": "CC2"}
    assert args(tool, unit, person=found(SELF, self_reference=True)) == {"person": "CC1"}


@pytest.mark.parametrize("tool", ["task_list", "schedule"])
def test_an_unknown_person_is_not_found_and_two_are_asked_back(tool: str) -> None:
    unknown_person = ask(tool, person=unknown("Hoàng Văn Lạ"))
    two = ask(tool, person=unclear(SELF, OTHER))

    assert refused(unknown_person) == ("not_found", "no_such_person")
    assert refused(two) == ("clarify", "which_person")
    assert two.refusal is not None
    assert two.refusal.options == ("Nguyễn Văn Mẫu", "Trần Thị Ví Dụ")


def test_the_schedule_is_ones_own_unless_said() -> None:
    assert args("schedule") == {"person": "CC1"}
    assert args("schedule", {"person": None, "unit": "PX-PHUVINH"}) == {"person": None, "unit": "PX-PHUVINH"}


def test_the_schedule_keeps_parts_of_a_day() -> None:
    assert args("schedule", time=AFTERNOON) == {
        "from": "2026-04-03T12:00",
        "to": "2026-04-03T18:00",
        "person": "CC1",
    }


def test_the_schedule_of_an_unknown_person_is_not_the_askers() -> None:
    asked = ask("schedule", {"person": "CC1"}, person=unknown("Hoàng Văn Lạ"), time=AFTERNOON)

    assert refused(asked) == ("not_found", "no_such_person")


def test_small_talk_has_no_arguments() -> None:
    assert args("smalltalk", unit=found(PHU_VINH), time=QUARTER) == {}
