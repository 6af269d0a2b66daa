"""A run that is killed at any moment loses nothing, and the next one finishes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.ingest.desk import articles, empty_store, open_desk, write

ROOT = Path(__file__).parents[2]
FILES, ARTICLES = 8, 40


def fill(folder: Path, word: str, moved: str = "") -> list[tuple[str, str]]:
    """Write every file anew, one of them with more passages than are embedded at once; what is to be found."""
    expected = []
    for n in range(FILES):
        lines = list(articles(ARTICLES if n else 15 * ARTICLES, f"{word} {n}"))
        name = f"{moved}{n}.txt"
        write(folder, name, f"số: {n}/QĐ", "loại: Quyết định", *lines)
        expected += [(name, line) for line in lines]
    return sorted(expected)


def run_and_kill(home: Path, folder: Path, after: float) -> bool:
    """Whether the run was still at work when it was killed."""
    command = [sys.executable, "-m", "tests.ingest.desk", str(home), str(folder)]
    run = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    deadline = time.monotonic() + 60
    while not (home / "index.lock").exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(after)
    os.killpg(run.pid, signal.SIGKILL)
    return run.wait() == -signal.SIGKILL


@pytest.mark.parametrize(("seed", "kills"), [(0, 2), (1, 8), (2, 8), (3, 8)])
@pytest.mark.slow
def test_killed_again_and_again_nothing_is_lost(tmp_path: Path, seed: int, kills: int) -> None:
    random = Random(seed)
    folder = tmp_path / "in"
    open_desk(tmp_path).close()
    before = fill(folder, "trước")
    desk = open_desk(tmp_path)
    desk.keeper.index(folder)
    assert desk.found() == before
    desk.close()
    expected = fill(folder, "sau")
    extra = write(folder, "mới.txt", "Điều 1. mới")
    killed = 0
    for _ in range(kills):
        (tmp_path / "index.lock").unlink(missing_ok=True)
        late = 1.5 if killed else 0.1  # until one was still at work, soon after it began: a fast machine ends early
        killed += run_and_kill(tmp_path, folder, random.uniform(0.0, late))
        desk = open_desk(tmp_path)
        seen = desk.found()
        whole = {name: [line for file, line in seen if file == name] for name in {file for file, _ in seen}}
        for name in (f"{n}.txt" for n in range(FILES)):
            old = [line for file, line in before if file == name]
            new = [line for file, line in expected if file == name]
            assert sorted(whole[name]) in (old, new), f"{name} is neither as it was nor as it is"
        desk.close()
    assert killed
    desk = open_desk(tmp_path)
    desk.keeper.index(folder)
    assert desk.found() == sorted([*expected, (extra.name, "Điều 1. mới")])
    assert sum(desk.index.holdings(str(folder)).values()) == len(expected) + 1
    desk.forget_work()
    assert set(desk.run(folder).values()) == {"unchanged"}
    desk.close()


def test_a_first_run_that_is_killed_holds_its_lock_no_longer(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    fill(folder, "một")
    shutil.copyfile(empty_store(), tmp_path / "troly.db")
    assert run_and_kill(tmp_path, folder, 0.1)
    desk = open_desk(tmp_path)
    assert set(desk.run(folder).values()) <= {"new", "unchanged"}
    assert len(desk.found()) == (FILES - 1 + 15) * ARTICLES
    desk.close()
