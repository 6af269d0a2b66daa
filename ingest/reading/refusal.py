"""How a file is refused: a DocumentError whose `reason` is the Vietnamese sentence of a code."""

from __future__ import annotations

from assistant.errors import DocumentError
from prompts import message


class RefusedError(DocumentError):
    """A DocumentError that remembers its reason code, a key of `prompts/documents.yaml`, and the values of it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(f"document refused: {key} {values or ''}".strip(), reason=message("documents", key, **values))
        self.key = key
        self.parts = values

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.key, self.parts)


def _again(key: str, parts: dict[str, object]) -> RefusedError:
    return RefusedError(key, **parts)
