"""The demonstration makes the sample city once a day, in a home of its own."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from assistant.build import build_runtime, sample_city
from assistant.demo import ask_once, prepare
from assistant.errors import ConfigError, ModelError
from assistant.runtime import local_now
from assistant.settings import Settings
from prompts import message

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Demo:
    settings: Settings
    told: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.settings.home


def settings(folder: Path) -> Settings:
    return Settings.model_validate({"home": folder / "home", "models_dir": folder / "models"})


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    made = Demo(settings(tmp_path_factory.mktemp("demo")))
    made.home.mkdir()
    prepare(made.settings, made.told.append)
    return made


def test_it_says_what_it_does_and_keeps_the_day(demo: Demo) -> None:
    assert len(demo.told) == 2
    assert str(demo.home / "sample") in demo.told[0]
    assert demo.told[1].startswith("Đã nạp ")
    assert (demo.home / "sample" / "anchor").read_text(encoding="ascii") == local_now().date().isoformat()


def test_the_city_is_marked_and_its_people_can_sign_in(demo: Demo) -> None:
    password = (demo.home / "sample" / "password").read_text(encoding="ascii")
    runtime = build_runtime(demo.settings)
    tokens = {user: runtime.accounts.sign_in(user, password) for user in sample_city().handy}
    stranger = runtime.accounts.sign_in("CC0001", "another-password")
    marked = runtime.is_sample()
    runtime.close()

    assert all(tokens.values())
    assert (stranger, marked) == (None, True)


def test_the_password_is_for_its_owner_alone(demo: Demo) -> None:
    mode = (demo.home / "sample" / "password").stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_on_the_same_day_nothing_is_made_again(demo: Demo) -> None:
    told: list[str] = []
    before = (demo.home / "sample" / "password").read_text(encoding="ascii")
    prepare(demo.settings, told.append)

    assert told == []
    assert (demo.home / "sample" / "password").read_text(encoding="ascii") == before


def test_an_interrupted_or_older_city_is_made_anew(demo: Demo) -> None:
    (demo.home / "sample" / "anchor").write_text("2020-01-01", encoding="ascii")
    told: list[str] = []
    prepare(demo.settings, told.append)

    assert len(told) == 2
    assert (demo.home / "sample" / "anchor").read_text(encoding="ascii") == local_now().date().isoformat()


def test_a_home_with_a_city_of_its_own_is_left_alone(tmp_path: Path) -> None:
    own = settings(tmp_path)
    build_runtime(own).close()
    before = (own.home / "troly.db").read_bytes()
    with pytest.raises(ConfigError) as caught:
        prepare(own, lambda _: None)

    assert caught.value.values["mend"] == message("cli", "demo_other_home", home=own.home)
    assert (own.home / "troly.db").read_bytes() == before
    assert not (own.home / "sample").exists()


def test_without_models_the_spoken_question_says_which_is_missing(demo: Demo) -> None:
    told: list[str] = []
    with pytest.raises(ModelError):
        ask_once(demo.settings, told.append)

    assert told == [message("cli", "demo_documents", folder=demo.home / "documents")]
    assert not (demo.home / "sample" / "reply.wav").exists()
