"""A question without its accents, names, periods and numbers: what is left is how it is put."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eval.oracle.workbooks import City, folded

_NUMBER = (
    r"(?:\d+(?:[.,/]\d+)*|(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|tram|nghin|linh|i|ii|iii|iv)\b)"
)
_NUMBERS = rf"{_NUMBER}(?:\s+{_NUMBER})*"
_PERIODS = (
    rf"(?:sau|6|ba|3|chin|9) thang (?:dau|cuoi) nam(?: {_NUMBERS}| nay| ngoai)?",
    r"(?:nua|hai quy) (?:dau|cuoi) nam(?: nay| ngoai)?",
    r"tu dau nam(?: (?:den|toi) (?:nay|gio|chu))?",
    rf"(?:quy|quí|q|thang) ?{_NUMBERS}(?:[ /]+(?:nam )?(?:{_NUMBERS}|nay|ngoai))*",
    r"(?:quy|thang|tuan|nam) (?:nay|truoc|vua roi|vua qua|vua het|sau|toi|ngoai)",
    rf"nam {_NUMBERS}",
)


@dataclass(frozen=True, slots=True)
class Mask:
    names: re.Pattern[str]
    """Every unit and person, folded."""

    @classmethod
    def of(cls, city: City) -> Mask:
        """Names with and without the kind of unit before them; longer ones first."""
        names = {folded(person.name) for person in city.people.values()}
        for name in map(folded, city.names.values()):
            names |= {name, name.removeprefix("phuong ").removeprefix("xa ")}
        found = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        return cls(re.compile(rf"\b(?:(?:phuong|xa|so|ubnd) )*(?:{found})\b"))

    def __call__(self, question: str) -> str:
        """The places that examples keep open for a name or a time count as one."""
        text = re.sub(r"\{(?:unit|person)\}", "N", folded(question)).replace("{time}", "T")
        text = re.sub(r"[^\w\s/,.]|[.,](?!\d)", " ", text)
        text = self.names.sub("N", " ".join(text.split()))
        for period in _PERIODS:
            text = re.sub(rf"\b{period}(?!\w)", "T", text)
        return re.sub(rf"\b{_NUMBERS}", "0", text)
