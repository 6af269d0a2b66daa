from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from assistant.errors import ModelError
from assistant.lazy import Lazy, LazyPlanner, LazyTranscriber
from assistant.protocols import Planner, Transcriber
from assistant.types import Audio, Plan, Question
from tests.assistant.fakes_city import NOW, STAFF
from voice.fake import FakeTranscriber


def test_several_threads_at_once_make_one_part() -> None:
    made: list[object] = []
    start = Barrier(4)

    def make() -> object:
        made.append(object())
        return made[-1]

    lazy = Lazy(make)

    def get() -> object:
        start.wait()
        return lazy.get()

    with ThreadPoolExecutor(4) as pool:
        got = [future.result() for future in [pool.submit(get) for _ in range(4)]]

    assert len(made) == 1
    assert set(map(id, got)) == {id(made[0])}


def test_it_tries_again_after_a_failure() -> None:
    tries: list[str] = []

    def make() -> str:
        tries.append("try")
        if len(tries) == 1:
            raise ModelError("absent", name="asr", mend="troly models fetch")
        return "part"

    lazy = Lazy(make)
    with pytest.raises(ModelError):
        lazy.get()

    assert not lazy.loaded
    assert lazy.get() == "part"
    assert lazy.loaded
    assert lazy.get() == "part"
    assert len(tries) == 2


def test_a_transcriber_loads_when_something_is_heard() -> None:
    part = Lazy[Transcriber](lambda: FakeTranscriber(["xin chào"]))
    lazy = LazyTranscriber(part)

    assert not part.loaded
    assert lazy.transcribe(Audio(bytes(4)), ["Phường Mẫu"]).text == "xin chào"
    assert part.loaded
    heard = part.get()
    assert isinstance(heard, FakeTranscriber)
    assert heard.heard == [(Audio(bytes(4)), ("Phường Mẫu",))]


def test_a_planner_loads_when_something_is_asked() -> None:
    plan = Plan("rule", 1.0, STAFF.code)

    class OnePlan:
        def plan(self, question: Question, asker: object) -> Plan:
            assert (question.text, asker) == ("xin chào", STAFF)
            return plan

    part = Lazy[Planner](OnePlan)
    assert not part.loaded
    assert LazyPlanner(part).plan(Question("xin chào", NOW), STAFF) is plan
