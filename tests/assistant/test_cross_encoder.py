"""The cross-encoder setting with a tiny model that is written here: loaded from its folder, without the network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.embed import SentenceJudge
from assistant.errors import ModelError
from assistant.rerank import CrossEncoderReranker
from assistant.rerank_features import Candidate, Comparison, fuse

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "lệ", "phí", "giấy", "phép", "nghỉ", "ngày", "."]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    target = tmp_path_factory.mktemp("tiny-judge")
    words = Tokenizer(WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = Whitespace()
    words.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, **special)  # type: ignore[no-untyped-call]
    tokenizer.save_pretrained(target)
    config = BertConfig(vocab_size=len(WORDS), max_position_embeddings=64)
    config.update(
        {"num_labels": 1, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    )
    BertForSequenceClassification(config).save_pretrained(target)
    return target


@pytest.mark.slow
def test_a_cross_encoder_orders_as_it_judges(folder: Path) -> None:
    texts = ["lệ phí giấy phép", "nghỉ ngày", "giấy phép"]
    some = [Candidate("", "", text, "a", 0.9, None) for text in texts]
    scores = CrossEncoderReranker(folder).scores(Comparison("lệ phí", some, fuse(some)))
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    shown = [f". \n{text}" for text in texts]
    assert np.allclose(scores, SentenceJudge(folder).judge("lệ phí", shown))


def test_a_folder_without_weights_is_no_cross_encoder(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ModelError):
        SentenceJudge(tmp_path)
