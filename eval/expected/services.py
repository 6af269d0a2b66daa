"""What `procedure` and `forum` must say, the thing meant given by its code: they are asked about by topic."""

from __future__ import annotations

from datetime import datetime

from eval.expected.facts import Facts
from eval.expected.words import Args, name_of, unique
from eval.oracle.workbooks import City, Person


def procedure(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    """`procedure`: a code, or the codes of several between which the question does not choose, parted by commas."""
    codes = (name_of(args, "procedure") or "").split(",")
    found = [city.procedures[code] for code in codes if code in city.procedures]
    if not found:
        return Facts("not_found")
    if len(found) > 1:
        return Facts("answered", tuple(one.name for one in found))
    only = found[0]
    return Facts("answered", unique([only.name, *only.dossier, only.time_limit, only.fee, only.authority]))


def forum(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    """`topic`: the code of the earlier question that is meant."""
    found = city.forum.get(name_of(args, "topic") or "")
    if found is None:
        return Facts("not_found")
    return Facts("answered", unique([found.question, found.answer]))
