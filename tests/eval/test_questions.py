"""Our own question sets: well-formed, of this city, computed and not copied, and unlike the router's examples."""

import json
from collections import Counter
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from eval.cases import load_cases
from eval.expected import fill
from eval.oracle.workbooks import City
from tests.eval.masked import Mask

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "eval" / "questions").glob("*.jsonl"))
LINES: dict[Path, list[fill.Line]] = {file: fill.read(file) for file in FILES}
COMPUTED = ("status", "contains", "not_contains", "leak")
ALIKE = 0.85
KNOWN_TOOLS = {"kpi_summary": 90, "kpi_ranking": 44, "kpi_person": 50, "kpi_causes": 35}
KNOWN_TOOLS |= {"task_list": 130, "task_detail": 25, "schedule": 100, "schedule_free": 25, "meeting_conclusions": 55}
KNOWN_TOOLS |= {"procedure": 45, "forum": 24}
"""Tool → how many questions at least call it."""

BY_HAND = {"boundaries", "documents", "documents_more"}
"""Sets whose expectations are written by hand; their own tests look them up in the workbooks and documents."""
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return fill.sample_city(tmp_path_factory.mktemp("questions"))


@cache
def about() -> dict[str, list[fill.Line]]:
    return fill.about()


def all_calls(line: fill.Line) -> list[fill.Line]:
    """Graded calls, and those that facts are computed from."""
    return [*fill.calls_of(line, {}), *fill.calls_of(line, about())]


@each_file
def test_a_file_loads(file: Path) -> None:
    assert len(load_cases(file)) == len(LINES[file])


def test_ids_are_unique_over_all_files() -> None:
    counted = Counter(line["id"] for lines in LINES.values() for line in lines)
    assert [name for name, times in counted.items() if times > 1] == []


def test_a_session_stays_with_one_asker_and_file() -> None:
    """But for somebody else who tries to go on with it, which is to be refused."""
    askers: dict[str, set[tuple[str, str]]] = {}
    for file, lines in LINES.items():
        for line in lines:
            if line.get("session") and "error" not in (line["expect"].get("status") or ()):
                askers.setdefault(line["session"], set()).add((file.name, line["user"]))
    assert [session for session, found in askers.items() if len(found) > 1] == []


def test_what_is_about_a_case_is_about_one_that_exists() -> None:
    assert set(about()) <= {line["id"] for lines in LINES.values() for line in lines}


@each_file
def test_users_and_codes_exist(file: Path, city: City) -> None:
    codes: dict[str, Container[object]] = {"unit": city.names, "person": city.people}
    for line in LINES[file]:
        assert line["user"] in city.people, line["id"]
        for call in all_calls(line):
            for key, known in codes.items():
                assert call["args"].get(key) is None or call["args"][key] in known, line["id"]


@pytest.mark.parametrize("file", [file for file in LINES if file.stem not in BY_HAND], ids=lambda file: file.stem)
def test_what_is_expected_is_what_is_computed(file: Path, city: City) -> None:
    def committed(line: fill.Line) -> dict[str, Any]:
        return {key: line["expect"].get(key) for key in COMPUTED}

    computed = [fill.filled(line, city, about()) for line in LINES[file]]
    wrong = [line["id"] for line, new in zip(LINES[file], computed, strict=True) if committed(line) != committed(new)]
    assert wrong == [], f"run python -m eval.expected.fill {file.name}"


def test_every_tool_is_asked_often_enough() -> None:
    counted = Counter(
        tool for lines in LINES.values() for line in lines for tool in {call["tool"] for call in all_calls(line)}
    )
    assert {tool: counted[tool] for tool, least in KNOWN_TOOLS.items() if counted[tool] < least} == {}


@pytest.mark.parametrize("status", ["answered", "denied", "clarify"])
def test_kpi_questions_have_every_status(status: str) -> None:
    lines = LINES[ROOT / "eval" / "questions" / "kpi.jsonl"]
    assert sum(line["expect"]["status"] == status for line in lines) >= 10


def examples() -> Iterator[str]:
    """Everything that the router has learnt from, whatever keys it stands under."""

    def words(node: object) -> Iterator[str]:
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            for inner in node.values():
                yield from words(inner)
        elif isinstance(node, list):
            for inner in node:
                yield from words(inner)

    for file in sorted((ROOT / "prompts" / "routes").glob("*.yaml")):
        yield from words(yaml.safe_load(file.read_text(encoding="utf-8")))


@each_file
def test_no_question_is_like_an_example_of_the_router(file: Path, city: City) -> None:
    mask = Mask.of(city)
    learnt = {mask(example): example for example in examples()}
    found = []
    for line in LINES[file]:
        masked = mask(line["question"])
        best = process.extractOne(masked, list(learnt), scorer=Levenshtein.normalized_similarity, score_cutoff=ALIKE)
        if best:
            found.append(f"{line['id']} {line['question']} ~ {learnt[best[0]]} ({best[1]:.2f})")
    assert found == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("KPI quý một của phường Thuận Hóa thế nào?", "kpi quy II/2026 cua xa Phu Vinh the nao"),
        ("điểm của Đặng Tuấn Tường tháng sáu", "Điểm của Mai Diệu Nhàn tháng 12 năm 2025"),
        ("xếp hạng các sở 6 tháng đầu năm", "xep hang cac so sau thang dau nam"),
    ],
)
def test_names_periods_and_numbers_make_no_difference(one: str, other: str, city: City) -> None:
    mask = Mask.of(city)
    assert mask(one) == mask(other)


def test_other_words_make_a_difference(city: City) -> None:
    mask = Mask.of(city)
    assert mask("vì sao phường An Cựu mất điểm quý một") != mask("xếp loại phường An Cựu quý một")


def test_the_frame_writes_what_it_reads(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    fill.write(file, LINES[FILES[0]])
    assert fill.read(file) == LINES[FILES[0]]
    assert all(json.dumps(line, ensure_ascii=False) in file.read_text(encoding="utf-8") for line in LINES[FILES[0]])
