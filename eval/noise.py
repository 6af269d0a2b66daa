"""A question as whisper-base would hear it: `python -m eval.noise "câu hỏi" --strength 1 --seed 3`.

Syllables go wrong by their onset, nucleus, final and tone with the shares measured on human clips
(`eval/noise_confusions.json`), in bursts, and are written as the recogniser writes. A question typed without accents
cannot be spoken; only those of its words that are syllables change.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

from eval.heard_writing import written
from eval.mishearing import Confusions, confusions
from eval.syllable_parts import STOP_TONES, STOPS, Parts, blended, parts_of, spellings
from voice.speakable import speakable

TRIES, PATTERNS = 12, 6
"""Draws of a syllable until one can be, and of the parts that are wrong until a syllable fits."""
WORST = 0.97
"""Chance of an error is never more."""
UNKNOWN = 0.3
"""Rate of errors of a part that the table does not have."""


def noisy(text: str, strength: float, seed: int) -> str:
    """`text` as misheard; 0 leaves it unchanged, 1 gives the word error rate of whisper-base, between in proportion.

    The same for the same arguments; never empty for text that is not. Errors at a lower strength are made at a
    higher one too. Raises ValueError for a strength outside 0 to 1.
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"strength {strength} is not between 0 and 1")
    said = re.findall(r"\w+", speakable(text)) if strength else []
    if not said:
        return text
    return written(misheard(said, strength, f"{seed}|{text}", confusions()), f"{seed}|{text}", confusions().writing)


def misheard(said: Sequence[str], strength: float, seed: str, table: Confusions) -> list[str]:
    """Words as said to words as heard, capitals kept; at least one."""
    burst = _burst(Random(f"{seed}|burst"), table)
    heard: list[str] = []
    skip = False
    for at, word in enumerate(said):
        dice = Random(f"{seed}|{at}")
        if skip:
            skip = False
            continue
        wrong = dice.random() < strength * min(WORST, error_rate(word, table) * table.scale * burst)
        kind, added = dice.random(), dice.random() < strength * table.inserted * burst
        if not wrong:
            heard.append(word)
        elif kind < table.kinds.replaced:
            heard.append(_cased(_replaced(word, dice, table), word))
        elif kind < table.kinds.replaced + table.kinds.merged and at + 1 < len(said):
            heard.append(_cased(blended(word, said[at + 1]) or _replaced(said[at + 1], dice, table), word))
            skip = True
        elif not heard and at + 1 == len(said):
            heard.append(word)
        if added:
            heard.append(dice.choice(_own(table.own))[0])
    return heard


def error_rate(word: str, table: Confusions) -> float:
    """Chance that a syllable is misheard, from 0 to 1, before scale and bursts; foreign words have the mean."""
    parts = parts_of(word)
    if parts is None:
        return table.measured.wer
    right = math.prod(1 - table.wrong[part].get(value, UNKNOWN) for part, value in parts._asdict().items())
    return 1 - right**table.together


def _burst(dice: Random, table: Confusions) -> float:
    """How much worse than the mean this text is heard; 1 on average."""
    mean = min(table.measured.wer, 0.9)
    return dice.betavariate(mean * table.burst, (1 - mean) * table.burst) / mean


def _replaced(word: str, dice: Random, table: Confusions) -> str:
    said = parts_of(word)
    if said is None:
        return word
    whole = table.whole.get(word.lower(), {})
    draw = dice.random()
    for other, share in whole.items():
        if (draw := draw - share) < 0:
            return other
    familiar = dice.random() < table.familiar
    for parts in _wrong_parts(said, dice, table):
        found = _familiar(said, parts, table) if familiar else _possible(said, parts, dice, table)
        if found:
            return dice.choices(list(found), list(found.values()))[0]
    return word


def _wrong_parts(said: Parts, dice: Random, table: Confusions) -> list[list[str]]:
    """Some draws of parts that go wrong together; the first is taken that some syllable fits."""
    weights = [
        share * math.prod(table.wrong[part].get(getattr(said, part), UNKNOWN) for part in pattern.split("+"))
        for pattern, share in table.patterns.items()
    ]
    return [pattern.split("+") for pattern in dice.choices(list(table.patterns), weights, k=PATTERNS)]


def _familiar(said: Parts, parts: Sequence[str], table: Confusions) -> dict[str, float]:
    """Syllables of our own texts that differ in just these parts, by how often those are heard so."""
    shares = {part: table.heard[part].get(getattr(said, part), {}) for part in parts}
    same = [k for k, part in enumerate(Parts._fields) if part not in parts]
    found = {}
    for word, other in _own(table.own):
        if all(other[k] == said[k] for k in same):
            weight = math.prod(shares[part].get(getattr(other, part), 0.0) for part in parts)
            if weight:
                found[word] = weight
    return found


def _possible(said: Parts, parts: Sequence[str], dice: Random, table: Confusions) -> dict[str, float]:
    """One syllable that can be; a final stop bears two tones only. Empty when none was found."""
    for _ in range(TRIES):
        drawn = {part: _drawn(table.heard[part].get(getattr(said, part), {}), dice) for part in parts}
        other = said._replace(**{part: value for part, value in drawn.items() if value is not None})
        if other.final in STOPS and other.tone not in STOP_TONES:
            other = other._replace(tone=dice.choice(STOP_TONES))
        spelt = spellings().get(other) if other != said else None
        if spelt:
            return {spelt: 1.0}
    return {}


def _drawn(shares: Mapping[str, float], dice: Random) -> str | None:
    return dice.choices(list(shares), list(shares.values()))[0] if shares else None


def _cased(heard: str, said: str) -> str:
    return heard[:1].upper() + heard[1:] if said[:1].isupper() else heard


@cache
def _own(own: str) -> tuple[tuple[str, Parts], ...]:
    return tuple((word, parts) for word in own.split() if (parts := parts_of(word)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("text")
    options.add_argument("--strength", type=float, default=1.0, help="0 to 1")
    options.add_argument("--seed", type=int, default=0, help="of the first; nine more follow")
    given = options.parse_args()
    for seed in range(given.seed, given.seed + 10):
        sys.stdout.write(noisy(given.text, given.strength, seed) + "\n")


if __name__ == "__main__":
    main()
