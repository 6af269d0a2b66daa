"""`troly backup` and `troly restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.console import print_json
from assistant.progress import progress_bar
from prompts import message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.protocols import BackupReport, RestoreReport
    from assistant.verbs import Verbs


def _help(key: str) -> str:
    return message("help", key)


Json = Annotated[bool, typer.Option("--json", help=_help("json"))]


def backup(file: Annotated[Path, typer.Argument(help=_help("backup_file"))], as_json: Json = False) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        report = verbs.backup(file)
    if as_json:
        print_json(_document(report) | {"rules": report.rules, "size": report.size})
        return
    size = f"{report.size / 1_000_000:.1f}".replace(".", ",")
    typer.echo(message("cli", "backup_done", file=report.file, size=size, **_counts(report.rows)))
    if report.rules:
        typer.echo(message("cli", "backup_rules"))


def restore(
    file: Annotated[Path, typer.Argument(help=_help("restore_file"))],
    force: Annotated[bool, typer.Option("--force", "--yes", help=_help("restore_force"))] = False,
    as_json: Json = False,
) -> None:
    from assistant.settings import load_settings
    from assistant.types import ZONE
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        report = verbs.restore(file, force)
        indexed = _index_again(verbs) if report.rows.get("documents") else 0
    if as_json:
        said = {"rules": report.rules, "audit": report.audit, "replaced_head": report.replaced_head}
        print_json(_document(report) | said | {"indexed": indexed})
        return
    made = f"{report.made.astimezone(ZONE):%H:%M %d/%m/%Y}"
    typer.echo(message("cli", "restore_done", made=made, **_counts(report.rows)))
    if report.rules != "none":
        typer.echo(message("cli", f"restore_rules_{report.rules}"))
    if report.audit != "taken":
        typer.echo(message("cli", f"restore_audit_{report.audit}", head=report.replaced_head))
    if indexed:
        typer.echo(message("index", "rebuilt", documents=indexed))


def _index_again(verbs: Verbs) -> int:
    """Documents whose passages were put into the index again; 0 too when that could not be done, which is said."""
    from assistant.errors import AssistantError
    from assistant.wording import sentence

    try:
        with progress_bar() as progress:
            return verbs.rebuild_index(progress)
    except AssistantError as exc:
        typer.echo(message("cli", "restore_no_index", why=sentence(exc)), err=True)
        return 0


def _document(report: BackupReport | RestoreReport) -> dict[str, object]:
    return {"file": report.file, "made": report.made.isoformat(), "rows": dict(report.rows)}


def _counts(rows: Mapping[str, int]) -> dict[str, str]:
    return {"rows": f"{sum(rows.values()):,}".replace(",", "."), "tables": str(len(rows))}


def add_verbs(app: typer.Typer) -> None:
    """`backup` and `restore` of the command line."""
    app.command("backup", help=_help("backup"))(backup)
    app.command("restore", help=_help("restore"))(restore)
