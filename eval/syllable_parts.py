"""Written Vietnamese syllables by their parts, onset, nucleus, final and tone, over every syllable that can be.

Letters, not sounds: a recogniser that writes "sau" for "sao" is wrong. One sound with several spellings by place
(c/k, g/gh, ng/ngh, ia/iê, ua/uô, ưa/ươ) is one part. `phonetics.py` merges more and reads what is no syllable.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from assistant.vietnamese import TONES, normalise

ONSETS = ("", *"b c ch d đ g gi h kh l m n ng nh p ph qu r s t th tr v x".split())
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ich im in inh ip it iu y
ia iêc iêm iên iêng iêp iêt iêu o oc oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt ư ưc ưi ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu
oeo oao oa oac oach oai oan oang oanh oat oay oăc oăm oăn oăng oăt oe oen oet uân uâng uât uây uê uêch uênh uơ
uy uych uynh uyt uyu uya uyên uyêt
""".split()
_AFTER_QU = (
    "a ac ach ai an ang anh ao at au ay ăn ăng ăt ân âng ât ây e en eo et ê ên êt y ynh yt yên yêt ôc ơ it".split()
)
_FINALS = ("ng", "nh", "ch", "c", "m", "n", "p", "t")
_OPEN = {"ia": "iê", "ua": "uô", "ưa": "ươ", "uya": "uyê", "oa": "oa", "oe": "oe", "uê": "uê", "uơ": "uơ", "uy": "uy"}
STOPS, STOP_TONES = ("c", "ch", "p", "t"), ("sắc", "nặng")
"""Finals that bear only these tones."""
_MARKS = {"": ""} | {name: mark for mark, name in TONES.items()}


class Parts(NamedTuple):
    onset: str
    """Letters; c, g, ng also for k, gh, ngh. Empty for none."""
    nucleus: str
    """Vowels with the glide before them, without the tone: "oa", "uyê", "ươ"."""
    final: str
    """Consonant or half vowel (i, y, o, u); empty for none."""
    tone: str
    """Name of the mark; empty for the level tone."""


@cache
def inventory() -> Mapping[str, Parts]:
    """Every syllable that Vietnamese spelling allows, in lower case, to its parts; about 16,000."""
    return dict(_all())


@cache
def spellings() -> Mapping[Parts, str]:
    """The other way round."""
    return {parts: written for written, parts in inventory().items()}


def parts_of(word: str) -> Parts | None:
    """Of one written word in any case; None for what is no Vietnamese syllable."""
    return inventory().get(normalise(word).lower())


def blended(first: str, second: str) -> str | None:
    """The onset of one syllable and the rime of the next; None when they make none."""
    one, other = parts_of(first), parts_of(second)
    return spellings().get(other._replace(onset=one.onset)) if one and other else None


def _all() -> Iterator[tuple[str, Parts]]:
    for onset in ONSETS:
        for rime in _AFTER_QU if onset == "qu" else _RIMES:
            nucleus, final = _split(rime)
            letters = _letters(onset, rime)
            for tone in STOP_TONES if final in STOPS else _MARKS:
                yield _toned(letters, rime, _MARKS[tone]), Parts(onset, nucleus, final, tone)


def _split(rime: str) -> tuple[str, str]:
    if rime in _OPEN:
        return _OPEN[rime], ""
    final = next((f for f in _FINALS if rime.endswith(f)), "")
    if not final and len(rime) > 1 and rime[-1] in "iyou":
        final = rime[-1]
    return rime.removesuffix(final) if final else rime, final


def _letters(onset: str, rime: str) -> str:
    front = rime[0] in "eêiy"
    if onset == "gi" and rime[0] == "i":
        return "g" + rime
    if onset in ("g", "ng") and front:
        return onset + "h" + rime
    if onset == "c" and front:
        return "k" + rime
    return "yê" + rime[2:] if not onset and rime.startswith("iê") else onset + rime


def _toned(letters: str, rime: str, mark: str) -> str:
    """With the mark on its vowel, as `normalise` places it."""
    if not mark:
        return letters
    begin = len(letters) - len(rime)
    vowels = [k for k in range(begin, len(letters)) if letters[k] in "aăâeêioôơuưy"]
    hatted = [k for k in vowels if letters[k] in "ăâêôơ"]
    closed = vowels[-1] < len(letters) - 1
    pair = letters[vowels[0] :][:2] in ("oa", "oe", "uy") and closed
    at = hatted[-1] if hatted else vowels[1] if pair or len(vowels) == 3 else vowels[0]
    if not hatted and "ư" in rime:
        at = letters.index("ư", begin)
    return normalise(unicodedata.normalize("NFC", letters[: at + 1] + mark + letters[at + 1 :]))
