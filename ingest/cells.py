"""What a spreadsheet cell means: text, codes, numbers, dates, flags, by the rules of `data-formats.md`.

Each function takes a cell as it was read and returns the typed value, or raises `PydanticCustomError` whose type
is a key of `prompts/import.yaml`; the row models of `ingest/rows.py` call them as validators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from pydantic_core import PydanticCustomError

from assistant.types import ZONE
from assistant.vietnamese import normalise


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell whose formula failed (`#N/A`, `#DIV/0!`), or was never computed by the program that wrote it."""

    text: str
    pending: bool = False


Cell = str | int | float | bool | date | datetime | time | timedelta | ErrorValue
"""A filled or empty (`""`) cell; a csv file has text only."""

LONGEST = 32_767
"""Characters of a cell that are taken: Excel's own limit."""
_YEARS = range(1900, 2200)
_LARGEST = Decimal(10) ** 13  # what NUMERIC(20, 6) holds
_VIETNAMESE_DAY = r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"
_ISO_DAY = r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
_CLOCK = r"(?P<h>\d{1,2})[:h](?P<min>\d{2})(?::(?P<s>\d{2})(?:\.\d+)?)?"
_ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_DAYS = tuple(map(re.compile, (_VIETNAMESE_DAY, _ISO_DAY, rf"{_ISO_DAY}[T ]00:00(:00(\.0+)?)?")))
_MOMENTS = tuple(
    map(
        re.compile,
        (rf"{_VIETNAMESE_DAY},? +{_CLOCK}", rf"{_CLOCK},? +{_VIETNAMESE_DAY}", rf"{_ISO_DAY}[T ]{_CLOCK}{_ZONE}"),
    )
)


def shown(cell: Cell) -> str:
    """The cell as the report shows it and as text columns keep it: normalised, one line, trimmed."""
    if isinstance(cell, str):
        return _repeated(cell) if len(cell) <= 64 else _normalised(cell)
    if isinstance(cell, ErrorValue):
        return cell.text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    return str(cell)


def _normalised(written: str) -> str:
    """`normalise`, word by word: words repeat, and the whole takes ten times as long."""
    return " ".join(filter(None, map(_word, written.split())))


def _word(word: str) -> str:
    return _frequent(word) if len(word) <= 32 else normalise(word)


_frequent = lru_cache(maxsize=50_000)(normalise)
_repeated = lru_cache(maxsize=20_000)(_normalised)


def is_blank(cell: Cell) -> bool:
    return cell == "" or (isinstance(cell, str) and not cell[0].isalnum() and not shown(cell))


def text(cell: Cell) -> str:
    """One line. Control characters are dropped by `shown`; text beyond LONGEST is refused."""
    if isinstance(cell, ErrorValue):
        raise PydanticCustomError("formula_pending" if cell.pending else "formula_error", "formula error")
    if isinstance(cell, str) and len(cell) > LONGEST:
        raise PydanticCustomError("too_long", "too long", {"limit": LONGEST})
    return shown(cell)


def paragraphs(cell: Cell) -> str:
    """Text whose lines are kept, each normalised, without empty ones."""
    if isinstance(cell, str) and len(cell) <= LONGEST:
        return "\n".join(filter(None, map(shown, cell.splitlines())))
    return text(cell)


def token(cell: Cell) -> str:
    """A word of a fixed list, any case."""
    return text(cell).lower()


def codes(cell: Cell) -> tuple[str, ...]:
    """Codes separated by `;`, each once, in their order."""
    return tuple(dict.fromkeys(code for part in text(cell).split(";") if (code := part.strip())))


def flag(cell: Cell) -> bool:
    """`x` marks; a checked box of a spreadsheet is accepted too."""
    if isinstance(cell, bool):
        return cell
    if text(cell).lower() == "x":
        return True
    raise PydanticCustomError("not_a_flag", "not a flag")


def number(cell: Cell) -> Decimal:
    """An exact number with at most six decimals; text in the Vietnamese form (`1.234,5`)."""
    wrong = PydanticCustomError("not_a_number", "not a number")
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        text(cell)
        raise wrong
    plain = decimal_text(shown(cell)) if isinstance(cell, str) else repr(cell)
    if plain is None or not (value := Decimal(plain)).is_finite():
        raise wrong
    if abs(value) >= _LARGEST:
        raise PydanticCustomError("too_large", "too large")
    return _six_places(plain)


@lru_cache(maxsize=20_000)
def _six_places(plain: str) -> Decimal:
    return Decimal(plain).quantize(Decimal("0.000001")).normalize() + 0


def decimal_text(written: str) -> str | None:
    """`1.234,5` → `1234.5`; None for what is no number.

    With both `.` and `,` the last is the decimal mark; `,` alone is decimal; `.` alone separates thousands when every
    group after it has three digits and the first is not 0, else it is decimal.
    """
    match = re.fullmatch(r"([+\-\u2212]?)([0-9]+(?:[.,][0-9]+)*)", written)
    if not match:
        return None
    sign = "-" if match[1] in ("-", "\u2212") else ""
    digits = match[2]
    groups = re.split(r"[.,]", digits)
    mark = max(digits.rfind("."), digits.rfind(","))
    if "." in digits and "," in digits:
        whole, part = digits[:mark], digits[mark + 1 :]
        if digits[mark] in whole or not _thousands(re.split(r"[.,]", whole)):
            return None
        return f"{sign}{re.sub('[.,]', '', whole)}.{part}"
    if "." in digits and _thousands(groups) and int(groups[0]) != 0:
        return sign + "".join(groups)
    return f"{sign}{'.'.join(groups)}" if len(groups) <= 2 else None


def _thousands(groups: list[str]) -> bool:
    return all(len(group) == 3 for group in groups[1:])


def day(cell: Cell) -> date:
    """A real date, `dd/mm/yyyy`, or ISO."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = text(cell)
    if isinstance(cell, str) and (found := _day(written)):
        return found
    raise PydanticCustomError("not_a_date", "not a date")


@lru_cache(maxsize=5_000)
def _day(written: str) -> date | None:
    match = next(filter(None, (form.fullmatch(written) for form in _DAYS)), None)
    return _moment(match).date() if match else None


def moment(cell: Cell) -> datetime:
    """A real date-time, `dd/mm/yyyy hh:mm`, or ISO; local time without zone, to the second.

    A real date without a time is midnight; text without a time is refused.
    """
    if isinstance(cell, datetime):
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    written = text(cell)
    for form in _MOMENTS if isinstance(cell, str) else ():
        if match := form.fullmatch(written):
            return _moment(match)
    raise PydanticCustomError("not_a_moment", "not a date-time")


def _moment(match: re.Match[str]) -> datetime:
    parts = match.groupdict()
    year, month, the_day, hour, minute, second = (int(parts.get(k) or 0) for k in ("y", "m", "d", "h", "min", "s"))
    try:
        at = datetime(year, month, the_day, hour, minute, second)  # local by definition
        if zone := parts.get("zone"):
            at = datetime.fromisoformat(f"{at.isoformat()}{zone}").astimezone(ZONE).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise PydanticCustomError("no_such_date", "no such date") from None
    if at.year not in _YEARS:
        raise PydanticCustomError("no_such_date", "no such date")
    return at


def period(cell: Cell) -> str:
    """`2026`, `2026-Q1` or `2026-02`. Spreadsheets turn a typed `2026-02` into 1 February, which is read back."""
    written = text(cell).upper()
    if isinstance(cell, date) and cell.day == 1:
        written = f"{cell:%Y-%m}"
    if re.fullmatch(r"20\d\d(-Q[1-4]|-(0[1-9]|1[0-2]))?", written):
        return written
    raise PydanticCustomError("not_a_period", "not a period")
