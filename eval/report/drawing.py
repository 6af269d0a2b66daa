"""How every chart is drawn: matplotlib without a display, as SVG to stand inside the page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, SOFT, LINE, BRAND, ACCENT = "#16222c", "#4a5a67", "#d3dbe1", "#0c3d5b", "#b3261e"
SERIES = (BRAND, "#c9822b", "#7d8f9b", "#3f7f6b")
"""Us, then the peers: apart in grey print too."""
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "text.parse_math": False,
    "font.size": 10.5,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 10,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.major.pad": 6,
    "ytick.major.pad": 6,
    "legend.frameon": False,
}
_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_FONT = re.compile(r"font-family: [^;\"]*")


def draw(label: str, width: float, height: float, paint: Callable[[Axes], None]) -> Markup:
    """One chart of `width` by `height` inches as an `<svg>`; `label` is what a screen reader says of it.

    Safe to put into a page: matplotlib escapes the texts that it is given.
    """
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.add_subplot()
        paint(axes)
        written = StringIO()
        figure.savefig(written, format="svg", transparent=True, metadata=_METADATA)
    return Markup(_inline(written.getvalue(), label, width))  # noqa: S704 - see above


def _inline(svg: str, label: str, width: float) -> str:
    """Without prologue, page-wide style, names of groups (twice in one page) and fonts of its own."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r"<metadata>.*?</metadata>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = _FONT.sub("font-family: inherit", body)
    body = re.sub(r'<g id="[^"]*"', "<g", body)
    return body.replace("<svg ", f'<svg role="img" aria-label="{html.escape(label)}" style="--w:{width:.2f}" ', 1)
