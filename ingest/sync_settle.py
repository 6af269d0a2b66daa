"""At the end of a run: the index holds what the catalogue says, no more and no less.

Puts right what a killed run, a lost index or a restored backup left behind, from the catalogue alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from assistant.document_keeping import Holding
from assistant.documents import number_key
from ingest.draft import Draft
from ingest.sync_parts import Parts
from kpi_tools.document_catalogue import Record

WINDOW = 64


def settle_source(parts: Parts, source: str) -> int:
    """How many documents were put into the index again."""
    _promote(parts, parts.catalogue.records(source))
    answering = {one.id: one for one in parts.catalogue.records(source) if one.answers}
    held = dict[str, dict[Holding, int]]()
    for holding, count in parts.index().holdings(source).items():
        held.setdefault(holding.document, {})[holding] = count
    for document in held.keys() - answering.keys():
        parts.index().remove(document)
    lacking = [one for one in answering.values() if not _is_held(parts, one, held.get(one.id, {}))]
    _put_again(parts, lacking)
    return len(lacking)


def better(one: Record, other: Record) -> bool:
    """Whether of two copies the first is to be cited: a text before a scan, else the one that is there already."""
    return (one.ocr_pages > 0) < (other.ocr_pages > 0)


def may_be_one(one: Record, other: Record) -> bool:
    """Whether two files may hold the same document for the same readers: the same text, or nothing in their headers
    that says otherwise. Numbers begin anew each year and with each issuer."""
    if one.access != other.access or one.header.official != other.header.official:
        return False
    if one.text and one.text == other.text:
        return True
    first, second = one.header, other.header
    if not (first.number and second.number and first.type and second.type):
        return False
    if (number_key(first.number), first.type.lower()) != (number_key(second.number), second.type.lower()):
        return False
    said = ((first.issued, second.issued), (first.issuer, second.issuer))
    return all(a is None or b is None or a == b for a, b in said)


def _promote(parts: Parts, records: Sequence[Record]) -> None:
    """A copy whose original is gone, or is no longer the same, is cited itself."""
    by_id = {one.id: one for one in records}
    chosen = dict[str, Record]()
    copies = [one for one in records if one.state == "indexed" and one.duplicate_of is not None]
    for copy in sorted(copies, key=lambda one: (one.ocr_pages > 0, one.file)):
        original = by_id.get(copy.duplicate_of or "")
        if original and original.answers and may_be_one(copy, original):
            continue
        first = chosen.setdefault(copy.duplicate_of or "", copy)
        other = None if first is copy or not may_be_one(copy, first) else first.id
        parts.catalogue.save(replace(copy, duplicate_of=other))


def _is_held(parts: Parts, record: Record, held: dict[Holding, int]) -> bool:
    if any(one.version != record.version for one in held):
        parts.index().remove(record.id, keep=record.version)
    of_it = {one: count for one, count in held.items() if one.version == record.version}
    if any(one.stamp != record.stamp for one in of_it):
        parts.index().describe(record.id, record.file, record.header, record.access)
    return sum(of_it.values()) >= record.chunks


def _put_again(parts: Parts, records: Iterable[Record]) -> None:
    waiting = iter(records)
    while some := list(islice(waiting, WINDOW)):
        for made in parts.pipeline().run([_draft(parts, one) for one in some]):
            parts.index().put(made.points)


def _draft(parts: Parts, one: Record) -> Draft:
    return Draft(one.source, one.id, one.version, one.file, one.header, one.access, parts.catalogue.clauses(one))
