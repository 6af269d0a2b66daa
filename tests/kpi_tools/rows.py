"""Rows of a small invented city, with defaults for what a test does not care about."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from assistant.access import Principal, Role
from kpi_tools.columns import Base
from kpi_tools.document_tables import Document
from kpi_tools.schema import (
    Conclusion,
    ForumQuestion,
    GeneralScore,
    Indicator,
    Meeting,
    Person,
    Procedure,
    ScheduleEntry,
    Task,
    Unit,
)
from kpi_tools.store import Store
from kpi_tools.versions import touch


def fill(store: Store, *rows: Base) -> None:
    """With new marks of the tables, as an import gives them."""
    with store.write() as session:
        session.add_all(rows)
        session.flush()
        touch(session, *{str(row.__tablename__) for row in rows})


def unit(code: str, parent: str | None = "TP", level: str = "xa_phuong", **values: Any) -> Unit:
    return Unit(code=code, name=values.pop("name", f"Đơn vị {code}"), parent=parent, level=level, **values)


def city() -> Unit:
    return unit("TP", parent=None, level="thanh_pho", name="Thành phố mẫu")


def person(code: str, of: str, role: str = "chuyen_vien", **values: Any) -> Person:
    return Person(code=code, name=values.pop("name", f"Người {code}"), unit=of, role=role, **values)


def document(code: str, secrecy: str = "cong_khai", **values: Any) -> Document:
    values = {"source": "/kho", "file": f"{code}.docx", "state": "indexed", "content": code, "version": "v1"} | values
    return Document(id=code, secrecy=secrecy, indexed=datetime(2026, 1, 1, tzinfo=UTC), **values)


def principal(code: str, of: str, role: str = "chuyen_vien") -> Principal:
    return Principal(code=code, name=code, unit=of, role=cast(Role, role))


def indicator(code: str, of: str, period: str, target: str, actual: str | None, **values: Any) -> Indicator:
    return Indicator(
        code=code,
        period=period,
        name=values.pop("name", f"Chỉ tiêu {code}"),
        unit=of,
        target=Decimal(target),
        actual=None if actual is None else Decimal(actual),
        **values,
    )


def general(subject: str, period: str, score: str) -> GeneralScore:
    return GeneralScore(subject=subject, period=period, score=Decimal(score))


def task(code: str, of: str, deadline: date, completed: date | None = None, **values: Any) -> Task:
    name = values.pop("name", f"Nhiệm vụ {code}")
    return Task(code=code, name=name, unit=of, deadline=deadline, completed=completed, **values)


def entry(code: str, of: str | None, start: str, end: str, **values: Any) -> ScheduleEntry:
    return ScheduleEntry(
        code=code,
        unit=of,
        start=datetime.fromisoformat(start),
        end=datetime.fromisoformat(end),
        subject=values.pop("subject", f"Việc {code}"),
        **values,
    )


def meeting(code: str, of: str | None, start: str, **values: Any) -> Meeting:
    """Of two hours."""
    begins = datetime.fromisoformat(start)
    name = values.pop("name", f"Cuộc họp {code}")
    return Meeting(code=code, name=name, unit=of, start=begins, end=begins + timedelta(hours=2), **values)


def conclusion(of: str, number: str, **values: Any) -> Conclusion:
    content = values.pop("content", f"Kết luận {number} của {of}")
    return Conclusion(meeting=of, number=number, content=content, **values)


def procedure(code: str, name: str, **values: Any) -> Procedure:
    return Procedure(code=code, name=name, **values)


def forum_question(code: str, question: str, **values: Any) -> ForumQuestion:
    return ForumQuestion(code=code, question=question, **values)
