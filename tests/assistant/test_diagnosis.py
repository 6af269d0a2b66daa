"""`troly doctor` names each part, where it comes from, and what mends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.diagnosis import Installation, examine
from assistant.errors import ConfigError, StoreError
from assistant.models import MEND, Models
from assistant.runtime import Check
from assistant.settings import Settings
from assistant.types import Voice
from prompts import message


def fine() -> None:
    """Works."""


def fails(error: Exception) -> Callable[[], None]:
    def check() -> None:
        raise error

    return check


def checks(
    folder: Path, database: Callable[[], None] = fine, speech: Callable[[], None] = fine, **settings: Any
) -> dict[str, Check]:
    parts = Installation(
        Settings.model_validate({"home": folder, **settings}),
        Models(folder / "models"),
        database,
        speech,
        Voice("espeak", "vi-vn-x-central"),
    )
    return {check.part: check for check in examine(parts)}


def test_the_parts_stand_in_the_order_of_a_turn(tmp_path: Path) -> None:
    parts = list(checks(tmp_path))

    assert parts[:2] == ["home", "database"]
    assert parts[-2:] == ["tts", "router"]
    assert {"whisper-base", "multilingual-e5-small", "qwen2.5-coder-1.5b"} <= set(parts)


def test_models_that_are_not_there_say_what_fetches_them(tmp_path: Path) -> None:
    found = checks(tmp_path)

    assert (found["whisper-base"].state, found["whisper-base"].mend) == ("missing", MEND)
    assert found["piper-vais1000"].state == "off"


def test_what_works_needs_no_mending(tmp_path: Path) -> None:
    found = checks(tmp_path)

    assert found["home"] == Check("home", "ok", str(tmp_path))
    assert found["tts"] == Check("tts", "ok", "espeak vi-vn-x-central")
    assert (found["database"].state, found["database"].mend) == ("ok", "")


def test_what_fails_says_so_in_vietnamese(tmp_path: Path) -> None:
    found = checks(tmp_path, fails(StoreError("database is locked")), fails(ConfigError("x", mend="apt install")))

    assert found["database"].state == "missing"
    assert found["database"].mend == message("errors", "store-failed", reason="database is locked")
    assert found["tts"] == Check(
        "tts", "missing", "espeak vi-vn-x-central", message("errors", "config-invalid", mend="apt install")
    )


def test_the_password_of_the_database_is_not_shown(tmp_path: Path) -> None:
    found = checks(tmp_path, database_url="postgresql://troly:hunter2@db.invalid/troly")

    assert "db.invalid" in found["database"].what
    assert "hunter2" not in str(found)


def test_a_remote_model_takes_the_place_of_the_local_one(tmp_path: Path) -> None:
    found = checks(tmp_path, llm_base_url="http://model.invalid/v1", llm_model="big", llm_api_key="hunter2")

    assert found["llm"] == Check("llm", "ok", "big @ http://model.invalid/v1")
    assert "qwen2.5-coder-1.5b" not in found
    assert "hunter2" not in str(found)


@pytest.mark.parametrize("mode", ["auto", "semantic", "llm"])
def test_the_mode_of_the_router_is_said(tmp_path: Path, mode: str) -> None:
    assert checks(tmp_path, router=mode)["router"].what == message("cli", f"router_{mode}")
