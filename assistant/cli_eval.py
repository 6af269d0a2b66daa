"""`troly eval`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.console import moment, print_json, stop
from assistant.progress import counted_bar
from prompts import message

if TYPE_CHECKING:
    from eval.evaluate import Evaluated


def _help(key: str) -> str:
    return message("help", key)


Json = Annotated[bool, typer.Option("--json", help=_help("json"))]


def eval_(
    files: Annotated[list[Path], typer.Argument(help=_help("eval_files"), metavar="FILE...")],
    only: Annotated[str | None, typer.Option("--only", help=_help("eval_only"))] = None,
    sample: Annotated[int | None, typer.Option("--sample", min=1, help=_help("eval_sample"))] = None,
    seed: Annotated[int, typer.Option("--seed", help=_help("eval_seed"))] = 0,
    now: Annotated[str | None, typer.Option("--now", help=_help("eval_now"))] = None,
    report: Annotated[Path | None, typer.Option("--report", help=_help("eval_report"))] = None,
    against: Annotated[Path | None, typer.Option("--against", help=_help("eval_against"))] = None,
    thresholds: Annotated[Path | None, typer.Option("--thresholds", help=_help("eval_thresholds"))] = None,
    corpus: Annotated[Path | None, typer.Option("--corpus", help=_help("eval_corpus"))] = None,
    noise: Annotated[list[float] | None, typer.Option("--noise", min=0, max=1, help=_help("eval_noise"))] = None,
    peer: Annotated[list[str] | None, typer.Option("--peer", help=_help("eval_peer"))] = None,
    peer_sample: Annotated[int, typer.Option("--peer-sample", min=1, help=_help("eval_peer_sample"))] = 120,
    threads: Annotated[int, typer.Option("--threads", min=1, help=_help("eval_threads"))] = 2,
    fresh: Annotated[bool, typer.Option("--fresh", help=_help("eval_fresh"))] = False,
    as_json: Json = False,
) -> None:
    from assistant.runtime import local_now
    from assistant.settings import load_settings
    from eval.evaluate import evaluate
    from eval.options import Options

    options = Options(
        files=tuple(files),
        now=moment(now) or local_now(),
        now_given=now is not None,
        only=tuple(part.strip() for part in (only or "").split(",") if part.strip()),
        sample=sample,
        seed=seed,
        report=report,
        against=against,
        thresholds=thresholds,
        corpus=corpus,
        noise=tuple(dict.fromkeys(noise or ())),
        peers=tuple(dict.fromkeys(peer or ())),
        peer_sample=peer_sample,
        threads=threads,
        fresh=fresh,
    )
    done = evaluate(options, load_settings(), counted_bar)
    if as_json:
        print_json(done.document)
    else:
        _print(done)
    if done.missed:
        row = "{0.figure} {0.got:g} ({0.wanted:g})"
        stop(message("eval", "missed", figures="; ".join(row.format(one) for one in done.missed)))


def _print(done: Evaluated) -> None:
    from rich.console import Console

    from eval.summary_table import show_summary

    if done.report is None:
        show_summary(done.document, Console())
    else:
        from eval.report import show

        show(done.report, Console(), done.earlier)
    if done.page:
        typer.echo(message("eval", "written", file=done.page))


def add_verbs(app: typer.Typer) -> None:
    app.command("eval", help=_help("eval"))(eval_)
