"""The JSON document of a run and the thresholds on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from assistant.errors import InputError
from eval.graded import Counted, Graded, Outcome
from eval.report_data import Report, load_report, save_report
from eval.summary import summarise
from eval.thresholds import load_thresholds, missed
from tests.eval.fakes_eval import NOW, case


def graded(id_: str, total: int = 10, **grades: object) -> Graded:
    answer = {"status": "answered", "router": grades.pop("router", "rule"), "took_ms": {"plan": 0, "total": total}}
    one = case(id_, cites=[{"number": "1", "clause": None}])
    return Graded(Outcome(one, answer, 50.0), **grades)  # type: ignore[arg-type]


SOME = [
    graded("kpi-1", tool=True, args=True, status=True, cites_found=Counted(1, 1), cites_right=Counted(1, 2)),
    graded("kpi-2", total=30, tool=False, status=True, router="llm"),
    graded("doc-1", total=20, text=True, cites_found=Counted(0, 1), leaked=("x",)),
]


def test_shares_are_of_the_cases_that_ask_for_them() -> None:
    document = summarise(SOME)
    assert {key: document.get(key) for key in ("n", "tool_accuracy", "argument_accuracy", "answer_accuracy")} == {
        "n": 3,
        "tool_accuracy": 0.5,
        "argument_accuracy": 1.0,
        "answer_accuracy": 1.0,
    }
    assert (document["citation_recall"], document["citation_precision"]) == (0.5, 0.5)
    assert (document["leaks"], document["without_llm"]) == (1, 0.6667)
    assert not {"wer", "cer", "grounded", "recall", "by_accent"} & document.keys()
    assert document["by_prefix"] == {
        "kpi": {"n": 2, "tool_accuracy": 0.5, "argument_accuracy": 1.0, "status_accuracy": 1.0},
        "doc": {"n": 1, "answer_accuracy": 1.0},
    }
    assert document["latency_ms"] == {"total": {"p50": 20.0, "p95": 30.0, "p99": 30.0}}
    assert [row["id"] for row in document["failures"]] == ["kpi-2", "doc-1"]  # type: ignore[union-attr,index,call-overload]


def test_failures_keep_what_was_expected_as_it_was_written() -> None:
    failures = summarise([SOME[2]])["failures"]
    assert isinstance(failures, list)
    [failure] = failures
    assert failure["expected"] == {"cites": [{"number": "1", "clause": None}]}  # type: ignore[index,call-overload]
    assert failure["got"]["leaked"] == ["x"]  # type: ignore[index,call-overload]


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    report = Report(Path("a.jsonl"), datetime.fromisoformat(NOW.isoformat()), tuple(SOME), noise={0.5: (SOME[0],)})
    save_report(report, tmp_path)
    again = load_report(tmp_path)
    assert again == report
    assert again.graded[0].outcome.case.expect.cites[0].model_fields_set == {"number", "clause"}  # type: ignore[index]
    (tmp_path / "report.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError):
        load_report(tmp_path)


def thresholds(folder: Path, text: str) -> Path:
    file = folder / "thresholds.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_thresholds_have_a_side(tmp_path: Path) -> None:
    text = "[questions]\ntool_accuracy = 0.6\nleaks = 0\nwer = 0.1\nlatency_ms.total.p95 = 28\nstatus_accuracy = 1\n"
    wanted = load_thresholds(thresholds(tmp_path, text + "by_prefix.kpi.tool_accuracy = 0.5\n"), "questions")
    got = [(one.figure, one.wanted, one.got) for one in missed(wanted, summarise(SOME))]
    assert got == [("tool_accuracy", 0.6, 0.5), ("leaks", 0, 1), ("latency_ms.total.p95", 28, 30)]
    assert load_thresholds(thresholds(tmp_path, text), "speech") == {}


@pytest.mark.parametrize("text", ["[questions]\ntool_acuracy = 1", "[other]\nn = 1", "[speech]\nwer = true", "x = "])
def test_thresholds_that_no_run_has_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        load_thresholds(thresholds(tmp_path, text), "questions")


def test_our_own_thresholds_are_good() -> None:
    from eval.thresholds import OWN

    assert load_thresholds(OWN, "questions")["leaks"] == 0
