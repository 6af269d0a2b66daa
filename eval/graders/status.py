"""Whether the answer has the status expected."""

from __future__ import annotations

from eval.cases import Case
from eval.graded import AnswerJson


def grade_status(case: Case, answer: AnswerJson) -> bool | None:
    return None if case.expect.status is None else answer.get("status") in case.expect.status
