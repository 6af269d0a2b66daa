"""Calibrates the evidence: `python -m eval.train.evidence` writes `assistant/evidence.json`.

The sample documents are indexed into a scratch home and asked our own questions about them (`eval/questions/`), each
with the documents that answer it there and taken out; the third that is held out only measures. A logistic model of the
features of the best passage tells the two apart. It is mixed with the one that `eval/train/reranker.py` fits to made
questions over much larger libraries, since ours are few; the threshold is set on the questions used.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.access import Principal
from assistant.build import build_runtime
from assistant.document_library import IndexLibrary
from assistant.document_seams import Catalogue, KnownDocument
from assistant.documents import number_key
from assistant.evidence import FILE, Calibration, Evidence
from assistant.rerank_features import EVIDENCE, Matrix
from assistant.retrieve import Retriever
from assistant.runtime import Runtime
from eval.held_out import is_held_out
from eval.home import make_home, settings_of
from eval.train.reranker import MADE

QUESTIONS = sorted((Path(__file__).parents[1] / "questions").glob("documents*.jsonl"))
RELATED = ({"68/QĐ-UBND", "215/QĐ-UBND", "540/QĐ-UBND"},)
"""Documents of one matter: with one of them there, another is not really taken out."""
REFUSED = 0.05
"""Share of the answerable questions that the threshold may refuse."""
STRENGTH = 0.1
OWN = 0.75
"""Of the mixture; the rest is the model of made questions."""


@dataclass(frozen=True, slots=True)
class Judged:
    case: str
    figures: Matrix
    answers: bool
    """Whether the best passage is of a document that answers."""
    answerable: bool


@dataclass
class Watching(Evidence):
    """An Evidence that keeps the figures it judged last."""

    last: list[Matrix] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def probability(self, figures: Matrix) -> float:
        self.last.append(np.asarray(figures, np.float64))
        return super().probability(figures)


@dataclass(frozen=True, slots=True)
class Without:
    """A catalogue that lacks some documents."""

    whole: Catalogue
    gone: frozenset[str]
    """Their numbers, else their files."""

    def known(self, asker: Principal) -> Sequence[KnownDocument]:
        return [one for one in self.whole.known(asker) if number_key(one.header.number or one.id) not in self.gone]

    def under(self, asker: Principal) -> tuple[str, ...]:
        return self.whole.under(asker)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="troly-train-") as folder:
        rows = list(judged(Path(folder)))
    used = [row for row in rows if not is_held_out(row.case)]
    kept = [row for row in rows if is_held_out(row.case)]
    numbers, threshold = fit(used)
    FILE.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    _say(f"{FILE.name}: threshold {threshold:.3f}")
    for name, some in (("used", used), ("held out", kept)):
        sure = np.array([Evidence().probability(row.figures) for row in some])
        refused = sure[[row.answers for row in some]] < threshold
        quoted = sure[[not row.answerable for row in some]] >= threshold
        _say(f"{name}: of {len(refused)} answered, {refused.mean():.1%} refused")
        _say(f"{name}: of {len(quoted)} without an answer, {quoted.mean():.1%} quoted")


def judged(home: Path) -> Iterator[Judged]:
    make_home(home)
    runtime = build_runtime(settings_of(home))
    try:
        assert isinstance(runtime.library, IndexLibrary)  # noqa: S101
        whole = runtime.library.retriever()
        for case in _whole_questions():
            yield from _of_case(case, runtime, whole)
    finally:
        runtime.close()


def _whole_questions() -> Iterator[Mapping[str, Any]]:
    """Without those that follow up in a session: their words alone ask nothing."""
    begun: set[str] = set()
    for file in QUESTIONS:
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if (session := case.get("session")) not in begun:
                yield case
            if session:
                begun.add(session)


def _of_case(case: Mapping[str, Any], runtime: Runtime, whole: Retriever) -> Iterator[Judged]:
    asker = runtime.directory.principal(case["user"])
    wanted = {cite.get("number") or cite["document"] for cite in case["expect"].get("cites") or ()}
    if not wanted and case["expect"].get("status") != "not_found":
        return
    gone = wanted.union(*(group for group in RELATED if group & wanted))
    for numbers in (set[str](), gone) if wanted else (set[str](),):
        watching = Watching()
        catalogue = Without(whole.catalogue, frozenset(map(number_key, numbers)))
        hits = whole.over(catalogue, watching).nearest(case["question"], asker, datetime.fromisoformat(case["now"]), 1)
        if watching.last:
            right = any({hit.passage.header.number, hit.passage.file} & wanted for hit in hits)
            yield Judged(case["id"], watching.last[-1], right and not numbers, bool(wanted) and not numbers)


def fit(rows: Sequence[Judged]) -> tuple[dict[str, object], float]:
    """The numbers of `evidence.json`, and the threshold among them."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    table, answers = np.array([row.figures for row in rows]), np.array([row.answers for row in rows])
    scaler = StandardScaler().fit(table)
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000).fit(scaler.transform(table), answers)
    slopes = fitted.coef_[0] / scaler.scale_
    own = Line(slopes, float(fitted.intercept_[0] - slopes @ scaler.mean_))
    made = Line.of(Calibration.model_validate_json(MADE.read_text(encoding="utf-8")))
    weights, bias = OWN * own.weights + (1 - OWN) * made.weights, OWN * own.bias + (1 - OWN) * made.bias
    sure = 1 / (1 + np.exp(-(table @ weights + bias)))
    threshold = round(float(np.quantile(sure[answers], REFUSED)), 4)
    numbers: dict[str, object] = {
        "names": EVIDENCE,
        "means": [0.0] * len(EVIDENCE),
        "spreads": [1.0] * len(EVIDENCE),
        "weights": _short(weights),
        "bias": round(bias, 5),
        "threshold": threshold,
    }
    return numbers, threshold


@dataclass(frozen=True, slots=True)
class Line:
    """A logistic model over the plain figures."""

    weights: Matrix
    bias: float

    @classmethod
    def of(cls, model: Calibration) -> Line:
        means, spreads, weights = (np.array(part) for part in (model.means, model.spreads, model.weights))
        return cls(weights / spreads, model.bias - float(weights @ (means / spreads)))


def _short(numbers: Matrix) -> list[float]:
    return [round(float(number), 5) for number in numbers]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
