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
from eval.syllable_parts import STOP_TONES, STOPS, Parts, parts_of, spellings
from voice.speakable import speakable

TRIES, PATTERNS = 12, 4
"""Draws of a syllable, of which one is taken by how likely it is to be written; of the parts that are wrong."""
RARE = 0.03
"""Weight of a syllable that is in none of our own texts."""
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
    burst = _burst(Random(f"{seed}|burst"), table)  # noqa: S311  # no secret
    heard: list[str] = []
    skip = False
    for at, word in enumerate(said):
        dice = Random(f"{seed}|{at}")  # noqa: S311
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
            heard.append(_cased(_merged(word, said[at + 1], dice, table), word))
            skip = True
        elif not heard and at + 1 == len(said):
            heard.append(word)
        if added:
            heard.append(dice.choice(_own(table)))
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
    found = _candidates(said, dice, table)
    own = frozenset(_own(table))
    return dice.choices(found, [1.0 if one in own else RARE for one in found])[0] if found else word


def _candidates(said: Parts, dice: Random, table: Confusions) -> list[str]:
    """Syllables that can be, wrong in parts that go wrong together; other parts are tried when there are none."""
    patterns = list(table.patterns)
    weights = [
        share * math.prod(table.wrong[part].get(getattr(said, part), UNKNOWN) for part in pattern.split("+"))
        for pattern, share in table.patterns.items()
    ]
    for pattern in dice.choices(patterns, weights, k=PATTERNS):
        found = [one for _ in range(TRIES) if (one := _changed(said, pattern.split("+"), dice, table))]
        if found:
            return found
    return []


def _changed(said: Parts, parts: Sequence[str], dice: Random, table: Confusions) -> str | None:
    """None for what can be no syllable. A final stop bears two tones only."""
    drawn = {part: _drawn(table.heard[part].get(getattr(said, part), {}), dice) for part in parts}
    other = said._replace(**{part: value for part, value in drawn.items() if value is not None})
    if other.final in STOPS and other.tone not in STOP_TONES:
        other = other._replace(tone=dice.choice(STOP_TONES))
    return spellings().get(other) if other != said else None


def _drawn(shares: Mapping[str, float], dice: Random) -> str | None:
    return dice.choices(list(shares), list(shares.values()))[0] if shares else None


def _merged(first: str, second: str, dice: Random, table: Confusions) -> str:
    one, other = parts_of(first), parts_of(second)
    both = spellings().get(other._replace(onset=one.onset)) if one and other else None
    return both or _replaced(second, dice, table)


def _cased(heard: str, said: str) -> str:
    return heard[:1].upper() + heard[1:] if said[:1].isupper() else heard


@cache
def _own_syllables(own: str) -> tuple[str, ...]:
    return tuple(own.split())


def _own(table: Confusions) -> tuple[str, ...]:
    return _own_syllables(table.own)


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
