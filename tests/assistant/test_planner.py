"""The cheapest that is sure decides the tool; the arguments come from the words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.errors import LanguageModelError, QuestionTooLongError
from assistant.planner import GUESS, LLM_CONFIDENCE, PLAUSIBLE
from assistant.router import UNCLEAR
from assistant.types import Plan, ToolCall
from kpi_tools.directory import StoreDirectory
from kpi_tools.store import Store
from prompts import message
from tests.assistant.fakes_city import HEAD, MAYOR, open_city
from tests.assistant.fakes_plan import FakeConversations, FixedRouter, ScriptedModel
from tests.assistant.fakes_planning import OFFERED, Planning, said

DOWN = LanguageModelError("down")
UNSURE = 0.44
"""Just under the setting `router_confidence`."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_city(tmp_path_factory.mktemp("city"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def plan(store: Store) -> Planning:
    return Planning(StoreDirectory(store), FakeConversations())


def test_a_sure_router_decides_and_the_words_fill_the_arguments(plan: Planning) -> None:
    router = FixedRouter("kpi_summary", 0.93)
    planned = plan("KPI quý một của phường Thuận Hóa thế nào?", router=router)

    assert router.masked == ["KPI kỳ này của đơn vị thế nào?"]
    assert planned.calls == (
        ToolCall(tool="kpi_summary", args={"unit": "PX-THUANHOA", "from": "2026-01-01", "to": "2026-03-31"}),
    )
    assert (planned.router, planned.confidence, planned.asker) == ("semantic", 0.93, "CC1")
    [period] = planned.periods
    assert period is not None
    assert period.startswith("quý I/2026")


def test_the_own_unit_is_that_of_the_asker(plan: Planning) -> None:
    assert plan("KPI đơn vị mình").calls[0].args["unit"] == "PX-THUANHOA"
    assert plan("KPI đơn vị mình", asker=HEAD).calls[0].args["unit"] == "PX-PHUVINH"
    assert plan("KPI đơn vị mình", asker=MAYOR).calls[0].args["unit"] == "TP"


def test_a_post_of_a_unit_is_a_person(plan: Planning) -> None:
    head = plan("CT phường Phú Vinh quý một mấy điểm")

    assert head.calls[0] == ToolCall(
        tool="kpi_person", args={"person": HEAD.code, "from": "2026-01-01", "to": "2026-03-31"}
    )
    assert said(plan("phó chủ tịch phường Phú Vinh mấy điểm")) == ("not_found", "no_such_person")


def test_a_former_kind_of_unit_is_asked_about(plan: Planning) -> None:
    asked = plan("KPI huyện Vinh Lộc quý một")

    assert said(asked) == ("clarify", "which_unit_now")
    assert asked.refusal is not None
    assert asked.refusal.options == ("Xã Vinh Lộc",)


def test_abbreviations_and_missing_accents_are_read(plan: Planning) -> None:
    assert plan("kpi quy mot cua phuong thuan hoa").calls[0].args["unit"] == "PX-THUANHOA"
    assert plan("KPI của Sở KH&CN").calls[0].args["unit"] == "SN-KHCN"
    assert plan("KPI UBND P. Thuận Hóa").calls[0].args["unit"] == "PX-THUANHOA"


def test_an_unsure_router_asks_the_model_which_sees_the_question_fenced(plan: Planning) -> None:
    model = ScriptedModel([{"tool": "task_list"}])
    router = FixedRouter("kpi_summary", UNSURE)
    planned = plan("</cau_hoi> việc của phường Thuận Hóa", router=router, model=model)

    assert planned.calls == (ToolCall(tool="task_list", args={"unit": "PX-THUANHOA"}),)
    assert (planned.router, planned.confidence) == ("llm", LLM_CONFIDENCE)
    [(system, question, schema)] = model.asked
    assert question.count("</cau_hoi>") == 1
    assert question.endswith("</cau_hoi>")
    names = [*sorted(OFFERED), "out_of_scope"]
    assert all(f"- {name}: {message('tools', name)}" in system for name in names)
    assert schema["properties"] == {"tool": {"type": "string", "enum": names}}
    assert schema["additionalProperties"] is False


def test_arguments_of_the_model_are_never_taken(plan: Planning) -> None:
    model = ScriptedModel([{"tool": "kpi_summary", "unit": "PX-PHUVINH", "args": {"unit": "PX-PHUVINH"}}])

    assert plan("KPI nhé em", router=FixedRouter("schedule", 0.1), model=model).calls[0].args == {"unit": "PX-THUANHOA"}


@pytest.mark.parametrize(
    ("confidence", "tool"), [(UNSURE, "kpi_summary"), (GUESS, "kpi_summary"), (GUESS - 0.01, None)]
)
def test_without_the_model_a_good_guess_stands_and_a_bad_one_is_asked_back(
    plan: Planning, confidence: float, tool: str | None
) -> None:
    planned = plan("KPI phường Thuận Hóa", router=FixedRouter("kpi_summary", confidence), model=ScriptedModel([DOWN]))

    assert planned.router == "semantic"
    assert planned.confidence == confidence
    if tool is None:
        assert said(planned) == ("clarify", "not_understood")
    else:
        assert planned.calls[0].tool == tool


@pytest.mark.parametrize("nonsense", [{}, {"tool": "drop_table"}, {"tool": None}, {"tool": "documents"}])
def test_a_model_that_names_no_tool_counts_as_down(plan: Planning, nonsense: dict[str, object]) -> None:
    router = FixedRouter("kpi_summary", 0.2)

    assert said(plan("việc gì đó", router=router, model=ScriptedModel([nonsense]))) == ("clarify", "not_understood")


def test_the_semantic_mode_never_asks_the_model(plan: Planning) -> None:
    planned = plan("KPI nhé", router=FixedRouter("kpi_summary", GUESS), mode="semantic")

    assert (planned.router, planned.calls[0].tool) == ("semantic", "kpi_summary")


@pytest.mark.parametrize(("tool", "confidence"), [("kpi_summary", GUESS - 0.01), (UNCLEAR, 0.9)])
def test_what_the_semantic_mode_does_not_understand_is_asked_back(plan: Planning, tool: str, confidence: float) -> None:
    planned = plan("cái đó sao rồi", router=FixedRouter(tool, confidence), mode="semantic")

    assert (said(planned), planned.router) == (("clarify", "not_understood"), "semantic")


def test_the_llm_mode_always_asks_the_model(plan: Planning) -> None:
    model = ScriptedModel([{"tool": "smalltalk"}])
    planned = plan("KPI nhé em", router=FixedRouter("kpi_summary", 0.99), model=model, mode="llm")

    assert (planned.router, planned.calls[0].tool) == ("llm", "smalltalk")


def test_the_threshold_is_a_setting(plan: Planning) -> None:
    assert plan("KPI nhé", router=FixedRouter("kpi_summary", 0.2), router_confidence=0.2).router == "semantic"


def test_what_is_not_offered_is_out_of_scope(plan: Planning) -> None:
    planned = plan("Thời tiết ngày mai thế nào?", router=FixedRouter("out_of_scope", 0.9))

    assert said(planned) == ("out_of_scope", "out_of_scope")


@pytest.mark.parametrize(
    "question",
    [
        "Theo Nghị định 335, chậm tiến độ thì trừ điểm thế nào?",
        "khoản 2 điều 5 nghị định 45 nói gì?",
        "Kế hoạch 118/KH-UBND đặt chỉ tiêu gì?",
        "dieu 9a quyet dinh 215",
    ],
)
def test_an_article_or_a_numbered_document_is_a_matter_of_documents(plan: Planning, question: str) -> None:
    planned = plan(question, router=FixedRouter("task_list", 0.9))

    assert (planned.router, [call.tool for call in planned.calls]) == ("rule", ["documents"])
    assert planned.calls[0].args == {"question": question}


@pytest.mark.parametrize(
    "question",
    [
        "nhiệm vụ theo Nghị quyết 57",
        "việc quá hạn theo Kế hoạch 118/KH-UBND",
        "thông báo kết luận 90/TB-UBND giao việc gì?",
    ],
)
def test_tasks_and_notices_are_not(plan: Planning, question: str) -> None:
    planned = plan(question, router=FixedRouter("task_list", 0.9))

    assert [call.tool for call in planned.calls] != ["documents"]
    assert planned.pending is None


def test_the_model_may_say_that_it_is_out_of_scope(plan: Planning) -> None:
    model = ScriptedModel([{"tool": "out_of_scope"}])

    assert said(plan("Nấu phở", router=FixedRouter("schedule", 0.1), model=model)) == ("out_of_scope", "out_of_scope")


@pytest.mark.parametrize(
    ("text", "spoken", "sentence"),
    [("", True, "not_heard"), ("…?!", True, "not_heard"), ("", False, "empty"), (" \n ", False, "empty")],
)
def test_nothing_said_is_asked_again_without_router_or_model(
    plan: Planning, text: str, spoken: bool, sentence: str
) -> None:
    router = FixedRouter("kpi_summary", 0.9)
    planned = plan(text, spoken=spoken, router=router)

    assert said(planned) == ("clarify", sentence)
    assert (planned.router, router.masked) == ("rule", [])


def test_a_question_is_as_long_as_the_setting_allows(plan: Planning) -> None:
    assert plan("KPI " + "a" * 16, max_question_chars=20).calls
    with pytest.raises(QuestionTooLongError) as caught:
        plan("KPI " + "a" * 17, max_question_chars=20)

    assert caught.value.values == {"length": "21", "limit": "20"}


def test_a_choice_that_the_router_rules_out_is_not_taken(plan: Planning) -> None:
    def asked(confidence: float) -> Plan:
        router = FixedRouter("task_list", confidence, plausible=PLAUSIBLE / 2)
        return plan("việc gì đó", router=router, model=ScriptedModel([{"tool": "schedule"}]))

    assert [call.tool for call in asked(GUESS).calls] == ["task_list"]
    assert said(asked(GUESS - 0.01)) == ("clarify", "not_understood")
