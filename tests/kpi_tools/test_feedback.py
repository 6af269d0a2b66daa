"""What is kept of answers and of what people say about them, over either database and in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.feedback import Asked, FeedbackStore
from assistant.types import Answer, Question, RouterName, ToolCall
from kpi_tools.feedback import EARLIER, StoredFeedback
from kpi_tools.feedback_fake import RememberedFeedback
from kpi_tools.store import Store

NOW = datetime(2026, 4, 2, 1, tzinfo=UTC)
CALL = ToolCall(tool="kpi_summary", args={"unit": "PX", "from": "2026-01-01", "to": None})
QUESTION = Question("KPI phường Mẫu?", NOW, "s1", spoken=True)
ANSWER = Answer("KPI phường Mẫu?", "87,5 điểm\n\0\ud800", "tám bảy", "answered", calls=(CALL,), router="semantic")


class Clock:
    """A second later at every look."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(store: Store, clock: Clock) -> StoredFeedback:
    return StoredFeedback(store, hours=24, clock=clock)


@pytest.fixture(params=["stored", "remembered"])
def either(request: pytest.FixtureRequest, kept: StoredFeedback, clock: Clock) -> FeedbackStore:
    return kept if request.param == "stored" else RememberedFeedback(clock)


def asks(store: FeedbackStore, text: str, user: str = "CC1", session: str = "s1") -> str:
    return store.keep(user, replace(QUESTION, text=text, session=session), ANSWER)


def test_feedback_holds_the_answer_as_it_was_given(kept: StoredFeedback) -> None:
    made = kept.give("CC1", "wrong_figures", answer=kept.keep("CC1", QUESTION, ANSWER))

    assert made is not None
    assert (made.who, made.kind, made.at.utcoffset()) == ("CC1", "wrong_figures", timedelta(0))
    about = made.given
    assert (about.question, about.now, about.spoken) == ("KPI phường Mẫu?", NOW, True)
    assert (about.answer, about.status, about.router) == ("87,5 điểm\n�?", "answered", "semantic")
    assert (about.calls, about.before) == ((CALL,), ())
    assert kept.given(10) == (made,)


def test_by_id_or_by_session_it_is_about_one_answer(either: FeedbackStore) -> None:
    first, _ = asks(either, "một"), asks(either, "hai")
    asks(either, "của người khác", user="CC2")
    asks(either, "phiên khác", session="s2")

    named = either.give("CC1", "not_meant", answer=first)
    last = either.give("CC1", "wrong_figures", session="s1")

    assert named and last
    assert (named.given.question, last.given.question) == ("một", "hai")


def test_said_twice_it_is_kept_once(either: FeedbackStore) -> None:
    made = asks(either, "một")
    once, again = (either.give("CC1", "not_meant", answer=made) for _ in range(2))
    either.give("CC1", "wrong_figures", session="s1")

    assert once == again
    assert [one.kind for one in either.given(10)] == ["not_meant", "wrong_figures"]


@pytest.mark.parametrize("about", [{"answer": "none"}, {"session": "s9"}, {"session": None}, {"answer": ""}], ids=str)
def test_on_an_answer_that_is_not_there_nothing_is_kept(either: FeedbackStore, about: dict[str, str]) -> None:
    asks(either, "một")

    assert either.give("CC1", "not_meant", **about) is None
    assert either.given(10) == ()


def test_nobody_speaks_of_the_answers_of_others(either: FeedbackStore) -> None:
    made = asks(either, "một")

    assert either.give("CC2", "not_meant", answer=made) is None
    assert either.give("CC2", "not_meant", session="s1") is None


def test_answers_are_forgotten_and_feedback_is_not(kept: StoredFeedback, clock: Clock) -> None:
    old = asks(kept, "một")
    kept.give("CC1", "not_meant", answer=old)
    clock.now += timedelta(hours=24)

    assert kept.give("CC1", "wrong_figures", answer=old) is None
    asks(kept, "hai")
    clock.now -= timedelta(hours=24)
    assert kept.give("CC1", "wrong_figures", answer=old) is None, "dropped, not only hidden"
    assert [one.given.question for one in kept.given(10)] == ["một"]


@pytest.mark.parametrize(("router", "before"), [("session", ["1", "2", "3"]), ("semantic", [])])
def test_a_follow_up_is_kept_with_what_it_follows(kept: StoredFeedback, router: RouterName, before: list[str]) -> None:
    for number in range(1 + EARLIER):
        asks(kept, str(number))
    asks(kept, "phiên khác", session="s2")
    kept.keep("CC1", replace(QUESTION, text="còn quý hai?"), replace(ANSWER, router=router))
    made = kept.give("CC1", "not_meant", session="s1")

    assert made is not None
    assert made.given.before == tuple(Asked(text, NOW) for text in before)


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        (lambda store, ids, at: store.given(2), (1, 2)),
        (lambda store, ids, at: store.given(9, kind="wrong_figures"), (1,)),
        (lambda store, ids, at: store.given(9, since=at[1]), (1, 2)),
        (lambda store, ids, at: store.given(9, number=ids[0]), (0,)),
        (lambda store, ids, at: store.given(9, number=999_999), ()),
    ],
    ids=["newest", "kind", "since", "number", "no number"],
)
def test_the_list_is_narrowed(either: FeedbackStore, chosen: Callable[..., object], numbers: tuple[int, ...]) -> None:
    made = []
    for kind in ("not_meant", "wrong_figures", "not_meant"):
        made.append(either.give("CC1", kind, answer=asks(either, kind)))
    given = [one for one in made if one]

    found = chosen(either, [one.id for one in given], [one.at for one in given])

    assert found == tuple(given[number] for number in numbers)
