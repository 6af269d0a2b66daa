"""What one run of `troly` left behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line on stderr."""
        [line] = self.err.splitlines()
        return line

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Troly = Callable[..., Ran]
