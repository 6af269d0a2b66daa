"""Heard syllables as the recogniser writes them: capitals, a mark at the end, numbers in digits."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from assistant.spoken_number import number_said
from eval.mishearing import Writing

NUMBERS = frozenset("không một mốt hai ba bốn tư năm lăm sáu bảy tám chín mười mươi trăm nghìn ngàn linh lẻ".split())
_LONGEST = 9
_FIVE_AFTER = frozenset("linh lẻ trăm điều khoản mục chương ngày mùng tháng quý thứ số".split())
"""Words after which "năm" is five; elsewhere it is taken for the year."""


def written(words: Sequence[str], seed: str, writing: Writing) -> str:
    """One line of a transcript."""
    dice = Random(f"{seed}|writing")
    upper, stop = dice.random() < writing.capital, dice.random() < writing.stop
    names = [word if k and dice.random() < writing.name else word.lower() for k, word in enumerate(words)]
    line = " ".join(in_figures(names, dice, writing))
    line = line[:1].upper() + line[1:] if upper else line
    return line + "." if stop else line


def in_figures(words: Sequence[str], dice: Random, writing: Writing) -> list[str]:
    """Runs of number words as digits, as often as the recogniser writes them so."""
    done: list[str] = []
    at = 0
    while at < len(words):
        count, number = number_at(words, at)
        chance = writing.figures if count > 1 or words[at] == "mười" else writing.figure
        if count and dice.random() < chance:
            done.append(str(number))
        else:
            count = max(count, 1)
            done += words[at : at + count]
        at += count
    return done


def number_at(words: Sequence[str], at: int) -> tuple[int, int]:
    """How many words from `at` on say one number, and which; (0, 0) for none."""
    end = at
    while end < min(len(words), at + _LONGEST) and words[end] in NUMBERS and not _year(words, end):
        end += 1
    for stop in range(end, at, -1):
        number = number_said(words[at:stop])
        if number is not None and (stop == at + 1 or len(str(number)) > 1):
            return stop - at, number
    return 0, 0


def _year(words: Sequence[str], at: int) -> bool:
    return words[at] == "năm" and (at == 0 or words[at - 1] not in _FIVE_AFTER)
