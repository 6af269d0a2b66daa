"""Questions made from articles of official texts: what people ask, with the words lost and changed that they change.

Of each article some kinds of question: its title, a sentence as a statement to be judged, a number or duration asked
for, a definition both ways, a list, who does what, what happens if. Words are dropped and exchanged so that the made
questions are about as hard as real ones for each of the two searches (`python -m eval.train.reranker` prints both).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from assistant.vietnamese import fold
from eval.train.official_articles import Article

WORDS: Mapping[str, Sequence[Any]] = cast(
    Mapping[str, Sequence[Any]],
    yaml.safe_load((Path(__file__).parent / "question_words.yaml").read_text(encoding="utf-8")),
)
_MARK = re.compile(r"^\s*(?:\d+[a-z]?\.|[a-zđ]{1,2}\)|[-+*•])\s*")
_SENTENCE = re.compile(r"(?<=[.;:])\s+(?=[A-ZĐÀ-Ỹ])")
_AMOUNT = re.compile(
    r"\b\d[\d.,]*\s*(?:\([^)]*\)\s*)?(?=%|ngày|tháng|năm|giờ|lần|đồng|triệu|điểm|người|m2|tuổi|bản|bộ|tỷ)"
)
_DURATION = re.compile(r"(?:trong thời hạn\s+)?\b\d+\s*(?:\([^)]*\)\s*)?(?:ngày làm việc|ngày|tháng|năm|giờ)\b")
_DEFINED = re.compile(r"^[“\"]?([^“”\"]{3,60}?)[”\"]?\s+(?:là|được hiểu là)\s+(.{20,})$")
_DUTY = re.compile(r"^(.{5,80}?)\s+(?:có trách nhiệm|phải|có nhiệm vụ|được)\s+(.{15,})$")
_IF = re.compile(r"^((?:Trường hợp|Nếu|Khi)\s.{15,120}?)(?:,\s*(?:thì\s)?|\sthì\s)(.{10,})$")


@dataclass(frozen=True, slots=True)
class Hardness:
    """How far a made question is from its text."""

    drop: float = 0.22
    """Chance of each word to be lost."""
    exchange: float = 0.6
    """Chance of each synonym that fits to be taken."""
    longest: int = 22
    """Syllables kept of a sentence."""
    accents: float = 0.08
    """Chance of a question without accents."""
    law: float = 0.15
    """Chance of the text being named."""


@dataclass(frozen=True, slots=True)
class Made:
    text: str
    article: int


def made_questions(articles: Sequence[Article], each: int, seed: int, hard: Hardness = Hardness()) -> list[Made]:
    """Up to `each` questions an article, of different kinds, the same for a seed."""
    dice = random.Random(seed)
    made: list[Made] = []
    for number, article in enumerate(articles):
        drafts = [draft for kind in _KINDS for draft in kind(article, dice)]
        dice.shuffle(drafts)
        made += [Made(_spoil(draft, article, dice, hard), number) for draft in drafts[:each]]
    return [question for question in made if len(question.text.split()) >= 4]


def _sentences(article: Article) -> list[str]:
    lines = [_MARK.sub("", line) for line in article.text.split("\n")]
    return [s.strip() for line in lines for s in _SENTENCE.split(line) if 8 <= len(s.split()) <= 90]


def _title(article: Article, dice: random.Random) -> Iterator[tuple[str, str]]:
    if 2 <= len(article.title.split()) <= 30 and not fold(article.title).startswith(
        ("pham vi", "doi tuong", "hieu luc")
    ):
        yield dice.choice(WORDS["title"]), article.title


def _statement(article: Article, dice: random.Random) -> Iterator[tuple[str, str]]:
    for sentence in _some(_sentences(article), 2, dice):
        yield dice.choice(WORDS["statement"]), sentence


def _tail(article: Article, dice: random.Random) -> Iterator[tuple[str, str]]:
    """The beginning of a sentence; what it says is asked for."""
    for sentence in _some([s for s in _sentences(article) if len(s.split()) >= 14], 2, dice):
        words = sentence.split()
        yield dice.choice(WORDS["tail"]), " ".join(words[: dice.randint(8, max(8, 2 * len(words) // 3))])


def _amount(article: Article, dice: random.Random) -> Iterator[tuple[str, str]]:
    for pattern, kind in ((_DURATION, "duration"), (_AMOUNT, "number")):
        for sentence in _some([s for s in _sentences(article) if pattern.search(s)], 1, dice):
            yield "{x}?", pattern.sub(dice.choice(WORDS[kind]) + " ", sentence, count=1)


def _definition(article: Article, dice: random.Random) -> Iterator[tuple[str, str]]:
    for sentence in _some([s for s in _sentences(article) if _DEFINED.match(s)], 2, dice):
        found = cast(re.Match[str], _DEFINED.match(sentence))
        yield (dice.choice(WORDS["what"]), found[1]) if dice.random() < 0.5 else (dice.choice(WORDS["name"]), found[2])


def _list(article: Article, dice: random.Random) -> Iterator[tuple[str, str]]:
    openings = [s.rstrip(": ") for s in _sentences(article) if s.endswith(":")]
    for opening in _some(openings, 1, dice):
        yield dice.choice(WORDS["list"]), re.sub(r"\s*(?:bao gồm|gồm|sau đây|như sau|sau)\s*$", "", opening)


def _duty(article: Article, dice: random.Random) -> Iterator[tuple[str, str]]:
    for sentence in _some([s for s in _sentences(article) if _DUTY.match(s)], 1, dice):
        found = cast(re.Match[str], _DUTY.match(sentence))
        if dice.random() < 0.5:
            yield dice.choice(WORDS["duty"]), f"{article.title} {found[1]}" if dice.random() < 0.4 else found[1]
        else:
            yield dice.choice(WORDS["who"]), found[2]


def _condition(article: Article, dice: random.Random) -> Iterator[tuple[str, str]]:
    for sentence in _some([s for s in _sentences(article) if _IF.match(s)], 1, dice):
        yield dice.choice(WORDS["condition"]), cast(re.Match[str], _IF.match(sentence))[1]


_KINDS: Sequence[Callable[[Article, random.Random], Iterator[tuple[str, str]]]] = (
    *(_title, _statement, _tail, _amount, _definition, _list, _duty, _condition),
)


def _some(of: Sequence[str], most: int, dice: random.Random) -> list[str]:
    return dice.sample(list(of), min(most, len(of)))


def _spoil(draft: tuple[str, str], article: Article, dice: random.Random, hard: Hardness) -> str:
    template, core = draft
    words = _exchanged(core[:1].lower() + core[1:], dice, hard).rstrip(".;:, ").split()
    if len(words) > hard.longest:
        begin = dice.choice((0, 0, dice.randint(0, len(words) - hard.longest)))
        words = words[begin : begin + hard.longest]
    if len(words) > 6:
        words = [word for word in words if word.isdecimal() or dice.random() >= hard.drop]
    question = template.format(x=" ".join(words))
    if dice.random() < hard.law:
        question = dice.choice(WORDS["law"]).format(law=" ".join(article.law.split()[:12]), x=question)
    return fold(question) if dice.random() < hard.accents else question[:1].upper() + question[1:]


def _exchanged(text: str, dice: random.Random, hard: Hardness) -> str:
    for written, said in WORDS["synonyms"]:
        if written in text and dice.random() < hard.exchange:
            text = text.replace(written, said)
    return text
