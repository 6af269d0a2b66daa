"""`troly eval` over a home without models: what needs none, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

from tests.assistant.fakes_troly import Troly

CASE = '{"id": "a-1", "question": "q", "user": "NOBODY", "expect": {"status": "%s"}}'


def written(folder: Path, status: str = "denied") -> Path:
    file = folder / "set.jsonl"
    file.write_text(CASE % status, encoding="utf-8")
    return file


def test_an_unknown_user_is_a_failure_that_can_be_read(troly: Troly, city: Path, tmp_path: Path) -> None:
    ran = troly("eval", written(tmp_path), "--json")
    assert (ran.status, ran.err) == (0, "")
    assert (ran.json["n"], ran.json["errors"], ran.json["status_accuracy"]) == (1, 1, 0.0)
    [failure] = ran.json["failures"]
    assert failure["got"]["error"] == "user-unknown"


def test_a_missed_threshold_is_named(troly: Troly, city: Path, tmp_path: Path) -> None:
    file = tmp_path / "thresholds.toml"
    file.write_text("[questions]\nerrors = 0\nleaks = 0\n", encoding="utf-8")
    ran = troly("eval", written(tmp_path), "--json", "--thresholds", file)
    assert ran.status == 1
    assert "errors 1 (0)" in ran.line
    assert ran.json["errors"] == 1


def test_a_report_is_compared_with_the_next(troly: Troly, city: Path, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    first = troly("eval", written(tmp_path, "error"), "--report", folder)
    assert first.status == 0
    assert str(folder / "report.html") in first.out
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["status_accuracy"] == 1.0
    second = troly("eval", tmp_path / "set.jsonl", "--against", folder, "--json")
    assert second.json["comparison"]["passed"] == {"fixed": [], "broken": [], "p": 1.0, "real": False}


def test_what_cannot_be_run_is_one_line(troly: Troly, city: Path, tmp_path: Path) -> None:
    questions, retrieval = written(tmp_path), tmp_path / "r.jsonl"
    retrieval.write_text('{"id": "a", "text": "t", "relevant": ["x"]}', encoding="utf-8")
    refused = {
        ("--only", "zzz", questions): "--only",
        (retrieval,): "--corpus",
        (questions, retrieval): "cùng loại",
        (retrieval, "--peer", "plain-rag"): "--peer",
        (tmp_path / "absent.jsonl",): "absent.jsonl",
        (questions, "--against", tmp_path / "absent.json"): "absent.json",
        (questions, "--report", questions): "set.jsonl",
    }
    for arguments, word in refused.items():
        ran = troly("eval", *arguments)
        assert (ran.status, ran.out) == (1, "")
        assert word in ran.line


def test_a_missing_model_stops_the_run(troly: Troly, city: Path, tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text((CASE % "answered").replace("NOBODY", "CC1"), encoding="utf-8")
    ran = troly("eval", file)
    assert ran.status == 1
    assert "troly models" in ran.line
