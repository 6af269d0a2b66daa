"""Runs question sets: our own assistant, again under noise, then the peers; and makes the report's data of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from time import perf_counter
from zlib import crc32

from pydantic import JsonValue

from assistant.errors import InputError
from assistant.settings import Settings
from assistant.types import AuditKind
from assistant.verbs import Verbs, open_verbs
from eval.asker import Asker, PeerMaker, VerbsAsker
from eval.cases import Case, choose
from eval.graded import Graded
from eval.graders import grade
from eval.options import Bar, Options
from eval.outcome_log import OutcomeLog, code_version, fingerprint
from eval.report_data import Report
from eval.run import Runner, load_sets
from eval.summary import Document, summarise
from prompts import message

Distort = Callable[[str, float, int], str]
DATA: tuple[AuditKind, ...] = ("import", "index", "restore")
"""Kinds of audit records after which the same question may have another answer."""
SETTINGS: tuple[str, ...] = (
    "router",
    "router_confidence",
    "llm_model",
    "llm_base_url",
    "llm_seconds",
    "embedding_model",
)
SETTINGS += ("reranker_model", "evidence_threshold", "asr_model", "tts_engine", "tts_voice", "follow_up_minutes")


def ask_questions(options: Options, settings: Settings, bar: Bar, earlier: Report | None = None) -> Report:
    """Peers are opened when our own home is closed. Raises InputError, ConfigError."""
    cases = choose(load_sets(options.files), options.only, options.sample, options.seed)
    if not cases:
        raise InputError("nothing chosen", reason=message("eval", "nothing_chosen"))
    makers, made = peer_makers(options.peers), datetime.now(UTC)
    with open_verbs(settings) as verbs:
        matter = matters(settings, verbs)
        log = _log(options, matter)
        began = perf_counter()
        graded = _asked(cases, VerbsAsker(verbs), options, log, bar)
        seconds = perf_counter() - began
        noise = {
            strength: _asked(noised(cases, strength, options.seed), VerbsAsker(verbs), options, log, bar, strength)
            for strength in options.noise
        }
    alone = [case for case in cases if case.audio is None and case.session is None]  # peers hear and remember nothing
    peers = _of_peers(makers, choose(alone, sample=options.peer_sample, seed=options.seed), settings, options, log, bar)
    if log:
        log.finish()
    told: Mapping[str, JsonValue] = matter | {"threads": options.threads, "seed": options.seed}
    files = tuple(file.absolute() for file in options.files)
    summary = _document(graded, noise, peers, earlier)
    return Report(files[0], made, graded, peers, noise, round(seconds, 1), files, told, summary)


def noised(cases: Sequence[Case], strength: float, seed: int) -> list[Case]:
    """Typed questions as they would be heard; spoken ones stay. The same for the same id, strength and seed."""
    from eval.noise import noisy

    return [
        case
        if case.audio
        else case.model_copy(update={"question": noisy(case.question, strength, crc32(case.id.encode()) ^ seed)})
        for case in cases
    ]


def peer_makers(names: Sequence[str]) -> dict[str, PeerMaker]:
    """Raises InputError that says which there are."""
    if not names:
        return {}
    from eval.peers import PEERS

    for name in names:
        if name not in PEERS:
            said = message("eval", "no_peer", name=name, peers=", ".join(PEERS))
            raise InputError(f"no peer {name}", reason=said)
    return {name: PEERS[name] for name in names}


def matters(settings: Settings, verbs: Verbs) -> dict[str, JsonValue]:
    """What an answer depends on besides the question."""
    data: list[JsonValue] = [line.hash for kind in DATA for line in verbs.audit_list(1, kind=kind)]
    chosen: dict[str, JsonValue] = settings.model_dump(mode="json", include=set(SETTINGS))
    return {"code": code_version(), "home": str(settings.home.resolve()), "data": fingerprint(data), **chosen}


def _log(options: Options, matter: Mapping[str, JsonValue]) -> OutcomeLog | None:
    if options.report is None:
        return None
    run = fingerprint(dict(matter), options.now.isoformat() if options.now_given else None)
    return OutcomeLog.open(options.report, run, options.now, options.fresh)


def _asked(
    cases: Sequence[Case], asker: Asker, options: Options, log: OutcomeLog | None, bar: Bar, strength: float = 0.0
) -> tuple[Graded, ...]:
    title = message("eval", "bar_noise", strength=strength) if strength else message("eval", "bar_ask", who=asker.name)
    with bar(title, len(cases)) as tick:
        outcomes = Runner(options.now, log, options.threads, tick).ask(cases, asker)
    return tuple(map(grade, outcomes))


def _of_peers(
    makers: Mapping[str, PeerMaker],
    cases: Sequence[Case],
    settings: Settings,
    options: Options,
    log: OutcomeLog | None,
    bar: Bar,
) -> dict[str, tuple[Graded, ...]]:
    """One after another, each one question at a time: two language models beside each other halve both."""
    graded = {}
    for name, make in makers.items():
        with make(settings) as peer, bar(message("eval", "bar_ask", who=name), len(cases)) as tick:
            graded[name] = tuple(map(grade, Runner(options.now, log, 1, tick).ask(cases, peer)))
    return graded


def _document(
    graded: Sequence[Graded],
    noise: Mapping[float, Sequence[Graded]],
    peers: Mapping[str, Sequence[Graded]],
    earlier: Report | None,
) -> Document:
    """The summary; of noise and peers without their failures."""
    document = summarise(graded)
    if noise:
        document["noise"] = {str(strength): _short(some) for strength, some in noise.items()}
    if peers:
        document["peers"] = {name: _short(some) for name, some in peers.items()}
    if earlier:
        from eval.compare import compare

        changes = compare(earlier.graded, graded)
        compared: Document = {
            name: {"fixed": list(one.fixed), "broken": list(one.broken), "p": one.p, "real": one.real}
            for name, one in changes.measures.items()
        }
        compared["tools"] = [{"tool": one.name, "broken": one.broken} for one in changes.tools if one.broken]
        document["comparison"] = compared
    return document


def _short(graded: Sequence[Graded]) -> Document:
    return {key: value for key, value in summarise(graded).items() if key != "failures"}
