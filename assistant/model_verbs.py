"""`troly models`: list, fetch, verify and mirror, in Vietnamese, with progress."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn
from rich.table import Table

from assistant.errors import ModelError
from assistant.model_lock import project_lock
from assistant.models import MEND, ModelRow, Models
from assistant.settings import Settings
from prompts import message

Tell = Callable[[str, int, int | None], None]
_MEGABYTE = 1_000_000
_DAY = 86_400


def run_models_verb(
    action: str, folder: Path | None, settings: Settings, *, tests: bool = False, quick: bool = False
) -> int:
    """Carry out `list` (or an empty action), `fetch`, `verify` or `mirror` and return the exit status.

    `tests` also fetches what only tests use; `quick` looks for absent optional models at most once a day.
    """
    out, err = Console(markup=False, highlight=False), Console(stderr=True, markup=False, highlight=False)
    if settings.models_mirror and not settings.models_mirror.is_dir():
        err.print(message("models", "mirror-missing", folder=settings.models_mirror), style="red", soft_wrap=True)
        return 1
    models = Models(settings.models_dir, settings.models_mirror)
    try:
        match action:
            case "" | "list":
                return _show(models.status(), settings.models_dir, out)
            case "verify":
                return _verify(models, settings.models_dir, out, err)
            case "fetch":
                return _fetch(models, settings.models_dir / ".looked", out, err, tests=tests, quick=quick)
            case "mirror" if folder is not None:
                return _mirror(models, folder, out, err)
            case "mirror":
                err.print(message("models", "mirror-folder"))
            case _:
                err.print(message("models", "unknown", action=action))
    except ModelError as exc:
        reason = exc.values.get("reason", str(exc))
        err.print(
            message("models", "failed", name=exc.values["name"], mend=MEND, reason=reason), style="red", soft_wrap=True
        )
        return 1
    return 2


def _show(rows: Sequence[ModelRow], folder: Path, out: Console) -> int:
    table = Table(title=message("models", "title", folder=folder))
    for column in ("name", "role", "state", "size", "source"):
        table.add_column(
            message("models", f"column-{column}"),
            justify="right" if column == "size" else "left",
            no_wrap=column == "name",
        )
    for row in rows:
        sources = ", ".join(message("models", f"source-{source}") for source in row.source.split(", ") if source)
        state = message("models", f"state-{row.state}")
        table.add_row(row.name, message("models", f"role-{row.role}"), state, size_text(row.size), sources)
    out.print(table)
    return 0


def _verify(models: Models, folder: Path, out: Console, err: Console) -> int:
    rows = models.verify()
    _show(rows, folder, out)
    if bad := [row.name for row in rows if row.state in ("missing", "damaged")]:
        err.print(message("models", "damaged", names=", ".join(bad), mend=MEND), style="red", soft_wrap=True)
        return 1
    out.print(message("models", "verified"))
    return 0


def _fetch(models: Models, looked: Path, out: Console, err: Console, *, tests: bool, quick: bool) -> int:
    optional = not quick or not looked.exists() or time.time() - looked.stat().st_mtime > _DAY
    with progress_on(err) as tell:
        done = models.fetch(
            tell, tests=tests, optional=optional, waiting=lambda: err.print(message("models", "waiting"))
        )
    if optional:
        with suppress(OSError):
            looked.touch()
    for name, source in done.came:
        words = ", ".join(message("models", f"source-{part}") for part in source.split(", "))
        out.print(message("models", "came", name=name, source=words))
    for name in done.absent:
        key = "absent-voice" if project_lock().artifacts[name].role == "voice" else "absent"
        out.print(message("models", key, name=name))
    out.print(message("models", "all-ok"))
    return 0


def _mirror(models: Models, folder: Path, out: Console, err: Console) -> int:
    with progress_on(err) as tell:
        copied = models.mirror(folder, tell)
    out.print(message("models", "mirrored", names=", ".join(copied), folder=folder))
    return 0


@contextmanager
def progress_on(console: Console) -> Iterator[Tell]:
    """Bars on a terminal; elsewhere (a log) one line for each tenth of a file."""
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(file: str, done: int, total: int | None) -> None:
            if file not in tasks:
                tasks[file] = bars.add_task(file, total=total)
            bars.update(tasks[file], completed=done)

        yield tell


def _lines(console: Console) -> Tell:
    said: dict[str, int] = {}

    def tell(file: str, done: int, total: int | None) -> None:
        tenth = done * 10 // total if total else 0
        if said.get(file, -1) >= tenth:
            return
        said[file] = tenth
        key = "fetching" if total else "building"
        console.print(message("models", key, file=file, done=size_text(done), total=size_text(total or 0)))

    return tell


def size_text(size: int) -> str:
    """Megabytes as written in Vietnamese: `1.117 MB`, `2,2 MB`."""
    number = size / _MEGABYTE
    text = f"{number:,.0f}" if number >= 100 else f"{number:,.1f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".") + " MB"
