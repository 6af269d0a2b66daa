"""Question sets as they are read."""

from pathlib import Path

import pytest

from assistant.errors import InputError
from eval.cases import Case, ExpectedCite, choose, load_cases

LINE = '{"id": "a-1", "question": "q", "user": "CC0001", "now": "2026-04-02T08:00:00+07:00", "expect": {%s}}'


def written(folder: Path, *lines: str) -> Path:
    file = folder / "set.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def case(id_: str, session: str | None = None) -> Case:
    return Case(id=id_, question="q", user="CC0001", session=session)


def test_one_value_or_several(tmp_path: Path) -> None:
    one, two = load_cases(
        written(
            tmp_path,
            LINE % '"tool": "kpi_summary", "status": "answered", "cites": [{"number": "1/NĐ-CP", "article": 5}]',
            "",
            LINE.replace("a-1", "a-2") % '"tool": ["schedule", "task_list"], "status": ["clarify", "denied"]',
        )
    )
    assert one.expect.tool == ("kpi_summary",)
    assert one.expect.cites == (ExpectedCite(number="1/NĐ-CP", article="5"),)
    assert one.expect.cites[0].model_fields_set == {"number", "article"}
    assert two.expect.tool == ("schedule", "task_list")
    assert two.expect.status == ("clarify", "denied")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((LINE % '"tols": "x"',), "dòng 1: expect.tols"),
        ((LINE % "", LINE % ""), "dòng 2: mã a-1"),
        ((LINE % "", "{"), "dòng 2"),
        ((LINE.replace("+07:00", "") % "",), "dòng 1: now"),
        (("",), "không có câu nào"),
    ],
)
def test_what_is_no_set_is_refused(tmp_path: Path, lines: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError) as refused:
        load_cases(written(tmp_path, *lines))
    assert words in refused.value.values["reason"]


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_cases(tmp_path / "none.jsonl")


def test_choosing_by_prefix_and_by_lot() -> None:
    cases = [case("kpi-1"), case("kpi-2"), case("task-1"), case("doc-1")]
    assert [c.id for c in choose(cases, ["kpi", "doc"])] == ["kpi-1", "kpi-2", "doc-1"]
    drawn = choose(cases, sample=2, seed=7)
    assert len(drawn) == 2
    assert drawn == choose(cases, sample=2, seed=7)


def test_a_drawn_follow_up_brings_what_it_follows() -> None:
    cases = [case("a", "s"), case("x"), case("b", "s"), case("c", "s")]
    for seed in range(20):
        drawn = [c.id for c in choose(cases, sample=1, seed=seed)]
        assert drawn in (["a"], ["x"], ["a", "b"], ["a", "b", "c"])


def test_a_chosen_follow_up_brings_what_it_follows() -> None:
    cases = [case("a-1", "s"), case("b-1", "s"), case("a-2"), case("b-2", "s")]
    assert [c.id for c in choose(cases, ["b-1"])] == ["a-1", "b-1"]
    assert [c.id for c in choose(cases, ["a"])] == ["a-1", "a-2"]
