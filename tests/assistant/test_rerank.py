from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.evidence import FILE, Evidence
from assistant.rerank import TREES, CrossEncoderReranker, FusionOnly, Reranker, TreeReranker
from assistant.rerank_features import EVIDENCE, NAMES, Candidate, Comparison, fuse, z_scores

FEES = "1. Lệ phí cấp giấy phép xây dựng là 75.000 đồng.\n2. Hộ nghèo được miễn lệ phí."
LEAVE = "1. Công chức nghỉ hằng năm 12 ngày.\n2. Thời gian đi đường không tính."
DUTY = "1. Sở Xây dựng hướng dẫn việc cấp giấy phép xây dựng tại địa phương."


def candidates() -> list[Candidate]:
    return [
        Candidate("Nghị định Lao động", "Điều 3. Nghỉ hằng năm", LEAVE, "b", 0.84, None),
        Candidate("Nghị định Lệ phí", "Điều 9. Trách nhiệm của Sở Xây dựng", DUTY, "a", 0.88, 14.0),
        Candidate("Nghị định Lệ phí", "Điều 5. Lệ phí giấy phép xây dựng", FEES, "a", 0.90, 31.0),
    ]


def compare(question: str, some: list[Candidate] | None = None) -> Comparison:
    some = candidates() if some is None else some
    return Comparison(question, some, fuse(some))


def column(seen: Comparison, name: str) -> list[float]:
    return [round(float(value), 6) for value in seen.features[:, NAMES.index(name)]]


ASKED = "lệ phí giấy phép xây dựng là bao nhiêu"


def test_features_say_what_of_the_question_is_where() -> None:
    seen = compare(ASKED)
    assert seen.features.shape == (3, len(NAMES))
    assert column(seen, "title_pairs_said")[2] > column(seen, "title_pairs_said")[0] == 0
    assert column(seen, "same_law") == [round(1 / 3, 6), round(2 / 3, 6), round(2 / 3, 6)]
    assert column(seen, "longest_run") == [0.0, round(3 / 8, 6), round(6 / 8, 6)]
    assert int(np.argmax(column(seen, "pairs"))) == 2


def test_a_question_without_accents_is_compared_without_them() -> None:
    assert column(compare("le phi giay phep xay dung la bao nhieu"), "longest_run") == column(
        compare(ASKED), "longest_run"
    )


def test_numbers_and_articles_of_the_question() -> None:
    assert column(compare("điều 5: mức 75.000 đồng"), "place") == [0.0, 0.0, 1.0]
    assert column(compare("nghỉ 12 ngày"), "numbers") == [1.0, 0.0, 0.0]
    assert column(compare("nghỉ mấy ngày"), "numbers") == [0.5, 0.5, 0.5]


def test_what_one_search_did_not_find_counts_as_its_last() -> None:
    assert z_scores([3.0, None, 1.0]).tolist() == [1.0, -1.0, -1.0]
    assert z_scores([None, None]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("reranker", [TreeReranker(), FusionOnly()], ids=lambda r: type(r).__name__)
@pytest.mark.parametrize("question", [ASKED, "", "?", "le phi", "x" * 500])
def test_every_reranker_scores_every_candidate(reranker: Reranker, question: str) -> None:
    for some in (candidates(), candidates()[:1]):
        scores = reranker.scores(compare(question, some))
        assert scores.shape == (len(some),)
        assert np.isfinite(scores).all()


def test_no_candidates_no_scores() -> None:
    nothing = compare(ASKED, [])
    assert TreeReranker().scores(nothing).shape == (0,)
    assert Evidence().confidences(nothing, np.zeros(0)).shape == (0,)


def test_the_shipped_trees_prefer_the_answer_where_fusion_is_undecided() -> None:
    some = [Candidate(c.law, c.title, c.text, c.document, 0.88, 20.0) for c in candidates()]
    assert int(np.argmax(TreeReranker().scores(compare(ASKED, some)))) == 2


def test_the_shipped_trees_were_trained_for_these_features() -> None:
    assert f"feature_names={' '.join(NAMES)}\n" in TREES.read_text(encoding="utf-8")


def test_confidences_follow_the_scores() -> None:
    seen = compare(ASKED)
    scores = TreeReranker().scores(seen)
    sure = Evidence().confidences(seen, scores)
    assert np.argsort(-sure).tolist() == np.argsort(-scores).tolist()
    assert (sure >= 0).all()
    assert (sure <= 1).all()


def test_another_matter_is_less_sure() -> None:
    def best(question: str) -> float:
        return float(Evidence().confidences(seen := compare(question), TreeReranker().scores(seen)).max())

    assert best(ASKED) > 5 * best("trời Huế hôm nay có mưa to không")


def test_a_calibration_is_logistic(tmp_path: Path) -> None:
    numbers = json.loads(FILE.read_text(encoding="utf-8"))
    n = len(EVIDENCE)
    numbers |= {"means": [0.0] * n, "spreads": [1.0] * n, "weights": [1.0] + [0.0] * (n - 1), "bias": -1.0}
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(numbers), encoding="utf-8")
    assert Evidence(file).probability(np.array([3.0] + [9.0] * (n - 1))) == pytest.approx(1 / (1 + math.exp(-2)))


def test_missing_or_foreign_files_say_what_mends_them(tmp_path: Path) -> None:
    foreign = tmp_path / "evidence.json"
    numbers = json.loads(FILE.read_text(encoding="utf-8")) | {"names": ["words"]}
    foreign.write_text(json.dumps(numbers), encoding="utf-8")
    for build in (
        lambda: TreeReranker(tmp_path / "none.txt"),
        lambda: Evidence(tmp_path / "none.json"),
        lambda: Evidence(foreign),
        lambda: CrossEncoderReranker(tmp_path),
    ):
        with pytest.raises(ModelError) as caught:
            build()
        assert caught.value.values["mend"]
