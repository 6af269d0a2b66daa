"""Rows of a small invented city, with defaults for what a test does not care about."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from assistant.access import Principal, Role
from kpi_tools.schema import GeneralScore, Indicator, Person, ScheduleEntry, Task, Unit
from kpi_tools.store import Store


def fill(store: Store, *rows: object) -> None:
    with store.write() as session:
        session.add_all(rows)


def unit(code: str, parent: str | None = "TP", level: str = "xa_phuong", **values: Any) -> Unit:
    return Unit(code=code, name=values.pop("name", f"Đơn vị {code}"), parent=parent, level=level, **values)


def city() -> Unit:
    return unit("TP", parent=None, level="thanh_pho", name="Thành phố mẫu")


def person(code: str, of: str, role: str = "chuyen_vien", **values: Any) -> Person:
    return Person(code=code, name=values.pop("name", f"Người {code}"), unit=of, role=role, **values)


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
