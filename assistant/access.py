"""Who asks. What a principal may see is `kpi_tools/rights.py`, which turns the table of the domain into SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["lanh_dao_thanh_pho", "lanh_dao_don_vi", "chuyen_vien", "quan_tri"]
ROLES: tuple[str, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Principal:
    """The asker, taken from the session or the command line, never from a question or a model."""

    code: str
    """`ma_cong_chuc`."""
    name: str
    unit: str
    """Code of the unit the person belongs to."""
    role: Role
    title: str = ""
