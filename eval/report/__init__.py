"""The report of a run for people: a table in the terminal and one self-contained HTML page."""

from __future__ import annotations

from pathlib import Path

from eval.compare import compare
from eval.report.page import page
from eval.report.terminal import show
from eval.report_data import Report

__all__ = ["show", "write_report"]


def write_report(report: Report, folder: Path, earlier: Report | None = None) -> Path:
    """Writes `report.html` into a folder, which is made; with what changed against an earlier report."""
    comparison = compare(earlier.graded, report.graded) if earlier else None
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "report.html"
    file.write_text(page(report, comparison), encoding="utf-8")
    return file
