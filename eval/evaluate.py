"""`troly eval`, whatever the set: choose, ask, grade, sum up, compare, keep."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.errors import InputError
from assistant.reasons import reason
from assistant.settings import Settings
from assistant.verbs import open_verbs
from eval import retrieval_set, speech_set
from eval.options import Bar, Options
from eval.outcome_log import OutcomeLog, code_version, fingerprint
from eval.question_files import Kind, is_own, kind_of
from eval.question_run import ask_questions
from eval.report_data import Report, load_report, save_report
from eval.summary import Document
from eval.thresholds import OWN, Missed, load_thresholds, missed
from eval.train.article_search import blocks
from prompts import message


@dataclass(frozen=True, slots=True)
class Evaluated:
    kind: Kind
    document: Document
    missed: tuple[Missed, ...]
    report: Report | None = None
    earlier: Report | None = None
    page: Path | None = None
    """The report for people, when it was asked for."""


def evaluate(options: Options, settings: Settings, bar: Bar) -> Evaluated:
    """Raises InputError for what cannot be run, ConfigError when a part is missing."""
    kind = kind_of(options.files)
    if kind != "questions":
        _refuse_options(options, kind)
    wanted = load_thresholds(file, kind) if (file := _thresholds(options)) else {}
    earlier = load_report(options.against) if options.against else None
    if options.report:
        _make(options.report)
    report: Report | None = None
    if kind == "questions":
        report = ask_questions(options, settings, bar, earlier)
        document = dict(report.summary)
    else:
        document = _retrieval(options, settings, bar) if kind == "retrieval" else _speech(options, settings, bar)
    page = _keep(options.report, document, report, earlier) if options.report else None
    return Evaluated(kind, document, tuple(missed(wanted, document)), report, earlier, page)


def _retrieval(options: Options, settings: Settings, bar: Bar) -> Document:
    from assistant.build import open_embedder
    from ingest.index_edge import EdgeIndex

    [file] = options.files
    if options.corpus is None:
        raise InputError(f"{file}: no corpus", reason=message("eval", "needs_corpus", file=file))
    asked = retrieval_set.choose(retrieval_set.load_retrieval(file), options.only, options.sample, options.seed)
    _some(asked)
    articles, embedder = retrieval_set.load_corpus(options.corpus), open_embedder(settings)
    dimension = embedder.passages(["a"]).shape[1]
    with TemporaryDirectory() as folder:
        index = EdgeIndex(Path(folder) / "index", dimension)
        try:
            cache = settings.home / "cache" / "eval" / fingerprint(settings.embedding_model)
            with bar(message("eval", "bar_corpus", n=len(articles)), blocks(len(articles))) as tick:
                retriever = retrieval_set.corpus_retriever(articles, index, embedder, cache, tick)
            with bar(message("eval", "bar_search"), len(asked)) as tick:
                rankings, millis = retrieval_set.rank(asked, articles, retriever, options.now, tick)
        finally:
            index.close()
    return retrieval_set.summarise_ranks(asked, rankings, millis)


def _speech(options: Options, settings: Settings, bar: Bar) -> Document:
    [file] = options.files
    clips = speech_set.choose(speech_set.load_clips(file), options.only, options.sample, options.seed)
    _some(clips)
    run = fingerprint(code_version(), settings.asr_model)
    log = OutcomeLog.open(options.report, run, options.now, options.fresh) if options.report else None
    with open_verbs(settings) as verbs, bar(message("eval", "bar_speech"), len(clips)) as tick:
        heard = speech_set.hear(clips, verbs.transcribe, tick, log)
    if log:
        log.finish()
    return speech_set.summarise_speech(heard)


def _refuse_options(options: Options, kind: Kind) -> None:
    given = {"--against": options.against, "--noise": options.noise, "--peer": options.peers}
    if wrong := [name for name, value in given.items() if value]:
        raise InputError(f"{wrong} with {kind}", reason=message("eval", "questions_only", option=", ".join(wrong)))
    if len(options.files) > 1:
        raise InputError(f"{len(options.files)} sets of {kind}", reason=message("eval", "one_set"))


def _thresholds(options: Options) -> Path | None:
    whole = is_own(options.files) and not options.only and options.sample is None
    return options.thresholds or (OWN if whole else None)


def _keep(folder: Path, document: Document, report: Report | None, earlier: Report | None) -> Path:
    file = folder / "summary.json"
    try:
        file.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
        if report is None:
            return file
        from eval.report import write_report

        save_report(report, folder)
        return write_report(report=report, folder=folder, earlier=earlier)
    except OSError as exc:
        raise _unwritable(folder, exc) from exc


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise _unwritable(folder, exc) from exc


def _unwritable(folder: Path, exc: OSError) -> InputError:
    return InputError(f"{folder}: {exc}", reason=message("cli", "no_write", file=folder, reason=reason(exc)))


def _some(chosen: Sequence[object]) -> None:
    if not chosen:
        raise InputError("nothing chosen", reason=message("eval", "nothing_chosen"))
