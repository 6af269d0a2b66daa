"""Failed cases as a reader sees them: asked, heard, expected, got, and where the two part."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from pydantic import JsonValue

from eval.cases import Expect, ExpectedCite
from eval.figures import Kind, category, confidence, kinds_of, tools_of, wrong_keys
from eval.graded import Graded
from eval.graders.calls import calls_of
from eval.report.numbers import millis, percent
from eval.report.wording import say

AUDIO_EACH = 400_000
"""Bytes of a recording that is still put into the page."""
AUDIO_ALL = 12_000_000
"""Bytes of all recordings together."""
_SOUNDS = {".wav": "audio/wav", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".m4a": "audio/mp4"}
_SOUNDS |= {".flac": "audio/flac", ".webm": "audio/webm"}
Side = Literal["same", "missing", "extra"]


@dataclass(frozen=True, slots=True)
class Piece:
    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Sound:
    uri: str | None
    """`data:…`; None when it was left out."""
    name: str
    bytes: int
    """0 when the file is not there."""


@dataclass(frozen=True, slots=True)
class Failure:
    graded: Graded
    category: str
    kinds: tuple[Kind, ...]
    tools: tuple[str, str] | None
    wrong_keys: tuple[str, ...]
    calls: tuple[Piece, ...]
    """Expected calls against those made, word by word; empty when they are the same or on one side only."""
    wanted: tuple[str, ...]
    expected: Mapping[str, tuple[str, ...]]
    """By grade: `status`, `contains`, `not_contains`, `cites`, `leak`."""
    made: tuple[str, ...]
    citations: tuple[str, ...]
    sound: Sound | None

    @property
    def facts(self) -> str:
        """How long it took, how sure it was, who chose the tool."""
        answer, sure = self.graded.outcome.answer, confidence(self.graded)
        return say(
            "failure_facts",
            time=millis(self.graded.outcome.millis),
            confidence="–" if sure is None else percent(sure),
            router=answer.get("router") or "–",
        )


def failures(graded: Iterable[Graded], folder: Path) -> list[Failure]:
    """In the order of the set; `folder` is where audio paths begin."""
    left = AUDIO_ALL
    found = []
    for one in graded:
        if one.passed:
            continue
        sound = _sound(one, folder, left)
        left -= sound.bytes if sound and sound.uri else 0
        found.append(_failure(one, sound))
    return found


def _failure(graded: Graded, sound: Sound | None) -> Failure:
    expect, answer = graded.outcome.case.expect, graded.outcome.answer
    made = tuple(written(call.tool, _given(call.args)) for call in calls_of(answer))
    wanted = tuple(_wanted(expect))
    return Failure(
        graded=graded,
        category=category(graded),
        kinds=kinds_of(graded),
        tools=tools_of(graded),
        wrong_keys=wrong_keys(graded),
        calls=_parting("\n".join(wanted), "\n".join(_asked_for(graded))),
        wanted=wanted,
        expected=_expected(expect),
        made=made,
        citations=tuple(place(cite) for cite in _objects(answer.get("citations"))),
        sound=sound,
    )


def written(tool: str, args: Mapping[str, JsonValue]) -> str:
    """`kpi_summary(from="2026-01-01", unit="SO-NV")`, keys in one order."""
    inner = ", ".join(f"{key}={json.dumps(args[key], ensure_ascii=False)}" for key in sorted(args))
    return f"{tool}({inner})"


def place(cite: Mapping[str, JsonValue]) -> str:
    """`khoản 2 Điều 5 45/2026/NĐ-CP`: whatever of a citation is said."""
    parts = [say(f"place_{key}", n=cite[key]) for key in ("point", "clause", "article", "annex") if cite.get(key)]
    return " ".join([*parts, str(cite.get("number") or cite.get("document") or "")]).strip()


def word_diff(wanted: str, got: str) -> tuple[Piece, ...]:
    """What is the same in both, missing in `got`, or in `got` alone."""
    left, right = _words(wanted), _words(got)
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(left[a:b])))
            continue
        pieces += [Piece("missing", "".join(left[a:b]))] if b > a else []
        pieces += [Piece("extra", "".join(right[c:d]))] if d > c else []
    return tuple(pieces)


def _parting(wanted: str, got: str) -> tuple[Piece, ...]:
    return word_diff(wanted, got) if wanted and got and wanted != got else ()


def _words(text: str) -> list[str]:
    return re.findall(r"[\w-]+|\s+|[^\w\s]", text)


def _given(args: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {key: value for key, value in args.items() if value is not None}


def _wanted(expect: Expect) -> Iterator[str]:
    if expect.tool or expect.args:
        yield written(" | ".join(expect.tool or ("?",)), expect.args or {})
    for call in expect.calls or ():
        yield written(call.tool, call.args)


def _asked_for(graded: Graded) -> list[str]:
    """The calls made, with the arguments that are graded or not null."""
    expect = graded.outcome.case.expect
    wanted = {*(expect.args or {}), *(key for call in expect.calls or () for key in call.args)}
    return [
        written(call.tool, {key: value for key, value in call.args.items() if key in wanted})
        for call in calls_of(graded.outcome.answer)
    ]


def _expected(expect: Expect) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {
        "status": tuple(expect.status or ()),
        "contains": expect.contains,
        "not_contains": expect.not_contains,
        "cites": tuple(map(_cited, expect.cites or ())),
        "leak": expect.leak,
    }
    return {name: values for name, values in said.items() if values}


def _cited(cite: ExpectedCite) -> str:
    return place(cite.model_dump(include=cite.model_fields_set))


def _objects(value: JsonValue) -> list[dict[str, JsonValue]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _sound(graded: Graded, folder: Path, left: int) -> Sound | None:
    path = graded.outcome.case.audio
    if path is None:
        return None
    file = folder / path
    if not file.is_file():
        return Sound(None, path.name, 0)
    count, kind = file.stat().st_size, _SOUNDS.get(file.suffix.lower())
    if kind is None or count > min(AUDIO_EACH, left):
        return Sound(None, path.name, count)
    return Sound(f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}", path.name, count)
