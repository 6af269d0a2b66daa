"""The charts of the report, each from plain figures; every word comes from `prompts/eval_report.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from eval.graded import Counted
from eval.report.drawing import ACCENT, BRAND, INK, LINE, SERIES, SOFT, draw
from eval.report.numbers import millis, percent_axis, share
from eval.report.wording import say
from eval.stats import Bin, wilson

Series = Mapping[str, Sequence[tuple[str, Counted]]]
"""For each system, counts by label; the first is ours."""
_MARKS = {"o": INK, "v": INK, "D": ACCENT}
"""Of p50, p95 and p99."""
WIDTH = 5.4
"""Inches: read on a telephone without scrolling."""
LONGEST = 26
"""Letters of a label."""
_SHADES = LinearSegmentedColormap.from_list("shades", ["#ffffff", "#d5e4ee", BRAND])


def accuracy(series: Series, label: str) -> Markup:
    """A dot and its 95 % interval for each label, one row of dots a system."""
    rows = list(dict.fromkeys(name for counts in series.values() for name, _ in counts))

    def paint(axes: Axes) -> None:
        for counts in series.values():
            for name, counted in counts:
                if counted.of:
                    y = rows.index(name)
                    sure = wilson(counted.right, counted.of)
                    axes.hlines(y, sure.low, sure.high, color=BRAND, linewidth=2.6, alpha=0.5)
                    axes.plot([counted.right / counted.of], [y], "o", color=BRAND, markersize=6, clip_on=False)
                    axes.annotate(share(counted), (1.04, y), va="center", annotation_clip=False, color=INK)
        axes.set_yticks(range(len(rows)), _short(rows), color=INK)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.xaxis.set_major_formatter(FuncFormatter(percent_axis))
        _percent_axis(axes)

    return draw(label, WIDTH, 0.6 + 0.33 * len(rows), paint)


def grouped(series: Series, label: str) -> Markup:
    """Bars of the systems side by side, label by label, with their 95 % intervals."""
    rows = list(dict.fromkeys(name for counts in series.values() for name, _ in counts))
    thick = 0.78 / len(series)

    def paint(axes: Axes) -> None:
        for at, (system, counts) in enumerate(series.items()):
            asked = [(name, counted) for name, counted in counts if counted.of]
            y = [rows.index(name) + (at - (len(series) - 1) / 2) * thick for name, _ in asked]
            values = [counted.right / counted.of for _, counted in asked]
            bounds = [wilson(counted.right, counted.of) for _, counted in asked]
            axes.barh(y, values, thick * 0.86, color=SERIES[at % 4], label=_short([system])[0], alpha=0.9)
            for colour, wide in (("white", 3.2), (INK, 1.3)):
                axes.hlines(y, [b.low for b in bounds], [b.high for b in bounds], color=colour, linewidth=wide)
            for place, (_, counted), bound in zip(y, asked, bounds, strict=True):
                axes.annotate(share(counted), (bound.high + 0.01, place), va="center", size=8, annotation_clip=False)
        axes.set_yticks(range(len(rows)), _short(rows), color=INK)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        _percent_axis(axes)
        one_line = sum(map(len, _short(list(series)))) < 46
        legend_of = axes.get_figure(root=True)
        if legend_of:
            legend_of.legend(loc="outside upper center", ncols=len(series) if one_line else 1)

    return draw(label, WIDTH, 0.9 + len(rows) * (0.2 * len(series) + 0.16), paint)


def _short(names: Sequence[str]) -> list[str]:
    """That leave room for the chart: names of a peer's tools are a model's words."""
    return [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in names]


def _percent_axis(axes: Axes) -> None:
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
    axes.xaxis.set_major_formatter(FuncFormatter(percent_axis))
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)


def confusion(pairs: Mapping[tuple[str, str], int], label: str) -> Markup:
    """Expected tools down, got tools across: counts, coloured by their share of the expected."""
    rows = sorted({wanted for wanted, _ in pairs})
    columns = [*rows, *sorted({got for _, got in pairs} - set(rows))]
    counts = np.array([[pairs.get((wanted, got), 0) for got in columns] for wanted in rows], dtype=float)
    shares = counts / counts.sum(axis=1, keepdims=True)

    def paint(axes: Axes) -> None:
        axes.pcolormesh(shares, cmap=_SHADES, vmin=0, vmax=1, edgecolors=LINE, linewidth=0.6)
        for (row, column), n in np.ndenumerate(counts):
            if n:
                wrong = rows[row] != columns[column]
                colour = "white" if shares[row, column] > 0.6 else ACCENT if wrong else INK
                weight = "bold" if wrong else "normal"
                axes.text(column + 0.5, row + 0.5, f"{n:.0f}", ha="center", va="center", color=colour, weight=weight)
        axes.set_yticks(np.arange(len(rows)) + 0.5, _short(rows), color=INK)
        axes.set_xticks(np.arange(len(columns)) + 0.5, _short(columns), rotation=40, ha="left", color=INK)
        axes.xaxis.tick_top()
        axes.xaxis.set_label_position("top")
        axes.invert_yaxis()
        axes.set_xlabel(say("axis_got"))
        axes.set_ylabel(say("axis_expected"), labelpad=10)
        for spine in axes.spines.values():
            spine.set_visible(False)

    return draw(label, 2.6 + 0.46 * len(columns), 1.9 + 0.34 * len(rows), paint)


def latency(
    stages: Mapping[str, Sequence[float]], marks: Mapping[str, tuple[float, float, float]], label: str
) -> Markup:
    """How many questions took how long, by stage, on a logarithmic axis; p50, p95 and p99 marked.

    `stages` gives milliseconds by the stage's name; what took under 1 ms is drawn at 1.
    """
    names = list(stages)
    values = [np.log10(np.maximum(np.asarray(stages[name], dtype=float), 1.0)) for name in names]
    top = max(1, ceil(max(v.max() for v in values) + 1e-9))

    def paint(axes: Axes) -> None:
        edges = np.linspace(0, top, top * 12 + 1)
        for row, taken in enumerate(reversed(values)):
            seen = np.histogram(taken, edges)[0]
            axes.bar(
                edges[:-1], seen / seen.max() * 0.7, edges[1] - edges[0], row, align="edge", color=BRAND, alpha=0.3
            )
            for mark, at in zip(_MARKS, marks[names[-1 - row]], strict=True):
                place, colour = log10(max(at, 1)), _MARKS[mark]
                axes.plot([place], [row + 0.13], mark, color=colour, markersize=7, clip_on=False)
            axes.axhline(row, color=LINE, linewidth=0.8)
        axes.set_yticks(np.arange(len(names)) + 0.25, names[::-1], color=INK)
        axes.set_ylim(-0.05, len(names) - 0.1)
        axes.set_xlim(0, top)
        axes.xaxis.set_major_locator(FixedLocator(list(range(top + 1))))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: millis(10**x)))
        axes.grid(axis="x")
        axes.spines["left"].set_visible(False)
        handles = [Line2D([], [], marker=mark, color=_MARKS[mark], linestyle="", markersize=7) for mark in _MARKS]
        axes.legend(handles, ["p50", "p95", "p99"], loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=3)

    return draw(label, WIDTH, 1.0 + 0.62 * len(names), paint)


def reliability(bins: Sequence[Bin], label: str) -> Markup:
    """Share that was right against the confidence said, with the interval and n of each bin; no bin is empty."""

    def paint(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=SOFT, linewidth=1, linestyle=(0, (4, 3)))
        for one in bins:
            sure = wilson(round(one.accuracy * one.n), one.n)
            axes.vlines(one.confidence, sure.low, sure.high, color=BRAND, linewidth=2.6, alpha=0.5)
            axes.plot([one.confidence], [one.accuracy], "o", color=BRAND, markersize=6, clip_on=False)
            axes.annotate(f"n={one.n}", (one.confidence, 1.04), ha="center", size=8.5, annotation_clip=False)
        axes.set_ylim(0, 1.0)
        axes.yaxis.set_major_formatter(FuncFormatter(percent_axis))
        _percent_axis(axes)
        axes.spines["left"].set_visible(True)
        axes.grid(axis="y")
        axes.set_xlim(floor(min(one.low for one in bins) * 10) / 10, 1.0)
        axes.xaxis.set_major_locator(FixedLocator([x / 10 for x in range(11)]))
        axes.set_xlabel(say("axis_confidence"))
        axes.set_ylabel(say("axis_right"))

    return draw(label, 5.2, 3.6, paint)


def strengths(counts: Sequence[tuple[float, Counted]], label: str) -> Markup:
    """Accuracy by the strength of the noise, with the 95 % interval as a band."""
    at = [strength for strength, _ in counts]
    values = [counted.right / counted.of for _, counted in counts]
    bounds = [wilson(counted.right, counted.of) for _, counted in counts]

    def paint(axes: Axes) -> None:
        axes.fill_between(at, [b.low for b in bounds], [b.high for b in bounds], color=BRAND, alpha=0.16, lw=0)
        axes.plot(at, values, "-o", color=BRAND)
        for x, (_, counted) in zip(at, counts, strict=True):
            axes.annotate(
                share(counted), (x, counted.right / counted.of), (0, 9), textcoords="offset points", ha="center"
            )
        axes.set_ylim(0, 1.08)
        axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
        axes.yaxis.set_major_formatter(FuncFormatter(percent_axis))
        axes.set_xticks(at, [f"{x:g}".replace(".", ",") for x in at])
        axes.margins(x=0.08)
        axes.grid(axis="y")
        axes.set_xlabel(say("axis_strength"))

    return draw(label, 5.2, 3.2, paint)
