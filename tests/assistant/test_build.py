"""An installation put together without any model: what needs none works, what needs one says which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.build import build_runtime, sample_city
from assistant.errors import ConfigError, LanguageModelError, ModelError
from assistant.runtime import Runtime
from assistant.settings import Settings
from assistant.turn import Turn
from assistant.types import Audio, Question
from tests.assistant.fakes_city import NOW, STAFF, open_city
from tests.ingest.books import CITY, GOOD, write_csv


def settings(folder: Path, **given: Any) -> Settings:
    return Settings.model_validate({"home": folder, "models_dir": folder / "models", **given})


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[Runtime]:
    built = build_runtime(settings(tmp_path))
    yield built
    built.close()


@pytest.fixture
def books(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for table, rows in CITY.items():
        write_csv(folder / f"{table}.csv", rows)
    return folder


def test_nothing_is_loaded_before_it_is_used(runtime: Runtime) -> None:
    ready = runtime.ready()

    assert set(ready) == {"database", "asr", "tts", "embedder"}
    assert (ready["database"], ready["asr"], ready["embedder"]) == (True, False, False)


def test_a_question_without_the_embedding_model_says_which_is_missing(runtime: Runtime) -> None:
    with pytest.raises(ModelError) as caught:
        runtime.turn.ask(Question("KPI?", NOW), STAFF)

    assert caught.value.values["name"] == "multilingual-e5-small"
    assert caught.value.values["mend"] == "troly models fetch"


def test_speech_without_the_recogniser_says_which_is_missing(runtime: Runtime) -> None:
    with pytest.raises(ModelError, match="whisper-base"):
        runtime.transcriber.transcribe(Audio(bytes(32_000)))


def test_the_language_model_is_needed_only_when_asked(runtime: Runtime) -> None:
    with pytest.raises(LanguageModelError, match="qwen"):
        runtime.language_model.complete("s", "q", {"title": "plan", "type": "object", "properties": {}})


def test_a_warm_start_without_models_fails_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        build_runtime(settings(tmp_path), warm=True)


def test_piper_is_never_replaced_silently(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        build_runtime(settings(tmp_path, tts_engine="piper"))


@pytest.mark.parametrize("url", ["mysql://db.invalid/x", "not a url"])
def test_a_database_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError):
        build_runtime(settings(tmp_path, database_url=url))


def test_the_rules_of_a_city_are_read_from_its_home(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("w_indicators = 0.9\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="w_tasks"):
        build_runtime(settings(tmp_path))


def test_an_import_is_known_at_once(runtime: Runtime, books: Path) -> None:
    before = runtime.directory.units()
    report = runtime.importer.run(books)
    write_csv(books / "don_vi_2.csv", [GOOD["don_vi"]])
    known = [unit.code for unit in runtime.directory.units()]
    runtime.importer.run(books)

    assert (before, report.added, known) == ((), 4, ["PX-A", "TP"])
    assert [unit.code for unit in runtime.directory.units()] == ["PX-A", "PX-B", "TP"]


def test_the_recogniser_hears_first_the_names_near_the_asker(tmp_path: Path) -> None:
    open_city(tmp_path).close()
    built = build_runtime(settings(tmp_path, database_url=f"sqlite:///{tmp_path / 'city.db'}"))
    assert isinstance(built.turn, Turn)
    hints = list(built.turn.hints(STAFF))
    built.close()

    assert hints[0] == "Phường Thuận Hóa"
    assert set(hints[1:3]) == {"Phường Phú Vinh", "Xã Vinh Lộc"}
    assert set(hints[3:]) == {"Thành phố Huế", "Sở Khoa học và Công nghệ"}


def test_the_doctor_looks_at_this_installation(runtime: Runtime, tmp_path: Path) -> None:
    found = {check.part: check for check in runtime.doctor()}

    assert found["home"].what == str(tmp_path)
    assert str(tmp_path / "troly.db") in found["database"].what
    assert found["whisper-base"].state == "missing"


def test_a_city_that_does_not_say_so_is_not_the_sample(runtime: Runtime, books: Path) -> None:
    runtime.importer.run(books)

    assert runtime.is_sample() is False


def test_the_sample_city_has_its_spoken_question_and_people() -> None:
    city = sample_city()

    assert city.spoken_question.file.is_file()
    assert city.spoken_question.user in city.handy
    assert all(code and who for code, who in city.handy.items())
