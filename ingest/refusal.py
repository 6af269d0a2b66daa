"""Why a whole file is refused."""

from __future__ import annotations


class UnreadableError(Exception):
    """The file cannot be read as a workbook; `reason` is a key of `prompts/import.yaml`, `values` go into its text."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values
