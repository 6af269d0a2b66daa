"""Whether a word is spelled as a Vietnamese syllable can be."""

from __future__ import annotations

import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
_NUCLEUS = (
    "uyê|uya|uyu|iêu|yêu|oai|oao|oay|oeo|uây|uôi|ươi|ươu|uêu|oă|oa|oe|oo|oi|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|yê|ya|[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(rf"^(?:{_ONSET})?(?:{_NUCLEUS})(?:ch|ng|nh|[cmnpt])?$")


def is_syllable(word: str) -> bool:
    """Of any case, in NFC or NFD; one tone at most."""
    letters = unicodedata.normalize("NFD", word.lower())
    bare = "".join(c for c in letters if c not in _TONES)
    if len(letters) - len(bare) > 1:
        return False
    return bool(_SYLLABLE.match(unicodedata.normalize("NFC", bare)))
