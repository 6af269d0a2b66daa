"""A small invented city in a store of its own, and who asks about it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from assistant.access import Principal
from assistant.types import ZONE
from kpi_tools.schema import EntryInvitee, TaskUnit
from kpi_tools.store import Store
from tests.kpi_tools.rows import entry, fill, general, indicator, person, task, unit

NOW = datetime(2026, 4, 2, 8, 0, tzinfo=ZONE)
STAFF = Principal("CC1", "Nguyễn Văn Mẫu", "PX-THUANHOA", "chuyen_vien", "Chuyên viên")
HEAD = Principal("CC2", "Trần Thị Ví Dụ", "PX-PHUVINH", "lanh_dao_don_vi", "Chủ tịch UBND")
MAYOR = Principal("CC3", "Lê Văn Thử", "TP", "lanh_dao_thanh_pho", "Chủ tịch UBND thành phố")
QUARTER = {"from": "2026-01-01", "to": "2026-03-31"}


def open_city(folder: Path) -> Store:
    """Thuận Hóa has 90,0 for the first quarter (general 27, indicator .8, tasks 1.0); Phú Vinh has tasks alone."""
    store = Store.open(f"sqlite:///{folder / 'city.db'}")
    fill(
        store,
        unit("TP", parent=None, level="thanh_pho", name="Thành phố Huế"),
        unit("PX-THUANHOA", name="Phường Thuận Hóa"),
        unit("PX-PHUVINH", name="Phường Phú Vinh"),
        unit("PX-VINHLOC", name="Xã Vinh Lộc"),
        unit("SN-KHCN", level="so_nganh", name="Sở Khoa học và Công nghệ"),
        *(person(p.code, p.unit, p.role, name=p.name, title=p.title) for p in (STAFF, HEAD, MAYOR)),
        general("PX-THUANHOA", "2026-Q1", "27"),
        indicator("CT1", "PX-THUANHOA", "2026-Q1", "100", "80", name="Hồ sơ trực tuyến", updated=date(2026, 3, 31)),
        task("NV1", "PX-THUANHOA", date(2026, 3, 20), date(2026, 3, 19), assignee="CC1", progress=Decimal(100)),
        task("NV2", "PX-THUANHOA", date(2026, 4, 5), progress=Decimal("12.5"), basis="Nghị quyết 57-NQ/TW"),
        task("NV3", "PX-PHUVINH", date(2026, 3, 1), name="Số hóa hồ sơ", assignee="CC2"),
        TaskUnit(task="NV2", unit="PX-PHUVINH"),
        entry("L1", "PX-THUANHOA", "2026-04-02T09:00", "2026-04-02T10:00", subject="Họp giao ban", chair="CC1"),
        entry("L2", "PX-PHUVINH", "2026-04-03T14:00", "2026-04-03T15:30", subject="Tiếp công dân", chair="CC2"),
        EntryInvitee(entry="L2", invitee="PX-PHUVINH"),
    )
    return store
