"""The demonstration: the invented sample city, its accounts, and one question asked aloud.

Its home keeps `sample/`: the generated workbooks, the day around which they were made, and the accounts' password.
The city is made anew when the day has changed; a home with anything else in it is left alone.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from assistant.build import build_runtime, sample_city
from assistant.errors import ConfigError
from assistant.home import Home
from assistant.local_client import LocalServer
from assistant.runtime import local_now
from assistant.server.serve import Listen, serve
from assistant.settings import Settings
from assistant.types import Answer
from assistant.verbs import Here, Verbs, open_verbs
from prompts import message

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Spoken:
    answer: Answer
    file: Path
    """The spoken reply, a WAV file."""


def serve_sample(settings: Settings, port: int, tell: Tell) -> None:
    """Serve the sample city on loopback until stopped. Raises ConfigError, HomeBusyError, ModelError."""
    settings = _demo_settings(settings)
    with Home.own(settings.home) as home:
        prepare(settings, tell)
        prepare_documents(settings, tell)
        tell(message("cli", "loading"))

        def ready(url: str) -> None:
            tell(message("cli", "serving", url=url))
            for user, who in sample_city().handy.items():
                password = _password_file(settings).read_text(encoding="ascii")
                tell(message("cli", "demo_sign_in", user=user, password=password, who=who))

        serve(partial(build_runtime, settings, warm=True), home, settings, Listen(port=port), ready)


def ask_once(settings: Settings, tell: Tell) -> Spoken:
    """Ask the first spoken sample question, here or of the demo's running server."""
    settings = _demo_settings(settings)
    server = LocalServer.find(settings.home)
    if server is None:
        with Home.own(settings.home):
            prepare(settings, tell)
            prepare_documents(settings, tell)
    else:
        server.close()
    with open_verbs(settings) as verbs:
        return _ask_aloud(verbs, settings, tell)


def prepare(settings: Settings, tell: Tell) -> None:
    """Bring the sample city of today into the home, unless it is there. The caller owns the home."""
    city, today = sample_city(), local_now().date()
    folder, made = settings.home / "sample", settings.home / "sample" / "anchor"
    database = settings.home / "troly.db"
    if made.is_file() and made.read_text(encoding="ascii") == today.isoformat():
        return
    if database.exists() and not folder.is_dir():
        raise ConfigError("not the demo's home", mend=message("cli", "demo_other_home", home=settings.home))
    for file in settings.home.glob("troly.db*"):
        file.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    tell(message("cli", "demo_city", anchor=f"{today:%d/%m/%Y}", folder=folder))
    folder.mkdir()
    city.write(folder, today)
    runtime = build_runtime(settings)
    verbs = Here(runtime)
    try:
        report = verbs.import_folder(folder)
        _add_accounts(verbs.add_user, settings, tuple(city.handy))
    finally:
        runtime.close()
    if report.refused:
        raise ConfigError(f"{report.refused} rows of the sample city were refused", mend="troly import")
    tell(message("cli", "demo_imported", rows=report.added))
    made.write_text(today.isoformat(), encoding="ascii")


def prepare_documents(settings: Settings, tell: Tell) -> None:
    """Index the sample documents of the prepared city, unless they are. The caller owns the home. Raises ModelError."""
    made, folder = settings.home / "sample" / "indexed", settings.home / "documents"
    if made.is_file():
        return
    for place in (folder, settings.home / "index"):
        shutil.rmtree(place, ignore_errors=True)
    tell(message("cli", "demo_documents", folder=folder))
    folder.mkdir()
    sample_city().write_documents(folder, local_now().date())
    runtime = build_runtime(settings)
    try:
        report = Here(runtime).index_folder(folder)
    finally:
        runtime.close()
    if report.refused:
        raise ConfigError(f"{report.refused} of the sample documents were refused", mend="troly index")
    made.touch()


def _ask_aloud(verbs: Verbs, settings: Settings, tell: Tell) -> Spoken:
    question = sample_city().spoken_question
    tell(message("cli", "demo_question", file=question.file))
    answer, wav = verbs.ask_audio(question.file.read_bytes(), question.user)
    reply = settings.home / "sample" / "reply.wav"
    reply.write_bytes(wav or b"")
    return Spoken(replace(answer, audio=str(reply)), reply)


def _add_accounts(add: Callable[[str, str], None], settings: Settings, users: tuple[str, ...]) -> None:
    file = _password_file(settings)
    file.touch(mode=0o600)
    file.write_text(secrets.token_urlsafe(9), encoding="ascii")
    for user in users:
        add(user, file.read_text(encoding="ascii"))


def _password_file(settings: Settings) -> Path:
    return settings.home / "sample" / "password"


def _demo_settings(settings: Settings) -> Settings:
    """Always the home's own database: the sample never goes into a city's."""
    return settings.model_copy(update={"database_url": None})
