"""A sample document as plain text, Markdown, HTML or rich text, the last also in the old TCVN3 encoding."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ingest.sample.documents.layout import Break, Columns, Element, Grid, Line
from ingest.sample.documents.source import Source
from ingest.sample.documents.tcvn3 import tcvn3


def txt(elements: list[Element], _source: Source) -> bytes:
    """Columns one below the other, cells apart by tabs."""
    return ("\n".join(_text(elements)) + "\n").encode()


def _text(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if isinstance(element, Line):
            yield _bare(element)
        elif isinstance(element, Grid):
            yield from ("\t".join(row) for row in element.rows)
        elif isinstance(element, Columns):
            yield from map(_bare, (*element.left, *element.right))
        else:
            yield ""


def _bare(line: Line) -> str:
    return line.text.replace("**", "")


def markdown(elements: list[Element], _source: Source) -> bytes:
    """With `#` headings and tables of bars."""
    return ("\n\n".join(_marked(elements)) + "\n").encode()


def _marked(elements: list[Element]) -> Iterator[str]:
    signs = {"title": "# ", "heading": "## "}
    for element in elements:
        if isinstance(element, Line):
            small = element.look in ("small", "italic")
            yield f"*{element.text}*" if small else signs.get(element.look, "") + element.text
        elif isinstance(element, Grid):
            head, *rows = (f"| {' | '.join(row)} |" for row in element.rows)
            yield "\n".join([head, "|" + " --- |" * len(element.rows[0]), *rows])
        elif isinstance(element, Columns):
            yield "\n\n".join(line.text for line in (*element.left, *element.right))


def html(elements: list[Element], source: Source) -> bytes:
    """A page of a web site, with its menu and its foot around the document."""
    menu = '<nav><a href="/">Trang chủ</a> | <a href="/so-tay">Sổ tay</a> | <a href="/van-ban">Văn bản</a></nav>'
    head = f'<meta charset="utf-8"><title>{escape(source.title)}</title>'
    body = "\n".join(map(_html, elements))
    page = f"<body>\n{menu}\n<main>\n{body}\n</main>\n<footer>{escape(source.mark)}</footer>\n</body>"
    return f'<!DOCTYPE html>\n<html lang="vi">\n<head>{head}</head>\n{page}\n</html>\n'.encode()


def _html(element: Element) -> str:
    if isinstance(element, Break):
        return "<hr>"
    if isinstance(element, Line):
        tag = {"title": "h1", "heading": "h2"}.get(element.look, "p")
        text = "".join(f"<b>{escape(t)}</b>" if bold and tag == "p" else escape(t) for t, bold in element.spans())
        return f"<{tag}><i>{text}</i></{tag}>" if element.look in ("italic", "small") else f"<{tag}>{text}</{tag}>"
    if isinstance(element, Columns):
        sides = ("".join(map(_html, lines)) for lines in (element.left, element.right))
        return "<table><tr>" + "".join(f"<td>{side}</td>" for side in sides) + "</tr></table>"
    head, *rows = element.rows
    top = "<tr>" + "".join(f"<th>{escape(cell)}</th>" for cell in head) + "</tr>"
    lines = ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table border>\n<thead>{top}</thead>\n<tbody>\n" + "\n".join(lines) + "\n</tbody>\n</table>"


def rtf(elements: list[Element], _source: Source) -> bytes:
    """Unicode rich text, as WordPad writes it."""
    return _rich(elements, "Times New Roman", "Times New Roman", legacy=False)


def rtf_tcvn3(elements: list[Element], _source: Source) -> bytes:
    """Rich text of the nineties: .VnTime for the text, .VnTimeH for what stands in capitals."""
    return _rich(elements, ".VnTime", ".VnTimeH", legacy=True)


def _rich(elements: list[Element], small: str, capital: str, *, legacy: bool) -> bytes:
    fonts = rf"{{\fonttbl{{\f0\froman\fcharset0 {small};}}{{\f1\froman\fcharset0 {capital};}}}}"
    parts = (_rich_part(element, legacy) for element in elements)
    return ("{\\rtf1\\ansi\\ansicpg1252\\deff0" + fonts + "\n" + "\n".join(parts) + "\n}\n").encode("ascii")


def _rich_part(element: Element, legacy: bool) -> str:
    if isinstance(element, Line):
        align = r"\qc" if element.look in ("title", "centre", "small") else r"\qj\fi720"
        slant = r"\i" if element.look in ("italic", "small") else ""
        return rf"\pard{align} " + "".join(_rich_span(t, bold, slant, legacy) for t, bold in element.spans()) + r"\par"
    if isinstance(element, Break):
        return r"\page"
    if isinstance(element, Columns):
        sides = (
            r"\par ".join(_rich_span(_bare(x), False, "", legacy) for x in s) for s in (element.left, element.right)
        )
        return _row(list(sides))
    return "\n".join(_row([_rich_span(cell, False, "", legacy) for cell in row]) for row in element.rows)


def _row(cells: list[str]) -> str:
    edges = "".join(rf"\cellx{9000 * (number + 1) // len(cells)}" for number in range(len(cells)))
    return rf"\trowd{edges} " + "".join(rf"\pard\intbl {cell}\cell " for cell in cells) + r"\row"


def _rich_span(text: str, bold: bool, slant: str, legacy: bool) -> str:
    capitals = legacy and text.isupper()
    codes = (rf"\f{int(capitals)}" + (r"\b" if bold else "") + slant).strip()
    if legacy:
        coded = tcvn3(text.lower() if capitals else text)
        return "{" + codes + " " + "".join(_byte(b) for b in coded) + "}"
    units = "".join(c if c.isascii() and c not in "\\{}" else _unicode(c) for c in text)
    return "{" + codes + " " + units + "}"


def _byte(value: int) -> str:
    return chr(value) if 32 <= value < 127 and chr(value) not in "\\{}" else f"\\'{value:02x}"


def _unicode(character: str) -> str:
    return f"\\{character}" if character in "\\{}" else f"\\u{ord(character)}?"
