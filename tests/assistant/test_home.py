import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import ConfigError, HomeBusyError
from assistant.home import Home, ServerNote, running_server

OWNER = """
import sys
from pathlib import Path
from assistant.home import Home, ServerNote
import os
home = Home.own(Path(sys.argv[1]))
home.announce(ServerNote("http://127.0.0.1:9", "secret", os.getpid()))
print(os.getpid(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns the home until its stdin is closed."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path / "home")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and int(process.stdout.readline()) == process.pid
        yield process
        process.kill()


def test_a_new_home_is_its_owners_alone(tmp_path: Path) -> None:
    with Home.own(tmp_path / "a" / "home") as home:
        assert home.path == tmp_path / "a" / "home"
        assert home.path.stat().st_mode & 0o777 == 0o700


def test_a_second_process_is_refused_and_told_by_whom(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    with pytest.raises(HomeBusyError) as caught:
        Home.own(tmp_path / "home")

    assert caught.value.values["pid"] == str(other.pid)
    assert f"tiến trình {other.pid}" in caught.value.values["mend"]


def test_the_home_is_free_when_its_owner_was_killed(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()

    with Home.own(tmp_path / "home"):
        pass


def test_two_owners_in_one_process_are_two(tmp_path: Path) -> None:
    with Home.own(tmp_path), pytest.raises(HomeBusyError):
        Home.own(tmp_path)
    with Home.own(tmp_path):
        pass


def test_different_homes_do_not_meet(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    with Home.own(tmp_path / "another"):
        assert other.poll() is None


def test_a_home_that_cannot_be_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    for path in (tmp_path / "file", tmp_path / "file" / "home", Path("/proc/troly")):
        with pytest.raises(ConfigError) as caught:
            Home.own(path)
        assert not isinstance(caught.value, HomeBusyError)
        assert str(path) in caught.value.values["mend"] and "TROLY_HOME" in caught.value.values["mend"]


def test_the_note_of_a_running_server_is_private_and_found(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    note = running_server(tmp_path / "home")

    assert note == ServerNote("http://127.0.0.1:9", "secret", other.pid)
    assert (tmp_path / "home" / "server.json").stat().st_mode & 0o777 == 0o600


def test_a_note_left_by_a_killed_server_is_stale(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()

    assert (tmp_path / "home" / "server.json").exists()
    assert running_server(tmp_path / "home") is None


def test_an_old_note_is_not_taken_for_a_new_owners(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()

    with Home.own(tmp_path / "home"):
        assert running_server(tmp_path / "home") is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"url": "x"}', '{"url": "x", "token": "y", "pid": 1, "more": 2}'])
def test_a_damaged_note_is_no_server(tmp_path: Path, text: str) -> None:
    with Home.own(tmp_path):
        (tmp_path / "server.json").write_text(text)
        assert running_server(tmp_path) is None


def test_nothing_is_left_after_withdrawing(tmp_path: Path) -> None:
    with Home.own(tmp_path) as home:
        home.announce(ServerNote("http://127.0.0.1:9", "secret", 1))
        home.withdraw()
        home.withdraw()
        assert not (tmp_path / "server.json").exists()
