"""The catalogue of documents as people read it."""

from __future__ import annotations

from datetime import date

from assistant.document_seams import KnownDocument
from assistant.documents import Access, Clause, Header, Place, number_key
from kpi_tools.document_catalogue import Catalogue, Record
from kpi_tools.documents import active_versions, documents_by, shown_document
from kpi_tools.known_documents import KnownDocuments
from kpi_tools.store import Store
from tests.kpi_tools.rows import city, fill, principal, unit

CLERK, BOSS = principal("CC1", "A"), principal("CC2", "A", "lanh_dao_don_vi")
OLD = Header("1/2020/NĐ-CP", "Nghị định", issued=date(2020, 1, 1), effective=date(2020, 2, 1), title="Cũ")
NEW = Header("2/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 1, 1), date(2026, 7, 1), replaces=("1/2020/nđ-cp",))
CLAUSE = Clause(Place("1", "2", "đ"), "Điều 1", "Nội dung", 3, ("#dieu-2",))


def record(code: str, header: Header, *, access: Access | None = None, **more: object) -> Record:
    given = {"version": "v1", "articles": 5, "text": code} | more
    made = Record(code, "/kho", f"{code}.docx", "indexed", code, access=access or Access(), header=header)
    return Record(**{name: getattr(made, name) for name in Record.__slots__} | given)


def test_what_was_saved_is_read_again(store: Store) -> None:
    catalogue = Catalogue(store)
    whole = Header("5/QĐ", "Quyết định", "UBND", date(2026, 1, 2), date(2026, 2, 3), date(2027, 1, 1), "Về")
    said = record("d1", Header("6", amends=("1/A", "2/B"), official=False, status="expired", access=Access("noi_bo")))
    said = Record(**{n: getattr(said, n) for n in Record.__slots__} | {"access": Access("noi_bo")})
    for one in (record("d2", whole, access=Access("han_che", ("A", "B")), pages=4, chunks=9, encoding="tcvn3"), said):
        catalogue.save(one, [{"text": "x"}], [CLAUSE])
        assert [each for each in catalogue.records("/kho") if each.id == one.id] == [one]
        assert catalogue.clauses(one) == (CLAUSE,)
    assert catalogue.sources() == ["/kho"]
    catalogue.forget("d1")
    assert [each.id for each in catalogue.records()] == ["d2"]
    assert (catalogue.taken("d1"), catalogue.taken("d2")) == (False, True)


def test_a_new_version_keeps_the_outline_of_the_old_and_not_its_clauses(store: Store) -> None:
    catalogue = Catalogue(store)
    first, second = record("d1", OLD), record("d1", NEW, version="v2")
    catalogue.save(first, [{"text": "cũ"}], [CLAUSE])
    catalogue.save(second, [{"text": "mới"}], [CLAUSE])

    assert (catalogue.clauses(first), catalogue.clauses(second)) == ((), (CLAUSE,))
    old, new = shown_document(store, CLERK, "d1", "v1"), shown_document(store, CLERK, "d1")
    assert old and new
    assert (old.outline, new.outline) == (({"text": "cũ"},), ({"text": "mới"},))
    assert [version for version, _ in new.versions] == ["v2", "v1"]
    assert shown_document(store, CLERK, "d1", "v3") is None
    assert active_versions(store, CLERK, ["d1", "d9"]) == {"d1": "v2"}


def test_a_replaced_text_says_by_what_and_from_when(store: Store) -> None:
    for code, header in (("d1", OLD), ("d2", NEW)):
        Catalogue(store).save(record(code, header))
    old = documents_by(store, CLERK, numbers=[" 1/2020/nđ-cp"])[0]

    assert (old.replaced_by, documents_by(store, CLERK, numbers=["2/2026/NĐ-CP"])[0].replaced_by) == (
        "2/2026/NĐ-CP",
        None,
    )
    assert (old.status(date(2026, 6, 30)), old.status(date(2026, 7, 1))) == ("in_force", "expired")
    listed = {one["file"]: (one["status"], one["replaced_by"]) for one in Catalogue(store).described(date(2026, 7, 1))}
    assert listed == {"d1.docx": ("expired", "2/2026/NĐ-CP"), "d2.docx": ("in_force", None)}


def test_who_may_not_see_the_new_text_is_not_told_of_it(store: Store) -> None:
    Catalogue(store).save(record("d1", OLD))
    Catalogue(store).save(record("d2", NEW, access=Access("han_che", ("B",))))

    assert [one.replaced_by for one in documents_by(store, CLERK)] == [None]
    assert [one.replaced_by for one in KnownDocuments(store).known(CLERK)] == [()]


def test_a_draft_replaces_nothing(store: Store) -> None:
    Catalogue(store).save(record("d1", OLD))
    Catalogue(store).save(record("d2", Header("3/DT", replaces=("1/2020/NĐ-CP",), official=False)))

    assert {one.id: one.replaced_by for one in documents_by(store, CLERK)} == {"d1": None, "d2": None}


def test_copies_are_listed_by_id_alone(store: Store) -> None:
    Catalogue(store).save(record("d1", OLD))
    Catalogue(store).save(record("d2", OLD, duplicate_of="d1"))

    assert [one.id for one in documents_by(store, CLERK)] == ["d1"]
    assert documents_by(store, CLERK, ids=["d2"])[0].duplicate_of == "d1"
    assert active_versions(store, CLERK, ["d1", "d2"]) == {"d1": "v1"}


def test_known_documents_follow_the_catalogue_and_the_units(store: Store) -> None:
    catalogue, known = Catalogue(store), KnownDocuments(store)
    fill(store, city(), unit("A"), unit("B", "A"))
    catalogue.save(record("d1", OLD))
    catalogue.save(record("d2", NEW, access=Access("noi_bo", ("C",))))

    assert list(known.known(CLERK)) == [KnownDocument("d1", "v1", OLD, 5)]
    assert (known.under(CLERK), known.under(BOSS)) == ((), ("A", "B"))
    assert known.known(CLERK) is known.known(principal("CC8", "A"))
    fill(store, unit("C", "B"))
    assert known.under(BOSS) == ("A", "B", "C")
    assert [one.id for one in known.known(BOSS)] == ["d1", "d2"]
    catalogue.save(record("d1", OLD, version="v2"))
    assert [one.version for one in known.known(CLERK)] == ["v2"]
    catalogue.save(record("d1", OLD, state="removed"))
    assert list(known.known(CLERK)) == []
    assert (list(known.known(principal("", "A"))), known.under(principal("CC1", "", "lanh_dao_don_vi"))) == ([], ())


def test_numbers_compare_without_case_and_spaces() -> None:
    assert number_key(" 45 /2026/nđ-cp") == number_key("45/2026/NĐ-CP")


def test_the_default_of_a_source_is_kept(store: Store) -> None:
    catalogue = Catalogue(store)
    assert catalogue.default("/kho") == Access()
    catalogue.set_default("/kho", Access("noi_bo", ("A",)))
    catalogue.set_default("/kho", Access("han_che", ("B", "C")))

    assert catalogue.default("/kho") == Access("han_che", ("B", "C"))
    assert catalogue.default("/khác") == Access()
