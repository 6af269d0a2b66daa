from datetime import UTC, datetime, timedelta

from assistant.protocols import Conversations
from assistant.types import Cited, Memory, ToolCall
from kpi_tools.conversations import StoredConversations
from kpi_tools.store import Store
from kpi_tools.system_tables import Conversation

FIRST = Memory(
    call=ToolCall(tool="kpi_summary", args={"unit": "PX", "from": "2026-01-01", "to": None, "limit": 5}),
    options=("Phường Phú Vinh",),
    listed=("NV1", "NV2"),
    cited=Cited(number="45/2026/NĐ-CP", article="5"),
)
SECOND = Memory(call=ToolCall(tool="schedule", args={}))
ASKED = datetime(2020, 1, 1, tzinfo=UTC)
"""The moment of a question may be long past; the session is not."""


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 4, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_the_last_call_is_remembered(store: Store) -> None:
    conversations: Conversations = StoredConversations(store, minutes=30, clock=Clock())
    assert conversations.last("S", "CC1") is None
    conversations.remember("S", "CC1", FIRST, ASKED)
    assert conversations.last("S", "CC1") == FIRST
    conversations.remember("S", "CC1", SECOND, ASKED)
    assert conversations.last("S", "CC1") == SECOND


def test_a_session_belongs_to_one_user(store: Store) -> None:
    conversations = StoredConversations(store, minutes=30, clock=Clock())
    conversations.remember("S", "CC1", FIRST, ASKED)
    assert conversations.last("S", "CC2") is None
    conversations.remember("S", "CC2", SECOND, ASKED)
    assert conversations.last("S", "CC1") == FIRST


def test_a_conversation_is_forgotten(store: Store) -> None:
    clock = Clock()
    conversations = StoredConversations(store, minutes=30, clock=clock)
    conversations.remember("S", "CC1", FIRST, ASKED)
    clock.now += timedelta(minutes=29)
    assert conversations.last("S", "CC1") == FIRST
    clock.now += timedelta(minutes=1)
    assert conversations.last("S", "CC1") is None
    conversations.remember("T", "CC1", SECOND, ASKED)
    clock.now -= timedelta(minutes=10)
    assert conversations.last("S", "CC1") is None  # dropped, not only hidden


def test_what_an_earlier_version_kept_is_forgotten(store: Store) -> None:
    clock = Clock()
    conversations = StoredConversations(store, minutes=30, clock=clock)
    with store.write() as rows:
        rows.add(Conversation(user="CC1", session="S", call={"tool": "schedule", "args": {}}, at=clock.now))
    assert conversations.last("S", "CC1") is None
