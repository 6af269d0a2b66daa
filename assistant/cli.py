"""`troly`: every verb parses its arguments, calls one function, prints; heavy imports wait until they are needed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant import cli_audit, cli_backup, cli_documents, cli_eval, cli_feedback, cli_import, cli_search
from assistant.console import answer_json, fail, moment, password, print_answer, print_json, read, stop, write
from assistant.console_trace import print_trace
from prompts import message


def _help(key: str) -> str:
    return message("help", key)


app = typer.Typer(
    help=_help("app"),
    epilog=_help("epilog"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
users = typer.Typer(help=_help("user_app"), no_args_is_help=True, rich_markup_mode=None)
app.add_typer(users, name="user")
app.add_typer(cli_audit.app, name="audit")
app.add_typer(cli_feedback.app, name="feedback")
cli_backup.add_verbs(app)

User = Annotated[str, typer.Option("--user", help=_help("user"))]
Json = Annotated[bool, typer.Option("--json", help=_help("json"))]
Code = Annotated[str, typer.Argument(help=_help("user_code"))]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help=_help("user_password_stdin"))]


@app.command(help=_help("ask"))
def ask(
    user: User,
    text: Annotated[str | None, typer.Argument(help=_help("ask_text"))] = None,
    audio: Annotated[Path | None, typer.Option("--audio", help=_help("ask_audio"))] = None,
    out: Annotated[Path | None, typer.Option("--out", help=_help("ask_out"))] = None,
    now: Annotated[str | None, typer.Option("--now", help=_help("now"))] = None,
    session: Annotated[str | None, typer.Option("--session", help=_help("ask_session"))] = None,
    explain: Annotated[bool, typer.Option("--explain", help=_help("ask_explain"))] = False,
    as_json: Json = False,
) -> None:
    from dataclasses import replace

    from assistant.errors import AssistantError
    from assistant.settings import load_settings
    from assistant.types import Answer
    from assistant.verbs import open_verbs
    from assistant.wording import sentence

    if (text is None) == (audio is None):
        raise typer.BadParameter(message("cli", "wrong_usage_ask"))
    at = moment(now)
    recording = read(audio) if audio else b""
    try:
        with open_verbs(load_settings()) as verbs:
            if audio:
                answer, wav = verbs.ask_audio(recording, user, now=at, session=session, explain=explain)
            else:
                answer, wav = verbs.ask(
                    text or "", user, now=at, session=session, speak=out is not None, explain=explain
                )
    except AssistantError as exc:
        if as_json:
            failed = Answer(question=text or "", answer=sentence(exc), speech=sentence(exc), status="error")
            print_json(answer_json(failed))
        fail(exc)
    if out and wav:
        write(out, wav)
        answer = replace(answer, audio=str(out))
    if as_json:
        print_json(answer_json(answer))
    else:
        print_answer(answer)
        if explain:
            print_trace(answer)
    if out and not wav:
        stop(message("errors", "synthesize-failed"))
    if answer.status == "error":
        raise typer.Exit(1)


cli_import.add_verbs(app)
cli_documents.add_verbs(app)
cli_search.add_verbs(app)
cli_eval.add_verbs(app)


@app.command(help=_help("transcribe"))
def transcribe(file: Annotated[Path, typer.Argument(help=_help("transcribe_file"))], as_json: Json = False) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    recording = read(file)
    with open_verbs(load_settings()) as verbs:
        heard = verbs.transcribe(recording)
    if as_json:
        print_json({"text": heard.text, "seconds": round(heard.seconds, 2)})
    else:
        typer.echo(heard.text)


@app.command(help=_help("speak"))
def speak(
    text: Annotated[str, typer.Argument(help=_help("speak_text"))],
    out: Annotated[Path, typer.Option("--out", help=_help("speak_out"))],
    as_json: Json = False,
) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        wav, voice = verbs.speak(text)
    write(out, wav)
    if as_json:
        print_json({"audio": str(out), "voice": {"engine": voice.engine, "name": voice.name}})
    else:
        typer.echo(message("cli", "spoken_to", voice=f"{voice.engine} {voice.name}", file=out))


@app.command(help=_help("serve"))
def serve(
    host: Annotated[str, typer.Option(help=_help("serve_host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_help("serve_port"))] = 8000,
    workers: Annotated[int, typer.Option(help=_help("serve_workers"))] = 1,
    ssl_certfile: Annotated[Path | None, typer.Option(help=_help("serve_cert"))] = None,
    ssl_keyfile: Annotated[Path | None, typer.Option(help=_help("serve_key"))] = None,
) -> None:
    from functools import partial

    from assistant.build import build_runtime
    from assistant.home import Home
    from assistant.server.serve import Listen
    from assistant.server.serve import serve as serve_http
    from assistant.settings import load_settings

    settings, listen = load_settings(), Listen(host, port, ssl_certfile, ssl_keyfile, workers)
    with Home.own(settings.home) as home:
        typer.echo(message("cli", "loading"))
        factory = partial(build_runtime, settings, warm=True)
        serve_http(factory, home, settings, listen, lambda url: typer.echo(message("cli", "serving", url=url)))


@app.command(help=_help("models"))
def models(
    action: Annotated[str, typer.Argument(help=_help("models_action"))] = "list",
    folder: Annotated[Path | None, typer.Argument(help=_help("models_folder"))] = None,
    tests: Annotated[bool, typer.Option("--tests", help=_help("models_tests"))] = False,
) -> None:
    from assistant.model_verbs import run_models_verb
    from assistant.settings import load_settings

    raise typer.Exit(run_models_verb(action, folder, load_settings(), tests=tests))


@app.command(help=_help("doctor"))
def doctor(as_json: Json = False) -> None:
    from dataclasses import asdict

    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        checks = verbs.doctor()
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            state = message("cli", f"doctor_{check.state}")
            typer.echo(f"{check.part:<14} {state:<12} {check.what}" + (f"  → {check.mend}" if check.mend else ""))
    if any(check.state == "missing" for check in checks):
        raise typer.Exit(1)


@app.command(help=_help("demo"))
def demo(
    once: Annotated[bool, typer.Option("--once", help=_help("demo_once"))] = False,
    port: Annotated[int, typer.Option(help=_help("serve_port"))] = 8000,
) -> None:
    from assistant.demo import ask_once, serve_sample
    from assistant.settings import load_settings

    if not once:
        serve_sample(load_settings(), port, typer.echo)
        return
    spoken = ask_once(load_settings(), typer.echo)
    print_answer(spoken.answer)
    typer.echo(spoken.file)


@users.command("add", help=_help("user_add"))
def user_add(code: Code, password_stdin: FromStdin = False) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    secret = password(password_stdin)
    with open_verbs(load_settings()) as verbs:
        verbs.add_user(code, secret)
    typer.echo(message("cli", "user_added", code=code))


@users.command("list", help=_help("user_list"))
def user_list(as_json: Json = False) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        accounts = verbs.users()
    if as_json:
        print_json([{"code": a.code, "name": a.name, "disabled": a.disabled} for a in accounts])
        return
    for account in accounts:
        state = message("cli", "user_off" if account.disabled else "user_active")
        typer.echo(message("cli", "user_row", code=account.code, name=account.name, state=state))
    if not accounts:
        typer.echo(message("cli", "user_none"))


@users.command("passwd", help=_help("user_passwd"))
def user_passwd(code: Code, password_stdin: FromStdin = False) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    secret = password(password_stdin)
    with open_verbs(load_settings()) as verbs:
        verbs.set_password(code, secret)
    typer.echo(message("cli", "user_changed", code=code))


@users.command("disable", help=_help("user_disable"))
def user_disable(code: Code) -> None:
    from assistant.settings import load_settings
    from assistant.verbs import open_verbs

    with open_verbs(load_settings()) as verbs:
        verbs.disable_user(code)
    typer.echo(message("cli", "user_disabled", code=code))


def main() -> None:
    """The `troly` command: errors are one line on stderr and exit status 1."""
    from assistant.errors import AssistantError

    try:
        app()
    except AssistantError as exc:
        fail(exc)
    except KeyboardInterrupt:
        stop(message("cli", "interrupted"))
