"""The report as one HTML page that needs nothing else: style, script, charts and recordings are inside."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval.compare import Comparison, fate
from eval.figures import GRADES, KINDS, line
from eval.report import changes, numbers
from eval.report.failures import Failure, failures
from eval.report.panels import panels
from eval.report.wording import named, say, set_name
from eval.report_data import Report
from eval.stats import percentile

_HERE = Path(__file__).parent


def page(report: Report, comparison: Comparison | None = None) -> str:
    """All text is escaped: questions, answers and names of a peer's tools are hostile on purpose."""
    environment = Environment(
        loader=PackageLoader("eval.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"say": say, "named": named, "numbers": numbers}
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    failed = failures(report.graded, report.file.parent)
    return environment.get_template("page.html").render(
        report=report,
        style=Markup(style),  # noqa: S704 - our own files
        script=Markup(script),  # noqa: S704
        script_hash=_hash(script),
        whole=line(say("all_cases"), report.graded),
        took=_took(report),
        grades=GRADES,
        panels=panels(report),
        failed=failed,
        kinds=[kind for kind in KINDS if any(kind in one.kinds for one in failed)],
        categories=list(dict.fromkeys(one.category for one in failed)),
        comparison=comparison,
        fates=_fates(comparison, failed) if comparison else {},
        words=changes,
        set_name=set_name(report.files, report.file),
    )


def _took(report: Report) -> tuple[str, ...]:
    """p50, p95 and p99 of the whole turn."""
    values = sorted(one.outcome.millis for one in report.graded)
    return tuple(numbers.millis(percentile(values, q)) for q in (0.5, 0.95, 0.99)) if values else ()


def _fates(comparison: Comparison, failed: Sequence[Failure]) -> dict[str, str]:
    """By id of a failure: `broken`, `still` (wrong then too) or `new`."""
    names = [one.graded.outcome.case.id for one in failed]
    pairs = comparison.pairs
    return {
        name: "new" if name not in pairs else "broken" if fate(pairs[name]) == "broken" else "still" for name in names
    }


def _hash(script: str) -> str:
    """What the page's policy lets run: this script and no other."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
