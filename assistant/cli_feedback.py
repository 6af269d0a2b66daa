"""`troly feedback`: what people said of answers, for those who evaluate and keep the installation."""

from __future__ import annotations

import json
from textwrap import shorten
from typing import TYPE_CHECKING, Annotated, cast

import typer

from assistant.console import moment, print_json, printable, stop
from prompts import message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from assistant.feedback import Asked, Feedback, FeedbackKind, Given


def _help(key: str) -> str:
    return message("help", key)


app = typer.Typer(help=_help("feedback_app"), no_args_is_help=True, rich_markup_mode=None)
FIRST_WORDS = 120
"""Letters of an answer that the list shows; `--json` and `case` show all."""
COLUMNS = ("id", "at", "who", "kind", "question", "answer", "calls")


@app.command("list", help=_help("feedback_list"))
def list_(
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help=_help("feedback_limit"))] = 50,
    kind: Annotated[str | None, typer.Option("--kind", help=_help("feedback_kind"))] = None,
    since: Annotated[str | None, typer.Option("--since", help=_help("feedback_since"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_help("json"))] = False,
) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    wanted, start = _kind(kind), moment(since)
    with open_verbs(load_settings()) as verbs:
        given = verbs.feedback(limit, kind=wanted, since=start)
    if as_json:
        print_json([_document(one) for one in given])
    elif given:
        _print_table(given)
    else:
        typer.echo(message("feedback", "empty"))


@app.command("case", help=_help("feedback_case"))
def case(number: Annotated[int, typer.Argument(metavar="ID", help=_help("feedback_number"))]) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        given = verbs.feedback(1, number=number)
    if not given:
        stop(message("feedback", "none", number=number))
    for line in case_lines(given[0]):
        typer.echo(json.dumps(line, ensure_ascii=False))
    about = given[0].given
    typer.echo(printable(message("feedback", "case_answer", status=about.status, answer=about.answer), "\n"), err=True)
    for call in _calls(given[0]):
        typer.echo(printable(message("feedback", "case_call", call=call)), err=True)
    typer.echo(message("feedback", "case_left"), err=True)


def case_lines(one: Feedback) -> list[dict[str, object]]:
    """Cases of a question set: the one complained of last, before it those that it follows up, in a session."""
    asked: list[Asked | Given] = [*one.given.before, one.given]
    name = f"feedback-{one.id}"
    session = name if len(asked) > 1 else None
    lines = [
        {"id": f"{name}-{at}", "question": each.question, "user": one.who, "now": _iso(each.now), "session": session}
        for at, each in enumerate(asked, 1)
    ]
    lines[-1]["id"] = name
    return [line | {"expect": {}} for line in lines]


def _kind(text: str | None) -> FeedbackKind | None:
    from typing import get_args

    from assistant.feedback import FeedbackKind

    kinds = get_args(FeedbackKind)
    if text is not None and text not in kinds:
        raise typer.BadParameter(message("feedback", "bad_kind", text=text, kinds=", ".join(kinds)))
    return cast("FeedbackKind | None", text)


def _document(one: Feedback) -> dict[str, object]:
    about = one.given
    return {
        "id": one.id,
        "at": _iso(one.at),
        "who": one.who,
        "kind": one.kind,
        "question": about.question,
        "now": _iso(about.now),
        "spoken": about.spoken,
        "answer": about.answer,
        "status": about.status,
        "router": about.router,
        "calls": [call.model_dump(mode="json") for call in about.calls],
        "before": [{"question": each.question, "now": _iso(each.now)} for each in about.before],
    }


def _print_table(given: Sequence[Feedback]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in COLUMNS:
        table.add_column(message("feedback", f"column_{name}"), overflow="fold")
    for one in given:
        table.add_row(*(Text(printable(cell, "\n")) for cell in _cells(one)))
    Console().print(table)


def _cells(one: Feedback) -> tuple[str, ...]:
    from assistant.types import ZONE

    question = one.given.question
    return (
        str(one.id),
        f"{one.at.astimezone(ZONE):%d/%m/%Y %H:%M}",
        one.who,
        message("feedback", f"kind_{one.kind}"),
        message("feedback", "spoken", question=question) if one.given.spoken else question,
        shorten(one.given.answer.split("\n", 1)[0], FIRST_WORDS, placeholder="…"),
        "\n".join(_calls(one)),
    )


def _calls(one: Feedback) -> list[str]:
    return [f"{call.tool} {json.dumps(call.args, ensure_ascii=False)}" for call in one.given.calls]


def _iso(at: datetime) -> str:
    from assistant.types import ZONE

    return at.astimezone(ZONE).isoformat(timespec="seconds")
