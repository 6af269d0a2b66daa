"""Fetching weights: every source, every way of being damaged, every point of being killed."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.model_lock import Artifact, Check, Lock, WeightFile, parse_lock, project_lock
from assistant.model_shelf import PINS
from assistant.model_sources import MirrorSource, PypiSource, Source, UnreachableError
from assistant.model_verbs import run_models_verb, size_text
from assistant.models import Models
from assistant.settings import Settings
from tests.assistant.carriers import LOCK, PARTS, WHOLE, Wheels, digest, llm, quiet, voice


class Killed(BaseException):
    """Stands for a process that ends at this point: nothing in the program catches it."""


def make(folder: Path, wheels: Wheels, lock: Lock = LOCK, before: Sequence[Source] = ()) -> Models:
    return Models(folder, lock=lock, sources=[*before, PypiSource(folder / ".tmp", wheels)])


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
