"""`troly audit`: who did what, and whether the log of it is whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, cast

import typer

from assistant.console import moment, print_json, printable, stop
from prompts import has_message, message

if TYPE_CHECKING:
    from assistant.types import AuditKind, AuditLine


def _help(key: str) -> str:
    return message("help", key)


app = typer.Typer(help=_help("audit_app"), no_args_is_help=True, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help=_help("json"))]


@app.command("list", help=_help("audit_list"))
def list_(
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help=_help("audit_limit"))] = 50,
    user: Annotated[str | None, typer.Option("--user", help=_help("audit_user"))] = None,
    kind: Annotated[str | None, typer.Option("--kind", help=_help("audit_kind"))] = None,
    since: Annotated[str | None, typer.Option("--since", help=_help("audit_since"))] = None,
    as_json: Json = False,
) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    wanted, start = _kind(kind), moment(since)
    with open_verbs(load_settings()) as verbs:
        lines = verbs.audit_list(limit, user=user, kind=wanted, since=start)
    if as_json:
        print_json([_document(line) for line in lines])
        return
    for line in lines:
        typer.echo(printable(_row(line)))
    if not lines:
        typer.echo(message("audit", "empty"))


@app.command("verify", help=_help("audit_verify"))
def verify(
    expect: Annotated[str | None, typer.Option("--expect", help=_help("audit_expect"))] = None,
    as_json: Json = False,
) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        check = verbs.audit_verify(expect.strip().lower() if expect else None)
    if as_json:
        document = {"records": check.records, "head": check.head, "fault": check.fault, "broken": check.broken}
        print_json({"sound": check.fault is None, **document})
    elif check.fault is None:
        typer.echo(message("audit", "sound", records=check.records, head=check.head))
    if check.fault is not None:
        stop(message("audit", f"fault_{check.fault}", broken=check.broken, records=check.records, expect=expect))


def _kind(text: str | None) -> AuditKind | None:
    from typing import get_args

    from assistant.types import AuditKind

    kinds = get_args(AuditKind)
    if text is not None and text not in kinds:
        raise typer.BadParameter(message("audit", "bad_kind", text=text, kinds=", ".join(kinds)))
    return cast("AuditKind | None", text)


def _document(line: AuditLine) -> dict[str, object]:
    """Every column; `at` and the order of what is hashed stand in `kpi_tools/audit.py`."""
    event = line.event
    return {
        "id": line.id,
        "at": f"{line.at:%Y-%m-%dT%H:%M:%S.%f}Z",
        "who": event.who,
        "kind": event.kind,
        "status": event.status,
        "subject": dict(event.subject),
        "text": event.text,
        "previous": line.previous,
        "hash": line.hash,
    }


def _row(line: AuditLine) -> str:
    from assistant.types import ZONE

    event = line.event
    return message(
        "audit",
        "row",
        id=line.id,
        at=f"{line.at.astimezone(ZONE):%d/%m/%Y %H:%M:%S}",
        who=event.who,
        kind=_word("kind", event.kind),
        status=_word("status", event.status),
        what=" · ".join(_what(line)),
    )


def _word(of: str, value: str) -> str:
    key = f"{of}_{value}"
    return message("audit", key) if has_message("audit", key) else value


def _what(line: AuditLine) -> list[str]:
    """What a line touched, in short: the words asked, tools, files, the account."""
    subject, said = line.event.subject, line.event.text
    parts = [f"“{said}”"] if said else []
    calls, files, codes = (subject.get(key) for key in ("calls", "files", "codes"))
    parts += [str(call["tool"]) for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
    if isinstance(codes, list) and codes:
        parts.append(message("audit", "codes", number=len(codes) + int(str(subject.get("more_codes") or 0))))
    if isinstance(files, list):
        parts += [_file(file) for file in files if isinstance(file, dict) and "file" in file]
    return parts + [str(subject[key]) for key in ("action", "account", "address", "via", "error") if subject.get(key)]


def _file(file: Mapping[str, object]) -> str:
    if "status" in file:
        return message("audit", "indexed", **file)
    return message("audit", "file", **{"added": 0, "changed": 0, "refused": 0, **file})
