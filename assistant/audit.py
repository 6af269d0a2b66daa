"""What goes into the audit log: of a question who asked how, what was looked up, how it ended and which rows answered;
of a verb who ran it and what it touched. What cannot be recorded is not answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from pydantic import JsonValue

from assistant.access import Principal
from assistant.errors import AssistantError
from assistant.protocols import AuditLog, ImportReport
from assistant.types import Answer, AuditEvent, AuditKind, Question, Row, ToolCall, ToolResult

CODE_KEYS = ("code", "unit", "person", "task", "meeting", "entry", "procedure")
"""Keys of a row that hold codes; every other key is content."""
MAX_CODES = 200
MAX_FILES = 500
"""Of an index run, named one by one."""
WORDS = frozenset({"text", "topic", "basis", "question"})
"""Arguments that repeat the question's own words."""
COUNTS = ("file", "added", "changed", "unchanged", "refused", "withdrawn")
_CODE = re.compile(r"\S{1,64}")


class QuestionAudit:
    """One record a question. Every method raises StoreError when it cannot be written."""

    def __init__(self, log: AuditLog, keep_words: bool = True) -> None:
        """`keep_words`: whether calls are kept with the words that they took from the question."""
        self._log = log
        self._keep_words = keep_words

    @contextmanager
    def failure(self, question: Question, asker: Principal) -> Iterator[None]:
        """Records what goes wrong inside, then lets it go on."""
        try:
            yield
        except Exception as exc:
            subject = _how(question, asker) | {"error": error_code(exc)}
            self._log.record(AuditEvent(asker.code, "question", "error", subject, question.text or None))
            raise

    def answered(self, question: Question, asker: Principal, results: Sequence[ToolResult], answer: Answer) -> None:
        """Also a question that was denied, found nothing, or was asked back."""
        codes = codes_of(row for result in results for row in result.rows)
        subject = _how(question, asker) | {
            "router": answer.router,
            "calls": [self._call(result.call) for result in results],
            "codes": list[JsonValue](codes[:MAX_CODES]),
            "more_codes": max(0, len(codes) - MAX_CODES),
        }
        self._log.record(AuditEvent(asker.code, "question", answer.status, subject, question.text or None))

    def _call(self, call: ToolCall) -> JsonValue:
        hidden = () if self._keep_words else WORDS
        args = {name: "…" if name in hidden and value is not None else value for name, value in call.args.items()}
        return {"tool": call.tool, "args": args}


@contextmanager
def recorded(log: AuditLog, who: str, kind: AuditKind, subject: Mapping[str, JsonValue]) -> Iterator[None]:
    """One record of what is done inside, `done` or `failed`; `subject` may grow meanwhile. Raises StoreError."""
    try:
        yield
    except Exception as exc:
        log.record(AuditEvent(who, kind, "failed", {**subject, "error": error_code(exc)}))
        raise
    log.record(AuditEvent(who, kind, "done", subject))


def codes_of(rows: Iterable[Row]) -> list[str]:
    """Codes of what the rows are about, each once, in their order; never content."""
    values = (row.get(key) for row in rows for key in CODE_KEYS)
    return list(dict.fromkeys(value for value in values if isinstance(value, str) and _CODE.fullmatch(value)))


def imported_files(report: ImportReport) -> list[JsonValue]:
    """Name and counts of each file."""
    files = report.as_json().get("files")
    return [{key: file[key] for key in COUNTS if key in file} for file in files] if isinstance(files, list) else []


def indexed_files(document: Mapping[str, object]) -> list[JsonValue]:
    """Name, state and access of each file that a run did not leave as it was."""
    files, kept = document.get("files"), ("file", "status", "access", "units")
    every = files if isinstance(files, list) else []
    changed: list[JsonValue] = [{key: file[key] for key in kept} for file in every if file["status"] != "unchanged"]
    more: list[JsonValue] = [{"more": len(changed) - MAX_FILES}] if len(changed) > MAX_FILES else []
    return changed[:MAX_FILES] + more


def error_code(exc: Exception) -> str:
    return exc.code if isinstance(exc, AssistantError) else type(exc).__name__


def _how(question: Question, asker: Principal) -> dict[str, JsonValue]:
    """`asked_at`: the moment that the question is about; when it was asked says the record's own time."""
    how: dict[str, JsonValue] = {"spoken": question.spoken, "asked_at": question.now.isoformat()}
    return how | {"via": asker.via} if asker.via else how
