"""Who asks. What a principal may see is `kpi_tools/rights.py`, which turns the table of the domain into SQL."""

from __future__ import annotations

import os
import pwd
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
    via: str = ""
    """Who really types, when a question is asked as this person at the command line: `cli:NAME`."""


def operator() -> str:
    """Who runs this process, as the audit log names them: `cli:` and the name of the operating system's user, whatever
    the environment says."""
    number = os.getuid()
    try:
        return f"cli:{pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"cli:{number}"
