"""`troly index` and `troly documents`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.console import print_json, stop
from assistant.progress import progress_bar
from prompts import message

if TYPE_CHECKING:
    from assistant.documents import Access


def _help(key: str) -> str:
    return message("help", key)


class SecrecyOption(StrEnum):
    CONG_KHAI = "cong_khai"
    NOI_BO = "noi_bo"
    HAN_CHE = "han_che"


app = typer.Typer(help=_help("documents_app"), no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help=_help("json"))]
Name = Annotated[str, typer.Argument(help=_help("documents_name"))]


def index(
    folder: Annotated[Path, typer.Argument(help=_help("index_dir"))],
    do_mat: Annotated[SecrecyOption | None, typer.Option("--do-mat", help=_help("index_do_mat"))] = None,
    unit: Annotated[list[str] | None, typer.Option("--unit", help=_help("index_unit"))] = None,
    as_json: Json = False,
) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    access = _access(do_mat, unit or [])
    if not folder.is_dir():
        stop(message("cli", "no_folder", folder=folder))
    with open_verbs(load_settings()) as verbs, progress_bar() as progress:
        report = verbs.index_folder(folder, access, progress)
    if as_json:
        print_json(report.as_json())
    else:
        typer.echo("\n".join(report.lines()))
    if report.refused:
        stop(message("index", "some_refused", refused=report.refused))


@app.command("list", help=_help("documents_list"))
def list_(as_json: Json = False) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        documents = verbs.documents()
    if as_json:
        print_json(list(documents))
        return
    for document in documents:
        typer.echo(_row(document))
    if not documents:
        typer.echo(message("index", "none"))


@app.command("show", help=_help("documents_show"))
def show(name: Name, as_json: Json = False) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        documents = verbs.documents(name)
    if not documents:
        stop(message("index", "no_such_document", name=name))
    if as_json:
        print_json(documents[0] if len(documents) == 1 else list(documents))
        return
    for document in documents:
        typer.echo("\n".join(f"{key}: {_words(value)}" for key, value in document.items()))


@app.command("remove", help=_help("documents_remove"))
def remove(name: Name, as_json: Json = False) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        files = verbs.remove_documents(name)
    if as_json:
        print_json({"removed": list(files)})
    else:
        typer.echo(message("index", "removed", files=", ".join(files)))


@app.command("rebuild", help=_help("documents_rebuild"))
def rebuild(as_json: Json = False) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs, progress_bar() as progress:
        count = verbs.rebuild_index(progress)
    if as_json:
        print_json({"documents": count})
    else:
        typer.echo(message("index", "rebuilt", documents=count))


def _access(do_mat: SecrecyOption | None, units: list[str]) -> Access | None:
    from assistant.documents import Access

    if do_mat is None and not units:
        return None
    if do_mat is None or (units and do_mat is SecrecyOption.CONG_KHAI):
        raise typer.BadParameter(message("index", "units_need_secrecy"))
    return Access(do_mat.value, tuple(sorted(set(units))))


def _row(document: Mapping[str, object]) -> str:
    said = {key: _words(document[key]) for key in ("file", "number", "type", "date", "access")}
    if document["state"] == "refused":
        return message("index", "file_refused", file=document["file"], reason=document["reason"])
    said["access"] = message("index", f"access_{document['access']}")
    return message("index", "listed", status=message("index", f"valid_{document['status']}"), **said)


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def add_verbs(app_: typer.Typer) -> None:
    app_.command("index", help=_help("index"))(index)
    app_.add_typer(app, name="documents")
