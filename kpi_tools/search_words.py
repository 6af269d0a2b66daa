"""A text as the full-text search reads it: syllables with one spelling, everyday words as the official ones."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from pathlib import Path

from assistant.vietnamese import ABBREVIATIONS, fold, normalise

WORDS = Path(__file__).with_name("search_words.toml")
ABBREVIATED_FROM = 3
"""Letters; shorter abbreviations are also syllables."""
_SYLLABLE = re.compile(r"[^\W_]+")
_ACCENT = re.compile("[\u00c0-\u024f\u1ea0-\u1ef9]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BEFORE_Y = "hklmst"
Syllables = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """Syllables in lower case, as written."""

    syllables: Syllables
    content: Syllables
    """Of these, without what surrounds the thing looked for ("thủ tục", "cần gì")."""
    accented: bool
    """Whether the text has any accent: then a syllable without one was meant without."""


def read_query(text: str) -> Wording:
    """What is looked for, apart from what surrounds it. Never raises."""
    syllables, accented = syllables_of(text), _accented(text)
    pieces = _phrases(syllables, _furniture(accented), accented)
    content = tuple(s for phrase, known in pieces if not known for s in phrase)
    return Wording(syllables, content, accented)


def syllables_of(text: str) -> Syllables:
    """Of any text; abbreviations and everyday words in full. Never raises."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    accented = _accented(visible)
    found = _syllables(visible)
    same = _same(accented)
    compared = found if accented else tuple(map(folded, found))
    whole = _spaced(compared)
    if not any(_spaced(phrase) in whole for first in same.keys() & set(compared) for phrase in same[first]):
        return found
    return tuple(s for phrase, instead in _phrases(found, same, accented) for s in (instead or phrase))


def tokens(syllables: Sequence[str], accented: bool) -> Iterator[str]:
    """Syllables and pairs of neighbours without accents; with `accented` also as written, marked with `=`."""
    plain = [folded(s) for s in syllables]
    yield from plain
    yield from pairs(plain)
    if accented:
        yield from map(written, syllables)
        yield from map(written, pairs(syllables))


def pairs(syllables: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(syllables)]


def _syllables(text: str) -> Syllables:
    return tuple(chain.from_iterable(map(_spelt, _SYLLABLE.findall(text))))


def _accented(text: str) -> bool:
    return _ACCENT.search(unicodedata.normalize("NFC", text)) is not None


def written(text: str) -> str:
    """The token of a syllable or pair with its accents."""
    return f"={text}"


@lru_cache(maxsize=100_000)
def folded(syllable: str) -> str:
    return fold(syllable)


@lru_cache(maxsize=100_000)
def _spelt(word: str) -> Syllables:
    """Lower case, tone marks placed the one way, y for a lone i (kí, lí, mĩ); an abbreviation as its syllables."""
    lower = normalise(word).lower()
    if len(lower) == 2 and lower[0] in _BEFORE_Y:
        lower = unicodedata.normalize("NFC", unicodedata.normalize("NFD", lower).replace("i", "y"))
    full = _abbreviations().get(fold(lower))
    return tuple(_SYLLABLE.findall(full if full else lower))


def _phrases(
    syllables: Syllables, known: Mapping[str, Mapping[Syllables, Syllables]], accented: bool
) -> Iterator[tuple[Syllables, Syllables]]:
    """The text in pieces: known phrases, the longest first, each with its value, and other syllables one by one."""
    compared = syllables if accented else tuple(folded(s) for s in syllables)
    at = 0
    while at < len(syllables):
        starting = known.get(compared[at], {})
        phrase = next((p for p in starting if compared[at : at + len(p)] == p), ())
        length = len(phrase) or 1
        yield syllables[at : at + length], starting.get(phrase, ())
        at += length


def _spaced(syllables: Syllables) -> str:
    return f" {' '.join(syllables)} "


@cache
def _abbreviations() -> Mapping[str, str]:
    return {fold(short): full for short, full in ABBREVIATIONS.items() if len(short) >= ABBREVIATED_FROM}


@cache
def _file() -> tuple[tuple[str, ...], tuple[str, ...], Mapping[str, str]]:
    read = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return tuple(read["furniture"]), tuple(read["plain"]), read["same"]


@cache
def _furniture(accented: bool) -> Mapping[str, Mapping[Syllables, Syllables]]:
    every, plain, _ = _file()
    chosen = every if accented else (*plain, *(phrase for phrase in every if " " in phrase))
    return _by_first(((phrase, phrase) for phrase in chosen), accented)


@cache
def _same(accented: bool) -> Mapping[str, Mapping[Syllables, Syllables]]:
    return _by_first(_file()[2].items(), accented)


def _by_first(phrases: Iterable[tuple[str, str]], accented: bool) -> Mapping[str, Mapping[Syllables, Syllables]]:
    """Phrases by their first syllable, the longest first."""
    table: dict[str, dict[Syllables, Syllables]] = {}
    for phrase, value in sorted(phrases, key=lambda pair: len(pair[0].split()), reverse=True):
        spoken = phrase if accented else fold(phrase)
        key = _syllables(spoken)
        table.setdefault(key[0], {})[key] = _syllables(value)
    return table
