"""A sample document as a PDF with text."""

from __future__ import annotations

import io
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from ingest.sample.documents.fonts import FAMILY, STYLES, font
from ingest.sample.documents.layout import Break, Columns, Element, Line, Look, widths
from ingest.sample.documents.source import Source


def pdf(elements: list[Element], source: Source) -> bytes:
    """A4; the page number above from the second page on, the mark of the sample below."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import cm
    from reportlab.platypus import SimpleDocTemplate

    _register()
    buffer = io.BytesIO()
    margins = {"leftMargin": 3 * cm, "rightMargin": 2 * cm, "topMargin": 2 * cm, "bottomMargin": 2 * cm}
    document = SimpleDocTemplate(buffer, pagesize=A4, title=source.title, author=source.mark, invariant=1, **margins)

    def running(canvas: Any, template: Any) -> None:
        canvas.setFont(FAMILY, 9)
        canvas.drawString(3 * cm, 1.2 * cm, source.mark)
        if template.page > 1:
            canvas.drawCentredString(A4[0] / 2, A4[1] - 1.2 * cm, str(template.page))

    document.build([_flowable(element) for element in elements], onFirstPage=running, onLaterPages=running)
    return buffer.getvalue()


@cache
def _register() -> None:
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
    from reportlab.pdfbase.ttfonts import TTFont

    names = {style: FAMILY if style == "Regular" else f"{FAMILY} {style}" for style in STYLES}
    for style, name in names.items():
        registerFont(TTFont(name, str(font(style))))
    registerFontFamily(FAMILY, names["Regular"], names["Bold"], names["Italic"], names["BoldItalic"])


@cache
def _style(look: Look, size: int, centred: bool) -> Any:
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
    from reportlab.lib.styles import ParagraphStyle

    indented = look in ("body", "italic", "heading") and size == 13 and not centred
    alignment = TA_CENTER if centred else TA_JUSTIFY if indented else TA_LEFT
    return ParagraphStyle(
        f"{look} {size} {centred}",
        fontName=FAMILY,
        fontSize=size,
        leading=size * 1.35,
        spaceAfter=5 if size == 13 else 1,
        firstLineIndent=28 if indented else 0,
        alignment=alignment,
        keepWithNext=look in ("heading", "title"),
    )


def _paragraph(line: Line, size: int = 13, *, beside: bool = False) -> Any:
    from reportlab.platypus import Paragraph

    centred = line.look in ("centre", "title", "small") or (
        line.look == "italic" and (beside or line.text.startswith("("))
    )
    marked = "".join(f"<b>{escape(text)}</b>" if bold else escape(text) for text, bold in line.spans())
    if line.look in ("italic", "small"):
        marked = f"<i>{marked}</i>"
    return Paragraph(marked, _style(line.look, 10 if line.look == "small" else size, centred))


def _flowable(element: Element) -> Any:
    from reportlab.lib.colors import black
    from reportlab.lib.units import cm
    from reportlab.platypus import PageBreak, Table

    if isinstance(element, Line):
        return _paragraph(element)
    if isinstance(element, Break):
        return PageBreak()
    if isinstance(element, Columns):
        cells = [
            [_paragraph(line, 10 if line.look == "left" else 11, beside=True) for line in lines]
            for lines in (element.left, element.right)
        ]
        return Table([cells], colWidths=[6.3 * cm, 9.7 * cm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")], spaceAfter=8)
    rows = [
        [_paragraph(Line(text, "left" if number else "title"), 11) for text in row]
        for number, row in enumerate(element.rows)
    ]
    style = [("GRID", (0, 0), (-1, -1), 0.5, black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(rows, colWidths=[w * cm for w in widths(element, 16)], style=style, repeatRows=1, spaceAfter=8)
