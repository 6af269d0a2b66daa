"""Graders: small pure functions of a case and its answer; `grade` puts them together."""

from __future__ import annotations

from eval.graded import Graded, Outcome
from eval.graders.calls import grade_args, grade_tool
from eval.graders.citations import grade_cites_found, grade_cites_right
from eval.graders.grounding import grade_grounding
from eval.graders.leaks import grade_leaks
from eval.graders.speech import grade_speech
from eval.graders.status import grade_status
from eval.graders.text import grade_text


def grade(outcome: Outcome) -> Graded:
    """Every grade that the case asks for."""
    case, answer = outcome.case, outcome.answer
    grounded, ungrounded = grade_grounding(case, answer)
    words, letters = grade_speech(case, answer) or (None, None)
    return Graded(
        outcome=outcome,
        tool=grade_tool(case, answer),
        args=grade_args(case, answer),
        status=grade_status(case, answer),
        text=grade_text(case, answer),
        cites_found=grade_cites_found(case, answer),
        cites_right=grade_cites_right(case, answer),
        grounded=grounded,
        ungrounded=ungrounded,
        leaked=grade_leaks(case, answer),
        words=words,
        letters=letters,
    )
