"""Grounding: recorded answers over the invented sample city hold, changed ones do not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from eval.cases import Case
from eval.graders.grounding import grade_grounding

ANSWERS = [json.loads(line) for line in Path(__file__).with_name("answers.jsonl").read_text("utf-8").splitlines()]
UNITS = "Phường Thuận Hóa,Xã Phú Vinh,Sở Y tế,Phường An Cựu,Sở Nội vụ,Xã Vinh Lộc,Phường Kim Long,Sở Du lịch".split(",")
NUMBER = re.compile(r"(?<![\w/.,-])\d+(?:,\d+)?(?![\w/]|[.,:]\d|-\w)")
DATE = re.compile(r"\b(\d{1,2})(/\d{1,2}/20\d\d)\b")
UNIT = re.compile(r"(?:Phường|Xã|Sở) [A-ZĐÀ-Ỹ]\w*(?: [A-ZĐÀ-Ỹ]\w*)*(?: (?:tế|vụ|lịch|chính|pháp|dựng))?")
CITED = re.compile(r"(?<=Điều )\d+|(?<=[Kk]hoản )\d+|(?<=điều )\d+|\b\d+(?=/(?:20\d\d/)?[A-ZĐ]+-)")


def case(answer: Mapping[str, Any]) -> Case:
    return Case.model_validate(
        {"id": "a", "question": answer["question"], "user": "CC0001", "now": "2026-07-14T08:00:00+07:00"}
    )


def grounded(answer: Mapping[str, Any]) -> bool | None:
    return grade_grounding(case(answer), answer)[0]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda a: a["question"])
def test_an_honest_answer_is_grounded(answer: dict[str, Any]) -> None:
    assert grade_grounding(case(answer), answer) == (True, ())


def other_digit(found: re.Match[str], random: Random) -> str:
    at = random.choice([at for at, letter in enumerate(found[0]) if letter.isdigit()])
    digit = random.choice([d for d in "123456789" if d != found[0][at]])
    return found[0][:at] + digit + found[0][at + 1 :]


def other_day(found: re.Match[str], random: Random) -> str:
    return f"{random.choice([d for d in range(1, 29) if d != int(found[1])])}{found[2]}"


def other_unit(found: re.Match[str], random: Random) -> str:
    return random.choice([unit for unit in UNITS if unit not in found[0]])


def other_place(found: re.Match[str], random: Random) -> str:
    return str(random.choice([n for n in range(1, 99) if n != int(found[0])]))


KINDS: dict[str, tuple[re.Pattern[str], Callable[[re.Match[str], Random], str]]] = {
    "digit": (NUMBER, other_digit),
    "date": (DATE, other_day),
    "unit": (UNIT, other_unit),
    "citation": (CITED, other_place),
}


def is_ordinal(found: re.Match[str]) -> bool:
    return found.string[: found.start()].endswith(("\n", "“")) or found.start() == 0


@pytest.mark.slow
def test_nearly_every_change_is_found() -> None:
    random, made, missed = Random(20260714), 0, []
    for answer in ANSWERS:
        for kind, (pattern, change) in KINDS.items():
            places = [found for found in pattern.finditer(answer["answer"]) if not is_ordinal(found) or kind == "unit"]
            for found in random.sample(places, min(4, len(places))):
                text = found.string[: found.start()] + change(found, random) + found.string[found.end() :]
                made += 1
                if grounded({**answer, "answer": text}) is not False:
                    missed.append((kind, found[0], text[max(0, found.start() - 30) : found.end() + 10]))
    assert made >= 150
    assert len(missed) <= 0.05 * made, missed


ROW = {"name": "Xã Phú Vinh", "total": 87.46, "done": 11, "deadline": "2026-06-30", "place": "Phòng họp số 1"}
CALL = {"tool": "kpi_summary", "args": {"unit": "PX-PHUVINH", "from": "2026-04-01", "to": "2026-06-30"}}


@pytest.mark.parametrize(
    ("text", "ungrounded"),
    [
        ("Xã Phú Vinh, quý II/2026: 87,5 điểm", ()),
        ("Xã Phú Vinh, quý II/2026: 87,46 điểm", ()),
        ("Xã Phú Vinh: 87,4 điểm", ("87,4",)),
        ("Xã Phú Vang: 87,5 điểm", ("Xã Phú Vang",)),
        ("quý III/2026", ("3",)),
        ("quý II/2025", ("2025",)),
        ("Có 1 đơn vị", ()),
        ("Có 11 đơn vị", ("11",)),
        ("hoàn thành 11", ()),
        ("hạn 30/6/2026, tại Phòng họp số 1", ()),
        ("hạn thứ Ba, 30/6/2026", ()),
        ("hạn thứ Tư, 30/6/2026", ("30/6/2026",)),
        ("hạn 29/6/2026, tại Phòng họp số 2", ("29/6/2026", "2")),
        ("theo Nghị định 46/2026/NĐ-CP, Điều 9", ("46/2026/NĐ-CP", "điều 9")),
        ("theo khoản 2 Điều 5 Nghị định 45/2026/NĐ-CP", ()),
        ("tính đến 14/7/2026", ()),
        ("lúc 08:30", ("08:30",)),
        ("mã CC0099", ("CC0099",)),
    ],
)
def test_what_counts_as_evidence(text: str, ungrounded: tuple[str, ...]) -> None:
    cited = {"number": "45/2026/NĐ-CP", "article": "5", "clause": "2", "text": "…"}
    answer: dict[str, Any] = {"question": "KPI", "answer": text, "calls": [CALL], "rows": [ROW], "citations": [cited]}
    assert grade_grounding(case(answer), answer)[1] == ungrounded


def test_nothing_claimed_is_not_graded() -> None:
    answer = {"question": "chào", "answer": "Xin chào anh/chị.", "status": "answered", "calls": []}
    assert grounded(answer) is None


def test_a_line_of_a_list_rests_on_its_own_row() -> None:
    rows = [{"name": "Phường An Cựu", "total": 90}, {"name": "Phường Kim Long", "total": 80}]
    answer = {"question": "q", "calls": [CALL], "rows": rows, "answer": "1. Phường An Cựu: 90\n2. Phường Kim Long: 80"}
    assert grounded(answer) is True
    assert grounded({**answer, "answer": "1. Phường An Cựu: 80\n2. Phường Kim Long: 90"}) is False


def test_speech_is_graded_where_it_has_digits() -> None:
    answer = {"question": "q", "answer": "Tốt.", "calls": [CALL], "rows": [ROW], "speech": "đạt 12 điểm"}
    assert grounded(answer) is False
    assert grounded({**answer, "speech": "đạt mười hai điểm"}) is None
