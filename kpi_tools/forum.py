"""`forum`: earlier questions and answers between the two levels, by topic or the latest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from assistant.access import Principal
from kpi_tools.full_text import Field, FullText, Hit, index_of
from kpi_tools.rights import FORUM, known
from kpi_tools.schema import ForumQuestion, Unit
from kpi_tools.search_words import read_query
from kpi_tools.source import Source, source_of
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.view import View, view

QuestionState = Literal["cho_tra_loi", "da_tra_loi"]
QUESTION_STATES: tuple[str, ...] = get_args(QuestionState)
FIELDS = (Field(2, 1), Field(1, 0.8), Field(1, 0.8, long=True))
"""Question; field; answer."""
RELEVANT = 0.3
"""Share of the best score below which a question is not shown."""
BANDS = 5
"""Scores in the same fifth of the best one are equally relevant."""
MAX_ITEMS = 10
MAX_ORDERED = 1_000
"""The most relevant, among which those answered come first."""


@dataclass(frozen=True, slots=True)
class ForumItem:
    code: str
    question: str
    asking_unit: str | None
    asking_unit_name: str
    """Empty without a unit."""
    answering_unit: str | None
    answering_unit_name: str
    answer: str
    asked: date | None
    answered: date | None
    field: str
    state: QuestionState
    source: Source | None


@dataclass(frozen=True, slots=True)
class ForumList:
    topic: str | None = None
    """None: the latest."""
    total: int = 0
    """How many questions are about the topic; without one, how many there are."""
    items: tuple[ForumItem, ...] = ()
    """The first of them (`MAX_ITEMS`): the most relevant, of equally relevant ones those answered, then the newest."""


def forum(store: Store, asker: Principal, topic: str | None) -> ForumList:
    """Questions about a topic in full text over question, field and answer; without one, the latest first.

    Raises StoreError.
    """
    if not known(asker):
        return ForumList(topic)
    if topic is not None and not read_query(topic).content:
        topic = None
    with view(store, asker) as seen:
        if topic is None:
            total = seen.rows(select(func.count()).select_from(ForumQuestion), FORUM).scalar_one()
            return ForumList(None, total, _items(seen, _latest(seen)))
        hits = index_of(store, seen, ForumQuestion.__tablename__, lambda: _index(seen)).search(topic)
        relevant = [hit for hit in hits if hit.score >= RELEVANT * hits[0].score]
        return ForumList(topic, len(relevant), _items(seen, _ordered(seen, relevant[:MAX_ORDERED])[:MAX_ITEMS]))


def _latest(seen: View) -> list[str]:
    last = func.coalesce(ForumQuestion.asked, ForumQuestion.answered)
    query = select(ForumQuestion.code).order_by(last.desc().nulls_last(), ForumQuestion.code).limit(MAX_ITEMS)
    return list(seen.rows(query, FORUM).scalars())


def _ordered(seen: View, hits: Sequence[Hit]) -> list[str]:
    """Codes by relevance, in bands; within a band answered ones first, then the newest."""
    best = max((hit.score for hit in hits), default=1.0)
    band = {hit.code: -int(BANDS * hit.score / best) for hit in hits}
    columns = select(ForumQuestion.code, ForumQuestion.state, ForumQuestion.asked)
    rows = seen.rows(columns.where(ForumQuestion.code.in_(band)), FORUM).all()
    newest = sorted(rows, key=lambda row: (row[2] or date.min, row[0]), reverse=True)
    return [code for code, _, _ in sorted(newest, key=lambda row: (band[row[0]], row[1] != "da_tra_loi"))]


def _items(seen: View, codes: Sequence[str]) -> tuple[ForumItem, ...]:
    """In the order of the codes."""
    asking, answering = aliased(Unit), aliased(Unit)
    query = (
        select(ForumQuestion, asking.name, answering.name, FileImport)
        .outerjoin(asking, asking.code == ForumQuestion.asking_unit)
        .outerjoin(answering, answering.code == ForumQuestion.answering_unit)
        .outerjoin(FileImport, FileImport.id == ForumQuestion.import_id)
        .where(ForumQuestion.code.in_(codes))
    )
    found = {row[0].code: _item(*row) for row in seen.rows(query, FORUM)}
    return tuple(found[code] for code in codes if code in found)


def _index(seen: View) -> FullText:
    columns = select(ForumQuestion.code, ForumQuestion.question, ForumQuestion.field, ForumQuestion.answer)
    rows = seen.rows(columns.order_by(ForumQuestion.code), FORUM)
    return FullText({code: texts for code, *texts in rows}, FIELDS)


def _item(
    row: ForumQuestion, asking_name: str | None, answering_name: str | None, origin: FileImport | None
) -> ForumItem:
    return ForumItem(
        code=row.code,
        question=row.question,
        asking_unit=row.asking_unit,
        asking_unit_name=asking_name or row.asking_unit or "",
        answering_unit=row.answering_unit,
        answering_unit_name=answering_name or row.answering_unit or "",
        answer=row.answer,
        asked=row.asked,
        answered=row.answered,
        field=row.field,
        state="da_tra_loi" if row.state == "da_tra_loi" else "cho_tra_loi",
        source=source_of(row, origin),
    )
