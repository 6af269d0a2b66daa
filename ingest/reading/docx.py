"""`.docx` into blocks; the only import of python-docx, which opens the package, the walk over its XML is ours.

python-docx shows neither automatic numbers nor text boxes, content controls and inserted text. Headers and footers of
pages are other parts and stay out; what a tracked change deletes is out, what it inserts is in; a footnote follows its
paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.documents import Block
from ingest.reading.blocks import Merged, clean, is_layout, paragraph, table
from ingest.reading.docx_numbers import Element, W, read_numbering
from ingest.reading.numbering import Numbering
from ingest.reading.refusal import RefusedError

_INTO = {
    f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple")
}
_GONE = {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText")}
_OFF = ("0", "false", "none", "nil")
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool | None
    align: str | None
    number: tuple[str | None, int | None]
    bordered: bool
    base: str | None


def read_docx(path: Path) -> Iterator[Block]:
    """Raises RefusedError."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(str(path))
        part = document.part
        related = {rel.reltype.rsplit("/", 1)[-1]: rel.target_part for rel in part.rels.values() if not rel.is_external}
        roots = {name: _root(related.get(name)) for name in ("numbering", "footnotes", "endnotes")}
        styles = _styles(part.styles.element)
        body = document.element.body
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, SyntaxError, OSError) as exc:
        raise RefusedError("damaged") from exc  # lxml's XMLSyntaxError is a SyntaxError
    yield from _Walk(styles, read_numbering(roots["numbering"]), roots).blocks(body)


def _root(part: object) -> Element | None:
    """The XML of a part; python-docx parses only the parts that it knows."""
    if part is None:
        return None
    known = getattr(part, "element", None)
    if known is not None:
        return known
    from docx.oxml.parser import parse_xml

    return parse_xml(getattr(part, "blob", b"<none/>"))


class _Walk:
    def __init__(self, styles: dict[str, _Style], numbering: Numbering, roots: dict[str, Element | None]) -> None:
        self._styles, self._numbering = styles, numbering
        self._notes = {
            (kind, note.get(f"{W}id")): note
            for kind in ("footnotes", "endnotes")
            if (root := roots[kind]) is not None
            for note in root.iterchildren()
        }

    def blocks(self, parent: Element) -> Iterator[Block]:
        for child in parent.iterchildren():
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag in _INTO:
                yield from self.blocks(child)

    def _paragraph(self, p: Element) -> Iterator[Block]:
        for box in p.iter(f"{W}txbxContent"):
            if not _inside(box, _FALLBACK, p):
                yield from self.blocks(box)
        runs = list(_runs(p))
        text = "".join(map(_run_text, runs))
        number = self._number(p) if text.strip() else ""
        inked = [run for run in runs if _run_text(run).strip()]
        bold = bool(inked) and all(self._is_bold(run, p) for run in inked)
        yield from paragraph(text, bold=bold, centred=self._align(p) == "center", number=number)
        for kind in ("footnotes", "endnotes"):
            for mark in p.iter(f"{W}{kind[:-1]}Reference"):
                note = self._notes.get((kind, mark.get(f"{W}id")))
                if note is not None and note.get(f"{W}type") is None:
                    said = clean("\n".join(block.text for block in self.blocks(note))).replace("\n", " ")
                    yield from paragraph(f"[{mark.get(f'{W}id')}] {said}" if said else "")

    def _table(self, tbl: Element) -> Iterator[Block]:
        rows = [row for row in _children(tbl, "tr") if row.find(f"{W}trPr/{W}del") is None]
        cells = [[(_span(cell), cell) for cell in _children(row, "tc")] for row in rows]
        inside = {id(cell): list(self.blocks(cell)) for row in cells for _, cell in row}
        texts = [[_cell_text(inside[id(cell)]) for _, cell in row] for row in cells]
        if is_layout(texts, self._is_bordered(tbl)):
            for row in cells:
                for _, cell in row:
                    yield from inside[id(cell)]
            return
        header = 0
        while header < len(rows) and rows[header].find(f"{W}trPr/{W}tblHeader") is not None:
            header += 1
        grid: list[list[str]] = []
        for row, words, tr in zip(cells, texts, rows, strict=True):
            line = [""] * _skipped(tr)
            for (span, cell), text in zip(row, words, strict=True):
                above = grid[-1] if grid else []
                said = text
                if _goes_on(cell) and not text:
                    said = Merged(above[len(line)]) if len(line) < len(above) else ""
                line += [said, *[Merged(said)] * (span - 1)]
            grid.append(line)
        yield from table(grid, header_rows=header if 0 < header < len(grid) else None)

    def _number(self, p: Element) -> str:
        num_id, depth = _number_of(p)
        style = _style_of(p)
        while style and style in self._styles and (num_id is None or depth is None):
            own = self._styles[style]
            num_id = own.number[0] if num_id is None else num_id
            depth = own.number[1] if depth is None else depth
            style = own.base
        return self._numbering.next(num_id, depth or 0) if num_id not in (None, "0") else ""

    def _align(self, p: Element) -> str | None:
        own = p.find(f"{W}pPr/{W}jc")
        if own is not None:
            align: str | None = own.get(f"{W}val")
            return align
        return next((s.align for s in self._chain(_style_of(p)) if s.align), None)

    def _is_bold(self, run: Element, p: Element) -> bool:
        own = run.find(f"{W}rPr/{W}b")
        if own is not None:
            return own.get(f"{W}val", "1") not in _OFF
        named = run.find(f"{W}rPr/{W}rStyle")
        chains = [named.get(f"{W}val") if named is not None else None, _style_of(p)]
        return next((s.bold for name in chains for s in self._chain(name) if s.bold is not None), False)

    def _is_bordered(self, tbl: Element) -> bool:
        style = tbl.find(f"{W}tblPr/{W}tblStyle")
        own = any(_has_borders(one) for name in ("tblBorders", "tcBorders") for one in tbl.iter(f"{W}{name}"))
        return own or any(s.bordered for s in self._chain(style.get(f"{W}val") if style is not None else None))

    def _chain(self, name: str | None) -> Iterator[_Style]:
        for _ in range(12):
            if not name or name not in self._styles:
                return
            yield self._styles[name]
            name = self._styles[name].base


def _styles(root: Element) -> dict[str, _Style]:
    found = {}
    for one in root.iterchildren(f"{W}style"):
        bold, align, base = one.find(f"{W}rPr/{W}b"), one.find(f"{W}pPr/{W}jc"), one.find(f"{W}basedOn")
        found[one.get(f"{W}styleId")] = _Style(
            bold=None if bold is None else bold.get(f"{W}val", "1") not in _OFF,
            align=None if align is None else align.get(f"{W}val"),
            number=_number_of(one),
            bordered=any(map(_has_borders, one.iter(f"{W}tblBorders"))),
            base=None if base is None else base.get(f"{W}val"),
        )
    return found


def _runs(parent: Element) -> Iterator[Element]:
    for child in parent.iterchildren():
        if child.tag == f"{W}r":
            yield child
        elif child.tag in _INTO:
            yield from _runs(child)


def _run_text(run: Element) -> str:
    text = ""
    for child in run.iterchildren():
        name = str(child.tag).removeprefix(W)
        if name == "t":
            text += child.text or ""
        elif name in ("tab", "ptab"):
            text += " "
        elif name in ("br", "cr"):
            text += "\n"
        elif name == "noBreakHyphen":
            text += "-"
    return text


def _children(parent: Element, name: str) -> Iterator[Element]:
    for child in parent.iterchildren():
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _INTO:
            yield from _children(child, name)


def _inside(element: Element, tag: str, end: Element) -> bool:
    while (element := element.getparent()) is not None and element is not end:
        if element.tag == tag:
            return True
    return False


def _cell_text(blocks: list[Block]) -> str:
    return "\n".join(f"{block.number} {block.text}".strip() for block in blocks)


def _number_of(element: Element) -> tuple[str | None, int | None]:
    num = element.find(f"{W}pPr/{W}numPr/{W}numId")
    depth = element.find(f"{W}pPr/{W}numPr/{W}ilvl")
    return (
        None if num is None else num.get(f"{W}val"),
        None if depth is None else int(depth.get(f"{W}val", "0")),
    )


def _style_of(p: Element) -> str | None:
    style = p.find(f"{W}pPr/{W}pStyle")
    name: str | None = None if style is None else style.get(f"{W}val")
    return name


def _span(cell: Element) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return max(1, min(int(span.get(f"{W}val", "1")), 200)) if span is not None else 1


def _skipped(row: Element) -> int:
    before = row.find(f"{W}trPr/{W}gridBefore")
    return min(int(before.get(f"{W}val", "0")), 200) if before is not None else 0


def _goes_on(cell: Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _has_borders(borders: Element) -> bool:
    return any(side.get(f"{W}val", "none") not in _OFF for side in borders.iterchildren())
