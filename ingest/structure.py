"""Blocks of a document → its tree: Phần, Chương, Mục, Điều, Khoản, Điểm, Phụ lục; also where the typography is bad.

The text is cut into the act itself, its signatures and its annexes; in each the lines that look like `Điều n.` are
sifted by their sequence (`sequence`), then clauses within an article and points within a clause likewise. What has no
article becomes sections by its own headings (`sections`). No line is lost, none stands twice.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.documents import Block
from assistant.vietnamese import fold
from ingest.articles import article_runs, with_articles
from ingest.lines import Line, Mark, annex, article, division, form, lines_of, numbered
from ingest.quoting import mark_quoted
from ingest.sections import sections, titles
from ingest.sequence import Candidate
from ingest.tree import DEPTH, Draft, Node, assemble, placed

__all__ = ["Node", "structure"]

SIGNS = re.compile(r"(noi ?nhan\b|luat nay (da )?duoc quoc hoi|nghi quyet nay (da )?duoc quoc hoi)")
SIGNERS = re.compile(r"(tm\.|kt\.|tuq\.|tl\.|q\.|chu tich|pho chu tich|giam doc|bo truong|thu tuong|chanh van phong)")
ATTACHED = re.compile(r"\(?\s*(ban hanh )?kem theo\b")
TITLE_LINES = 8
LONGEST_ANNEX_TITLE = 200
_SIGNED = re.compile(rf"\(?(?:{SIGNERS.pattern}|da ky)")
"""Lines of a signature, which may stand in capitals right above the title of what is attached."""
SPARSE = 0.4
"""An annex is an act with articles when at least this share of its lines follows its first one."""


def structure(blocks: Sequence[Block]) -> Node:
    """The tree of a document; its root holds preamble, divisions, articles, signature and annexes in reading order.
    Never raises; a document without any structure is one preamble."""
    lines = mark_quoted(lines_of(blocks))
    starts = _annexes(lines)
    first = starts[0][0] if starts else len(lines)
    drafts = list(_act(lines[:first])) if first else []
    ends = [at for at, _ in starts[1:]] + [len(lines)]
    for (at, mark), end in zip(starts, ends, strict=False):
        drafts += _annex(lines[at:end], mark)
    return placed(assemble(drafts))


def _annexes(lines: Sequence[Line]) -> list[tuple[int, Mark]]:
    """Where annexes begin: at `Phụ lục I`, or at the title over "(Ban hành kèm theo Quyết định số …)"."""
    found: list[tuple[int, Mark]] = []
    for at, line in enumerate(lines):
        if line.quoted or line.rows:
            continue
        mark = annex(line)
        if mark and not (mark.rest and _listed(lines, at)):
            found.append((at, mark))
        elif ATTACHED.match(fold(line.text[:40])) and line.text[0] == "(":
            start = _title_above(lines, at)
            if start > (found[-1][0] + TITLE_LINES if found else 0) and not _is_opening(lines, start):
                found.append((start, Mark("annex", "", "")))
    return found


def _listed(lines: Sequence[Line], at: int) -> bool:
    """Whether the line is one of a list of annexes."""
    return any(0 <= other < len(lines) and annex(lines[other]) is not None for other in (at - 1, at + 1))


def _title_above(lines: Sequence[Line], at: int) -> int:
    """The first of the title lines just above line `at`."""
    start = at
    while start > 0 and at - start < TITLE_LINES and lines[start - 1].titled and not lines[start - 1].rows:
        start -= 1
    signed = [other for other in range(start, at) if _SIGNED.match(fold(lines[other].text[:40]))]
    if not signed:
        return start
    titles = [other for other in range(signed[-1] + 1, at) if lines[other].text.isupper()]
    return titles[0] if titles else signed[-1] + 1


def _is_opening(lines: Sequence[Line], start: int) -> bool:
    """Whether nothing of an act stands before: the file holds the attached text alone."""
    return not any(article(line) or SIGNS.match(fold(line.text[:40])) for line in lines[:start])


def _act(lines: Sequence[Line]) -> Iterator[Draft]:
    """An act itself: preamble, its articles or sections, signatures."""
    found = article_runs(lines)
    if len(found) > 1 and len(found[1]) > 1:
        cut = _title_above(lines, _division_above(lines, found[1][0].at))
        yield from _act(lines[:cut])
        yield from _annex(lines[cut:], Mark("annex", "", ""))
        return
    signed = _signature(lines, found[0][-1].at + 1 if found else len(lines) // 3)
    body = lines[:signed]
    if found:
        yield from with_articles(body, found[0])
    else:
        yield from sections(body)
    if signed < len(lines):
        yield Draft("signature", lines=tuple(lines[signed:]))


def _division_above(lines: Sequence[Line], at: int) -> int:
    """The heading of the chapter that begins just above an article, else the article."""
    near = [other for other in range(max(0, at - 4), at) if division(lines[other])]
    return near[0] if near else at


def _signature(lines: Sequence[Line], after: int) -> int:
    """Where the signatures begin; the end when there are none."""
    for at in range(after, len(lines)):
        line = lines[at]
        cells = [cell for row in line.rows for cell in row] or [line.text]
        if any(SIGNS.match(fold(cell[:50]).lstrip("-*/| ")) for cell in cells):
            return _signers_above(lines, at, after)
        if line.rows and len(lines) - at <= 3 and any(SIGNERS.match(fold(cell[:40])) for cell in cells):
            return at
    return len(lines)


def _signers_above(lines: Sequence[Line], at: int, after: int) -> int:
    while at > after and len(lines[at - 1].text) < 60 and SIGNERS.match(fold(lines[at - 1].text[:40])):
        at -= 1
    return at


def _annex(lines: Sequence[Line], mark: Mark) -> Iterator[Draft]:
    """An annex: its title, its text as an act or as sections, its forms."""
    head = 1
    while head < min(len(lines), TITLE_LINES) and _is_annex_title(lines[head]):
        head += 1
    title = mark.rest or _title(lines[1 if annex(lines[0]) else 0 : head])
    yield Draft("annex", mark.number, title[:LONGEST_ANNEX_TITLE], tuple(lines[:head]), head)
    forms = [at for at in range(head, len(lines)) if form(lines[at]) and not lines[at].quoted]
    text = lines[head : forms[0] if forms else len(lines)]
    found = article_runs(text)
    if found and (len(text) - found[0][0].at) >= SPARSE * len(text) and (len(found[0]) > 2 or found[0][0].at < 6):
        yield from _attached(text, found)
    else:
        yield from sections(text)
    for at, end in zip(forms, [*forms[1:], len(lines)], strict=False):
        named = form(lines[at])
        if named:
            heading, more = (named.rest, 1) if named.rest else titles(lines, at + 1, end, 1)
            yield Draft("form", named.number, heading, tuple(lines[at:end]), more)


def _title(lines: Sequence[Line]) -> str:
    """Of an annex, without "(Kèm theo Nghị định số …)"."""
    named = itertools.takewhile(lambda line: not line.text.startswith("("), lines)
    return " ".join(line.text for line in named)


def _is_annex_title(line: Line) -> bool:
    plain = line.text.startswith("(") or line.titled
    return plain and not line.rows and not (division(line) or article(line) or numbered(line) or form(line))


def _attached(lines: Sequence[Line], found: Sequence[Sequence[Candidate]]) -> Iterator[Draft]:
    """A regulation, contract or charter that is an annex. Where its articles begin again, only the first run has
    places of its own."""
    end = _division_above(lines, found[1][0].at) if len(found) > 1 else len(lines)
    for draft in with_articles(lines[:end], found[0]):
        yield replace(draft, level=DEPTH["point"] + 1) if draft.kind == "preamble" else draft
    if end < len(lines):
        yield from sections(lines[end:])
