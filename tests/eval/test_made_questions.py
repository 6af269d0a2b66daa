"""What the reranker is trained on: articles read plainly, and questions made from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assistant.embed_fake import FakeEmbedder
from assistant.sparse import SyllableEncoder
from assistant.vietnamese import fold
from eval.train.article_search import ArticleSearch, article_text, embedded
from eval.train.made_questions import Hardness, made_questions
from eval.train.official_articles import Article, articles_of

DECREE = "NGHỊ ĐỊNH\nQUY ĐỊNH VỀ PHÍ VỈA HÈ\n\n" + "\n".join(
    f"Điều {n}. Mức phí loại {n}\n"
    f"1. Hộ kinh doanh loại {n} có trách nhiệm nộp phí trong thời hạn {n + 3} ngày làm việc.\n"
    "2. Trường hợp nộp chậm, hộ kinh doanh phải nộp thêm tiền theo quy định."
    for n in range(1, 7)
)
EASY = Hardness(drop=0, exchange=0, longest=99, accents=0, law=0)


def articles(tmp_path: Path) -> list[Article]:
    (tmp_path / "a.txt").write_text(DECREE, encoding="utf-8")
    (tmp_path / "b.txt").write_text(DECREE, encoding="utf-8")
    (tmp_path / "c.txt").write_text("Điều 1. Chỉ có một điều ở đây\n" + "chữ " * 30, encoding="utf-8")
    (tmp_path / "d.docx").write_bytes(b"no archive")
    return articles_of([tmp_path])


def test_articles_are_read_once(tmp_path: Path) -> None:
    found = articles(tmp_path)
    assert [(a.number, a.title) for a in found] == [(str(n), f"Mức phí loại {n}") for n in range(1, 7)]
    assert {fold(a.law) for a in found} == {"nghi dinh quy dinh ve phi via he"}
    assert found[0].text.count("\n") == 1


def test_made_questions_are_the_same_for_a_seed_and_keep_their_article(tmp_path: Path) -> None:
    found = articles(tmp_path)
    made = made_questions(found, 4, 1)
    assert made == made_questions(found, 4, 1) != made_questions(found, 4, 2)
    assert {question.article for question in made} == set(range(6))


def test_hardness_takes_words_away(tmp_path: Path) -> None:
    found = articles(tmp_path)
    easy, hard = (made_questions(found, 4, 1, h) for h in (EASY, Hardness(drop=0.5, longest=12, law=0)))
    assert np.mean([len(q.text.split()) for q in hard]) < 0.8 * np.mean([len(q.text.split()) for q in easy])


def test_questions_near_their_text_find_it(tmp_path: Path) -> None:
    found = articles(tmp_path)
    vectors = embedded("passages", [article_text(a) for a in found], FakeEmbedder(), tmp_path / "cache")
    search = ArticleSearch(found, vectors, SyllableEncoder())
    titles = [article.title for article in found]
    assert search.sparse(titles).argmax(1).tolist() == list(range(6))
    ids, candidates, fused = search.candidates(
        vectors[2] @ vectors.T, search.sparse([titles[2]])[0], np.array([1, 2, 4])
    )
    assert (ids[0], candidates[0].title, len(ids)) == (2, "Điều 3. Mức phí loại 3", 3)
    assert list(fused) == sorted(fused, reverse=True)


def test_vectors_are_made_once(tmp_path: Path) -> None:
    first = embedded("queries", ["lệ phí", "họp"], FakeEmbedder(), tmp_path)
    (file,) = tmp_path.iterdir()
    made = file.stat().st_mtime_ns
    assert np.array_equal(embedded("queries", ["lệ phí", "họp"], FakeEmbedder(), tmp_path), first)
    assert file.stat().st_mtime_ns == made
