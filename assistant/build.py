"""Puts an installation together: the only module that knows which implementation stands behind a protocol."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Thread

from assistant.access import Principal
from assistant.answer import TemplateAnswerer
from assistant.audit import QuestionAudit
from assistant.build_documents import build_documents
from assistant.diagnosis import Installation, examine
from assistant.errors import AssistantError
from assistant.feedback_desk import ComplaintPlanner, FeedbackDesk
from assistant.lazy import Lazy, LazyPlanner, LazyTranscriber
from assistant.llm import ChatModel, Endpoint, LocalEndpoint, RemoteEndpoint
from assistant.models import Models
from assistant.planner import CascadePlanner
from assistant.protocols import Directory, Embedder, ImportProgress, ImportReport, Transcriber
from assistant.router import SemanticRouter, load_routes
from assistant.runtime import Runtime
from assistant.settings import Settings
from assistant.tools import StoreTools
from assistant.tools.entry import Stores
from assistant.turn import Turn
from assistant.types import Audio, Named, Voice
from ingest.workbook import Importer as WorkbookImporter
from kpi_tools.accounts import LocalAccounts
from kpi_tools.audit import StoredAudit
from kpi_tools.backup import StoreBackups
from kpi_tools.conversations import StoredConversations
from kpi_tools.directory import StoreDirectory
from kpi_tools.feedback import StoredFeedback
from kpi_tools.finder import StoreFinder
from kpi_tools.rules import load_rules
from kpi_tools.store import Store
from voice.audio import join, read_audio, write_wav
from voice.speakable import speakable
from voice.worker import SpeechWorker, choose_engine

WHISPER, E5, LLM, PIPER = "whisper-base", "multilingual-e5-small", "qwen2.5-coder-1.5b", "piper-vais1000"


def build_runtime(settings: Settings, warm: bool = False) -> Runtime:
    """Open the stores; models load when first used, or now when `warm`. The caller owns the home.

    Raises ConfigError, StoreError; when `warm` also ModelError.
    """
    models = Models(settings.models_dir, settings.models_mirror)
    rules_file = settings.home / "rules.toml"
    rules = load_rules(rules_file if rules_file.is_file() else None)
    synthesizer = _synthesizer(settings, models)
    store = Store.open(settings.database)
    directory = StoreDirectory(store)
    accounts = LocalAccounts(store, hours=settings.session_hours)
    audit = StoredAudit(store, keep_text=settings.audit_question_text)
    conversations = StoredConversations(store, minutes=settings.follow_up_minutes)
    language_model = ChatModel(language_endpoint(settings, models), settings.llm_model, settings.llm_seconds)
    embedder = Lazy[Embedder](lambda: open_embedder(settings, models))
    documents = build_documents(settings, store, embedder)
    tools = StoreTools(Stores(store, rules, library=documents.library))
    transcriber = Lazy[Transcriber](lambda: _transcriber(settings, models))
    desk = FeedbackDesk(StoredFeedback(store, hours=settings.feedback_hours), audit)
    planner = Lazy[CascadePlanner](
        lambda: CascadePlanner(
            SemanticRouter(embedder.get(), load_routes(), settings.models_dir / "routes"),
            language_model,
            directory,
            StoreFinder(store),
            conversations,
            tools.names,
            settings,
        )
    )
    turn = Turn(
        transcriber=LazyTranscriber(transcriber),
        planner=ComplaintPlanner(LazyPlanner(planner), desk),
        tools=tools,
        answerer=TemplateAnswerer(speakable),
        conversations=conversations,
        synthesizer=synthesizer,
        feedback=desk,
        audit=QuestionAudit(audit, keep_words=settings.audit_question_text),
        hints=partial(_hints, directory),
        is_sample=directory.is_sample,
        join=join,
    )

    def ready() -> Mapping[str, bool]:
        return {
            "database": _works(store.ping),
            "asr": transcriber.loaded,
            "tts": _works(synthesizer.check),
            "embedder": planner.loaded,
        }

    def close() -> None:
        documents.close()
        synthesizer.close()
        language_model.close()
        store.close()

    runtime = Runtime(
        settings=settings,
        turn=turn,
        transcriber=turn.transcriber,
        synthesizer=synthesizer,
        directory=directory,
        accounts=accounts,
        account_admin=accounts,
        importer=_Importer(WorkbookImporter(store), store.tidy),
        language_model=language_model,
        audit=audit,
        feedback=desk,
        backups=StoreBackups(store, settings.home),
        documents=documents.desk,
        library=documents.library,
        shelf=documents.shelf,
        read_audio=read_audio,
        wav_bytes=_wav_bytes,
        speak=lambda text: join(synthesizer.synthesize(speakable(text))),
        ready=ready,
        doctor=lambda: examine(Installation(settings, models, store.ping, synthesizer.check, synthesizer.voice)),
        close=close,
        is_sample=directory.is_sample,
    )
    if warm:
        try:
            if not settings.llm_base_url:
                models.path(LLM)
            _warm_up(planner, transcriber, synthesizer)
            documents.warm()
        except AssistantError:
            close()
            raise
    return runtime


@dataclass(frozen=True, slots=True)
class SpokenQuestion:
    file: Path
    user: str


@dataclass(frozen=True, slots=True)
class SampleCity:
    write: Callable[[Path, date], None]
    """(folder, anchor): the ten workbooks"""
    write_documents: Callable[[Path, date], object]
    """(folder, anchor): its official documents"""
    handy: Mapping[str, str]
    """Codes of people to try it as, and who they are."""
    spoken_question: SpokenQuestion


def sample_city() -> SampleCity:
    from ingest.sample import HANDY, write_sample_city
    from ingest.sample.documents import write_sample_documents
    from voice.samples.make_samples import FOLDER, samples

    spoken = SpokenQuestion(FOLDER / samples()[0].file, "CC0001")
    return SampleCity(write_sample_city, write_sample_documents, HANDY, spoken)


class _Importer:
    """Imports, then has the query planner know the rows; names are read again by themselves."""

    def __init__(self, importer: WorkbookImporter, tidy: Callable[[], None]) -> None:
        self._importer = importer
        self._tidy = tidy

    def run(self, folder: Path, replace: Collection[str] = (), progress: ImportProgress | None = None) -> ImportReport:
        report = self._importer.run(folder, replace, progress)
        if report.added:
            self._tidy()
        return report


def _transcriber(settings: Settings, models: Models) -> Transcriber:
    from voice.faster_whisper import FasterWhisper

    return FasterWhisper(Path(settings.asr_model) if settings.asr_model else models.path(WHISPER))


def open_embedder(settings: Settings, models: Models | None = None) -> Embedder:
    """The encoder of this installation. Raises ModelError."""
    from assistant.embed import SentenceEmbedder

    models = models or Models(settings.models_dir, settings.models_mirror)
    return SentenceEmbedder(Path(settings.embedding_model) if settings.embedding_model else models.path(E5))


def language_endpoint(settings: Settings, models: Models) -> Endpoint:
    """Where the language model answers; the caller closes it."""
    if settings.llm_base_url:
        key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else "none"
        return RemoteEndpoint(settings.llm_base_url, key)
    return LocalEndpoint(lambda: models.file(LLM), settings.llm_model)


def _synthesizer(settings: Settings, models: Models) -> SpeechWorker:
    """Piper when wanted and there, else espeak-ng. Raises ModelError when Piper is wanted and not there."""
    piper = models.file(PIPER) if models.has(PIPER) else None
    voice = choose_engine(settings.tts_engine, piper_model=piper, espeak_voice=settings.tts_voice)
    return SpeechWorker(voice, model=piper, speed=settings.tts_speed)


def _hints(directory: Directory, asker: Principal) -> Sequence[str]:
    """Units by nearness to the asker: the own one, then those of its level, then the others; of each, whatever
    belongs to another department or commune is last, since it is asked for least."""
    units = {u.code: u for u in directory.units()}
    own = units.get(asker.unit)

    def depth(unit: Named) -> int:
        above = units.get(unit.unit or "")
        return 0 if above is None else 1 + depth(above)

    def distance(unit: Named) -> tuple[bool, bool, int]:
        return unit.code != asker.unit, own is not None and unit.level != own.level, depth(unit)

    return [unit.name for unit in sorted(units.values(), key=distance)]


def _wav_bytes(audio: Audio, voice: Voice) -> bytes:
    target = BytesIO()
    write_wav(audio, target, voice)
    return target.getvalue()


def _works(check: Callable[[], None]) -> bool:
    try:
        check()
    except AssistantError:
        return False
    return True


def _warm_up(planner: Lazy[CascadePlanner], transcriber: Lazy[Transcriber], synthesizer: SpeechWorker) -> None:
    """Load what every question needs, then let the language model load behind the first answers."""
    planner.get()
    transcriber.get().transcribe(Audio(bytes(2 * 16_000)))
    synthesizer.check()
    synthesizer.start()
    Thread(target=planner.get().prime, daemon=True, name="prime-llm").start()
