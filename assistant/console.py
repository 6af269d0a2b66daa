"""What the command line reads and prints: files, passwords, answers, errors."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from prompts import message

if TYPE_CHECKING:
    from assistant.errors import AssistantError
    from assistant.types import Answer


def fail(exc: AssistantError) -> NoReturn:
    from assistant.wording import sentence

    stop(sentence(exc))


def stop(text: str) -> NoReturn:
    typer.echo(message("cli", "error", text=text), err=True)
    sys.exit(1)


def read(file: Path) -> bytes:
    from assistant.reasons import reason

    try:
        return file.read_bytes()
    except OSError as exc:
        stop(message("cli", "no_file", file=file, reason=reason(exc)))


def write(file: Path, data: bytes) -> None:
    from assistant.reasons import reason

    try:
        file.write_bytes(data)
    except OSError as exc:
        stop(message("cli", "no_write", file=file, reason=reason(exc)))


def moment(text: str | None) -> datetime | None:
    """A moment of the command line, in the city's time zone when it names none."""
    from assistant.types import ZONE

    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError as exc:
        raise typer.BadParameter(message("cli", "bad_now", text=text)) from exc
    return at and (at.astimezone(ZONE) if at.tzinfo else at.replace(tzinfo=ZONE))


def password(from_stdin: bool) -> str:
    if not from_stdin:
        return str(typer.prompt(message("cli", "password"), hide_input=True, confirmation_prompt=True))
    line = sys.stdin.readline().rstrip("\n")
    return line or stop(message("cli", "password_empty"))


def answer_json(answer: Answer) -> object:
    from assistant.wire import answer_json

    return answer_json(answer)


def printable(text: str, keep: str = "\t") -> str:
    """Without what would move or colour the terminal of whoever reads it; the letters of `keep` stay."""
    return "".join(letter if letter.isprintable() or letter in keep else "�" for letter in text)


def print_json(document: object) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def print_answer(answer: Answer) -> None:
    if answer.transcript is not None:
        heard = (
            message("cli", "heard", text=answer.transcript) if answer.transcript else message("cli", "heard_nothing")
        )
        typer.echo(heard)
    for call in answer.calls:
        typer.echo(message("cli", "call", tool=call.tool, args=json.dumps(call.args, ensure_ascii=False)))
    typer.echo(answer.answer)
    if answer.options:
        typer.echo(message("cli", "options", options=" · ".join(answer.options)))
    if answer.sample:
        typer.echo(message("cli", "sample"))
    if answer.audio and answer.voice:
        voice = f"{answer.voice.engine} {answer.voice.name}"
        typer.echo(message("cli", "spoken_to", voice=voice, file=answer.audio))
