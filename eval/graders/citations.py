"""Citations expected and given, matched on the keys expected."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from assistant.document_numbers import number_key
from assistant.vietnamese import normalise
from eval.cases import Case, ExpectedCite
from eval.graded import AnswerJson, Counted

Given = Mapping[str, JsonValue]


def citations_of(answer: AnswerJson) -> Sequence[Given]:
    given = answer.get("citations")
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def grade_cites_found(case: Case, answer: AnswerJson) -> Counted | None:
    """Recall: of the citations expected, those that some given one matches."""
    if case.expect.cites is None:
        return None
    given = citations_of(answer)
    return Counted(sum(any(matches(w, g) for g in given) for w in case.expect.cites), len(case.expect.cites))


def grade_cites_right(case: Case, answer: AnswerJson) -> Counted | None:
    """Precision: of the citations given, those that match some expected one."""
    if case.expect.cites is None:
        return None
    given = citations_of(answer)
    return Counted(sum(any(matches(w, g) for w in case.expect.cites) for g in given), len(given))


def matches(wanted: ExpectedCite, given: Given) -> bool:
    """Numbers of documents without regard to case, spaces, Đ or D and leading zeros; articles, clauses, points and
    annexes without regard to case (`9a`, `đ` is not `d`) and without their word ("Điều 5" is 5); file names in NFC.
    A key expected as null must be null or absent."""
    return all(_key(name, getattr(wanted, name)) == _key(name, given.get(name)) for name in wanted.model_fields_set)


def _key(name: str, value: JsonValue) -> str | None:
    if value is None:
        return None
    text = normalise(str(value))
    if name == "number":
        return str(number_key(text) or text.upper())
    if name == "document":
        return text
    return _PLACE_WORD.sub("", text.lower()).lstrip("0")


_PLACE_WORD = re.compile(r"^(?:điều|khoản|điểm|phụ lục)\s+|[.)]$")
