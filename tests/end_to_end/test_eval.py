"""A seeded subset of our own questions over the sample city with every real part, against our thresholds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.home import make_home
from eval.thresholds import OWN
from tests.end_to_end.conftest import troly

pytestmark = pytest.mark.real
QUESTIONS = sorted((OWN.parent / "questions").glob("*.jsonl"))
SAMPLE = 300
"""About a minute by the router alone; what the language model adds depends on how busy the machine is."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eval") / "home"
    make_home(folder)
    make_home(folder)  # again is nothing
    return folder


def test_the_subset_reaches_the_thresholds(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROLY_ROUTER", "semantic")
    arguments = ("--sample", str(SAMPLE), "--thresholds", OWN, "--report", tmp_path, "--json")
    ran = troly(home, "eval", *QUESTIONS, *arguments)
    assert ran.returncode == 0, ran.stderr + ran.stdout[-4000:]
    assert json.loads(ran.stdout)["n"] >= SAMPLE
    assert "<html" in (tmp_path / "report.html").read_text(encoding="utf-8")
