"""What `noise_confusions.json` holds: how whisper-base mishears Vietnamese speech, in shares alone.

Written by `python -m eval.train.confusions`; no word of the clips is in it but syllables that were heard as others by
several speakers' clips.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("noise_confusions.json")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Accent(_Strict):
    clips: int
    wer: float


class Measured(_Strict):
    """Of the clips in which speech was heard at all."""

    clips: int
    speakers: int
    syllables: int
    wer: float
    cer: float
    unheard: float
    """Share of all clips of which the recogniser wrote nothing; not part of the noise."""
    by_accent: Mapping[str, Accent]


class Kinds(_Strict):
    """Of the syllables that went wrong; the three sum to 1."""

    replaced: float
    dropped: float
    merged: float
    """Heard with the next one as one."""


class Writing(_Strict):
    """How the recogniser writes what it heard; all are probabilities."""

    capital: float
    """At the beginning."""
    name: float
    """A capital kept inside the sentence."""
    stop: float
    """A mark at the end."""
    figures: float
    """A number of two words or more, or "mười", in digits."""
    figure: float
    """A number of one word in digits."""


class Confusions(_Strict):
    measured: Measured
    scale: float
    """Brings the noise to the measured word error rate."""
    together: float
    """Exponent: parts of a syllable fail together more often than by chance when under 1."""
    burst: float
    """Concentration of the beta distribution of clip error rates: small when some are all wrong, some all right."""
    kinds: Kinds
    inserted: float
    """Syllables added for each said."""
    wrong: Mapping[str, Mapping[str, float]]
    """Part, its value: how often that part was misheard."""
    patterns: Mapping[str, float]
    """Which parts go wrong together ("onset+tone")."""
    heard: Mapping[str, Mapping[str, Mapping[str, float]]]
    """Part, value said, value heard instead; smoothed by closeness of sound."""
    whole: Mapping[str, Mapping[str, float]]
    """Syllable said, syllable heard instead: share of its errors."""
    own: str
    """Syllables of our own texts, parted by spaces."""
    familiar: float
    """Share of the wrong syllables that are among those."""
    writing: Writing


@cache
def confusions() -> Confusions:
    return Confusions.model_validate_json(FILE.read_text(encoding="utf-8"))
