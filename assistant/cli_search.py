"""`troly search`: retrieval alone."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from assistant.console import moment, print_json
from prompts import message


def _help(key: str) -> str:
    return message("help", key)


def add_verbs(app: typer.Typer) -> None:
    app.command(help=_help("search"))(search)


def search(
    text: Annotated[str, typer.Argument(help=_help("search_text"))],
    user: Annotated[str, typer.Option("--user", help=_help("user"))],
    k: Annotated[int, typer.Option("-k", min=1, max=50, help=_help("search_k"))] = 10,
    now: Annotated[str | None, typer.Option("--now", help=_help("now"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("json"))] = False,
) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    at = moment(now)
    with open_verbs(load_settings()) as verbs:
        found = verbs.search(text, user, k, now=at)
    if as_json:
        print_json(found)
        return
    for hit in found["hits"]:
        typer.echo(_line(hit))
    if not found["hits"]:
        typer.echo(message("cli", "search_nothing"))


def _line(hit: dict[str, Any]) -> str:
    head = f"{hit['rank']}. [{hit['score']:.2f}] {hit['number'] or hit['document']} – {hit['path']}"
    return f"{head}\n   {' '.join(hit['text'].split())[:200]}\n   {hit['url']}"
