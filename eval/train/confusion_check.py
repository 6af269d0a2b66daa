"""Whether the noise is like what was heard of other speakers: `python -m eval.train.confusion_check --speech DIR`.

The table is made of about two thirds of the speakers, its noise set beside what was heard of the others: word and
character error rates, and of the errors the shares by kind and by part. Clips must have been heard before
(`eval/train/confusions.py`); nothing is written.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import jiwer

from eval.mishearing import Confusions
from eval.noise import misheard
from eval.syllable_parts import Parts
from eval.train.alignment import aligned, said_syllables
from eval.train.confusion_counts import Counts, count_edits, own_syllables
from eval.train.confusions import CLIPS, confusions_of
from eval.train.heard_clips import Heard, clips_of, heard_clips

SEEDS = 20
Pair = tuple[Sequence[str], Sequence[str]]
"""Syllables said and heard."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--speech", type=Path, required=True, help="folder of clips")
    options.add_argument("--kept", type=Path, default=CLIPS, help="where transcripts are kept")
    given = options.parse_args()
    heard = [h for h in heard_clips(given.speech, clips_of(given.speech), given.kept, known_only=True) if h.heard]
    table = confusions_of([h for h in heard if not left_out(h.clip.speaker)])
    rest = [h for h in heard if left_out(h.clip.speaker)]
    columns: dict[str, Sequence[object]] = {"": FIGURES, f"heard ({len(rest)} clips)": figures(_real(rest))} | {
        f"noise {strength}": figures(_noise(rest, table, strength)) for strength in (1.0, 0.5, 0.25)
    }
    sys.stdout.write(f"table of {table.measured.clips} clips, {table.measured.speakers} speakers\n")
    sys.stdout.write("\t".join(columns) + "\n")
    for name, *values in zip(*columns.values(), strict=True):
        sys.stdout.write("\t".join([str(name), *(f"{value:.3f}" for value in values)]) + "\n")


def left_out(speaker: str) -> bool:
    return int(hashlib.sha256(speaker.encode()).hexdigest(), 16) % 3 == 0


FIGURES = (
    *("WER", "CER", "replaced", "dropped", "merged", "inserted"),
    *("onset", "nucleus", "final", "tone", "tone alone", "one part", "three or four parts", "in our own texts"),
    *("texts all right", "texts over 80 % wrong"),
)
"""Error rates; kinds for each syllable said; of the replaced ones, in how many each part is wrong; spread."""


def figures(pairs: Sequence[Pair]) -> list[float]:
    """In the order of FIGURES."""
    said, heard = [" ".join(one) for one, _ in pairs], [" ".join(other) for _, other in pairs]
    edits = [aligned(*pair) for pair in pairs]
    counts = count_edits(edits, [""] * len(edits))
    wrong = [sum(e.said != e.heard for e in of) / len(one) for of, (one, _) in zip(edits, pairs, strict=True)]
    return [
        *(float(jiwer.wer(said, heard)), float(jiwer.cer(said, heard))),
        *(n / counts.said for n in (counts.replaced, counts.dropped, counts.merged, counts.inserted)),
        *_parts(counts),
        counts.familiar(set(own_syllables())),
        sum(w == 0 for w in wrong) / len(wrong),
        sum(w > 0.8 for w in wrong) / len(wrong),
    ]


def _parts(counts: Counts) -> list[float]:
    total = sum(counts.patterns.values())
    by = {p: sum(n for pattern, n in counts.patterns.items() if p in pattern.split("+")) for p in Parts._fields}
    sizes = [(len(pattern.split("+")), n) for pattern, n in counts.patterns.items()]
    one, many = sum(n for size, n in sizes if size == 1), sum(n for size, n in sizes if size > 2)
    return [n / total for n in (*by.values(), counts.patterns["tone"], one, many)]


def _real(heard: Sequence[Heard]) -> list[Pair]:
    return [(said_syllables(h.clip.said), said_syllables(h.heard)) for h in heard]


def _noise(heard: Sequence[Heard], table: Confusions, strength: float) -> list[Pair]:
    said = [said_syllables(h.clip.said) for h in heard]
    return [
        (words, [w.lower() for w in misheard(words, strength, f"{seed}|{k}", table)])
        for seed in range(SEEDS)
        for k, words in enumerate(said)
    ]


if __name__ == "__main__":
    main()
