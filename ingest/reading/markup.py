"""HTML into blocks, as Word's "save as web page" and portals write it; the only import of lxml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.documents import Block
from ingest.reading.blocks import Merged, is_layout, paragraph, table
from ingest.reading.numbering import written
from ingest.reading.plain import decoded

_PASSED = {"script", "style", "head", "nav", "noscript", "template", "svg", "iframe", "object", "select", "button"}
_PASSED |= {"form", "footer", "aside"} - {"form"}
_BLOCK = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article", "main"}
_BLOCK |= {
    "header",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "center",
    "body",
    "html",
    "form",
    "figure",
    "figcaption",
    "address",
    "hr",
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_CENTRE = re.compile(r"text-align\s*:\s*center", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_SPAN = 200
_DEPTH = 150


def read_html(path: Path) -> Iterator[Block]:
    """Raises RefusedError."""
    yield from html_blocks(decoded(path.read_bytes(), html=True))


def html_blocks(source: str) -> Iterator[Block]:
    from lxml import etree, html

    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return
    yield from _Walk().blocks(root)


class _Walk:
    """Gathers inline text until a block begins or ends."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._light = False
        self._number = ""

    def blocks(self, root: Any) -> Iterator[Block]:
        yield from self._inside(root, False, False, 0)
        yield from self._end(False)

    def _inside(self, node: Any, bold: bool, centred: bool, depth: int) -> Iterator[Block]:
        tag = node.tag if isinstance(node.tag, str) else ""
        style = node.get("style") or ""
        if tag in _PASSED or _HIDDEN.search(style) or depth > _DEPTH:
            return
        bold = bold or tag in ("b", "strong", "th") or tag in _HEADINGS or bool(_BOLD.search(style))
        centred = (
            centred or tag == "center" or (node.get("align") or "").lower() == "center" or bool(_CENTRE.search(style))
        )
        if tag == "table":
            yield from self._end(centred)
            yield from self._table(node, depth)
            return
        if tag in _BLOCK:
            yield from self._end(centred)
        if tag == "li":
            self._number = _number(node)
        if tag == "br":
            self._text.append("\n")
        self._say(node.text, bold)
        for child in node:
            yield from self._inside(child, bold, centred, depth + 1)
            self._say(child.tail, bold)
        if tag in _BLOCK:
            yield from self._end(centred)

    def _say(self, text: str | None, bold: bool) -> None:
        if text:
            self._text.append(re.sub(r"\s+", " ", text))
            self._light = self._light or (not bold and bool(text.strip()))

    def _end(self, centred: bool) -> Iterator[Block]:
        text, light = "".join(self._text), self._light
        self._text, self._light = [], False
        if text.strip():
            number, self._number = self._number, ""
            yield from paragraph(text, bold=not light, centred=centred, number=number)

    def _table(self, node: Any, depth: int) -> Iterator[Block]:
        rows = [row for row in node.iter("tr") if next(row.iterancestors("table")) is node]
        cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        inside = [[list(_Walk()._cell(cell, depth)) for cell in row] for row in cells]
        texts = [["\n".join(block.text for block in blocks) for blocks in row] for row in inside]
        if is_layout(texts, _is_bordered(node)):
            for row in inside:
                for blocks in row:
                    yield from blocks
            return
        header = 0
        while header < len(cells) and cells[header] and all(cell.tag == "th" for cell in cells[header]):
            header += 1
        yield from table(_grid(cells, texts), header_rows=header if 0 < header < len(cells) else None)

    def _cell(self, cell: Any, depth: int) -> Iterator[Block]:
        yield from self._inside(cell, False, False, depth + 1)
        yield from self._end(_is_centred(cell))


def _is_bordered(table: Any) -> bool:
    drawn = (table.get("border") or "0") != "0" or "border" in (table.get("style") or "")
    return drawn or next(table.iter("th"), None) is not None


def _number(item: Any) -> str:
    """Of an item of a numbered list, as a browser shows it."""
    above = item.getparent()
    if above is None or above.tag != "ol":
        return ""
    before = sum(1 for one in item.itersiblings("li", preceding=True))
    start = above.get("start") or "1"
    return written(before + (int(start) if start.isdecimal() else 1), _STYLES.get(above.get("type"), "decimal")) + "."


def _is_centred(cell: Any) -> bool:
    return (cell.get("align") or "").lower() == "center" or bool(_CENTRE.search(cell.get("style") or ""))


def _grid(cells: list[list[Any]], texts: list[list[str]]) -> list[list[str]]:
    """Cells laid out by their spans; what hangs down from a row above is said again, Merged."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row, words in zip(cells, texts, strict=True):
        line: list[str] = []
        for cell, text in zip(row, words, strict=True):
            _fill(line, hanging)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for offset in range(wide):
                if high > 1:
                    hanging[len(line)] = (high - 1, text)
                line.append(Merged(text) if offset else text)
        _fill(line, hanging)
        grid.append(line)
    return grid


def _fill(line: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(line) in hanging:
        left, text = hanging.pop(len(line))
        if left > 1:
            hanging[len(line)] = (left - 1, text)
        line.append(Merged(text))


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _SPAN) if value.isdecimal() else 1
