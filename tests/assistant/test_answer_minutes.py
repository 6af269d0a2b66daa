"""The templates of meetings, procedures and forum, over constructed results; and their tools over a store."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from assistant.errors import ToolError
from assistant.tools import StoreTools
from assistant.tools.entry import Stores
from assistant.types import ToolCall, ToolResult
from kpi_tools.forum import ForumItem, ForumList
from kpi_tools.minutes import MeetingConclusions
from kpi_tools.minutes_rows import ConclusionItem, LinkedTask, MeetingItem
from kpi_tools.procedures import ProcedureItem, ProcedureList
from kpi_tools.rules import load_rules
from kpi_tools.system_tables import FileImport
from tests.assistant.fakes_answer import answer_of
from tests.assistant.fakes_city import MAYOR, NOW, STAFF, open_city
from tests.kpi_tools import rows
from tests.kpi_tools.rows import fill, forum_question


def decided(number: str | None = "1", **given: Any) -> ConclusionItem:
    facts: dict[str, Any] = {
        "content": "Rà soát nguồn thu",
        "unit": "SN-TC",
        "unit_name": "Sở Tài chính",
        "person": None,
        "person_name": "",
        "deadline": date(2026, 3, 30),
        "state": "dang_thuc_hien",
        "days_late": 3,
        "task": None,
        "source": None,
    }
    return ConclusionItem(number, **(facts | given))


def held(*conclusions: ConclusionItem, **given: Any) -> MeetingItem:
    facts: dict[str, Any] = {
        "code": "H1",
        "name": "Giao ban tháng 3",
        "start": datetime(2026, 3, 5, 14),
        "end": datetime(2026, 3, 5, 16),
        "place": "Phòng A",
        "chair": "CC3",
        "chair_name": "Lê Văn Thử",
        "notice": "45/TB-UBND",
        "subject": "",
        "state": "",
        "source": None,
    }
    return MeetingItem(conclusions=conclusions, **(facts | given))


def minutes(*meetings: MeetingItem, **given: Any) -> MeetingConclusions:
    others = given.get("others", ())
    total = sum(len(m.conclusions) for m in meetings) + len(others)
    return MeetingConclusions("answered", today=NOW.date(), meetings=meetings, **({"total": total} | given))


def test_the_conclusions_of_one_meeting() -> None:
    task = LinkedTask("NV1", "Rà soát", "overdue")
    done = decided("2", state="hoan_thanh", days_late=0, deadline=None, person_name="Nguyễn Văn Mẫu")
    answer = answer_of("meeting_conclusions", minutes(held(decided(task=task), done), meeting="H1"))

    assert answer.answer.splitlines() == [
        "Có 2 kết luận của Giao ban tháng 3, ngày 5/3/2026 (Thông báo 45/TB-UBND; chủ trì: Lê Văn Thử):",
        "1. Rà soát nguồn thu – Sở Tài chính, hạn 30/3/2026, quá hạn 3 ngày, đang thực hiện",
        "2. Rà soát nguồn thu – Sở Tài chính, Nguyễn Văn Mẫu, đã hoàn thành",
    ]
    assert answer.speech.startswith("Có hai kết luận. Đầu tiên là Rà soát nguồn thu, hạn ngày ba mươi tháng ba")
    assert "Nhiệm vụ NV1: Rà soát (quá hạn)" in answer.detail.markdown
    assert [len(row) for row in answer.detail.table.rows] == [10, 10]


@pytest.mark.parametrize(("state", "mark"), [("huy", "ĐÃ HỦY"), ("hoan", "ĐÃ HOÃN")])
def test_a_cancelled_or_postponed_meeting_is_marked(state: Any, mark: str) -> None:
    answer = answer_of("meeting_conclusions", minutes(held(state=state, notice="", chair_name="")))

    assert answer.answer == f"Giao ban tháng 3, ngày 5/3/2026 [{mark}]: chưa có kết luận."
    assert mark.lower() in answer.speech


def test_conclusions_of_several_meetings_stop_at_ten() -> None:
    every = minutes(
        held(*(decided(str(n)) for n in range(1, 9))),
        held(*(decided(str(n)) for n in range(1, 9)), name="Họp khác"),
        start=date(2026, 3, 3),
        end=date(2026, 4, 2),
    )
    lines = answer_of("meeting_conclusions", every).answer.splitlines()

    assert lines[0] == "Có 16 kết luận, họp từ 3/3/2026 đến 2/4/2026, 2 cuộc họp:"
    assert (lines[1][:16], lines[10][:8], lines[-1]) == ("Giao ban tháng 3", "Họp khác", "Còn 6 kết luận nữa.")
    assert len(lines) == 1 + 2 + 10 + 1


def test_a_conclusion_without_its_meeting() -> None:
    result = minutes(others=(decided(None),), unit="SN-TC", unit_name="Sở Tài chính", topic="thu")
    answer = answer_of("meeting_conclusions", result)

    assert answer.answer.splitlines() == [
        "Có 1 kết luận về thu giao Sở Tài chính thực hiện:",
        "- Rà soát nguồn thu – Sở Tài chính, hạn 30/3/2026, quá hạn 3 ngày, đang thực hiện",
    ]
    assert answer.detail.table.rows[0][:5] == ("", "", "", "", "Rà soát nguồn thu")
    both = answer_of("meeting_conclusions", minutes(held(decided()), others=(decided(None),)))
    assert "Kết luận khác giao đơn vị thực hiện, không nêu ngày họp:" in both.answer


def test_conclusions_without_their_meeting_are_of_no_day_that_was_asked_for() -> None:
    day = date(2026, 3, 29)
    result = minutes(others=(decided(None),), unit="SN-TC", unit_name="Sở Tài chính", start=day, end=day)
    answer = answer_of("meeting_conclusions", result)

    assert answer.answer.splitlines()[:2] == [
        "Không có kết luận nào của cuộc họp mà anh/chị được xem giao Sở Tài chính thực hiện, họp ngày 29/3/2026.",
        "Có 1 kết luận khác giao Sở Tài chính thực hiện, không nêu ngày họp:",
    ]
    assert answer.speech.startswith("Có một kết luận, không nêu ngày họp. Đó là")


def test_a_long_conclusion_is_not_read_out() -> None:
    speech = answer_of("meeting_conclusions", minutes(held(decided(content="Việc dài " * 30)))).speech

    assert len(speech.split()) < 25
    assert "Sở Tài chính" in speech


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"meeting": "99"}, "Không tìm thấy kết luận nào của cuộc họp hoặc thông báo 99."),
        ({"topic": "y tế"}, "Không tìm thấy kết luận nào về y tế."),
        ({"end": date(2026, 3, 1)}, "Không tìm thấy kết luận nào, họp đến 1/3/2026."),
        ({"whole_city": True}, "Không tìm thấy kết luận nào giao các đơn vị của toàn thành phố."),
    ],
)
def test_no_conclusions(given: dict[str, Any], words: str) -> None:
    assert answer_of("meeting_conclusions", minutes(**given), "not_found").answer == words


def item(number: int = 1, **given: Any) -> ProcedureItem:
    facts: dict[str, Any] = {
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "carried_out_at": "Cấp xã",
        "online": "toan_trinh",
        "dossier": "Tờ khai; giấy chứng sinh",
        "steps": "Nộp hồ sơ",
        "time_limit": "Trong ngày",
        "fee": "Miễn phí",
        "authority": "UBND cấp xã",
        "basis": "Luật Hộ tịch",
        "source": None,
    }
    return ProcedureItem(f"TT-{number}", **(facts | given))


def test_the_nearest_procedure_is_not_said_to_be_the_one_that_was_asked_for() -> None:
    answer = answer_of("procedure", ProcedureList("TT-1", "nghỉ phép năm", True, 1, (item(),), sure=False))

    assert answer.answer.startswith("Không có thủ tục đúng tên “nghỉ phép năm”. Thủ tục gần nhất:\nĐăng ký khai sinh")
    assert answer.speech.startswith("Thủ tục gần nhất là Đăng ký khai sinh: thời hạn")


def test_a_procedure_in_four_lines() -> None:
    found = ProcedureList("TT-1", "khai sinh", True, 1, (item(),), ("Đăng ký lại khai sinh",))
    answer = answer_of("procedure", found)

    assert answer.answer.splitlines() == [
        "Đăng ký khai sinh (TT-1, Hộ tịch)",
        "Thời hạn: Trong ngày; lệ phí: Miễn phí.",
        "Cơ quan thực hiện: UBND cấp xã; dịch vụ công trực tuyến toàn trình.",
        "Hồ sơ: Tờ khai; giấy chứng sinh",
    ]
    assert answer.speech.startswith("Đăng ký khai sinh: thời hạn trong ngày; lệ phí: miễn phí")
    assert answer.suggestions == ("Thủ tục Đăng ký lại khai sinh cần hồ sơ gì?",)
    assert "Trình tự thực hiện: Nộp hồ sơ" in answer.detail.markdown
    assert "Căn cứ: Luật Hộ tịch" in answer.detail.markdown


@pytest.mark.parametrize(
    ("asked", "speech"),
    [
        ("Đăng ký khai sinh cần giấy tờ gì?", "Đăng ký khai sinh: cần tờ khai; giấy chứng sinh."),
        ("đăng ký khai sinh nộp ở đâu", "Đăng ký khai sinh: cơ quan thực hiện là Ủy ban nhân dân cấp xã."),
        ("khai sinh làm online được không", "Đăng ký khai sinh: dịch vụ công trực tuyến toàn trình."),
        ("khai sinh mất bao lâu", "Đăng ký khai sinh: thời hạn trong ngày; lệ phí: miễn phí."),
        ("cần giấy tờ gì, nộp ở đâu", "Đăng ký khai sinh: thời hạn trong ngày; lệ phí: miễn phí."),
    ],
)
def test_what_was_asked_of_a_procedure_is_spoken(asked: str, speech: str) -> None:
    found = ProcedureList("TT-1", "khai sinh", True, 1, (item(),))

    assert answer_of("procedure", found, asked=asked).speech == speech


def test_a_long_dossier_is_spoken_in_part() -> None:
    long = item(dossier="; ".join(f"bản sao giấy tờ thứ {word}" for word in "một hai ba bốn năm sáu bảy".split()))
    speech = answer_of("procedure", ProcedureList("TT-1", None, True, 1, (long,)), asked="cần giấy tờ gì").speech

    assert speech.endswith("và giấy tờ khác.")
    assert len(speech.split()) < 35


def test_a_long_dossier_is_cut_in_the_answer_and_whole_in_the_detail() -> None:
    answer = answer_of(
        "procedure", ProcedureList("TT-1", None, True, 1, (item(dossier="giấy tờ " * 200, fee="", authority=""),))
    )

    assert len(answer.answer) < 700
    assert answer.detail.markdown.count("giấy tờ") == 200
    assert "lệ phí: chưa có thông tin" in answer.answer
    assert "Cơ quan thực hiện: Cấp xã" in answer.answer


def test_several_procedures_are_a_list_of_ten() -> None:
    every = tuple(item(n, name=f"Việc {n}", online="chua") for n in range(12))
    answer = answer_of("procedure", ProcedureList(None, "đất đai", False, 12, every))
    lines = answer.answer.splitlines()

    assert lines[0] == "Có 12 thủ tục hành chính về đất đai:"
    assert lines[1] == "1. Việc 0 (TT-0) – thời hạn: Trong ngày; lệ phí: Miễn phí"
    assert (len(lines), lines[-1]) == (12, "Còn 2 thủ tục nữa.")
    assert len(answer.detail.table.rows) == 12
    assert len(answer.suggestions) == 3
    assert (
        answer_of("procedure", ProcedureList(None, "x"), "not_found").answer
        == "Không tìm thấy thủ tục hành chính nào về x."
    )
    assert answer_of("procedure", ProcedureList("X"), "not_found").answer.endswith("nào có mã X.")


def question(number: int = 1, **given: Any) -> ForumItem:
    facts: dict[str, Any] = {
        "question": "Thẩm quyền chứng thực?",
        "asking_unit": "PX-1",
        "asking_unit_name": "Phường Một",
        "answering_unit": "SN",
        "answering_unit_name": "Sở Tư pháp",
        "answer": "Chủ tịch ủy quyền được.",
        "asked": date(2026, 1, 5),
        "answered": date(2026, 1, 9),
        "field": "Tư pháp",
        "state": "da_tra_loi",
        "source": None,
    }
    return ForumItem(f"H{number}", **(facts | given))


def test_questions_of_the_forum() -> None:
    waiting = question(
        2, state="cho_tra_loi", answer="", answered=None, asking_unit_name="", answering_unit_name="", asked=None
    )
    answer = answer_of("forum", ForumList("chứng thực", 12, (question(), waiting)))

    assert answer.answer.splitlines() == [
        "Có 12 câu hỏi giữa các đơn vị về chứng thực:",
        "1. Thẩm quyền chứng thực? (Phường Một hỏi Sở Tư pháp, ngày 5/1/2026) – đã trả lời ngày 9/1/2026: "
        "Chủ tịch ủy quyền được.",
        "2. Thẩm quyền chứng thực? – chờ trả lời",
        "Còn 10 câu hỏi nữa.",
    ]
    assert len(answer.speech.split()) < 30
    assert answer.suggestions == ("Có câu hỏi nào về tư pháp?",)
    latest = answer_of("forum", ForumList(None, 2, (question(), waiting)))
    assert latest.answer.startswith("Có 2 câu hỏi giữa các đơn vị, mới nhất:")
    assert re.search(r"\d", latest.speech + answer.speech) is None
    assert answer_of("forum", ForumList("x"), "not_found").answer == "Không tìm thấy câu hỏi nào giữa các đơn vị về x."


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreTools]:
    store = open_city(tmp_path_factory.mktemp("city"))
    fill(
        store,
        FileImport(id=7, table="thu_tuc", file="thu_tuc.xlsx", at=datetime(2026, 3, 1, 12, tzinfo=NOW.tzinfo)),
        rows.meeting("HOP-1", "PX-PHUVINH", "2026-03-20T08:00", notice="12/TB-UBND", secrecy="cong_khai"),
        rows.conclusion("HOP-1", "1", unit="PX-THUANHOA", import_id=7, source_row=2),
        rows.procedure("TT-1", "Đăng ký khai sinh", import_id=7, source_row=5),
        rows.procedure("TT-2", "Đăng ký kết hôn"),
        forum_question("H1", "Thẩm quyền chứng thực?", asked=date(2026, 1, 5)),
    )
    yield StoreTools(Stores(store, load_rules()))
    store.close()


def run(tools: StoreTools, tool: str, **args: Any) -> ToolResult:
    return tools.run(ToolCall(tool=tool, args=args), STAFF, NOW)


@pytest.mark.parametrize(
    ("tool", "args", "filled"),
    [
        (
            "meeting_conclusions",
            {},
            {"meeting": None, "topic": None, "unit": None, "from": "2026-03-03", "to": "2026-04-02"},
        ),
        (
            "meeting_conclusions",
            {"meeting": "12/tb-ubnd"},
            {"meeting": "HOP-1", "topic": None, "unit": None, "from": None, "to": None},
        ),
        ("procedure", {"procedure": "tt-1"}, {"procedure": "TT-1", "topic": None}),
        ("procedure", {"topic": "khai sinh"}, {"procedure": "TT-1", "topic": "khai sinh"}),
        ("procedure", {}, {"procedure": None, "topic": None}),
        ("forum", {"topic": "chung thuc"}, {"topic": "chung thuc"}),
        ("forum", {}, {"topic": None}),
    ],
)
def test_answers_carry_every_default_and_plain_json(
    tools: StoreTools, tool: str, args: dict[str, str], filled: dict[str, str | None]
) -> None:
    result = run(tools, tool, **args)
    given = [dict(row) for row in result.rows]

    assert (result.status, result.call.args) == ("answered", filled)
    assert given
    assert json.loads(json.dumps(given, allow_nan=False)) == given
    assert run(tools, tool, **result.call.args).rows == result.rows


def test_rows_have_their_source_and_the_answer_its_freshness(tools: StoreTools) -> None:
    result = run(tools, "procedure", topic="khai sinh")

    assert result.rows[0]["source"] == {"file": "thu_tuc.xlsx", "sheet": "", "row": 5, "updated": "2026-03-01"}
    assert result.freshness == "2026-03-01"
    assert run(tools, "procedure", procedure="TT-2").freshness is None
    assert run(tools, "meeting_conclusions").freshness == "2026-03-01"


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        ("meeting_conclusions", {"meeting": "HOP-9"}),
        ("meeting_conclusions", {"from": "2026-03-21"}),
        ("procedure", {"procedure": "TT-9"}),
        ("procedure", {"topic": "phóng tàu vũ trụ"}),
        ("forum", {"topic": "phóng tàu vũ trụ"}),
    ],
)
def test_nothing_is_not_found(tools: StoreTools, tool: str, args: dict[str, str]) -> None:
    result = run(tools, tool, **args)

    assert (result.status, result.rows) == ("not_found", ())


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        ("meeting_conclusions", {"unit": "PX-KHONGCO"}),
        ("meeting_conclusions", {"from": "soon"}),
        ("meeting_conclusions", {"person": "CC1"}),
        ("procedure", {"text": "khai sinh"}),
        ("procedure", {"topic": 5}),
        ("forum", {"question": "gì"}),
    ],
)
def test_arguments_that_do_not_exist_are_a_tool_error(tools: StoreTools, tool: str, args: dict[str, Any]) -> None:
    with pytest.raises(ToolError):
        tools.run(ToolCall(tool=tool, args=args), MAYOR, NOW)
