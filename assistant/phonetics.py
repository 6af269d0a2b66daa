"""Vietnamese syllables as sounds, and how easily one is heard as another.

Regional mergers count little (central: hỏi, ngã and nặng; final n/ng, t/c. Southern: v/d/gi, hỏi/ngã; northern: tr/ch,
s/x, r/d/gi, l/n), tones and missing accents little, vowels by how close they are in the mouth. Costs run from 0, the
same, to 1, unrelated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.vietnamese import TONES, fold, normalise

LEFT_OUT = 0.75
"""Cost of a syllable too many or too few."""
_UNACCENTED = 0.06
_NO_TONE = 0.08

_ONSETS = "ngh ng nh gh gi kh ph th tr ch qu b c d đ f g h j k l m n p r s t v w x z".split()
_CODAS = "ng nh ch c m n p t".split()
_GLIDES = {"i": "j", "y": "j", "o": "w", "u": "w"}
_SOUNDS = {"ngh": "ng", "gh": "g", "gi": "z", "d": "z", "c": "k", "qu": "k", "f": "ph", "j": "z", "w": "v"}

_CLOSE_ONSETS = {
    0.15: "tr-ch s-x r-z l-n v-z",
    0.35: "tr-t ch-t s-t x-ch s-ch s-tr x-tr k-kh k-g kh-g g-h kh-h k-h r-g r-l p-b p-ph b-v ph-v th-t th-kh đ-t "
    "đ-l n-ng n-nh nh-ng nh-z m-n m-b l-z đ-n ng- h- kh-ph th-x z-ch z-x l-nh đ-b",
}
_ONSET_COST = {frozenset(pair.split("-")): cost for cost, pairs in _CLOSE_ONSETS.items() for pair in pairs.split()}
_CLOSE_CODAS = {
    0.1: "n-ng t-k nh-n nh-ng ch-t ch-k",
    0.3: "m-n m-ng p-t p-k t-n k-ng p-m ch-nh j- w- n- ng- nh- t- k- ch-",
    0.45: "m- p-",
}
_CODA_COST = {frozenset(pair.split("-")): cost for cost, pairs in _CLOSE_CODAS.items() for pair in pairs.split()}

_PLACES = {  # height 0 (low) to 3 (high), backness 0 (front) to 2 (back), rounding
    "a": (0.0, 1.0, 0.0),
    "ă": (0.2, 1.0, 0.0),
    "â": (1.2, 1.0, 0.0),
    "e": (1.0, 0.0, 0.0),
    "ê": (2.0, 0.0, 0.0),
    "i": (3.0, 0.0, 0.0),
    "o": (1.0, 2.0, 1.0),
    "ô": (2.0, 2.0, 1.0),
    "ơ": (1.6, 1.0, 0.0),
    "u": (3.0, 2.0, 1.0),
    "ư": (3.0, 1.4, 0.0),
}
_DOUBLE = {"ia": "iê", "ya": "iê", "yê": "iê", "ua": "uô", "ưa": "ươ", "oo": "o", "uơ": "ươ"}
_CLOSE_TONES = {
    frozenset(("hỏi", "ngã")): 0.02,
    frozenset(("nặng", "hỏi")): 0.05,
    frozenset(("nặng", "ngã")): 0.05,
}
_OTHER_TONE = 0.12
_WORD = re.compile(r"[^\W_]+")
_NUMBERS = dict(zip("0123456789", "không một hai ba bốn năm sáu bảy tám chín".split(), strict=True))


@dataclass(frozen=True, slots=True)
class Syllable:
    onset: str
    glide: str
    """`w` as in "hoa", "quý", else empty."""
    nucleus: str
    """One vowel, or two for iê, uô, ươ."""
    coda: str
    """Final consonant, or `j`, `w` of a falling diphthong."""
    tone: str
    """Name of the tone mark; empty for the level tone."""


@lru_cache(maxsize=16_384)
def syllable(word: str) -> Syllable:
    """Split one written syllable; digits are read as their words, foreign words split as well as can be."""
    word = _NUMBERS.get(word, normalise(word).lower())
    marks = [c for c in unicodedata.normalize("NFD", word) if c in TONES]
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if c not in TONES)
    rest = unicodedata.normalize("NFC", plain)
    onset = next((o for o in _ONSETS if rest.startswith(o)), "")
    vowel_too = onset == "gi" and (len(rest) == 2 or rest[2] not in "aeouăâôơư")  # "gì", "gìn", "giếng"
    rest = rest[1:] if vowel_too else rest[len(onset) :]
    coda = next((c for c in _CODAS if rest.endswith(c) and len(rest) > len(c)), "")
    vowels = rest[: len(rest) - len(coda)]
    glide, nucleus, off = _vowels(vowels, "w" if onset == "qu" else "", bool(coda))
    tone = TONES[marks[0]] if marks else ""
    return Syllable(_SOUNDS.get(onset, onset), glide, nucleus, "k" if coda == "c" else coda or off, tone)


def _vowels(vowels: str, glide: str, closed: bool) -> tuple[str, str, str]:
    """On-glide, nucleus and off-glide of the letters between onset and coda."""
    vowels = vowels.replace("y", "i") if vowels not in ("uy", "y") else vowels
    gliding = len(vowels) > 1 and vowels[:2] in ("oa", "oe", "oă", "uê", "uâ", "ui", "uy")
    if not glide and gliding and (vowels != "ui" or closed):
        glide, vowels = "w", vowels[1:]
    vowels = vowels.replace("y", "i")
    off = ""
    if not closed and len(vowels) > 1 and vowels not in _DOUBLE and vowels[-1] in _GLIDES:
        off, vowels = _GLIDES[vowels[-1]], vowels[:-1]
    return glide, _DOUBLE.get(vowels, vowels), off


@lru_cache(maxsize=262_144)
def distance(heard: str, known: str) -> float:
    """How unlikely it is that syllable `known` was heard (or typed) as `heard`, from 0 to 1."""
    if heard == known:
        return 0.0
    cost = _sound_distance(syllable(heard), syllable(known))
    bare = fold(known)
    typed_bare = fold(heard) == heard and bare != known
    if typed_bare and (known[0] != "đ" or heard[:1] == "d"):
        cost = min(cost, _UNACCENTED + _sound_distance(syllable(heard), syllable(bare)))
    return min(cost, 1.0)


def _sound_distance(heard: Syllable, known: Syllable) -> float:
    cost = 0.45 * _pair(_ONSET_COST, heard.onset, known.onset)
    cost += 0.45 * _vowel_distance(heard.nucleus, known.nucleus)
    cost += 0.4 * _pair(_CODA_COST, heard.coda, known.coda)
    cost += 0.1 * (heard.glide != known.glide)
    return cost + _tone_distance(heard.tone, known.tone)


def _pair(table: dict[frozenset[str], float], heard: str, known: str) -> float:
    return 0.0 if heard == known else table.get(frozenset((heard, known)), 1.0)


def _tone_distance(heard: str, known: str) -> float:
    if heard == known:
        return 0.0
    if not heard:
        return _NO_TONE
    return _CLOSE_TONES.get(frozenset((heard, known)), _OTHER_TONE)


@lru_cache(maxsize=8192)
def _vowel_distance(heard: str, known: str) -> float:
    if heard == known:
        return 0.0
    if not heard or not known:
        return 1.0
    longer = max(len(heard), len(known))
    steps = [_step(heard[min(k, len(heard) - 1)], known[min(k, len(known) - 1)]) for k in range(longer)]
    return min(1.0, sum(steps) / longer)


def _step(heard: str, known: str) -> float:
    if heard == known:
        return 0.0
    if heard not in _PLACES or known not in _PLACES:
        return 1.0
    (high, back, round_), (high2, back2, round2) = _PLACES[heard], _PLACES[known]
    return min(1.0, 0.1 + 0.25 * abs(high - high2) + 0.2 * abs(back - back2) + 0.05 * abs(round_ - round2))


def syllables(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, tone marks in their one place, without punctuation."""
    return tuple(_WORD.findall(normalise(text).lower()))


def sequence_distance(heard: Sequence[str], known: Sequence[str]) -> float:
    """Weighted edit distance of two runs of syllables: the sum of costs, 0 when they are the same."""
    row = [LEFT_OUT * k for k in range(len(known) + 1)]
    for left in heard:
        above, row = row, [row[0] + LEFT_OUT]
        for k, right in enumerate(known):
            row.append(min(above[k] + distance(left, right), above[k + 1] + LEFT_OUT, row[k] + LEFT_OUT))
    return row[-1]


@lru_cache(maxsize=1024)
def confusable(onset: str) -> frozenset[str]:
    """Onsets (as in `Syllable.onset`) that may be heard as this one, itself among them."""
    return frozenset({onset} | {other for pair in _ONSET_COST if onset in pair for other in pair})
