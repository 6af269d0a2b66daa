"""Numbers of documents and places as they are said: "bốn lăm", "ba trăm ba mươi lăm", "hai không hai sáu"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.vietnamese import fold

_DIGITS = {"không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7}
_DIGITS |= {"tám": 8, "chín": 9, "mốt": 1, "lăm": 5, "nhăm": 5}
_FOLDED_DIGITS = {fold(word): value for word, value in _DIGITS.items()}
_LONGEST = 5
"""Digits of a number that is said one by one."""


def number_said(words: Sequence[str], bare: bool = False) -> int | None:
    """The number that these words, all of them, say; digits count as words. None when they say none.

    `bare`: of a question without accents, in which "nam" is five.
    """
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0]) if len(words[0]) <= _LONGEST else None
    plain = [fold(word) for word in words] if bare else list(words)
    return _value(plain, _FOLDED_DIGITS if bare else _DIGITS, bare)


def _value(words: Sequence[str], digits: dict[str, int], bare: bool) -> int | None:
    for forms, unit in ((("nghìn", "ngàn"), 1000), (("trăm",), 100), (("mươi", "mười"), 10)):
        names = {fold(form) for form in forms} if bare else set(forms)
        at = next((n for n, word in enumerate(words) if word in names), None)
        if at is not None:
            return _of_unit(words[:at], words[at + 1 :], unit, digits, bare)
    said = [digits.get(word) for word in words]
    if not said or None in said or len(said) > _LONGEST:
        return None
    return int("".join(map(str, said)))


def _of_unit(before: Sequence[str], after: Sequence[str], unit: int, digits: dict[str, int], bare: bool) -> int | None:
    if len(before) > 1 or (not before and unit != 10):
        return None
    count = digits.get(before[0]) if before else 1
    if count is None:
        return None
    if unit > 10 and after and after[0] in ("linh", "lẻ", "le"):
        if len(after) != 2 or after[1] not in digits:
            return None
        return count * unit + digits[after[1]]
    rest = _value(after, digits, bare) if after else 0
    if rest is None or rest >= unit or (unit == 100 and len(after) == 1 and after[0] in digits):
        return None
    return count * unit + rest
