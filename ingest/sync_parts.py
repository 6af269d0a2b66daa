"""What bringing an index in line works with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any, Protocol

from pydantic_core import to_jsonable_python

from assistant.document_keeping import DocumentIndex, Parser
from assistant.document_seams import Point, Reader
from ingest.draft import Draft
from ingest.reading.limits import Limits
from kpi_tools.document_catalogue import Catalogue


class Made(Protocol):
    """Points of a bounded number of passages, and the drafts that are whole with them (`ingest.pipeline.Batch`)."""

    @property
    def points(self) -> Sequence[Point]: ...
    @property
    def complete(self) -> Sequence[Draft]: ...


class PointMaker(Protocol):
    """`ingest.pipeline.ClausePipeline`."""

    def run(self, drafts: Sequence[Draft]) -> Iterator[Made]: ...


@dataclass(frozen=True, slots=True)
class Parts:
    catalogue: Catalogue
    index: Callable[[], DocumentIndex]
    """Opened when first used: a list of documents needs none."""
    pipeline: Callable[[], PointMaker]
    """Loads the encoder when first used."""
    reader: Reader
    parser: Parser
    made_with: str
    """Names the readers and the encoder; when it changes, every file is read again."""
    limits: Limits = field(default_factory=Limits)
    """Of what an archive may unpack to."""


def outline_json(outline: Sequence[Any]) -> list[Any]:
    """Blocks as the catalogue keeps them."""
    return [to_jsonable_python(_mapping(block)) for block in outline]


def _mapping(block: Any) -> Any:
    return asdict(block) if is_dataclass(block) and not isinstance(block, type) else block
