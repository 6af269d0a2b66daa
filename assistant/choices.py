"""Answers to a question back, and lines of a list, by number or by a part of the name."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation_words import Spoken, conversation_words, folded_words, phrases
from assistant.vietnamese import fold


def chosen(text: str, options: Sequence[str]) -> str | None:
    """The option that is meant by "số 2", "cái đầu tiên", "phường" or, of a single one, "đúng rồi"; None when the text
    says something else or fits several."""
    if not options:
        return None
    read = Spoken(text)
    if len(options) == 1 and read.first(0, phrases("agreeing")) == len(read.words):
        return options[0]
    if (number := _number(read)) is not None:
        return _at(options, number)
    spoken = {fold(word) for word in read.words} - folded_words("fillers")
    fitting = [option for option in options if spoken and spoken <= set(fold(option).split())]
    return fitting[0] if len(fitting) == 1 else None


def with_listed(text: str, listed: Sequence[str]) -> str:
    """The text with "việc thứ hai", "nhiệm vụ đầu tiên" as what stands there in the list: its code or name."""
    if not listed:
        return text
    read = Spoken(text)
    for index in range(len(read.words)):
        after = read.first(index, phrases("listed"))
        if after is None:
            continue
        counted = read.first(after, phrases("nth"))
        found = _ordinal(read, counted or after, bare=counted is not None)
        if found and (item := _at(listed, found[0])):
            return " ".join(filter(None, (read.between(0, after), item, read.between(found[1], len(read.words)))))
    return text


def _number(read: Spoken) -> int | None:
    """The number of a text that only chooses."""
    numbers = {int(word) for word in read.words if word.isdecimal()}
    others = [word for word in read.words if not word.isdecimal()]
    allowed = folded_words("choosing") | folded_words("fillers")
    if len(numbers) == 1 and all(fold(word) in allowed for word in others):
        return numbers.pop()
    for index in range(len(read.words)):
        found = _ordinal(read, index, bare=True)
        around = [*read.words[:index], *(read.words[found[1] :] if found else [])]
        if found and all(fold(word) in allowed for word in around):
            return found[0]
    return None


def _ordinal(read: Spoken, index: int, *, bare: bool) -> tuple[int, int] | None:
    """A number at `index` and the index after it; `bare`: "hai" counts, not only "đầu tiên" and "cuối cùng"."""
    word = read.words[index] if index < len(read.words) else ""
    if bare and word.isdecimal():
        return int(word), index + 1
    for said, number in sorted(conversation_words()["ordinals"].items(), key=lambda item: -len(item[0])):
        after = read.first(index, (said,))
        if after is not None and (bare or " " in said):
            return int(number), after
    return None


def _at(items: Sequence[str], number: int) -> str | None:
    """Counted from 1; -1 is the last."""
    index = number - 1 if number > 0 else len(items) + number
    return items[index] if 0 <= index < len(items) else None
