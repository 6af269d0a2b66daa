"""Brings the index in line with a folder: what is new, changed, moved, gone or refused.

A killed run loses nothing and the next one finishes. Of each file: the new passages go into the index, then one
transaction of the catalogue switches to them, then the old ones go; what must not be seen any more leaves the catalogue
first. Readers count a passage only when the catalogue names its version and shows its document to them. What a killed
run left behind is put right by `ingest/sync_settle.py` at the end of the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.document_keeping import IndexProgress, Parsed
from assistant.documents import Access, FileStatus, Header, Reading, number_key
from assistant.errors import DocumentError
from ingest.draft import Draft, alike, text_of, version_of
from ingest.folder import Document, name_of, opened, still_there
from ingest.index_filter import stamp_of
from ingest.index_report import IndexedFile
from ingest.reading.archive import Found
from ingest.sync_parts import Parts, outline_json
from ingest.sync_settle import better, may_be_one, settle_source
from kpi_tools.document_catalogue import Record
from prompts import message

WINDOW_FILES, WINDOW_CLAUSES = 64, 512
"""What is taken apart before it is embedded together."""
NOTICE = "thông báo"
"""A document of this type whose number is that of a meeting's notice of conclusion takes the meeting's access."""


@dataclass(slots=True)
class _Prepared:
    """A file taken apart, waiting to be embedded and switched to."""

    record: Record
    parsed: Parsed
    status: IndexedFile
    draft: Draft
    fresh: bool
    """The index has nothing of it yet, but for what a killed run left."""
    loses: Record | None = None
    """Its twin that is a duplicate from now on."""


@dataclass(slots=True)
class FolderSync:
    """One folder, once; nobody else may be at work on the same index."""

    parts: Parts
    folder: Path
    source: str
    by_name: dict[str, Record] = field(default_factory=dict)
    by_content: dict[str, list[Record]] = field(default_factory=dict)
    default: Access = field(default_factory=Access)
    seen: set[str] = field(default_factory=set)
    waiting: list[_Prepared] = field(default_factory=list)
    files: list[IndexedFile] = field(default_factory=list)

    def run(self, found: Sequence[Found], progress: IndexProgress) -> tuple[IndexedFile, ...]:
        self.default = self.parts.catalogue.default(self.source)
        records = self.parts.catalogue.records(self.source)
        self.by_name = {one.file: one for one in sorted(records, key=lambda one: one.state != "removed")}
        for one in records:
            if one.state == "indexed":
                self.by_content.setdefault(one.content, []).append(one)
        for done, listed in enumerate(found):
            progress(name_of(self.folder, listed.path), done, len(found))
            self._take(listed)
            if len(self.waiting) >= WINDOW_FILES or self._clauses() >= WINDOW_CLAUSES:
                self._embed()
        self._embed()
        self._remove_gone(records)
        settle_source(self.parts, self.source)
        self.parts.index().settle()
        progress("", len(found), len(found))
        return tuple(sorted(self.files, key=lambda file: file.file))

    def _clauses(self) -> int:
        return sum(len(one.draft.clauses) for one in self.waiting)

    def _take(self, listed: Found) -> None:
        name = name_of(self.folder, listed.path)
        try:
            if listed.refused:
                raise listed.refused
            with opened(self.folder, listed.path, self.parts.limits) as found:
                self._look_at(found)
        except DocumentError as exc:
            self._refuse(name, self.by_name.get(name), "", "", exc.values["reason"])
        except OSError:
            self._refuse(name, self.by_name.get(name), "", "", message("index", "unreadable"))

    def _look_at(self, found: Document) -> None:
        content, side = found.content(), found.side_content()
        old = self.by_name.get(found.name) or self._moved(content)
        if old:
            self.seen.add(old.id)
        made = (content, side, self.parts.made_with)
        if old and old.state != "removed" and made == (old.content, old.side, old.made_with):
            self._same(found, old)
            return
        try:
            reading = self.parts.reader.read(found.path)
            parsed = self.parts.parser(reading, found.name, found.side)
        except DocumentError as exc:
            self._refuse(found.name, old, content, side, exc.values["reason"])
            return
        if parsed.clauses:
            self._prepare(found, old, reading, parsed, (content, side))
        else:
            self._refuse(found.name, old, content, side, message("index", "empty"))

    def _moved(self, content: str) -> Record | None:
        """A document with that content whose file is gone."""
        same = self.by_content.get(content, ())
        return next((o for o in same if o.id not in self.seen and not still_there(self.folder, o.file)), None)

    def _same(self, found: Document, old: Record) -> None:
        """The text is as it was; its name or who may see it perhaps not."""
        if old.state == "refused":
            self.files.append(IndexedFile(found.name, "refused", old.reason))
            return
        access = self._access(old.header)
        record = replace(old, file=found.name, access=access, stamp=stamp_of(found.name, old.header, access))
        if record != old:
            self._say_anew(record)
        self.files.append(self._reported(record, old, "unchanged" if record == old else "changed"))

    def _say_anew(self, record: Record) -> None:
        self.parts.catalogue.save(record)
        if record.answers:
            self.parts.index().describe(record.id, record.file, record.header, record.access)

    def _prepare(
        self, found: Document, old: Record | None, reading: Reading, parsed: Parsed, made: tuple[str, str]
    ) -> None:
        header, clauses = _normal(parsed.header), tuple(parsed.clauses)
        access = self._access(header)
        record = Record(
            id=old.id if old else self._new_id(found.name),
            source=self.source,
            file=found.name,
            state="indexed",
            content=made[0],
            side=made[1],
            made_with=self.parts.made_with,
            version=version_of(self.parts.made_with, header, clauses),
            text=text_of(clauses),
            stamp=stamp_of(found.name, header, access),
            access=access,
            pages=reading.pages,
            ocr_pages=reading.ocr_pages,
            encoding=reading.encoding,
            articles=parsed.articles,
            chunks=len(clauses),
            header=header,
        )
        if any(may_be_one(record, one.record) for one in self.waiting):
            self._embed()
        twin = self._twin(record, parsed)
        loses = None
        if twin is not None and better(record, twin):
            loses = twin
        elif twin is not None:
            record = replace(record, duplicate_of=twin.id)
        self.seen.add(record.id)
        report = self._reported(record, old, "changed" if old and old.state == "indexed" else "new", twin)
        draft = Draft(self.source, record.id, record.version, found.name, header, access, clauses)
        one = _Prepared(record, parsed, report, draft, old is None, loses)
        held = old is not None and old.answers and old.version == record.version
        if record.answers and not held:
            self.waiting.append(one)
        else:
            self._switch(one, described=True)

    def _embed(self) -> None:
        by_id = {one.record.id: one for one in self.waiting}
        self.waiting = []
        if not by_id:
            return
        for batch in self.parts.pipeline().run([one.draft for one in by_id.values()]):
            self.parts.index().put(batch.points)
            for draft in batch.complete:
                self._switch(by_id[draft.document])
        self.parts.index().settle()

    def _switch(self, one: _Prepared, *, described: bool = False) -> None:
        """From now on this version answers."""
        record = one.record
        self.parts.catalogue.save(record, outline_json(one.parsed.outline), one.draft.clauses)
        if not one.fresh:
            self.parts.index().remove(record.id, keep=record.version if record.answers else None)
        if record.answers and described:
            self.parts.index().describe(record.id, record.file, record.header, record.access)
        if one.loses:
            self.parts.catalogue.save(replace(one.loses, duplicate_of=record.id))
            self.parts.index().remove(one.loses.id)
        self.files.append(one.status)

    def _refuse(self, name: str, old: Record | None, content: str, side: str, reason: str) -> None:
        """Out of the catalogue first: what may no longer be seen is not seen from here on."""
        identity = old.id if old else self._new_id(name)
        record = Record(identity, self.source, name, "refused", content, side, self.parts.made_with, reason)
        self.seen.add(identity)
        self.parts.catalogue.save(replace(record, access=Access("han_che")))
        if old:
            self.parts.index().remove(identity)
        self.files.append(IndexedFile(name, "refused", reason, id=identity))

    def _remove_gone(self, records: Sequence[Record]) -> None:
        for old in records:
            if old.id in self.seen or old.state == "removed":
                continue
            if old.state == "refused":
                self.parts.catalogue.forget(old.id)
            else:
                self.parts.catalogue.save(replace(old, state="removed", duplicate_of=None))
                self.parts.index().remove(old.id)
            self.files.append(IndexedFile(old.file, "removed", id=old.id))

    def _twin(self, record: Record, parsed: Parsed) -> Record | None:
        """The document that this one is another copy of, for the same readers."""
        for other in self.parts.catalogue.twins(record):
            if other.answers and may_be_one(record, other):
                same = other.text == record.text or alike(parsed.clauses, self.parts.catalogue.clauses(other))
                if same and still_there(self.folder, other.file):
                    return other
        return None

    def _access(self, header: Header) -> Access:
        if header.access is not None:
            return header.access
        if header.number and (header.type or "").lower().startswith(NOTICE):
            return self.parts.catalogue.meeting_access(header.number) or self.default
        return self.default

    def _new_id(self, name: str) -> str:
        """The same for the same file of the same folder, unless a document that was moved away has it."""
        for turn in range(1_000_000):
            made = hashlib.sha256(f"{self.source}\0{name}\0{turn}".encode()).hexdigest()[:16]
            if made not in self.seen and not self.parts.catalogue.taken(made):
                return made
        raise AssertionError("no id is free")

    def _reported(
        self, record: Record, old: Record | None, status: FileStatus, twin: Record | None = None
    ) -> IndexedFile:
        original = twin or next((o for o in self.by_name.values() if o.id == record.duplicate_of), None)
        moved = old is not None and old.state == "indexed" and old.file != record.file
        return IndexedFile(
            file=record.file,
            status=status,
            chunks=record.chunks,
            pages=record.pages,
            ocr_pages=record.ocr_pages,
            encoding=record.encoding,
            access=record.access,
            id=record.id,
            duplicate_of=original.file if original and record.duplicate_of else None,
            moved_from=old.file if old and moved else None,
        )


def _normal(header: Header) -> Header:
    """As the catalogue gives it back: numbers once each, units too, in order."""
    access = header.access and Access(header.access.secrecy, tuple(sorted(set(header.access.units))))
    return replace(header, amends=_numbers(header.amends), replaces=_numbers(header.replaces), access=access)


def _numbers(numbers: Sequence[str]) -> tuple[str, ...]:
    by_key = {number_key(number): number for number in reversed(numbers)}
    return tuple(by_key[key] for key in sorted(by_key))
