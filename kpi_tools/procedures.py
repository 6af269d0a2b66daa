"""`procedure`: one administrative procedure by its code, or those that a topic is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import func, select

from assistant.access import Principal
from assistant.vietnamese import normalise
from kpi_tools.full_text import Field, FullText, Hit, index_of
from kpi_tools.rights import PROCEDURES, known
from kpi_tools.schema import Procedure
from kpi_tools.search_words import folded, read_query
from kpi_tools.source import Source, source_of
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.view import View, view

Online = Literal["toan_trinh", "mot_phan", "chua"]
ONLINE: tuple[str, ...] = get_args(Online)
FIELDS = (Field(3, 1), Field(1, 0.8), Field(0.5, 0.6, long=True))
"""Name; field and who carries it out; dossier and steps."""
CLOSE = 0.5
"""Share of the best score from which another procedure may have been meant just as well."""
NEAR = 0.3
"""Share of the best score from which another procedure is worth a mention."""
EQUALLY_COVERED = 0.05
COVERED = 0.75
"""Part of the topic's words in a procedure from which it is surely about the topic: "nghỉ phép năm" has a word of "phát
sinh trong năm"."""
MAX_ITEMS = 20
MAX_NEAR = 3
_ONLINE_WORDS = {"toan_trinh": "trực tuyến toàn trình", "mot_phan": "trực tuyến một phần", "chua": ""}


@dataclass(frozen=True, slots=True)
class ProcedureItem:
    code: str
    name: str
    field: str
    carried_out_at: str
    online: Online
    dossier: str
    steps: str
    time_limit: str
    fee: str
    authority: str
    basis: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class ProcedureList:
    procedure: str | None = None
    """As asked; of a clear one, its code as it is written in the store."""
    topic: str | None = None
    clear: bool = False
    """One procedure was meant: it is the only item."""
    total: int = 0
    items: tuple[ProcedureItem, ...] = ()
    """Best first, up to `MAX_ITEMS`."""
    near: tuple[str, ...] = ()
    """Names of others that are about the topic, when one is clear."""
    sure: bool = True
    """False when the one that is clear has only some of the topic's words: the nearest, perhaps another thing."""


def procedure(store: Store, asker: Principal, procedure: str | None, topic: str | None) -> ProcedureList:
    """By code (case and spaces ignored), else by topic in full text; of neither, all by name.

    Several items mean that the topic fits them about as well, or names their field. Raises StoreError.
    """
    if not known(asker):
        return ProcedureList(procedure, topic)
    with view(store, asker) as seen:
        if procedure is not None:
            items = _by_code(seen, procedure)
            code = items[0].code if len(items) == 1 else procedure
            return ProcedureList(code, topic, len(items) == 1, len(items), items)
        if topic is None or not read_query(topic).content:
            return _all(seen, topic)
        return _about(seen, topic, index_of(store, seen, Procedure.__tablename__, lambda: _index(seen)))


def _all(seen: View, topic: str | None) -> ProcedureList:
    codes = list(seen.rows(select(Procedure.code).order_by(Procedure.name, Procedure.code), PROCEDURES).scalars())
    return ProcedureList(None, topic, False, len(codes), _items(seen, codes[:MAX_ITEMS]))


def _about(seen: View, topic: str, index: FullText) -> ProcedureList:
    hits = index.search(topic)
    meant = _of_field(seen, topic, hits) or _meant(hits)
    items = _items(seen, meant[:MAX_ITEMS])
    if len(meant) != 1 or not items:
        return ProcedureList(None, topic, False, len(meant), items)
    best = max(hit.score for hit in hits)
    near = [hit.code for hit in hits if hit.code not in meant and hit.score >= NEAR * best]
    others = _items(seen, near[:MAX_NEAR])
    sure = any(hit.whole or hit.coverage >= COVERED for hit in hits if hit.code in meant)
    return ProcedureList(items[0].code, topic, True, 1, items, tuple(other.name for other in others), sure)


def _meant(hits: Sequence[Hit]) -> list[str]:
    """The best alone when its name is the topic, or nothing else comes close; else all that do."""
    if not hits:
        return []
    named = [hit.code for hit in hits if hit.whole]
    if named:
        return named
    best = max(hits, key=lambda hit: hit.score)
    return [
        hit.code for hit in hits if hit.score >= CLOSE * best.score and hit.coverage >= best.coverage - EQUALLY_COVERED
    ]


def _of_field(seen: View, topic: str, hits: Sequence[Hit]) -> list[str]:
    """All of a field, when the topic is its name and that of no procedure."""
    if any(hit.whole for hit in hits):
        return []
    fields = seen.rows(select(Procedure.field).distinct(), PROCEDURES).scalars()
    asked = _content(topic)
    named = [field for field in fields if field and _content(field) == asked]
    query = select(Procedure.code).where(Procedure.field.in_(named)).order_by(Procedure.name, Procedure.code)
    return list(seen.rows(query, PROCEDURES).scalars()) if named else []


def _content(text: str) -> tuple[str, ...]:
    return tuple(map(folded, read_query(text).content))


def _by_code(seen: View, asked: str) -> tuple[ProcedureItem, ...]:
    wanted = "".join(normalise(asked).lower().split())
    bare = func.replace(func.lower(Procedure.code), " ", "")
    query = select(Procedure.code).where(bare == wanted).order_by(Procedure.code)
    return _items(seen, list(seen.rows(query, PROCEDURES).scalars()))


def _items(seen: View, codes: Sequence[str]) -> tuple[ProcedureItem, ...]:
    """In the order of the codes."""
    query = (
        select(Procedure, FileImport)
        .outerjoin(FileImport, FileImport.id == Procedure.import_id)
        .where(Procedure.code.in_(codes))
    )
    found = {row.code: _item(row, origin) for row, origin in seen.rows(query, PROCEDURES)}
    return tuple(found[code] for code in codes if code in found)


def _index(seen: View) -> FullText:
    rows: Iterable[Procedure] = seen.rows(select(Procedure).order_by(Procedure.code), PROCEDURES).scalars()
    return FullText({row.code: _texts(row) for row in rows}, FIELDS)


def _texts(row: Procedure) -> tuple[str, str, str]:
    about = (row.field, row.carried_out_at, row.authority, _ONLINE_WORDS.get(row.online, ""))
    return row.name, "\n".join(about), f"{row.dossier}\n{row.steps}"


def _item(row: Procedure, origin: FileImport | None) -> ProcedureItem:
    return ProcedureItem(
        code=row.code,
        name=row.name,
        field=row.field,
        carried_out_at=row.carried_out_at,
        online=_online(row.online),
        dossier=row.dossier,
        steps=row.steps,
        time_limit=row.time_limit,
        fee=row.fee,
        authority=row.authority,
        basis=row.basis,
        source=source_of(row, origin),
    )


def _online(written: str) -> Online:
    return "toan_trinh" if written == "toan_trinh" else "mot_phan" if written == "mot_phan" else "chua"
