"""Follow-ups, questions back and rights, over one conversation after another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from assistant.access import Principal
from assistant.answer import TemplateAnswerer
from assistant.memory import memory_of
from assistant.planner import SESSION_CONFIDENCE
from assistant.tools import StoreTools
from assistant.tools.entry import Stores
from assistant.types import Answer, Cited, Memory, Question, ToolCall
from kpi_tools.conversations import StoredConversations
from kpi_tools.directory import StoreDirectory
from kpi_tools.rules import load_rules
from kpi_tools.store import Store
from kpi_tools.system_tables import Conversation
from tests.assistant.fakes_city import HEAD, MAYOR, NOW, STAFF, open_city
from tests.assistant.fakes_plan import FakeConversations, FakeFinder, FixedRouter
from tests.assistant.fakes_planning import Planning, said
from tests.kpi_tools.rows import fill, unit


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_city(tmp_path_factory.mktemp("city"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def directory(store: Store) -> StoreDirectory:
    return StoreDirectory(store)


@pytest.fixture
def conversations(store: Store) -> StoredConversations:
    """Of nobody yet."""
    with store.write() as session:
        session.execute(delete(Conversation))
    return StoredConversations(store, minutes=30)


@pytest.fixture
def plan(directory: StoreDirectory, conversations: StoredConversations) -> Planning:
    return Planning(directory, conversations)


def remember(plan: Planning, tool: str, **args: Any) -> None:
    plan.conversations.remember("s1", STAFF.code, Memory(call=ToolCall(tool=tool, args=args)), NOW)


def test_a_follow_up_changes_one_thing(plan: Planning) -> None:
    router = FixedRouter("smalltalk", 0.99)
    remember(plan, "kpi_summary", **{"unit": "PX-THUANHOA", "from": "2026-01-01", "to": "2026-03-31"})
    planned = plan("còn phường Phú Vinh?", router=router, session="s1")

    assert planned.calls == (
        ToolCall(tool="kpi_summary", args={"unit": "PX-PHUVINH", "from": "2026-01-01", "to": "2026-03-31"}),
    )
    assert (planned.router, planned.confidence) == ("session", SESSION_CONFIDENCE)
    assert router.masked == []


def test_a_follow_up_compares_with_the_range_before(plan: Planning) -> None:
    remember(plan, "kpi_summary", **{"unit": "PX-THUANHOA", "from": "2026-01-01", "to": "2026-03-31"})
    args = plan("còn cùng kỳ năm trước?", session="s1").calls[0].args

    assert (args["from"], args["to"]) == ("2025-01-01", "2025-03-31")


@pytest.mark.parametrize(("session", "asker"), [("s1", HEAD), ("s2", STAFF), (None, STAFF)])
def test_a_follow_up_to_nothing_of_ones_own_is_asked_back(
    plan: Planning, session: str | None, asker: Principal
) -> None:
    remember(plan, "kpi_summary", unit="PX-THUANHOA")

    assert said(plan("còn phường Phú Vinh?", session=session, asker=asker)) == ("clarify", "nothing_before")


def test_a_follow_up_to_what_is_no_longer_offered_is_asked_back(plan: Planning) -> None:
    remember(plan, "documents", question="Nghị định 45")

    assert said(plan("còn quý một?", session="s1")) == ("clarify", "nothing_before")


def test_days_of_a_schedule_lie_ahead_and_results_lie_behind(plan: Planning) -> None:
    behind = plan("KPI tháng 12", router=FixedRouter("kpi_summary", 0.9)).calls[0].args
    ahead = plan("lịch tháng 12", router=FixedRouter("schedule", 0.9)).calls[0].args

    assert (behind["from"], behind["to"]) == ("2025-12-01", "2025-12-31")
    assert (ahead["from"], ahead["to"]) == ("2026-12-01", "2026-12-31")
    remember(plan, "schedule", person="CC1")
    assert plan("còn tháng 12?", session="s1").calls[0].args["from"] == "2026-12-01"


class Talking:
    """Plans, tools, answers and memory together, as `Turn` joins them."""

    def __init__(self, plan: Planning, store: Store) -> None:
        self.plan = plan
        self.tools = StoreTools(Stores(store, load_rules()))
        self.answerer = TemplateAnswerer(str)

    def __call__(self, text: str, asker: Principal, tool: str = "kpi_summary") -> Answer:
        plan = self.plan(text, router=FixedRouter(tool, 0.9), asker=asker, session="talk")
        results = [self.tools.run(call, asker, NOW) for call in plan.calls]
        answer = self.answerer.answer(Question(text, NOW, "talk"), plan, results)
        if memory := memory_of(plan, results, answer):
            self.plan.conversations.remember("talk", asker.code, memory, NOW)
        return answer


@pytest.fixture
def talk(plan: Planning, store: Store) -> Talking:
    return Talking(plan, store)


def test_a_question_back_is_completed_by_the_name_alone(talk: Talking) -> None:
    back = talk("KPI quý một của xã Phú Vinh?", MAYOR)
    answer = talk("phường Phú Vinh", MAYOR)

    assert (back.status, back.options) == ("clarify", ("Phường Phú Vinh",))
    assert (answer.status, answer.router) == ("answered", "session")
    assert answer.calls[0].args == {"unit": "PX-PHUVINH", "from": "2026-01-01", "to": "2026-03-31"}


def test_a_question_back_is_not_completed_by_the_time_alone(talk: Talking) -> None:
    talk("KPI của xã Phú Vinh?", MAYOR)

    assert talk("quý một", MAYOR).status == "clarify"
    assert talk("phường Phú Vinh", MAYOR).calls[0].args["from"] == "2026-01-01"


def test_a_question_back_about_the_state_is_completed_by_the_state(talk: Talking) -> None:
    back = talk("Nhiệm vụ chưa hoàn thành của đơn vị mình", HEAD, "task_list")
    answer = talk("quá hạn", HEAD)

    assert back.status == "clarify"
    assert (answer.status, answer.calls[0].args["status"]) == ("answered", "overdue")
    assert [row["code"] for row in answer.rows] == ["NV3"]


def test_a_question_that_is_not_offered_leaves_the_conversation_as_it_was(talk: Talking) -> None:
    first = talk("KPI quý một của phường Phú Vinh", MAYOR)
    assert talk("Thời tiết thế nào", MAYOR, "out_of_scope").status == "out_of_scope"

    assert talk("còn quý hai năm ngoái?", MAYOR).calls[0].args["unit"] == first.calls[0].args["unit"] == "PX-PHUVINH"


@pytest.mark.parametrize("asker", [STAFF, HEAD])
def test_a_denied_answer_gives_nothing_away(talk: Talking, asker: Principal) -> None:
    other = "Phú Vinh" if asker is STAFF else "Thuận Hóa"
    answer = talk(f"KPI quý một của phường {other}", asker)

    assert answer.status == "denied"
    assert (answer.calls, answer.rows, answer.citations, answer.suggestions, answer.options) == ((), (), (), (), ())
    assert (answer.detail.markdown, answer.detail.table.rows, answer.freshness) == ("", (), None)
    assert other not in answer.answer + answer.speech


def test_names_that_an_import_brings_are_known_at_once(tmp_path: Path) -> None:
    store = open_city(tmp_path)
    directory = StoreDirectory(store)
    plan = Planning(directory, StoredConversations(store, minutes=30))
    before = plan("KPI của phường Kim Long")
    fill(store, unit("PX-KIMLONG", name="Phường Kim Long"))
    directory.invalidate()

    assert said(before) == ("clarify", "unknown_unit")
    assert plan("KPI của phường Kim Long").calls[0].args["unit"] == "PX-KIMLONG"
    store.close()


def test_a_question_which_task_is_answered_by_its_name(store: Store) -> None:
    finder = FakeFinder({"task": [("NV-1", "Chỉnh trang đô thị"), ("NV-2", "Chỉnh trang vỉa hè")]})
    plan = Planning(StoreDirectory(store), FakeConversations(), finder)
    detail = FixedRouter("task_detail", 0.9)
    back = plan("Nhiệm vụ chỉnh trang đến đâu rồi?", router=detail, session="s1")
    assert back.refusal is not None
    assert back.refusal.options == ("Chỉnh trang đô thị", "Chỉnh trang vỉa hè")
    assert back.pending is not None
    plan.conversations.remember("s1", STAFF.code, Memory(call=back.pending), NOW)

    chosen = plan("Chỉnh trang vỉa hè", router=FixedRouter("smalltalk", 0.9), session="s1")
    assert (chosen.router, chosen.calls[0].args) == ("session", {"task": "NV-2"})


def test_this_task_is_the_one_of_the_question_before(plan: Planning) -> None:
    remember(plan, "task_detail", task="NV-1")
    detail = FixedRouter("task_detail", 0.9)

    assert plan("Nhiệm vụ này ai giao?", router=detail, session="s1").calls[0].args == {"task": "NV-1"}
    assert said(plan("Nhiệm vụ này ai giao?", router=detail)) == ("clarify", "which_task")


@pytest.mark.parametrize(
    ("text", "tool", "args"),
    [
        ("Q2 năm ngoái?", "kpi_summary", {"unit": "PX-THUANHOA", "from": "2025-04-01", "to": "2025-06-30"}),
        ("Phú Vinh?", "kpi_summary", {"unit": "PX-PHUVINH", "from": "2026-01-01", "to": "2026-03-31"}),
        ("không, Phú Vinh cơ", "kpi_summary", {"unit": "PX-PHUVINH", "from": "2026-01-01", "to": "2026-03-31"}),
        ("vì sao thấp?", "kpi_causes", {"unit": "PX-THUANHOA", "from": "2026-01-01", "to": "2026-03-31"}),
        ("còn tôi thì sao?", "kpi_person", {"person": "CC1", "from": "2026-01-01", "to": "2026-03-31"}),
        ("quá hạn thì sao?", "task_list", {"unit": "PX-THUANHOA", "status": "overdue"}),
    ],
)
def test_one_word_goes_on_with_what_was_asked(plan: Planning, text: str, tool: str, args: dict[str, Any]) -> None:
    remember(plan, "kpi_summary", **{"unit": "PX-THUANHOA", "from": "2026-01-01", "to": "2026-03-31"})

    assert plan(text, session="s1").calls == (ToolCall(tool=tool, args=args),)


def test_a_marked_question_for_another_tool_keeps_whose_it_is(plan: Planning) -> None:
    remember(plan, "kpi_summary", **{"unit": "PX-PHUVINH", "from": "2026-01-01", "to": "2026-03-31"})
    router = FixedRouter("task_list", 0.9)

    assert plan("còn đầu việc quá hạn", router=router, session="s1").calls[0].args["unit"] == "PX-PHUVINH"
    assert "unit" not in plan("cho danh sách đầu việc quá hạn", router=router, session="s1").calls[0].args


@pytest.mark.parametrize("text", ["vì sao thấp?", "ai phụ trách?", "hạn bao giờ"])
def test_what_says_nothing_is_asked_back_without_a_conversation(plan: Planning, text: str) -> None:
    assert said(plan(text)) == ("clarify", "nothing_before")


def test_a_document_is_gone_on_about(plan: Planning) -> None:
    call = ToolCall(tool="documents", args={"question": "Nghị định 45/2026/NĐ-CP nói gì"})
    memory = Memory(call=call, cited=Cited(number="45/2026/NĐ-CP", article="5", clause="1"))
    plan.conversations.remember("s1", STAFF.code, memory, NOW)
    planned = plan("thế khoản 3?", session="s1")

    assert planned.router == "session"
    assert planned.calls[0].args == {"question": "khoản 3 điều 5 tại văn bản 45/2026/NĐ-CP"}


def test_an_option_is_chosen_by_its_number(talk: Talking) -> None:
    assert talk("KPI quý bốn năm ngoái của xã Phú Vinh?", MAYOR).options == ("Phường Phú Vinh",)
    answer = talk("số 1", MAYOR)

    assert answer.calls[0].args == {"unit": "PX-PHUVINH", "from": "2025-10-01", "to": "2025-12-31"}


def test_thanks_leave_the_conversation_as_it_was(talk: Talking) -> None:
    talk("KPI quý một của phường Phú Vinh", MAYOR)
    talk("cảm ơn", MAYOR, "smalltalk")

    assert talk("còn quý hai năm ngoái?", MAYOR).calls[0].args["unit"] == "PX-PHUVINH"


def test_two_units_are_two_calls_and_both_are_said(talk: Talking) -> None:
    answer = talk("KPI quý một của phường Thuận Hóa và phường Phú Vinh", MAYOR)

    assert [call.args["unit"] for call in answer.calls] == ["PX-THUANHOA", "PX-PHUVINH"]
    assert "Phường Thuận Hóa" in answer.answer
    assert "Phường Phú Vinh" in answer.answer
    assert {row["unit"] for row in answer.rows if "unit" in row} == {"PX-THUANHOA", "PX-PHUVINH"}
