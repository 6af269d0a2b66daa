"""No search ever returns a passage outside the rights of its asker: random documents and askers, against the oracle.

The catalogue and every index compile the same rule; each is compared with the rights section written a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from assistant.access import ROLES, Principal
from assistant.document_keeping import DocumentIndex
from assistant.document_seams import Where
from assistant.documents import Access, Secrecy
from ingest.index_edge import EdgeIndex
from ingest.index_fake import FakeIndex
from ingest.index_server import ServerIndex
from kpi_tools.document_tables import DocumentUnit, DocumentVersion
from kpi_tools.documents import active_versions, documents_by, shown_document
from kpi_tools.known_documents import KnownDocuments
from kpi_tools.store import Store
from tests.ingest.passages import DIMENSION, EMBEDDER, SPARSE, passage, points
from tests.kpi_tools.conftest import opened, store
from tests.kpi_tools.rows import document, fill, principal, unit
from tests.rights.oracle import Oracle

__all__ = ["opened", "store"]
PARENTS: dict[str, str | None] = {
    "TP": None,
    "SO": "TP",
    "CHI-CUC": "SO",
    "TRAM": "CHI-CUC",
    "PX/1": "TP",
    "PX-2": "TP",
    "VONG-1": "VONG-2",
    "VONG-2": "VONG-1",
}
UNITS = (*PARENTS, "KHONG-CO", "")
SECRECY: tuple[Secrecy, ...] = ("cong_khai", "noi_bo", "han_che")
ORACLE = Oracle(PARENTS, {})
KINDS = ("fake", "edge", "server")


@pytest.fixture(params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DocumentIndex]:
    if request.param == "fake":
        made: DocumentIndex = FakeIndex()
    else:
        edge = request.param == "edge"
        made = EdgeIndex(tmp_path / "i", DIMENSION) if edge else ServerIndex.connect(":memory:", DIMENSION)
    yield made
    made.close()


def random_access(random: Random) -> Access:
    named = [each for each in UNITS if each]
    return Access(random.choice(SECRECY), tuple(random.sample(named, random.choice([0, 0, 1, 1, 2]))))


def random_asker(random: Random) -> Principal:
    role = random.choice([*ROLES, *ROLES, "khach", ""])
    return principal(random.choice(["CC1", "CC2", "CC3", ""]), random.choice(UNITS), role)


@pytest.mark.parametrize("seed", range(2))
def test_no_search_goes_beyond_the_rights(store: Store, index: DocumentIndex, seed: int) -> None:
    random = Random(seed)
    accesses = {f"d{n}": random_access(random) for n in range(60)}
    fill(store, *(unit(code, up, "xa_phuong" if up else "thanh_pho") for code, up in PARENTS.items()))
    for code, access in accesses.items():
        named = [DocumentUnit(document=code, unit=each) for each in access.units]
        fill(store, document(code, access.secrecy), *named, kept_text(code))
    index.put(points(*(passage(f"văn bản chung {code}", code, access=one) for code, one in accesses.items())))
    catalogue, found_any = KnownDocuments(store), 0
    for _ in range(60):
        asker = random_asker(random)
        allowed = {c for c, a in accesses.items() if ORACLE.document(asker, a.secrecy, frozenset(a.units))}
        where = Where(asker, under=catalogue.under(asker))
        for query in (None, EMBEDDER.queries(["văn bản"])[0], SPARSE.query("văn bản chung")):
            assert {hit.passage.document for hit in index.search(where, 100, query)} == allowed, asker
        ids = sorted(accesses)
        assert set(active_versions(store, asker, ids)) == allowed, asker
        assert {entry.id for entry in documents_by(store, asker)} == allowed, asker
        assert {entry.id for entry in catalogue.known(asker)} == allowed, asker
        some = random.sample(ids, 6)
        assert {c for c in some if shown_document(store, asker, c)} == allowed & set(some), asker
        found_any += len(allowed)
    assert found_any > 500


def kept_text(code: str) -> DocumentVersion:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    return DocumentVersion(document=code, version="v1", made=made, header={}, outline=[], clauses=[])


def test_units_under_others_open_nothing(index: DocumentIndex) -> None:
    """A caller that says too many units is held to the role all the same."""
    index.put(points(passage("của B", access=Access("noi_bo", ("B",)))))

    for role in ROLES:
        found = index.search(Where(principal("CC1", "A", role), under=("B",)), 5)
        assert bool(found) == (role in ("lanh_dao_thanh_pho", "lanh_dao_don_vi"))
    for role in ("khach", ""):
        assert not index.search(Where(principal("CC1", "A", role), under=("B",)), 5)


def test_an_unknown_secrecy_opens_nothing(index: DocumentIndex) -> None:
    index.put(points(passage("tuyệt mật", access=Access("tuyet_mat", ("A",)))))  # type: ignore[arg-type]

    for role in ROLES:
        assert not index.search(Where(principal("CC1", "A", role), under=("A",)), 5)
