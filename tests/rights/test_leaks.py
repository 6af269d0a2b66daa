"""Every tool asked by everybody: the whole answer, as the wire gives it, holds nothing of a row that is not theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from random import Random

import pytest
from pydantic import JsonValue

from assistant.access import ROLES, Principal
from assistant.amendments import Amendments
from assistant.answer import TemplateAnswerer
from assistant.document_library import IndexLibrary
from assistant.embed_fake import FakeEmbedder
from assistant.errors import AssistantError
from assistant.retrieve import Retriever
from assistant.sparse import SyllableEncoder
from assistant.tools import TOOLS, StoreTools
from assistant.tools.entry import Stores
from assistant.types import Plan, Question, Took, ToolCall
from assistant.wire import answer_json
from assistant.wording import sentence
from kpi_tools.known_documents import KnownDocuments
from kpi_tools.rules import load_rules
from kpi_tools.store import Store
from tests.assistant.memory_index import MemoryIndex
from tests.kpi_tools.conftest import KINDS, database
from tests.kpi_tools.rows import fill
from tests.rights.city import ASKERS, NOW, ORACLE, STAFF, UNITS, marked_city
from tests.rights.samples import SAMPLES, Args
from voice.speakable import speakable


def library_of(store: Store) -> IndexLibrary:
    """The catalogue of the store, over an empty index."""
    known, index = KnownDocuments(store), MemoryIndex()
    retriever = Retriever(index, FakeEmbedder(), SyllableEncoder(), known)
    return IndexLibrary(lambda: retriever, lambda: Amendments(index, known))


class Desk:
    """The marked city, ready to be asked."""

    def __init__(self, store: Store) -> None:
        self.city = marked_city()
        self.tools = StoreTools(Stores(store, load_rules(), library=library_of(store)))
        self.share = 6 if store.engine.dialect.name == "sqlite" else 2
        """How many samples of each tool an asker tries in a quick run."""
        self._answerer = TemplateAnswerer(speakable)
        fill(store, *self.city.rows)

    def ask(self, asker: Principal, tool: str, args: Args) -> dict[str, JsonValue]:
        """The answer as it goes over the wire, or the error that users get."""
        question = Question("?", NOW)
        try:
            results = [self.tools.run(ToolCall(tool=tool, args=args), asker, NOW)]
        except AssistantError as exc:
            return {"status": "error", "answer": sentence(exc), "reason": str(exc), "values": dict(exc.values)}
        answer = self._answerer.answer(question, Plan("rule", 1.0, asker.code, (results[0].call,)), results)
        return answer_json(replace(answer, took_ms=Took()))


@pytest.fixture(scope="module", params=KINDS)
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with database(request.param, tmp_path_factory.mktemp("marked")) as url:
        store = Store.open(url)
        yield Desk(store)
        store.close()


def written(answer: dict[str, JsonValue]) -> str:
    return json.dumps(answer, ensure_ascii=False).lower()


def test_every_tool_has_its_samples() -> None:
    missing = set(TOOLS) - set(SAMPLES)
    assert not missing, f"put arguments of {', '.join(sorted(missing))} into tests/rights/samples.py"


def test_every_role_asks_and_every_kind_of_row_is_hidden_from_somebody_and_shown_to_another() -> None:
    assert {asker.role for asker in ASKERS} == set(ROLES)
    for kind in ("task", "entry", "meeting", "conclusion", "indicator", "general"):
        rows = [one for one in marked_city().of(kind) if not one.withdrawn]
        for asker in ASKERS:
            seen = sum(one.visible(asker) for one in rows)
            assert seen == len(rows) if asker.role == "lanh_dao_thanh_pho" else 0 < seen <= len(rows)
        assert all(any(one.visible(asker) for asker in ASKERS) for one in rows)


def check(desk: Desk, asker: Principal, tool: str, asked: Iterable[Args]) -> None:
    hidden = [one for one in desk.city.marked if not one.visible(asker)]
    for args in asked:
        said = json.dumps(args, ensure_ascii=False).lower()
        answer = written(desk.ask(asker, tool, args))
        leaked = {f"{one.kind} {form}" for one in hidden for form in one.forms if form in answer and form not in said}
        assert not leaked, (args, answer)


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_nothing_of_a_hidden_row_is_in_an_answer(desk: Desk, tool: str) -> None:
    random, samples = Random(tool), SAMPLES[tool](desk.city)
    for asker in ASKERS:
        check(desk, asker, tool, random.sample(samples, min(desk.share, len(samples))))


@pytest.mark.slow
@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_nothing_of_a_hidden_row_is_in_any_answer(desk: Desk, tool: str) -> None:
    for asker in ASKERS:
        check(desk, asker, tool, SAMPLES[tool](desk.city))


def test_what_one_may_see_is_answered(desk: Desk) -> None:
    """So that the other tests look into full answers."""
    asked = [(tool, args) for tool, samples in SAMPLES.items() for args in samples(desk.city)[::3]]
    everything = "".join(written(desk.ask(ASKERS[0], tool, args)) for tool, args in asked)
    for kind in ("task", "entry", "meeting", "conclusion", "indicator"):
        rows = [one for one in desk.city.of(kind) if not one.withdrawn]
        assert sum(one.words in everything for one in rows) > len(rows) / 9, kind


@pytest.mark.parametrize(
    ("tool", "argument", "codes", "rule"),
    [
        ("kpi_summary", "unit", UNITS, ORACLE.unit_kpi),
        ("kpi_causes", "unit", UNITS, ORACLE.unit_kpi),
        ("kpi_person", "person", tuple(STAFF), ORACLE.person_kpi),
        ("schedule_free", "person", tuple(STAFF), ORACLE.free_slots),
    ],
)
def test_who_is_denied(
    desk: Desk, tool: str, argument: str, codes: tuple[str, ...], rule: Callable[[Principal, str], bool]
) -> None:
    """Denied answers are all the same, whatever is withheld; and nobody else is denied."""
    denied = set[str]()
    for asker in ASKERS[1::2]:
        for code in codes[:: 9 - desk.share]:
            answer = desk.ask(asker, tool, {argument: code})
            assert (answer["status"] == "denied") is not rule(asker, code), (asker, code)
            if answer["status"] == "denied":
                denied.add(written(answer))
                assert not any(answer[key] for key in ("calls", "rows", "citations", "suggestions", "explain"))
    assert len(denied) == 1


HIDDEN_BY_NAME = (("task_detail", "task", "task"), ("meeting_conclusions", "meeting", "meeting"))


@pytest.mark.parametrize(("tool", "argument", "kind"), HIDDEN_BY_NAME)
def test_a_hidden_thing_is_answered_as_one_that_does_not_exist(desk: Desk, tool: str, argument: str, kind: str) -> None:
    nothing = "ZQBOKHONGCOQZ"
    for asker in ASKERS:
        lacking = written(desk.ask(asker, tool, {argument: nothing}))
        assert '"not_found"' in lacking
        for one in [one for one in desk.city.of(kind) if not one.visible(asker)][:: 10 - desk.share]:
            answer = written(desk.ask(asker, tool, {argument: one.code}))
            assert answer.replace(one.code.lower(), nothing.lower()) == lacking, (asker, one)


@pytest.mark.parametrize(
    ("tool", "argument", "kind"), [("task_list", "text", "task"), ("meeting_conclusions", "topic", "meeting")]
)
def test_words_of_hidden_rows_find_as_little_as_words_of_none(desk: Desk, tool: str, argument: str, kind: str) -> None:
    nothing = "zqwwwwqz"
    for asker in ASKERS:
        lacking = written(desk.ask(asker, tool, {argument: nothing}))
        for one in [one for one in desk.city.of(kind) if not one.visible(asker)][:: 10 - desk.share]:
            answer = written(desk.ask(asker, tool, {argument: one.words}))
            assert answer.replace(one.words, nothing) == lacking, (asker, one)
