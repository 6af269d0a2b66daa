"""`troly` run in this process, over a home and a models folder that are empty."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from assistant.cli import main
from kpi_tools.store import Store
from tests.assistant.fakes_troly import Ran, Troly
from tests.kpi_tools.rows import fill, person, unit


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def troly(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Troly:
    """Run a verb in this process, over a home and a models folder that are empty."""
    for key in [key for key in os.environ if key.startswith("TROLY_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("TROLY_HOME", str(home))
    monkeypatch.setenv("TROLY_MODELS_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*args: object, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["troly", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else int(code is not None), printed.out, printed.err)

    return run


@pytest.fixture
def city(home: Path) -> Path:
    """A home with two people."""
    store = Store.open(f"sqlite:///{home / 'troly.db'}")
    fill(store, unit("TP", parent=None, level="thanh_pho"), unit("PX-A"))
    fill(store, person("CC1", "PX-A", name="Người Một"), person("CC9", "PX-A", name="Người Chín"))
    store.close()
    return home
