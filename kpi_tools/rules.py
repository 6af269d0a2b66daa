"""The one rules file: what the decree leaves to the city, with the defaults of `rules.toml`."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import ConfigError

DEFAULTS = Path(__file__).with_name("rules.toml")

Share = Annotated[Decimal, Field(ge=0, le=1)]
Points = Annotated[Decimal, Field(ge=0, le=100)]
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
Hours = Annotated[str, Field(pattern=rf"^{_CLOCK}-{_CLOCK}$")]
"""`07:30-11:30`"""


class Rules(BaseModel):
    """Numbers are exact decimals. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    w_indicators: Share
    """Share of the 70 points that the indicators carry (Article 7.2)."""
    w_tasks: Share
    task_period: Literal["deadline"]
    cap: Annotated[Decimal, Field(gt=0, le=1)]
    """Upper bound of each of a, b, c."""
    deduction: Share
    """For each quality failure or late instance (Article 16)."""
    due_soon_days: Annotated[int, Field(ge=0)]
    excellent_from: Points
    good_from: Points
    fair_from: Points
    min_done_share: Share
    max_late_share: Share
    leader_low_share: Share
    """d of a leader when anyone led has a total under `fair_from` (Article 15.3.a)."""
    excellent_share: Annotated[Decimal, Field(ge=0, le=Decimal("0.25"))]
    """How many of `excellent_base` may be rated "xuất sắc": 20 %, up to 25 % when raised (Article 8.5)."""
    excellent_base: Literal["good", "good_and_excellent"]
    stale_after_days: Annotated[int, Field(ge=0)]
    """Old figures: days from their newest update to the end of the period, or to the day of asking if earlier."""
    working_hours: Annotated[tuple[Hours, ...], Field(min_length=1)]
    """Of a working day, in order."""
    working_days: frozenset[Annotated[int, Field(ge=1, le=7)]]
    """1 Monday … 7 Sunday."""
    min_slot_minutes: Annotated[int, Field(ge=1)]
    """Of a free slot."""

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        if self.w_indicators + self.w_tasks != 1:
            raise ValueError("w_indicators and w_tasks do not add up to 1")
        if not self.fair_from < self.good_from < self.excellent_from:
            raise ValueError("fair_from, good_from and excellent_from do not rise")
        clocks = [clock for hours in self.working_hours for clock in hours.split("-")]
        if any(later <= earlier for earlier, later in pairwise(clocks)):
            raise ValueError("working_hours do not rise")
        return self


def load_rules(override: Path | None = None) -> Rules:
    """The defaults with the values of a city's own file, if it exists, put over them.

    Raises ConfigError that names the file and the wrong key.
    """
    values = _read(DEFAULTS)
    if override is not None and override.exists():
        values |= _read(override)
    try:
        return Rules.model_validate(values)
    except ValidationError as exc:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'rules'}: {e['msg']}" for e in exc.errors())
        raise ConfigError(f"{override or DEFAULTS}: {wrong}", mend=wrong) from exc


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise ConfigError(f"{file}: {exc}", mend=str(exc)) from exc
