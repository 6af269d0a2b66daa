"""How whisper-base mishears people: `python -m eval.train.confusions --speech DIR` writes `eval/noise_confusions.json`.

DIR holds human clips with `transcripts.csv`. They are heard by the product's own recogniser, without hints, and kept
in a file outside the repository, so that the work can be broken off. `eval/train/confusion_check.py` judges the noise.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import jiwer

from assistant.vietnamese import normalise
from eval.kept import KEPT
from eval.mishearing import FILE, Accent, Confusions, Kinds, Measured
from eval.noise import error_rate, misheard
from eval.train.alignment import Edit, aligned, said_syllables
from eval.train.confusion_counts import count_edits, own_syllables
from eval.train.heard_clips import Heard, clips_of, heard_clips
from eval.train.heard_numbers import writing_of

CLIPS = KEPT / "heard_clips.jsonl"
ROUNDS = 4
"""Runs of the noise over what was said that bring it to the measured rate."""
SEEDS = 5


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--speech", type=Path, required=True, help="folder of clips")
    options.add_argument("--kept", type=Path, default=CLIPS, help="where transcripts are kept")
    options.add_argument("--most", type=int, help="so many clips, the accents taking turns")
    options.add_argument("--threads", type=int, default=1)
    options.add_argument("--known", action="store_true", help="only the clips heard before")
    given = options.parse_args()
    clips = clips_of(given.speech, given.most)
    heard = list(heard_clips(given.speech, clips, given.kept, given.threads, known_only=given.known))
    FILE.write_text(confusions_of(heard).model_dump_json(indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{FILE}: {len(heard)} clips\n")


def confusions_of(heard: Sequence[Heard]) -> Confusions:
    """The table of these clips."""
    pairs = [(said_syllables(h.clip.said), said_syllables(h.heard)) for h in heard if h.heard]
    edits = [aligned(said, got) for said, got in pairs]
    counts = count_edits(edits, [h.clip.speaker for h in heard if h.heard])
    own = own_syllables()
    errors = counts.replaced + counts.dropped + counts.merged
    table = Confusions(
        measured=measured_of(heard),
        scale=1.0,
        together=1.0,
        burst=_burst(edits),
        kinds=Kinds(
            replaced=_short(counts.replaced / errors),
            dropped=_short(counts.dropped / errors),
            merged=_short(counts.merged / errors),
        ),
        inserted=_short(counts.inserted / counts.said),
        wrong=counts.rates(),
        patterns=counts.pattern_shares(),
        heard=counts.alternatives(),
        whole=counts.whole_syllables(),
        own=" ".join(own),
        familiar=counts.familiar(set(own)),
        writing=writing_of(heard),
    )
    table = _together(table, [word for said, _ in pairs for word in said], errors / counts.said)
    return _scaled(table, [said for said, _ in pairs])


def measured_of(heard: Sequence[Heard]) -> Measured:
    """Word error rate of syllables, numbers as words, over the clips in which something was heard."""
    some = [h for h in heard if h.heard]
    accents = {h.clip.accent for h in some}
    by_accent = {a: [h for h in some if h.clip.accent == a] for a in sorted(accents)}
    return Measured(
        clips=len(some),
        speakers=len({h.clip.speaker for h in some}),
        syllables=sum(len(said_syllables(h.clip.said)) for h in some),
        wer=_short(word_errors(some)),
        cer=_short(jiwer.cer([plain(h.clip.said) for h in some], [plain(h.heard) for h in some])),
        unheard=_short(1 - len(some) / len(heard)),
        by_accent={a: Accent(clips=len(of), wer=_short(word_errors(of))) for a, of in by_accent.items()},
    )


def word_errors(heard: Sequence[Heard]) -> float:
    return float(jiwer.wer([plain(h.clip.said) for h in heard], [plain(h.heard) for h in heard]))


def plain(text: str) -> str:
    """For the error rates: syllables parted by spaces."""
    return " ".join(said_syllables(normalise(text)))


def _burst(edits: Sequence[Sequence[Edit]]) -> float:
    """Concentration of clips' error rates by the method of moments."""
    wrong = [(sum(e.said != e.heard for e in clip if e.said), sum(bool(e.said) for e in clip)) for clip in edits]
    mean = sum(k for k, _ in wrong) / sum(n for _, n in wrong)
    spread = sum((k - n * mean) ** 2 - n * mean * (1 - mean) for k, n in wrong)
    alike = spread / sum(n * (n - 1) * mean * (1 - mean) for _, n in wrong)
    alike = min(max(alike, 0.01), 0.5)
    return _short((1 - alike) / alike)


def _together(table: Confusions, said: Sequence[str], rate: float) -> Confusions:
    """With the exponent that gives the share of syllables that went wrong."""
    low, high = 0.0, 2.0
    words = Counter(said)
    for _ in range(20):
        middle = (low + high) / 2
        table = table.model_copy(update={"together": _short(middle)})
        mean = sum(error_rate(word, table) * n for word, n in words.items()) / len(said)
        low, high = (middle, high) if mean < rate else (low, middle)
    return table


def _scaled(table: Confusions, said: Sequence[Sequence[str]]) -> Confusions:
    for _ in range(ROUNDS):
        got = simulated(table, said)
        table = table.model_copy(update={"scale": _short(table.scale * table.measured.wer / got)})
    return table


def simulated(table: Confusions, said: Sequence[Sequence[str]], strength: float = 1.0) -> float:
    """Word error rate of the noise itself on these syllables."""
    asked = [" ".join(words) for words in said] * SEEDS
    heard = [
        " ".join(misheard(words, strength, f"{s}|{k}", table)) for s in range(SEEDS) for k, words in enumerate(said)
    ]
    return float(jiwer.wer(asked, heard))


def _short(value: float) -> float:
    return round(value, 4)


if __name__ == "__main__":
    main()
