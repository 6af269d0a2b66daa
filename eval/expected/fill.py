"""Writes what is computed into question sets: `python -m eval.expected.fill FILE…`.

Of a line whose tools are all in `FACTS`, `status`, `contains`, `not_contains` and `leak` are computed from its calls:
those that `about*.yaml` gives for its id (of a denied one, which makes none, or of one asked by topic), else
`expect.calls`, else `tool` and `args`. Other lines stay as written by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from eval.anchor import ANCHOR
from eval.expected.facts import Facts
from eval.expected.tools import FACTS
from eval.oracle.workbooks import City, read_city
from ingest.sample import write_sample_city

Line = dict[str, Any]
About = Mapping[str, Sequence[Line]]


def sample_city(folder: Path) -> City:
    write_sample_city(folder, ANCHOR)
    return read_city(folder)


def about() -> dict[str, list[Line]]:
    """Case → its calls, where its graded arguments do not say what it is about."""
    found: dict[str, list[Line]] = {}
    for file in sorted(Path(__file__).parent.glob("about*.yaml")):
        found |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def calls_of(line: Line, known: About) -> list[Line]:
    """What the facts of a line are computed from; nothing for one written by hand."""
    expect = line["expect"]
    if line["id"] in known:
        return list(known[line["id"]])
    if expect.get("calls"):
        return list(expect["calls"])
    if isinstance(expect.get("tool"), str) and "args" in expect:
        return [{"tool": expect["tool"], "args": expect["args"]}]
    return []


def facts_of(line: Line, city: City, known: About) -> Facts | None:
    """Of all its calls together; None for a line written by hand."""
    calls = calls_of(line, known)
    if not calls or any(call["tool"] not in FACTS for call in calls):
        return None
    asker, now = city.people[line["user"]], datetime.fromisoformat(line["now"])
    found = [FACTS[call["tool"]](city, asker, call["args"], now) for call in calls]
    statuses = {one.status for one in found}
    if len(statuses) > 1:
        raise ValueError(f"{line['id']}: parts with different statuses: {sorted(statuses)}")
    return Facts(
        found[0].status,
        _together([one.contains for one in found]),
        _together([one.not_contains for one in found]),
        _together([one.leak for one in found]),
    )


def filled(line: Line, city: City, known: About) -> Line:
    facts = facts_of(line, city, known)
    if facts is None:
        return line
    computed = {"contains": facts.contains, "not_contains": facts.not_contains, "leak": facts.leak}
    kept = {key: value for key, value in line["expect"].items() if key not in ("status", *computed)}
    words = {key: list(value) for key, value in computed.items() if value}
    return {**line, "expect": {**kept, "status": facts.status, **words}}


def read(file: Path) -> list[Line]:
    return [json.loads(text) for text in file.read_text(encoding="utf-8").splitlines() if text.strip()]


def write(file: Path, lines: Sequence[Line]) -> None:
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def _together(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in parts for word in part))


def main(files: Sequence[str]) -> None:
    with TemporaryDirectory() as folder:
        city = sample_city(Path(folder))
    known = about()
    for name in files:
        file = Path(name)
        write(file, [filled(line, city, known) for line in read(file)])


if __name__ == "__main__":
    main(sys.argv[1:])
