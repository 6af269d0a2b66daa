"""A Reader of readings given beforehand, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.documents import Reading
from ingest.reading.refusal import RefusedError


class FakeReader:
    """`readings`: name of a file → its Reading, or the key of `prompts/documents.yaml` why it is refused."""

    def __init__(self, readings: Mapping[str, Reading | str]) -> None:
        self._readings = readings
        self.asked: list[Path] = []

    def read(self, file: Path) -> Reading:
        """Raises DocumentError; KeyError for a file that was not given."""
        self.asked.append(file)
        reading = self._readings[file.name]
        if isinstance(reading, str):
            raise RefusedError(reading)
        return reading
