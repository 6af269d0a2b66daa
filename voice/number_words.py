"""Numbers in Vietnamese words, as read aloud in the north and in Huế: nghìn, linh, mốt, tư, lăm."""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")
_LONGEST = 15
"""Longer numbers are read digit by digit."""


def whole(number: int) -> str:
    """Words of a whole number: 2026 is "hai nghìn không trăm hai mươi sáu"."""
    if number < 0:
        return f"âm {whole(-number)}"
    if len(str(number)) > _LONGEST:
        return by_digits(str(number))
    return " ".join(_words(number)) or DIGITS[0]


def by_digits(digits: str) -> str:
    return " ".join(DIGITS[int(digit)] for digit in digits)


def decimal(whole_part: str, fraction: str) -> str:
    """87 and 5 is "tám mươi bảy phẩy năm"; up to two digits after the mark are read as a number unless 0 leads."""
    after = by_digits(fraction) if fraction[0] == "0" or len(fraction) > 2 else whole(int(fraction))
    return f"{whole(int(whole_part))} phẩy {after}"


def month(number: int) -> str:
    """The name of a month after "tháng": 4 is "tư"."""
    return "tư" if number == 4 else whole(number)


def ordinal(number: int) -> str:
    """After "thứ": 1 is "nhất", 4 is "tư"."""
    return {1: "nhất", 4: "tư"}.get(number) or whole(number)


def roman(letters: str) -> int:
    """Value of a Roman numeral up to 39; 0 for letters that are none."""
    for value in range(1, 40):
        tens, units = divmod(value, 10)
        if "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[units] == letters.upper():
            return value
    return 0


def _words(number: int) -> list[str]:
    billions, rest = divmod(number, 10**9)
    words = [*_words(billions), "tỷ"] if billions else []
    for scale in (2, 1, 0):
        group = rest // 1000**scale % 1000
        if group:
            words += _group(group, after_others=bool(words))
            words += [_SCALES[scale]] if scale else []
    return words


def _group(number: int, *, after_others: bool) -> list[str]:
    """Three digits; inside a longer number an empty hundred is said: "không trăm"."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or after_others else []
    if not rest:
        return words
    if tens == 0:
        return [*words, "linh", DIGITS[units]] if words else [DIGITS[units]]
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if units:
        words.append(_unit(tens, units))
    return words


def _unit(tens: int, units: int) -> str:
    if units == 5:
        return "lăm"
    if tens > 1 and units in (1, 4):
        return "mốt" if units == 1 else "tư"
    return DIGITS[units]
