"""Retrieval and speech sets, and how a set is told by its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.embed_fake import FakeEmbedder
from assistant.errors import InputError
from assistant.protocols import Vectors
from assistant.types import Transcript
from eval.outcome_log import OutcomeLog
from eval.question_files import kind_of
from eval.ranks import ndcg, recall, reciprocal_rank
from eval.retrieval_set import Article, Asked, corpus_retriever, load_retrieval, rank, summarise_ranks
from eval.speech_set import hear, load_clips, summarise_speech
from eval.train.article_search import BLOCK, blocks, embedded
from tests.assistant.memory_index import MemoryIndex
from tests.eval.fakes_eval import NOW


def test_kinds_are_told_by_content(tmp_path: Path) -> None:
    texts = {
        "q.jsonl": '{"id": "a", "question": "q", "user": "u"}',
        "r.jsonl": '\n{"id": "a", "text": "t", "relevant": []}',
    }
    files = {name: tmp_path / name for name in (*texts, "s.csv")}
    for name, text in texts.items():
        files[name].write_text(text, encoding="utf-8")
    assert [kind_of([file]) for file in files.values()] == ["questions", "retrieval", "speech"]
    with pytest.raises(InputError):
        kind_of(list(files.values()))


def test_figures_of_a_ranking() -> None:
    ranking, relevant = ["x", "a", "y", "b"], frozenset({"a", "b"})
    assert [recall(ranking, relevant, top) for top in (1, 3, 10)] == [0, 0.5, 1]
    assert reciprocal_rank(ranking, relevant) == 0.5
    assert ndcg(ranking, relevant) == pytest.approx((1 / 1.5850 + 1 / 2.3219) / (1 + 1 / 1.5850), abs=1e-4)
    assert ndcg(["a", "b"], relevant) == 1


def test_a_corpus_is_searched_as_the_product_searches(tmp_path: Path) -> None:
    texts = {
        "1": "Thời hạn cấp giấy phép xây dựng là 20 ngày",
        "2": "Tuần tra bảo vệ rừng ban đêm",
        "3": "Thu phí vệ sinh",
    }
    articles = [
        Article(id=f"L#{n}", law="Luật Thử", article=n, title=f"Điều thử {n}", text=t) for n, t in texts.items()
    ]
    asked = [Asked(id="a", text="cấp giấy phép xây dựng mất mấy ngày", relevant=frozenset({"L#1"}))]
    asked.append(Asked(id="b", text="ai tuần tra rừng", relevant=frozenset({"L#9"})))
    ticks: list[int] = []
    retriever = corpus_retriever(articles, MemoryIndex(), FakeEmbedder(), tmp_path, lambda: ticks.append(0))
    rankings, millis = rank(asked, articles, retriever, NOW, lambda: ticks.append(1))
    assert [ranking[0] for ranking in rankings] == ["L#1", "L#2"]
    document = summarise_ranks(asked, rankings, millis)
    assert (document["n"], document["recall"], document["mrr@10"]) == (2, {"1": 0.5, "3": 0.5, "10": 0.5}, 0.5)
    assert [row["id"] for row in document["failures"]] == ["b"]  # type: ignore[union-attr,index,call-overload]
    assert ticks == [0, 1, 1]


def test_a_retrieval_set_names_its_bad_line(tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    file.write_text('{"id": "a", "text": "t", "relevant": ["x"], "more": 1}\n{"id": "b", "text": "t", "relevant": []}')
    with pytest.raises(InputError, match=r"r\.jsonl:2"):
        load_retrieval(file)


def test_speech_is_scored_by_accent(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes("hòa bình".encode())
    (tmp_path / "b.wav").write_bytes(b"mot hai")
    file = tmp_path / "s.csv"
    file.write_text("file,text,accent,x\na.wav,Hoà bình.,North,1\nb.wav,một hai,South,\nc.wav,ba bốn,South,\n", "utf-8")
    heard = hear(load_clips(file), lambda recording: Transcript(recording.decode()), lambda: None)
    document = summarise_speech(heard)
    assert (document["n"], document["wer"], document["errors"]) == (3, 0.5, 1)
    by_accent = document["by_accent"]
    assert isinstance(by_accent, dict)
    assert by_accent["North"] == {"n": 1, "wer": 0.0, "cer": 0.0}
    assert by_accent["South"] == {"n": 2, "wer": 0.75, "cer": pytest.approx(7 / 13, abs=0.2)}
    assert [row["id"] for row in document["failures"]] == ["b.wav", "c.wav"]  # type: ignore[union-attr,index,call-overload]


def test_speech_goes_on_where_it_was_broken_off(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.wav").write_bytes(name.encode())
    file = tmp_path / "s.csv"
    file.write_text("file,text\na.wav,a\nb.wav,b\n", "utf-8")
    clips, heard = load_clips(file), list[str]()

    def transcribe(recording: bytes) -> Transcript:
        if heard == ["a"]:
            raise KeyboardInterrupt
        heard.append(recording.decode())
        return Transcript(recording.decode())

    with pytest.raises(KeyboardInterrupt):
        hear(clips, transcribe, lambda: None, OutcomeLog.open(tmp_path, "run", NOW))
    heard.append("again")
    log = OutcomeLog.open(tmp_path, "run", NOW)
    assert [one.text for one in hear(clips, transcribe, lambda: None, log)] == ["a", "b"]
    assert heard == ["a", "again", "b"]


def test_vectors_are_kept_block_by_block(tmp_path: Path) -> None:
    texts = [f"câu {n}" for n in range(BLOCK + 3)]
    embedder, ticks = CountingEmbedder(), list[int]()
    first = embedded("passages", texts, embedder, tmp_path, lambda: ticks.append(1))
    assert len(ticks) == blocks(len(texts)) == 2
    sorted(tmp_path.iterdir())[0].unlink()
    before = embedder.count
    again = embedded("passages", texts, embedder, tmp_path)
    assert (again == first).all()
    assert before == len(texts)
    assert embedder.count - before in (3, BLOCK)


class CountingEmbedder(FakeEmbedder):
    count = 0

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return super().passages(texts)
