"""`procedure` over rows: by code, by topic, by field; for whom; when the rows change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.access import ROLES
from kpi_tools.procedures import MAX_ITEMS, ProcedureItem, procedure
from kpi_tools.schema import Procedure
from kpi_tools.source import Source
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from tests.kpi_tools import rows
from tests.kpi_tools.procedures_asked import ASKED, FIELDS, NOT_THERE, documents
from tests.kpi_tools.rows import city, fill, principal, unit

STAFF = principal("CC1", "PX-1")


def fill_procedures(store: Store) -> None:
    fill(
        store,
        city(),
        unit("PX-1"),
        *(rows.procedure(code, name, field=f, dossier=d) for code, (name, f, d) in documents().items()),
    )


def codes(items: tuple[ProcedureItem, ...]) -> list[str]:
    return [item.code for item in items]


@pytest.mark.parametrize("written", ["1.001193.H56", " 1.001193.h56 ", "1.001 193.H56"])
def test_by_code_whatever_its_case_and_spaces(store: Store, written: str) -> None:
    fill(store, FileImport(id=1, table="thu_tuc", file="thu_tuc.xlsx", at=datetime(2026, 3, 1, 20, tzinfo=UTC)))
    row = rows.procedure(
        "1.001193.H56",
        "Đăng ký khai sinh",
        field="Hộ tịch",
        carried_out_at="Cấp xã",
        online="toan_trinh",
        dossier="Tờ khai",
        steps="Nộp hồ sơ",
        time_limit="Trong ngày",
        fee="Miễn phí",
        authority="UBND cấp xã",
        basis="Luật Hộ tịch",
        import_id=1,
        source_sheet="Sheet1",
        source_row=7,
    )
    fill(store, row, rows.procedure("1.001193.H57", "Việc khác"))
    found = procedure(store, STAFF, written, None)

    assert (found.procedure, found.clear, found.total, found.near) == ("1.001193.H56", True, 1, ())
    assert found.items == (
        ProcedureItem(
            "1.001193.H56", "Đăng ký khai sinh", "Hộ tịch", "Cấp xã", "toan_trinh", "Tờ khai", "Nộp hồ sơ",
            "Trong ngày", "Miễn phí", "UBND cấp xã", "Luật Hộ tịch",
            Source("thu_tuc.xlsx", "Sheet1", 7, date(2026, 3, 2)),
        ),
    )  # fmt: skip


def test_a_code_that_does_not_exist_finds_nothing(store: Store) -> None:
    fill_procedures(store)
    found = procedure(store, STAFF, "K", "đăng ký khai sinh")

    assert (found.procedure, found.topic, found.total, found.items) == ("K", "đăng ký khai sinh", 0, ())


def test_one_that_is_clearly_meant_comes_alone_with_its_code_and_the_names_of_others(store: Store) -> None:
    fill_procedures(store)
    found = procedure(store, STAFF, None, "khai sinh")

    assert (found.procedure, found.topic, found.clear, codes(found.items)) == ("KS", "khai sinh", True, ["KS"])
    assert found.near[:2] == ("Đăng ký lại khai sinh", "Đăng ký khai sinh có yếu tố nước ngoài")


def test_one_with_only_a_word_in_common_is_the_nearest_and_not_surely_meant(store: Store) -> None:
    name = "Công nhận hộ nghèo phát sinh trong năm"
    fill(store, rows.procedure("HN", name), *(rows.procedure(f"P{n}", f"Việc {n}") for n in range(9)))

    found = procedure(store, STAFF, None, "hộ chiếu")
    assert (codes(found.items), found.sure) == (["HN"], False)
    assert procedure(store, STAFF, None, "công nhận hộ nghèo").sure


def test_several_that_fit_as_well_are_a_list(store: Store) -> None:
    fill_procedures(store)
    found = procedure(store, STAFF, None, "giấy phép xây dựng")

    assert (found.procedure, found.clear, found.total, found.near) == (None, False, 4, ())
    assert set(codes(found.items)) == {"XD", "XD-SC", "XD-GH", "XD-LAI"}


@pytest.mark.parametrize("field", FIELDS)
def test_the_name_of_a_field_is_a_list_of_the_field(store: Store, field: str) -> None:
    fill_procedures(store)
    found = procedure(store, STAFF, None, f"thủ tục {field.lower()}")

    assert sorted(codes(found.items)) == sorted(FIELDS[field])
    assert (found.clear, found.total) == (False, len(FIELDS[field]))


def test_the_level_of_online_service_can_be_searched(store: Store) -> None:
    fill(store, rows.procedure("A", "Việc một", online="toan_trinh"), rows.procedure("B", "Việc hai"))

    assert codes(procedure(store, STAFF, None, "trực tuyến toàn trình").items) == ["A"]


@pytest.mark.parametrize("topic", [None, "", "thủ tục", "?"])
def test_without_a_topic_all_are_listed_by_name(store: Store, topic: str | None) -> None:
    fill(store, *(rows.procedure(f"P{n}", f"Việc {n:03}") for n in range(MAX_ITEMS + 5)))
    found = procedure(store, STAFF, None, topic)

    assert (found.clear, found.total, len(found.items)) == (False, MAX_ITEMS + 5, MAX_ITEMS)
    assert [item.name for item in found.items][:2] == ["Việc 000", "Việc 001"]


def test_every_role_sees_them_and_nobody_else(store: Store) -> None:
    fill_procedures(store)
    strangers = [principal("", "PX-1"), principal("CC1", ""), principal("CC1", "PX-1", "khach")]

    for asker in strangers:
        for args in ((None, "karaoke"), ("KARA", None), (None, None)):
            assert procedure(store, asker, *args).total == 0
    for role in ROLES:
        assert codes(procedure(store, principal("CC1", "PX-1", role), None, "karaoke").items) == ["KARA"]
    for asker in strangers:
        assert procedure(store, asker, None, "karaoke").items == ()


def test_questions_find_their_procedure_in_the_store(store: Store) -> None:
    fill_procedures(store)
    missed = {
        text: code for text, code in ASKED.items() if code not in codes(procedure(store, STAFF, None, text).items)[:1]
    }
    assert missed == {}
    assert all(procedure(store, STAFF, None, text).total == 0 for text in NOT_THERE)


def test_rows_that_change_are_found_at_once_and_withdrawn_ones_not(store: Store) -> None:
    fill(store, rows.procedure("A", "Cấp phép nuôi ong"))
    assert procedure(store, STAFF, None, "nuôi ong").total == 1

    fill(store, rows.procedure("B", "Gia hạn nuôi ong"), rows.procedure("C", "Thôi nuôi ong", withdrawn=True))
    assert set(codes(procedure(store, STAFF, None, "nuôi ong").items)) == {"A", "B"}
    assert procedure(store, STAFF, "C", None).items == ()
    assert procedure(store, STAFF, None, None).total == 2


def test_many_threads_share_one_index(store: Store) -> None:
    fill_procedures(store)
    asked = list(ASKED.items())
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda pair: codes(procedure(store, STAFF, None, pair[0]).items)[0], asked))

    assert found == [code for _, code in asked]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(topic=st.text(max_size=200))
def test_no_topic_makes_it_fail(store: Store, topic: str) -> None:
    with store.write() as session:
        session.merge(Procedure(code="A", name="Cấp phép nuôi ong"))
    found = procedure(store, STAFF, None, topic)

    assert found.total >= len(found.items)
    assert procedure(store, STAFF, topic, None).total in (0, 1)
