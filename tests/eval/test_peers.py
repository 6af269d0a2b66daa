"""The peers without a language model: what their adapter sees as a call, the agent's loop, rows as text, outcomes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from llama_index.core.schema import Document
from pydantic import PrivateAttr

from assistant.embed_fake import FakeEmbedder
from assistant.tools import TOOLS, StoreTools
from assistant.tools.entry import Stores
from eval.cases import Case
from eval.graded import Outcome
from eval.peers.city import City
from eval.peers.fenced_calls import _seen, calls_in
from eval.peers.llama_models import ChatOfLangChain, EmbedderOfOurs
from eval.peers.plain_rag import PlainRag, engine_over, rows_of, texts_of
from eval.peers.tool_agent import STEPS, ToolAgent, _described, found_codes, shown
from kpi_tools.directory import StoreDirectory
from kpi_tools.rules import load_rules
from kpi_tools.store import Store
from tests.assistant.fakes_city import NOW, QUARTER, open_city

KPI = {"unit": "PX-THUANHOA", **QUARTER}
CALL = json.dumps({"name": "kpi_summary", "arguments": KPI})
FORMS = {
    "fenced": f"```json\n{CALL}\n```",
    "fenced without a language": f"```\n{CALL}\n```",
    "after a sentence": f"Tôi sẽ tra cứu điểm {{phường}}:\n```json\n{CALL}\n```\nXin chờ.",
    "tagged": f"<tool_call>\n{CALL}\n</tool_call>",
    "tag left open": f"<tool_call>{CALL}",
    "bare": CALL,
    "over several lines": json.dumps(json.loads(CALL), indent=2),
    "in a list": f"[{CALL}]",
    "arguments as text": json.dumps({"name": "kpi_summary", "arguments": json.dumps(KPI)}),
    "as the endpoint writes it": json.dumps(
        {"type": "function", "function": {"name": "kpi_summary", "arguments": KPI}}
    ),
    "tool and args": json.dumps({"tool": "kpi_summary", "args": KPI}),
    "function and parameters": json.dumps({"function": "kpi_summary", "parameters": KPI}),
}
NO_CALLS = (
    "",
    "Phường Thuận Hóa đạt 90,0 điểm quý I.",
    "Danh sách [1] gồm {2} mục.",
    '```json\n{"name": "kpi_summary", "arguments": {"unit": "PX-THU',
    '{"arguments": {"unit": "PX-THUANHOA"}}',
    '{"name": 5, "arguments": {}}',
    '{"name": "kpi_summary", "arguments": "PX-THUANHOA"}',
    '{"score": 90.0}',
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_city(tmp_path)
    yield opened
    opened.close()


class ScriptedModel(BaseChatModel):
    """Says what is written, one reply a turn, through the adapter of the real one; what is no text is raised."""

    _script: list[str | Exception] = PrivateAttr()
    _heard: list[list[BaseMessage]] = PrivateAttr(default_factory=list)
    _tools: list[str] = PrivateAttr(default_factory=list)

    def __init__(self, script: Sequence[str | Exception]) -> None:
        super().__init__()
        self._script = list(script)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def heard(self) -> list[list[BaseMessage]]:
        return self._heard

    @property
    def tools(self) -> list[str]:
        return self._tools

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        self._tools = [tool.name for tool in tools]
        return self

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        self._heard.append(list(messages))
        said = self._script.pop(0)
        if isinstance(said, Exception):
            raise said
        return ChatResult(generations=[_seen(ChatGeneration(message=AIMessage(content=said)))])


def answer(outcome: Outcome) -> dict[str, Any]:
    return dict(outcome.answer)


def asked(store: Store, script: Sequence[str | Exception], user: str = "CC1") -> tuple[dict[str, Any], ScriptedModel]:
    model = ScriptedModel(script)
    city = City(StoreDirectory(store), StoreTools(Stores(store, load_rules())))
    case = Case(id="kpi-1", question="KPI quý một của phường Thuận Hóa?", user=user)
    return answer(ToolAgent(model, city).ask(case, NOW, None)), model


def call(tool: str, /, **args: object) -> str:
    return f"```json\n{json.dumps({'name': tool, 'arguments': args})}\n```"


@pytest.mark.parametrize("form", FORMS)
def test_a_call_is_seen_in_every_form(form: str) -> None:
    assert [(one["name"], one["args"]) for one in calls_in(FORMS[form])] == [("kpi_summary", KPI)]


@pytest.mark.parametrize("text", NO_CALLS)
def test_other_text_is_no_call(text: str) -> None:
    assert calls_in(text) == []


def test_several_calls_keep_their_order_and_have_ids_of_their_own() -> None:
    found = calls_in(call("find_code", name="Thuận Hóa") + "\nrồi\n" + CALL)
    assert [one["name"] for one in found] == ["find_code", "kpi_summary"]
    assert found[0]["args"] == {"name": "Thuận Hóa"}
    assert len({one["id"] for one in found}) == 2


def test_calls_of_the_endpoint_itself_stay() -> None:
    own = AIMessage(content=CALL, tool_calls=[{"name": "task_list", "args": {}, "id": "1"}])
    assert _seen(ChatGeneration(message=own)).message is own


def test_the_agent_looks_up_a_code_calls_and_answers(store: Store) -> None:
    script = [call("find_code", name="phường Thuận Hoá"), call("kpi_summary", **KPI), "Phường Thuận Hóa đạt 90,0 điểm."]
    said, model = asked(store, script)
    assert (said["status"], said["answer"]) == ("answered", "Phường Thuận Hóa đạt 90,0 điểm.")
    assert said["calls"] == [{"tool": "kpi_summary", "args": KPI}]
    assert said["rows"]
    assert "error" not in said
    assert "PX-THUANHOA" in model.heard[1][-1].text
    assert {"find_code", "kpi_summary", "documents", "schedule"} <= set(model.tools)
    told = model.heard[0][-1].text
    assert all(part in told for part in ("2026-04-02 08:00", "CC1", "PX-THUANHOA", "KPI quý một"))


def test_every_question_begins_alike(store: Store) -> None:
    """The endpoint keeps what it has read of a prompt: only the last message differs."""
    first = asked(store, ["Vâng."])[1].heard[0]
    second = asked(store, ["Vâng."], user="CC3")[1].heard[0]
    assert first[0].text == second[0].text
    assert first[1].text != second[1].text


def test_the_program_says_who_asks(store: Store) -> None:
    """A unit leader may not see another unit's figures, whatever the model writes."""
    said, _ = asked(store, [call("kpi_summary", **KPI), "Không có quyền."], user="CC2")
    assert said["status"] == "denied"
    assert said["rows"] == []


@pytest.mark.parametrize("wrong", [{"unit": 5}, {"phường": "PX-THUANHOA"}, {"unit": "KHONG-CO", **QUARTER}])
def test_the_model_may_mend_a_wrong_call(store: Store, wrong: dict[str, object]) -> None:
    said, model = asked(store, [call("kpi_summary", **wrong), call("kpi_summary", **KPI), "90,0 điểm."])
    assert (said["status"], said["answer"]) == ("answered", "90,0 điểm.")
    assert said["calls"][-1] == {"tool": "kpi_summary", "args": KPI}
    assert len(model.heard) == 3


def test_a_tool_that_does_not_exist_is_told_to_the_model(store: Store) -> None:
    said, model = asked(store, [call("get_kpi", unit="PX-THUANHOA"), "Tôi không tra được."])
    assert (said["answer"], said["calls"]) == ("Tôi không tra được.", [])
    assert "get_kpi" in model.heard[1][-1].text


def test_the_steps_are_bounded(store: Store) -> None:
    said, model = asked(store, [call("find_code", name=f"phường {number}") for number in range(20)])
    assert said["status"] == "error"
    assert "limit" in said["error"].lower()
    assert len(model.heard) == STEPS


def test_a_call_made_again_ends_the_question_and_keeps_the_call(store: Store) -> None:
    said, model = asked(store, [call("kpi_summary", **KPI)] * 9)
    assert (said["status"], len(said["calls"]), len(model.heard)) == ("error", 1, 2)
    assert "RepeatedCallError" in said["error"]


@pytest.mark.parametrize("broken", [TimeoutError("90 s"), ValueError("no JSON")])
def test_what_breaks_the_agent_is_an_outcome(store: Store, broken: Exception) -> None:
    said, _ = asked(store, [broken])
    assert (said["status"], said["answer"], said["calls"]) == ("error", "", [])
    assert type(broken).__name__ in said["error"]
    assert said["took_ms"]["total"] >= 0


def test_someone_unknown_is_an_outcome(store: Store) -> None:
    said, model = asked(store, ["Vâng."], user="CC404")
    assert (said["status"], model.heard) == ("error", [])
    assert said["error"] == "user-unknown"


def test_codes_are_found_by_name_without_accents(store: Store) -> None:
    found = json.loads(found_codes("phuong phu vinh", StoreDirectory(store)))
    assert found[0] == {"code": "PX-PHUVINH", "name": "Phường Phú Vinh"}
    assert found_codes("xyzxyz", StoreDirectory(store)) == "[]"


def test_a_long_result_is_cut() -> None:
    assert len(shown("answered", [{"text": "dài " * 5000}], [])) <= 1500


def test_a_row_is_one_line_with_the_columns_of_its_workbook(store: Store) -> None:
    lines = {table: [line for name, line in rows_of(store) if name == table] for table in ("don_vi", "nhiem_vu")}
    assert len(lines["don_vi"]) == 5
    ward = next(line for line in lines["don_vi"] if "PX-THUANHOA" in line)
    assert ward.startswith("don_vi: ")
    assert "ma_don_vi: PX-THUANHOA; ten_don_vi: Phường Thuận Hóa" in ward
    assert "ten_khac" not in ward, "what is empty is left out"
    task = next(line for line in lines["nhiem_vu"] if "NV2" in line)
    assert "2026-04-05" in task
    assert not [line for every in lines.values() for line in every if "\n" in line]


def test_plain_rag_answers_from_the_nearest_two(store: Store, tmp_path: Path) -> None:
    documents = [*texts_of(store), Document(text="Điều 5. Mức phí là 12.000 đồng.", metadata={"file": "phi.txt"})]
    model = ScriptedModel(["  Mức phí là 12.000 đồng. "])
    rag = PlainRag(engine_over(documents, EmbedderOfOurs(FakeEmbedder()), ChatOfLangChain(model), tmp_path))
    said = answer(rag.ask(Case(id="d-1", question="Mức phí là bao nhiêu đồng?", user="CC1"), NOW, None))
    assert (said["status"], said["answer"], said["calls"]) == ("answered", "Mức phí là 12.000 đồng.", [])
    assert len(said["citations"]) == 2
    prompt = model.heard[0][0].text
    assert all(cite["text"] in prompt for cite in said["citations"])
    assert {cite["article"] for cite in said["citations"]} == {None}


@pytest.mark.parametrize("script", [[TimeoutError("120 s")], ["   "]])
def test_what_breaks_plain_rag_is_an_outcome(script: list[str | Exception], tmp_path: Path) -> None:
    engine = engine_over(
        [Document(text="một")], EmbedderOfOurs(FakeEmbedder()), ChatOfLangChain(ScriptedModel(script)), tmp_path
    )
    said = answer(PlainRag(engine).ask(Case(id="d-1", question="gì?", user="CC1"), NOW, None))
    assert (said["status"], said["answer"]) == ("error", "")


def test_arguments_say_what_they_are() -> None:
    schema = _described(TOOLS["kpi_summary"].arguments.model_json_schema(by_alias=True))
    assert set(schema["properties"]) == {"unit", "from", "to"}
    assert all(argument["description"] and "title" not in argument for argument in schema["properties"].values())
