"""Whether an answer says what it must and nothing that it must not: words and values, not spellings."""

from __future__ import annotations

from collections.abc import Sequence

from eval.cases import Case
from eval.graded import AnswerJson
from eval.graders.reading import Token, read


def contains(text: str, wanted: str) -> bool:
    """Whether the words and values of `wanted` stand in `text` one after the other (see `reading`).

    A day of no year is found in the same day of any year, not the other way round. What may be read two ways (`3/5`,
    `24 giờ`) is found when either way finds it.
    """
    return any(has_run(read(text, plain=plain), read(wanted, plain=plain)) for plain in (False, True))


def has_run(tokens: Sequence[Token], run: Sequence[Token]) -> bool:
    """Whether `run` is a part of `tokens` without gaps; of no tokens it never is."""
    return bool(run) and any(
        all(same(given, wanted) for given, wanted in zip(tokens[at:], run, strict=False))
        for at in range(len(tokens) - len(run) + 1)
    )


def same(given: Token, wanted: Token) -> bool:
    if given == wanted:
        return True
    if isinstance(given.value, tuple) and isinstance(wanted.value, tuple):
        return wanted.value[0] is None and given.value[1:] == wanted.value[1:]
    return False


def grade_text(case: Case, answer: AnswerJson) -> bool | None:
    """`contains` and `not_contains`, of `answer` alone."""
    expect = case.expect
    if not expect.contains and not expect.not_contains:
        return None
    said = str(answer.get("answer") or "")
    return all(contains(said, wanted) for wanted in expect.contains) and not any(
        contains(said, unwanted) for unwanted in expect.not_contains
    )
