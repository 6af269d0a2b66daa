"""Word and letter errors of what was heard.

Both sides are compared in NFC with one placement of tone marks (`hoà` is `hòa`), in lower case, with everything but
letters and digits as a space. Accents count: a wrong tone is a wrong word. Numbers stay as they were written, so a set
should write them as its recogniser does, or as words.
"""

from __future__ import annotations

import re

import jiwer

from assistant.vietnamese import normalise
from eval.cases import Case
from eval.graded import AnswerJson, Counted


def heard_words(text: str) -> str:
    """The words that are compared, one space apart; letters are counted with these spaces."""
    return " ".join(re.findall(r"[^\W_]+", normalise(text).lower()))


def word_errors(reference: str, heard: str) -> tuple[Counted, Counted]:
    """Wrong words of the words said, and wrong letters of the letters said: substituted, left out and put in.

    With nothing said, everything heard is wrong, of 0.
    """
    said, got = heard_words(reference), heard_words(heard)
    words, letters = jiwer.process_words(said, got), jiwer.process_characters(said, got)
    return (
        Counted(words.substitutions + words.deletions + words.insertions, len(said.split())),
        Counted(letters.substitutions + letters.deletions + letters.insertions, len(said)),
    )


def grade_speech(case: Case, answer: AnswerJson) -> tuple[Counted, Counted] | None:
    """Of a spoken case: what was said is its question, what was heard the transcript."""
    if case.audio is None:
        return None
    return word_errors(case.question, str(answer.get("transcript") or ""))
