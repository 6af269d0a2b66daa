"""What a run must reach: `eval/thresholds.toml`, one table a kind of set, with the keys of the JSON document.

```toml
[questions]
tool_accuracy = 0.9                  # at least
leaks = 0                            # at most: leaks, errors, wer, cer and all of latency_ms
by_prefix.kpi.argument_accuracy = 0.8
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue, TypeAdapter, ValidationError

from assistant.errors import InputError
from assistant.reasons import reason
from eval.question_files import KINDS, Kind
from prompts import message

OWN = Path(__file__).parent / "thresholds.toml"
AT_MOST = {"leaks", "errors", "wer", "cer", "latency_ms"}
AT_LEAST = {"n", "passed", "tool_accuracy", "argument_accuracy", "answer_accuracy", "status_accuracy", "grounded"}
AT_LEAST |= {"citation_recall", "citation_precision", "without_llm", "recall", "mrr@10", "ndcg@10"}
TABLES = {"recall", "latency_ms", "by_prefix", "by_accent"}
Wanted = Mapping[str, JsonValue]
_FILE = TypeAdapter(dict[str, dict[str, JsonValue]])


@dataclass(frozen=True, slots=True)
class Missed:
    figure: str
    """`by_prefix.kpi.tool_accuracy`"""
    wanted: float
    got: float


def load_thresholds(file: Path, kind: Kind) -> Wanted:
    """Of that kind of set; empty when the file says nothing of it. Raises InputError, also for figures that no run
    has."""
    try:
        tables = _FILE.validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as exc:
        raise _bad(file, reason(exc)) from exc
    except (ValueError, ValidationError) as exc:
        raise _bad(file, str(exc).splitlines()[0]) from exc
    for name, table in tables.items():
        if name not in KINDS:
            raise _bad(file, message("eval", "thresholds_table", name=name))
        for path, _ in _leaves(table, file):
            if path[0] not in AT_MOST | AT_LEAST | TABLES or not _has_figure(path):
                raise _bad(file, message("eval", "thresholds_key", name=".".join(path)))
    return tables.get(kind, {})


def missed(wanted: Wanted, document: Wanted) -> list[Missed]:
    """Figures that a run does not have (no audio, no such prefix) are not missed."""
    found = []
    for path, bound in _leaves(wanted, OWN):
        got = _at(document, path)
        most = bool(AT_MOST & set(path))
        if got is not None and (got > bound if most else got < bound):
            found.append(Missed(".".join(path), bound, got))
    return found


def _has_figure(path: tuple[str, ...]) -> bool:
    return path[0] not in ("by_prefix", "by_accent") or (len(path) == 3 and path[2] in AT_MOST | AT_LEAST)


def _leaves(table: Wanted, file: Path, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, file, (*above, key))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield (*above, key), float(value)
        else:
            raise _bad(file, message("eval", "thresholds_key", name=".".join((*above, key))))


def _at(document: Wanted, path: tuple[str, ...]) -> float | None:
    value: JsonValue = dict(document)
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return float(value) if isinstance(value, int | float) else None


def _bad(file: Path, why: str) -> InputError:
    return InputError(f"{file}: {why}", reason=message("eval", "bad_thresholds", file=file, why=why))
