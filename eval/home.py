"""`python -m eval.home DIR`: a home with the sample city around 14/07/2026 and its documents, for our own questions.

Safe to run again: what is there stays, what an interrupted run left is completed.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from assistant.build import build_runtime, sample_city
from assistant.errors import AssistantError, ConfigError
from assistant.home import Home
from assistant.settings import Settings, load_settings
from assistant.verbs import Here
from assistant.wording import sentence
from eval.anchor import ANCHOR
from prompts import message

READY = "eval-home"
"""A file in the home: the anchor of a home that is complete."""


def settings_of(folder: Path) -> Settings:
    """Those of this machine for a home that keeps everything in its own folder."""
    return load_settings().model_copy(update={"home": folder, "database_url": None, "qdrant_url": None})


def make_home(folder: Path) -> None:
    """Raises ConfigError for a home of something else, HomeBusyError, ModelError."""
    settings = settings_of(folder)
    ready = folder / READY
    if ready.is_file() and ready.read_text(encoding="ascii") == ANCHOR.isoformat():
        return
    if (folder / "troly.db").exists() and not (folder / "sample").is_dir():
        raise ConfigError(f"{folder} holds a city", mend=message("eval", "other_home", home=folder))
    with Home.own(folder):
        for part in ("sample", "documents"):
            (folder / part).mkdir(exist_ok=True)
        sample_city().write(folder / "sample", ANCHOR)
        sample_city().write_documents(folder / "documents", ANCHOR)
        _fill(settings)
        ready.write_text(ANCHOR.isoformat(), encoding="ascii")


def _fill(settings: Settings) -> None:
    runtime = build_runtime(settings)
    verbs = Here(runtime)
    try:
        imported = verbs.import_folder(settings.home / "sample")
        indexed = verbs.index_folder(settings.home / "documents")
    finally:
        runtime.close()
    if imported.refused or indexed.refused:
        raise ConfigError(f"{imported.refused} rows, {indexed.refused} files refused", mend="troly import")


def main() -> None:
    options = ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    try:
        make_home(options.parse_args().folder)
    except AssistantError as exc:
        sys.exit(sentence(exc))


if __name__ == "__main__":
    main()
