"""RTF into blocks: paragraphs, tables, the numbers that Word wrote into the file; old encodings stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.documents import Block
from ingest.reading.blocks import is_layout, paragraph, table
from ingest.reading.refusal import RefusedError

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_PASSED = frozenset(
    "fonttbl colortbl stylesheet info pict object themedata colorschememapping datastore latentstyles listtable "
    "listoverridetable rsidtbl generator header headerl headerr headerf footer footerl footerr footerf fldinst "
    "xmlnstbl pnseclvl filetbl revtbl mmathPr operator author "
    "annotation atnid atnauthor bkmkstart bkmkend nonshppict".split()
)
_NUMBERS = frozenset(("listtext", "pntext"))
_SAID = {"tab": " ", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“"}
_SAID |= {"rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "softline": "\n"}
_MOST = 64_000_000
_DEPTH = 500


@dataclass(frozen=True, slots=True)
class _State:
    """Of a group."""

    passed: bool = False
    number: bool = False
    bold: bool = False
    hidden: bool = False
    skip: int = 1
    """Characters after `\\u` that stand in for it."""


@dataclass(slots=True)
class _Text:
    """What has been read so far."""

    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    number: list[str] = field(default_factory=list)
    light: bool = False
    centred: bool = False
    in_table: bool = False
    cell: list[Block] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    rows: list[list[list[Block]]] = field(default_factory=list)

    def say(self, text: str, state: _State) -> None:
        if state.passed or state.hidden:
            return
        (self.number if state.number else self.parts).append(text)
        self.light = self.light or (not state.bold and not state.number and bool(text.strip()))

    def end_paragraph(self, in_cell: bool = False) -> None:
        number = "".join(self.number).strip()
        number = "-" if number in ("·", "\xb7", "§", "o", "•") else number
        text = "".join(self.parts)
        found = paragraph(text, bold=not self.light, centred=self.centred, number=number if text.strip() else "")
        self.parts, self.number, self.light = [], [], False
        if self.in_table or in_cell:
            self.cell += found
            return
        self.end_table()
        self.blocks += found

    def end_cell(self) -> None:
        self.end_paragraph(in_cell=True)
        self.cells.append(self.cell)
        self.cell = []

    def end_row(self) -> None:
        if self.cells:
            self.rows.append(self.cells)
        self.cells = []

    def end_table(self) -> None:
        self.end_row()
        if self.rows:
            texts = [["\n".join(f"{b.number} {b.text}".strip() for b in cell) for cell in row] for row in self.rows]
            if is_layout(texts, bordered=True):
                self.blocks += [block for row in self.rows for cell in row for block in cell]
            else:
                self.blocks += table(texts)
        self.blocks += self.cell
        self.rows, self.cell = [], []


def read_rtf(path: Path) -> Iterator[Block]:
    """Raises RefusedError."""
    raw = path.read_bytes()
    if len(raw) > _MOST:
        raise RefusedError("size", limit=_MOST // 1_000_000)
    if not raw.rstrip(b"\0 \r\n\t\x1a").endswith(b"}") and raw.count(b"{") > raw.count(b"}") + 2:
        raise RefusedError("damaged")
    yield from _read(raw.decode("latin-1"))


def _read(source: str) -> list[Block]:
    text, state, stack = _Text(), _State(), list[_State]()
    owed = 0  # characters that stand in for one said by \u
    at = 0
    while found := _TOKEN.match(source, at):
        at = found.end()
        word, value, code, mark, brace, plain = found.groups()
        if brace == "{":
            if len(stack) > _DEPTH:
                raise RefusedError("damaged")
            stack.append(state)
        elif brace == "}":
            state = stack.pop() if stack else state
        elif word == "bin":
            at += int(value or 0)
        elif word == "u" and value:
            text.say(_unicode(int(value)), state)
            owed = state.skip
        elif word:
            state = _word(word, value, state, text)
        elif code or (plain and owed):
            said = _western(int(code, 16)) if code else plain
            kept, owed = said[owed:], max(0, owed - len(said))
            text.say(kept, state)
        elif mark == "*":
            state = replace(state, passed=True)
        elif mark:
            text.say({"~": "\u00a0", "_": "-", "-": "", "\r": "", "\n": ""}.get(mark, mark), state)
            if mark in "\r\n" and not state.passed:
                text.end_paragraph()
        elif plain:
            text.say(plain, state)
    text.end_paragraph()
    text.in_table = False
    text.end_table()
    return text.blocks


def _word(word: str, value: str | None, state: _State, text: _Text) -> _State:
    on = value != "0"
    if word in _PASSED:
        return replace(state, passed=True)
    if word in _NUMBERS:
        return replace(state, number=True, passed=False)
    if word in ("b", "v", "deleted", "uc", "plain"):
        match word:
            case "b":
                return replace(state, bold=on)
            case "plain":
                return replace(state, bold=False, hidden=False)
            case "uc":
                return replace(state, skip=int(value or 1))
        return replace(state, hidden=on)
    if state.passed:
        return state
    match word:
        case "par" | "sect" | "page":
            text.end_paragraph()
        case "pard":
            text.centred = text.in_table = False
        case "qc":
            text.centred = True
        case "ql" | "qr" | "qj":
            text.centred = False
        case "intbl":
            text.in_table = True
        case "cell" | "nestcell":
            text.end_cell()
        case "row" | "nestrow":
            text.end_row()
        case _:
            if word in _SAID:
                text.say(_SAID[word], state)
    return state


def _unicode(value: int) -> str:
    code = value % 65_536
    if 0xF020 <= code <= 0xF0FF:
        code -= 0xF000  # a letter of a font that Word took for symbols
    return "" if 0xD800 <= code < 0xE000 else chr(code)


def _western(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "ignore") or chr(byte)
