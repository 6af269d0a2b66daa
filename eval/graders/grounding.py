"""Whether everything that an answer claims is in what its tools returned.

Claims are the numbers, days, times, codes, numbers of documents, places in documents and names (two or more words
written large) of `answer`, of the long form, and of `speech` where it has digits. What counts as evidence:

- Every value of rows, citations and explanation. A line of a list rests on one row, on one line inside a row, or on one
  citation: the one whose words are most like it. Any other line rests on everything together.
- Of lines that are no list also the arguments of the calls, the question and what was heard, the moment of asking, and
  of an answer that asks back its options.
- Numbers: a value that rounds to what is said, at most two decimals, half up, with or without its sign, also as percent
  (`98,4%` of 0.984375); outside a counted list also how many rows, rows of a kind or lines inside rows there are, and
  that less the lines shown. A number inside a text (`Phòng họp số 1`) counts next to the same word alone.
- `quý`, `tháng`, `năm`, and spans (`6 tháng`, `3 ngày`, `2 tuần`): those of a period given by its first and last day.
- Days: the same day, wherever it stands; of no year that day of any year. After "trước" also the one after a period. A
  day of the week that is said with it must be its own.
- Places: `Điều 5` of a citation, or the same words in a text. `dòng 12`: the row of the file a value comes from.
- The fixed words of the answer's own template (`prompts/`): "khoản 6 Điều 20" there is wording, not a finding.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, pairwise

from pydantic import JsonValue

from eval.cases import Case
from eval.graded import AnswerJson
from eval.graders.calls import calls_of
from eval.graders.claims import PLACES, Claim, claims, is_listed
from eval.graders.evidence import Evidence, counts, items, of
from eval.graders.reading import Token, read
from eval.graders.template_words import template_words
from eval.graders.text import has_run


def grade_grounding(case: Case, answer: AnswerJson) -> tuple[bool | None, tuple[str, ...]]:
    """Whether all is grounded, and what is not; None where nothing is claimed. An error speaks of the question only."""
    if answer.get("status") == "error":
        return None, ()
    ungrounded: list[str] = []
    claimed = 0
    wording, common, everything, single = _evidence(case, answer)
    for line, of_a_list in _lines(answer):
        said = claims(line)
        claimed += len(said)
        shared = (wording,) if of_a_list and single else (wording, common)
        parts = _about(line, single) if of_a_list and single else [everything]
        left = [[str(c) for c in said if not any(_grounded(c, one) for one in (*shared, part))] for part in parts]
        ungrounded += sorted(left, key=len)[0]
    return (not ungrounded if claimed else None), tuple(dict.fromkeys(ungrounded))


def _lines(answer: AnswerJson) -> list[tuple[str, bool]]:
    """With whether a line is one of a list: counted, or of `answer` after a dash."""
    detail, speech = answer.get("detail"), str(answer.get("speech") or "")
    shown = str(answer.get("answer") or "").splitlines()
    long = str(detail.get("markdown") or "").splitlines() if isinstance(detail, dict) else []
    long += speech.splitlines() if re.search(r"\d", speech) else []
    return [(line, is_listed(line) or line.startswith("- ")) for line in shown] + [
        (line, is_listed(line)) for line in long
    ]


def _about(line: str, single: list[Evidence]) -> list[Evidence]:
    """Those that have most of the line's words in common with it."""
    pairs = set(pairwise(read(line)))
    alike = [len(pairs & one.pairs) for one in single]
    return [one for one, count in zip(single, alike, strict=True) if count == max(alike) or one.unnamed]


def _evidence(case: Case, answer: AnswerJson) -> tuple[Evidence, Evidence, Evidence, list[Evidence]]:
    """Fixed wording, what was asked and when, what came back, and the parts of it that single lines may rest on."""
    wording = Evidence()
    calls = calls_of(answer)
    rows, citations = _list(answer.get("rows")), _list(answer.get("citations"))
    common = of(
        *(dict(call.args) for call in calls),
        str(answer.get("question") or case.question),
        answer.get("transcript"),
        case.now.isoformat() if case.now else None,
        answer.get("options") if answer.get("status") == "clarify" else None,
    )
    for words in template_words(tuple(call.tool for call in calls)):
        wording.add_fixed(words)
    everything = of(rows, citations, answer.get("explain"), answer.get("freshness"))
    runs = groupby(of_a_list for _, of_a_list in _lines({"answer": answer.get("answer")}))
    listed = [len(list(run)) for of_a_list, run in runs if of_a_list]
    everything.counts |= counts(rows, answer.get("explain"), [*listed, sum(listed)])
    return wording, common, everything, [*items(rows), *(of(one) for one in citations)]


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _grounded(claim: Claim, evidence: Evidence) -> bool:
    if claim.kind == "name":
        return any(has_run(text, claim.tokens) for text in evidence.texts)
    if _in_text(claim, evidence):
        return True
    token = claim.tokens[0]
    match claim.kind:
        case "mark":
            return token in evidence.marks
        case "date":
            return _a_day(claim, evidence) or _a_share(claim, evidence)
        case "time":
            return token.value in evidence.times
        case "place":
            return (PLACES.get(claim.under, ""), str(token.value).lower()) in evidence.places
    return isinstance(token.value, Decimal) and (
        _of_a_period(claim, token.value, evidence) or _of_a_value(claim, token.value, evidence)
    )


def _in_text(claim: Claim, evidence: Evidence) -> bool:
    """Beside the same word in a text, or between the same two signs."""
    token = claim.tokens[0]
    if evidence.says(claim.before, token, claim.after):
        return True
    if claim.before and _is_word(claim.before) and (claim.before, token) in evidence.pairs:
        return True
    return bool(claim.after and _is_word(claim.after) and claim.kind != "place") and (
        (token, claim.after) in evidence.pairs
    )


def _a_day(claim: Claim, evidence: Evidence) -> bool:
    """Of the evidence; after "trước" or "sau" also the one beside a period."""
    said = claim.tokens[0].value
    days = set(evidence.days)
    if _word(claim.before) == "trước":
        days |= {(day.year, day.month, day.day) for _, last in evidence.spans if (day := last + timedelta(days=1))}
    if not isinstance(said, tuple):
        return False
    if said[0] and claim.weekday not in (None, date(said[0], said[1], said[2]).weekday()):
        return False
    return any(day[1:] == said[1:] and said[0] in (None, day[0]) for day in days)


def _a_share(claim: Claim, evidence: Evidence) -> bool:
    """`2/3` of the evidence's numbers."""
    parts = [Decimal(part) for part in claim.tokens[0].text.split("/") if part.isdecimal()]
    return len(parts) == 2 and all(_of_a_value(claim, part, evidence) for part in parts)


def _of_a_value(claim: Claim, said: Decimal, evidence: Evidence) -> bool:
    if claim.under == "dòng" and said in evidence.lines:
        return True
    if said in evidence.counts or (claim.under == "có" and evidence.counts):
        return said in evidence.counts
    share = _word(claim.after) == "%"
    return any(_shown(number, said) or (share and _shown(number * 100, said, 1)) for number in evidence.numbers)


def _shown(number: Decimal, said: Decimal, places: int = 2) -> bool:
    """Whether `number` is written as `said`: with the decimals that are written, or those that end in zeros cut off."""
    written = max(-int(said.as_tuple().exponent), 0)
    for decimals in {written, places} if written < places else {written}:
        if written or decimals == places:
            rounded = abs(number).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
            if rounded == abs(said):
                return True
    return False


def _of_a_period(claim: Claim, said: Decimal, evidence: Evidence) -> bool:
    before, after = _word(claim.before), _word(claim.after)
    for first, last in evidence.spans:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        days = (last - first).days
        if (
            (before == "quý" and said in {(first.month + 2) // 3, (last.month + 2) // 3})
            or (before == "tháng" and said in {first.month, last.month})
            or (before == "năm" and said in {first.year, last.year})
            or (after == "tháng" and said == months)
            or (after == "ngày" and said in {days, days + 1})
            or (after == "tuần" and said * 7 in {days, days + 1})
        ):
            return True
    return before == "năm" and any(said == day[0] for day in evidence.days)


def _word(token: Token | None) -> str:
    return str(token.value) if token and token.kind == "word" else ""


def _is_word(token: Token | None) -> bool:
    return any(map(str.isalpha, _word(token)))
