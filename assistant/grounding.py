"""The grounding check: an answer whose numbers, days, times, codes, places in documents and names are not all found in
its tool results is not shown; a safe sentence is.

`unfounded` is for whoever writes answers: templates, which should never fail it, and a language model, which may. A
number in the fixed words of a template counts beside the same word only: "khoản 6 Điều 20" there makes no 6 true
elsewhere. The spoken form has its numbers in words and is not read; it is made from the same values.
`eval/graders/grounding.py` judges answers from outside and shares nothing with this on purpose.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.grounding_evidence import PLACES, Evidence, Settled, Value, fixed_words, read
from assistant.trace import note
from assistant.types import Answer, Plan, Question, ToolResult
from assistant.vietnamese import normalise
from prompts import message

LISTED = 10
"""Lines of a list that are shown at most; how many more there are is said."""
_UPPER = "".join(filter(str.isupper, map(chr, range(0x1F00))))
_LARGE = re.compile(rf"(?<!\w)[{_UPPER}]\w*(?: [{_UPPER}]\w*)+")
_ROMAN = re.compile("[IVX]+")
_OPENS = frozenset('\n.:;!?“"(–-•/,')
_ORDINAL = re.compile(r"^\s*(?:[-•+]\s+)?\d{1,3}[.)]\s", re.MULTILINE)
_PLACE = re.compile(rf"(?<!\w)(?:{'|'.join(PLACES.values())}) (?:[ivx]+|\d+\w?|[a-zđ])(?!\w)")
_BEFORE = re.compile(r"\w+\W*$")
_AFTER = re.compile(r"\W*\w+")
_log = logging.getLogger(__name__)


def checked(answer: Answer, question: Question, plan: Plan, results: Sequence[ToolResult]) -> Answer:
    """The answer, or a safe one in its place when it says what its results do not."""
    if not results or answer.status not in ("answered", "not_found"):
        return answer
    stray = unfounded(_said(answer), results, question, (*plan.periods, *(plan.former or ())))
    note("unfounded", lambda: list(stray))
    if not stray:
        return answer
    tools = ", ".join(result.call.tool for result in results)
    _log.error("an answer from %s says %d things that its results do not; it was not shown", tools, len(stray))
    safe = message("messages", "not_grounded")
    return Answer(question.text, safe, safe, "error", calls=answer.calls, router=answer.router)


def unfounded(
    text: str, results: Sequence[ToolResult], question: Question, understood: Sequence[str | None] = ()
) -> tuple[str, ...]:
    """What a text claims that the results do not hold. The question's own words prove nothing; its moment and
    `understood`, its times and former names as they were read, do."""
    evidence = Evidence()
    evidence.add((question.now, *understood))
    for result in results:
        rows = result.rows if result.data is None else ()
        evidence.add_result(result.data)
        evidence.add_result(result.call.args)
        evidence.add((rows, result.citations, result.freshness, result.explain))
    fixed = fixed_words(tuple(dict.fromkeys(result.call.tool for result in results)))
    text = _ORDINAL.sub("", text.replace("*", ""))
    stray: tuple[str, ...] = ()
    for thorough in (False, True):
        lines = (normalise(line) if thorough else " ".join(line.split()) for line in text.splitlines())
        stray = tuple(dict.fromkeys(_strays("\n".join(lines), evidence.settle(thorough), fixed)))
        if not stray:
            break
    return stray


def _said(answer: Answer) -> str:
    cells = (cell for row in answer.detail.table.rows for cell in row)
    return "\n".join((answer.answer, answer.detail.markdown, *dict.fromkeys(cells)))


def _strays(text: str, found: Settled, fixed: str) -> Iterator[str]:
    folded = text.casefold()
    for match, values in read(folded):
        held = all(_holds(one, match, found) for one in values)
        if not (held or _stands(match[0], found.text) or _worded(match, fixed)):
            yield match[0]
    for place in dict.fromkeys(_PLACE.findall(folded)):
        if not (_stands(place, found.text) or _stands(place, fixed)):
            yield place
    for name in dict.fromkeys(_names(text)):
        if name.casefold() not in found.text and name.casefold() not in fixed:
            yield name


def _holds(value: Value, match: re.Match[str], found: Settled) -> bool:
    kind, one = value
    if value in found.values or (kind == "month" and one in found.of_days):
        return True
    if kind != "number" or not isinstance(one, Decimal):
        return False
    return one in found.of_days or _amount(one, match, found)


def _amount(one: Decimal, match: re.Match[str], found: Settled) -> bool:
    """An amount rounds to what is said, or its share does in percent; after "còn" what a list leaves out."""
    places = max(-int(one.as_tuple().exponent), 0)
    said, slack = float(one), 0.5 * 10 ** -(places or 2) + 1e-9
    if found.near(said, slack):
        return True
    if "%" in match.string[match.end() : match.end() + 2] and found.near_share(said / 100, max(slack, 0.05) / 100):
        return True
    return _is_rest(match) and any(found.near(said + shown, 0) for shown in range(1, LISTED + 1))


def _is_rest(match: re.Match[str]) -> bool:
    """`Còn 12 nhiệm vụ nữa`"""
    line = match.string[match.end() :].split("\n", 1)[0]
    return match.string[: match.start()].endswith("còn ") and " nữa" in line


def _worded(match: re.Match[str], fixed: str) -> bool:
    """Whether the fixed words say it, beside the same word or sign."""
    text, (start, end) = match.string, match.span()
    before, after = _BEFORE.search(text[max(0, start - 20) : start]), _AFTER.match(text[end : end + 20])
    return (
        bool(before and _stands(before[0] + match[0], fixed))
        or bool(after and _stands(match[0] + after[0], fixed))
        or (start > 0 and f"\n{text[start - 1]}{match[0]}" in fixed)
    )


def _stands(words: str, text: str) -> bool:
    """Whether whole words stand in a text."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum()):
            return True
        at = text.find(words, at + 1)
    return False


def _names(text: str) -> Iterator[str]:
    """Two or more words in a row written large; a word that opens a sentence is left out, being large for that."""
    for found in _LARGE.finditer(text):
        words = [word for word in found[0].split(" ") if not _ROMAN.fullmatch(word)]
        before = text[max(0, found.start() - 2) : found.start()].rstrip(" ")
        named = words[1:] if not before or before[-1] in _OPENS else words
        if len(named) > 1:
            yield " ".join(named)
