"""The values that flow through one turn; imports nothing from this project.

Audio -> Transcript -> Question -> Plan(ToolCall...) -> ToolResult(rows, Citation...) -> Answer -> Audio
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, JsonValue

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""What people mean by a time of day."""
Status = Literal["answered", "not_found", "denied", "clarify", "out_of_scope", "error"]
RouterName = Literal["rule", "semantic", "llm", "session"]
Row = Mapping[str, JsonValue]
"""One line of a result as JSON shows it: keys are field names, dates are ISO text."""


@dataclass(frozen=True, slots=True)
class Audio:
    pcm: bytes
    """16-bit little-endian mono samples."""
    rate: int = 16_000
    """Samples a second."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate


@dataclass(frozen=True, slots=True)
class Transcript:
    text: str
    """What was heard; empty for silence and noise."""
    seconds: float = 0.0
    """Length of the recording."""


@dataclass(frozen=True, slots=True)
class Voice:
    engine: str
    """`piper` or `espeak`."""
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    now: datetime
    """The moment of asking, with time zone; every relative date is read against it."""
    session: str | None = None
    """Follow-ups share a session; it belongs to one user."""
    spoken: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A unit or person that may be named in a question, as the asker may know it."""

    code: str
    name: str
    kind: Literal["unit", "person"]
    aliases: tuple[str, ...] = ()
    level: str = ""
    """Of a unit: `thanh_pho`, `so_nganh` or `xa_phuong`."""
    unit: str | None = None
    """Of a person: the unit's code; of a unit: its parent's."""
    title: str = ""
    """Of a person: chức vụ."""


FindKind = Literal["task", "meeting"]


@dataclass(frozen=True, slots=True)
class Thing:
    """A task or meeting that the asker may see and whose words are in a question."""

    code: str
    name: str
    score: float
    """0 to 1: how much of what was said is in it; 1 when its name is said."""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Inclusive bounds as the interface writes them, `YYYY-MM-DD` or, for parts of a day, `YYYY-MM-DDThh:mm`."""

    start: str | None
    end: str | None
    label: str
    """How it was understood, in Vietnamese: `quý II/2026`."""
    span: tuple[int, int] = (0, 0)
    """Where in the question it stood, as character offsets into the text given to the parser."""


class ToolCall(BaseModel):
    """May be written by a model, so validated: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tool: str
    args: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not carried out: a sentence of `prompts/messages.yaml` and what fills it."""

    status: Status
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    """The choices of a `clarify`, as the asker may say them back."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Either calls to make or a refusal, never both."""

    router: RouterName
    confidence: float
    asker: str
    """Code of the person asking, for the answer to say "anh/chị"."""
    calls: tuple[ToolCall, ...] = ()
    refusal: Refusal | None = None
    pending: ToolCall | None = None
    """Of a `clarify`: what is known so far, for the next question of the session to complete."""
    periods: tuple[str | None, ...] = ()
    """How the time expression of each call was understood, for the answer to say; None where none was given."""
    former: tuple[str, str] | None = None
    """A unit's name of before that was said, and its name now, for the answer to remark."""


@dataclass(frozen=True, slots=True)
class Citation:
    document: str
    number: str | None
    article: str | None
    clause: str | None
    point: str | None
    text: str
    url: str
    annex: str | None = None


class Cited(BaseModel):
    """The place of a document that was quoted first."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    number: str | None = None
    article: str | None = None
    clause: str | None = None
    annex: str | None = None


class Memory(BaseModel):
    """What a session last asked and what it was told, for the next question to lean on."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    call: ToolCall
    options: tuple[str, ...] = ()
    """Of a question back: the choices, as they were shown."""
    listed: tuple[str, ...] = ()
    """Of a list: what its lines are about, in order, as it may be said back: codes of tasks, names of units."""
    cited: Cited | None = None


@dataclass(frozen=True, slots=True)
class ToolResult:
    call: ToolCall
    """With every default filled in."""
    status: Status
    data: object = None
    """The tool's own frozen dataclass, which the answer's template reads."""
    rows: tuple[Row, ...] = ()
    citations: tuple[Citation, ...] = ()
    freshness: str | None = None
    """ISO date of the newest figure used."""
    explain: JsonValue = None
    """The inputs of a score and the rules behind it, for "vì sao?"."""


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    markdown: str = ""
    table: Table = Table()


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds by stage."""

    asr: int = 0
    plan: int = 0
    tools: int = 0
    answer: int = 0
    tts: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; its fields are the keys of the JSON in `interfaces.md`."""

    question: str
    answer: str
    """Shown first."""
    speech: str
    """Spoken: the point alone, no markup, numbers as words."""
    status: Status
    transcript: str | None = None
    calls: tuple[ToolCall, ...] = ()
    rows: tuple[Row, ...] = ()
    citations: tuple[Citation, ...] = ()
    confidence: float = 1.0
    router: RouterName = "rule"
    chart: JsonValue = None
    audio: str | None = None
    """Path or URL of the spoken reply."""
    options: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    detail: Detail = Detail()
    freshness: str | None = None
    voice: Voice | None = None
    explain: JsonValue = None
    id: str | None = None
    """By which feedback names it, a while; None without a session."""
    trace: JsonValue = None
    """How it came about (`assistant/trace.py`), only when that was asked for."""
    sample: bool = False
    """Whether the city is the invented sample."""
    took_ms: Took = Took()


AuditKind = Literal["question", "import", "backup", "restore", "account", "sign_in", "index", "feedback"]


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Something that is to be found in the audit log later."""

    who: str
    """Person code; `cli:NAME` for a verb of the command line, by the operating system's user; `?` when unknown."""
    kind: AuditKind
    status: str
    """Of the answer to a question; else `done`, `failed`, and of a sign-in `refused`, `throttled`; to 16 letters."""
    subject: Mapping[str, JsonValue] = field(default_factory=dict)
    """What was touched: calls, codes of rows, file names and counts; never what a row says."""
    text: str | None = None
    """The question; kept only where the settings say so."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A record of the audit log, as it stands there."""

    id: int
    """Counts from 1 without a gap."""
    at: datetime
    """UTC, exact to the microsecond."""
    event: AuditEvent
    previous: str
    """`hash` of the record before; zeros for the first."""
    hash: str


AuditFault = Literal["changed", "missing", "unlinked", "not_found"]
"""`changed`: a record does not fit its own hash; `missing`: the one before it is gone; `unlinked`: it does not follow
the record before it (one was exchanged, put in, or changed with its hash); `not_found`: the hash that was expected is
no record's (the end of the log is gone, or all of it was written anew)."""


@dataclass(frozen=True, slots=True)
class AuditCheck:
    records: int
    """How many are sound, from the first on."""
    head: str
    """`hash` of the last of them, to be noted elsewhere; zeros for an empty log."""
    fault: AuditFault | None = None
    broken: int | None = None
    """`id` of the first record that is not sound."""
