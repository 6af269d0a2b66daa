"""Carrier packages in memory, and a lock file that asks for them."""

from __future__ import annotations

import hashlib
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

from assistant.model_lock import Artifact, Carrier, Hub, Lock, WeightFile
from assistant.model_sources import SourceError

PARTS = [bytes(random.Random(seed).randbytes(size)) for seed, size in enumerate((3000, 2000, 1000))]
WHOLE = b"".join(PARTS)
SMALL = b"{}"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def carrier(number: int, data: bytes, member: str = "") -> Carrier:
    member = member or f"carrier{number}/part.bin"
    return Carrier(package=f"carrier{number}", version="1.0", member=member, size=len(data), sha256=digest(data))


def llm() -> Artifact:
    carriers = tuple(carrier(number, part) for number, part in enumerate(PARTS))
    big = WeightFile(name="big.bin", size=len(WHOLE), sha256=digest(WHOLE), hub="big.bin", carriers=carriers)
    small = WeightFile(
        name="small.json", size=2, sha256=digest(SMALL), carriers=(carrier(0, SMALL, "carrier0/small.json"),)
    )
    return Artifact(
        role="llm", licence="MIT", author="-", hub=Hub(repo="some/model", revision="main"), files=(big, small)
    )


def voice() -> Artifact:
    files = (WeightFile(name="voice.onnx", size=len(SMALL), hub="voice.onnx"),)
    return Artifact(
        role="voice", licence="-", author="-", optional=True, hub=Hub(repo="some/voice", revision="main"), files=files
    )


LOCK = Lock(artifacts={"llm": llm()})


class Wheels:
    """Carrier packages in memory; may fail at one of them, once."""

    def __init__(self, fail_at: str = "", error: Exception | None = None) -> None:
        self.asked: list[str] = []
        self.fail_at = fail_at
        self.error = error or SourceError("no such package")
        self.parts = dict(enumerate(PARTS))

    def __call__(self, part: Carrier, folder: Path, tell: Callable[[int], None]) -> Path:
        self.asked.append(part.package)
        if part.package == self.fail_at:
            self.fail_at = ""
            raise self.error
        wheel = folder / f"{part.package}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{part.package}/part.bin", self.parts[int(part.package[-1])])
            archive.writestr(f"{part.package}/small.json", SMALL)
        tell(part.size)
        return wheel


def quiet(file: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""
