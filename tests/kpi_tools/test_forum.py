"""`forum` over rows: the latest, by topic, and in which order."""

from datetime import UTC, date, datetime

import pytest

from assistant.access import ROLES
from kpi_tools.forum import MAX_ITEMS, ForumItem, ForumList, forum
from kpi_tools.source import Source
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from tests.kpi_tools.rows import city, fill, forum_question, principal, unit

STAFF = principal("CC1", "PX-1")


def codes(found: ForumList) -> list[str]:
    return [item.code for item in found.items]


def test_a_question_and_its_answer_whole(store: Store) -> None:
    fill(
        store,
        city(),
        unit("PX-1", name="Phường Một"),
        unit("SN", name="Sở Tư pháp", level="so_nganh"),
        FileImport(id=1, table="hoi_dap", file="hoi_dap.csv", at=datetime(2026, 3, 1, tzinfo=UTC)),
        forum_question(
            "H1",
            "Thẩm quyền chứng thực ở xã?",
            asking_unit="PX-1",
            answering_unit="SN",
            answer="Chủ tịch ủy quyền được.",
            asked=date(2026, 1, 5),
            answered=date(2026, 1, 9),
            field="Tư pháp",
            state="da_tra_loi",
            import_id=1,
            source_row=2,
        ),
    )

    assert forum(store, STAFF, "chứng thực") == ForumList(
        "chứng thực",
        1,
        (
            ForumItem(
                "H1", "Thẩm quyền chứng thực ở xã?", "PX-1", "Phường Một", "SN", "Sở Tư pháp",
                "Chủ tịch ủy quyền được.", date(2026, 1, 5), date(2026, 1, 9), "Tư pháp", "da_tra_loi",
                Source("hoi_dap.csv", "", 2, date(2026, 3, 1)),
            ),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("topic", [None, "", "câu hỏi", "…"])
def test_without_a_topic_the_latest_come_first(store: Store, topic: str | None) -> None:
    days = [forum_question(f"H{n:02}", f"Hỏi {n}", asked=date(2026, 1, n)) for n in range(1, MAX_ITEMS + 3)]
    fill(store, *days, forum_question("NONE", "Không ngày"), forum_question("GONE", "Đã rút", withdrawn=True))
    found = forum(store, STAFF, topic)

    assert (found.topic, found.total) == (None, MAX_ITEMS + 3)
    assert codes(found) == [f"H{n:02}" for n in range(MAX_ITEMS + 2, 2, -1)]
    assert found.items[0].state == "cho_tra_loi"


def test_of_equally_relevant_ones_those_answered_come_first_then_the_newest(store: Store) -> None:
    same = "Cấp đổi giấy phép bán lẻ rượu"
    fill(
        store,
        forum_question("NEW", same, asked=date(2026, 3, 1)),
        forum_question("OLD", same, asked=date(2026, 1, 1), state="da_tra_loi"),
        forum_question("MID", same, asked=date(2026, 2, 1), state="da_tra_loi"),
        forum_question("FAR", "Việc khác, có nói đến rượu ở cuối một câu hỏi dài về lễ hội của xã", state="da_tra_loi"),
        forum_question("OTHER", "Hộ tịch", state="da_tra_loi"),
    )

    assert codes(forum(store, STAFF, "cấp đổi giấy phép bán lẻ rượu"))[:3] == ["MID", "OLD", "NEW"]
    assert "OTHER" not in codes(forum(store, STAFF, "ruou"))


def test_answer_and_field_are_searched_too_with_or_without_accents(store: Store) -> None:
    fill(
        store,
        forum_question("A", "Xử lý thế nào?", answer="Nộp về trung tâm phục vụ hành chính công"),
        forum_question("B", "Ai ký?", field="Đất đai"),
        forum_question("C", "Việc thứ ba"),
    )

    assert codes(forum(store, STAFF, "trung tam phuc vu hanh chinh cong")) == ["A"]
    assert codes(forum(store, STAFF, "TTPVHCC")) == ["A"]
    assert codes(forum(store, STAFF, "đất đai")) == ["B"]
    assert forum(store, STAFF, "phóng tàu vũ trụ") == ForumList("phóng tàu vũ trụ")


def test_every_role_sees_them_and_nobody_else(store: Store) -> None:
    fill(store, forum_question("A", "Cấp đổi giấy phép"))

    for role in ROLES:
        assert codes(forum(store, principal("CC1", "PX-1", role), "giấy phép")) == ["A"]
        assert codes(forum(store, principal("CC1", "PX-1", role), None)) == ["A"]
    for stranger in (principal("", "PX-1"), principal("CC1", "PX-1", "khach")):
        assert forum(store, stranger, "giấy phép").items == forum(store, stranger, None).items == ()
