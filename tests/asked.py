"""A sample city that can be asked: its workbooks as the oracle reads them, and the tools over its store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from pydantic import JsonValue

from assistant.access import Principal
from assistant.tools import StoreTools
from assistant.tools.entry import Stores
from assistant.types import ToolCall, ToolResult
from eval.oracle.kpi import EXCELLENT, FAIR, GOOD, POOR, span
from eval.oracle.workbooks import City, read_city
from ingest.sample import write_sample_city
from ingest.workbook import Importer
from kpi_tools.directory import StoreDirectory
from kpi_tools.rules import load_rules
from kpi_tools.store import Store
from tests.shaken import shake

GRADES = {"excellent": EXCELLENT, "good": GOOD, "fair": FAIR, "failed": POOR, None: None}
MAYOR = "CC0001"
PEOPLE = ("CC0001", "CC0002", "CC0003", "CC0004", "CC0005", "CC0006", "CC0012", "CC0013", "CC0029", "CC0096", "CC0130")
UNDER = ("CC0044", "CC0360", "CC0366", "CC0374")
ASKERS = PEOPLE + UNDER
"""Every role, at the root, in departments and wards, and in the units under them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One city, its store, and the moment of asking: the anchor's morning."""

    city: City
    tools: StoreTools
    askers: dict[str, Principal]
    today: date

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(8))

    def ask(self, who: str, tool: str, **args: JsonValue) -> ToolResult:
        args = {key.rstrip("_"): value for key, value in args.items() if value is not None}
        return self.tools.run(ToolCall(tool=tool, args=args), self.askers[who], self.now)


def open_city(name: str, folder: Path) -> Iterator[Asked]:
    """`name`: the anchor, and `shaken` for the awkward one."""
    day, *kind = name.split()
    today = date.fromisoformat(day)
    write_sample_city(folder, today)
    if kind:
        shake(folder, today, seed=today.toordinal())
    store = Store.open(f"sqlite:///{folder / 'store.db'}")
    report = Importer(store).run(folder)
    assert report.refused == 0, list(report.lines())
    principals = {code: StoreDirectory(store).principal(code) for code in ASKERS}
    yield Asked(read_city(folder), StoreTools(Stores(store, load_rules())), principals, today)
    store.close()


def ranges(today: date) -> list[tuple[date, date]]:
    """The last five quarters and the current one, months, halves, the year, the year to date, an uneven range."""
    year, quarter = today.year, (today.month + 2) // 3
    numbers = [year * 4 + quarter - 1 - back for back in range(6)]
    found = [span(f"{n // 4}-Q{n % 4 + 1}") for n in numbers]
    found += [span(f"{year}-{month:02d}") for month in sorted({max(1, today.month - 2), today.month})]
    found += [(date(year - 1, 7, 1), date(year - 1, 12, 31)), (date(year, 1, 1), date(year, 6, 30)), span(str(year))]
    return [*found, (date(year, 1, 1), today), (date(year - 1, 11, 16), date(year, 5, 31))]


def whole_json(result: ToolResult) -> str:
    """Everything of a result that reaches the asker."""
    return json.dumps([result.call.args, list(result.rows), result.explain], ensure_ascii=False, default=str)
