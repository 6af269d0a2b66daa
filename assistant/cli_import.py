"""`troly import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.console import print_json, stop
from assistant.progress import progress_bar
from prompts import message

if TYPE_CHECKING:
    pass


def _help(key: str) -> str:
    return message("help", key)


Json = Annotated[bool, typer.Option("--json", help=_help("json"))]


def import_(
    folder: Annotated[Path, typer.Argument(help=_help("import_dir"))],
    replace: Annotated[list[str] | None, typer.Option("--replace", help=_help("import_replace"))] = None,
    bad_rows: Annotated[Path | None, typer.Option("--bad-rows", help=_help("import_bad_rows"))] = None,
    as_json: Json = False,
) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs
    from ingest.tables import TABLES

    for name in replace or ():
        if name not in TABLES:
            raise typer.BadParameter(message("cli", "import_no_table", table=name, tables=", ".join(TABLES)))
    if not folder.is_dir():
        stop(message("cli", "no_folder", folder=folder))
    with open_verbs(load_settings()) as verbs, progress_bar(counted=False) as progress:
        report = verbs.import_folder(folder, replace or (), progress)
    document = report.as_json()
    written = _written(folder, document, bad_rows)
    if as_json:
        print_json(document | ({"bad_rows": [str(file) for file in written]} if bad_rows else {}))
    else:
        typer.echo("\n".join(report.lines()) or message("cli", "import_nothing", folder=folder))
        if bad_rows and written:
            typer.echo(message("import", "bad_rows_written", files=", ".join(map(str, written)), folder=bad_rows))
        elif bad_rows:
            typer.echo(message("import", "bad_rows_none"))
    if report.refused:
        stop(message("cli", "import_refused", refused=report.refused))


def _written(folder: Path, document: dict[str, object], target: Path | None) -> list[Path]:
    from assistant.reasons import reason
    from ingest.bad_rows import write_bad_rows

    if target is None:
        return []
    try:
        return write_bad_rows(folder, document, target)
    except OSError as exc:
        stop(message("cli", "no_write", file=target, reason=reason(exc)))


def add_verbs(app: typer.Typer) -> None:
    app.command("import", help=_help("import"))(import_)
