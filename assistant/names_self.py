"""How people name themselves, their own unit and the whole city without names."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.heard import Heard
from assistant.names_keys import NOT_A_TYPE_BEHIND
from assistant.names_words import phrases
from assistant.vietnamese import fold

_UNIT_NOUNS = (
    *("đơn vị", "cơ quan", "địa phương", "ủy ban", "ubnd", "phường", "xã", "sở", "ban", "văn phòng", "phòng", "bên"),
    *("chi cục", "trung tâm"),
)
_OWN = ("chúng tôi", "chúng ta", "chúng mình", "bọn mình", "tôi", "mình", "ta", "tui", "em", "nhà")
_ELDERS = ("anh", "chị")
_CITY = ("toàn thành phố", "cả thành phố", "toàn tỉnh", "toàn tp", "thành phố", "tp")
_ANY_CITY = ("trực thuộc", "thuộc", "thông minh", "nào", "lớn", "khác")
_TIME_BEHIND = ("nay", "mai", "qua", "thu", "hom", "ngay", "chu")
_BETWEEN = 6
"""Most words of a time between "tôi" and what it does."""


def own_unit(heard: Heard) -> tuple[int, int] | None:
    """Words of "đơn vị mình", "phường tôi", "cơ quan của tôi", "sở ta", "chúng tôi"."""
    for i in range(len(heard.words)):
        if end := own_unit_at(heard, i):
            return i, end
        if heard.says(i, "của") and (end := heard.first(i + 1, _OWN[:4])):
            return i, end
    return None


def own_unit_at(heard: Heard, i: int) -> int | None:
    """Index after "đơn vị mình" and the like if it stands at `i`."""
    after = heard.first(i, _UNIT_NOUNS)
    if not after or (fold(heard.words[i]) == "so" and i and heard.words[i - 1] in NOT_A_TYPE_BEHIND):
        return None
    after = heard.first(after, ("phường", "xã")) or after
    end = heard.first(heard.says(after, "của") or after, _OWN)
    elder = heard.first(after, _ELDERS)  # "phường anh còn việc gì"; "phường anh Vinh" is another's
    if elder and (elder == len(heard.words) or heard.first(elder, phrases("own_goes_on"))):
        return elder
    return end if end and not _asks_for(heard, after) else None


def own_kind(heard: Heard, kinds: Collection[str], breaks: Collection[int]) -> tuple[int, int, str] | None:
    """Words of "phường" where it means the asker's own, and that word: "việc của phường", "phường còn nợ gì".

    `kinds` are the kinds of the asker's units, `breaks` the words before which the clause ends.
    """
    if heard.anywhere(phrases("ranks")):
        return None
    for i, word in enumerate(heard.words):
        kind = next((kind for kind in kinds if heard.says(i, kind)), None)
        if kind is None or (word == "so" and heard.last(i, ("của",)) is None):
            continue
        office = heard.last(i, phrases("committee"))
        start, end = i if office is None else office, i + len(kind.split())
        if heard.last(start, phrases("several_before")) is not None or (i and heard.words[i - 1].isdecimal()):
            continue
        ends = end == len(heard.words) or (end in breaks and heard.first(end, phrases("lists_on")) is None)
        if ends or heard.first(end, phrases("own_goes_on")):
            return start, end, kind
    return None


def oneself(heard: Heard) -> tuple[int, int] | None:
    """Words of "của tôi", "lịch tôi", "tôi có …", "em quý một đạt …"; not of "cho tôi biết" or "đơn vị tôi"."""
    unit = own_unit(heard)
    for i in range(len(heard.words)):
        end = heard.first(i, phrases("pronouns"))
        if not end or (unit and unit[0] <= i < unit[1]) or (i and heard.first(i - 1, ("chúng", "bọn", "nhà"))):
            continue
        if heard.bare and heard.words[end : end + 1] and heard.words[end] in _TIME_BEHIND:
            continue  # "toi nay" is tonight
        if heard.last(i, phrases("to_oneself")) is not None:
            return i, end
        if i and heard.first(i - 1, phrases("asks")):
            continue
        if (i and heard.first(i - 1, phrases("mine"))) or _does(heard, end):
            return i, end
    return None


def _does(heard: Heard, at: int) -> bool:
    for k in range(at, min(at + _BETWEEN, len(heard.words))):
        if heard.first(k, phrases("does_not")):
            return False
        if heard.first(k, phrases("does")):
            return True
        if not heard.first(k, phrases("between")) and not heard.words[k].isdecimal():
            return False
    return False


def whole_city(heard: Heard, city: Sequence[str]) -> tuple[int, int] | None:
    """Words of "toàn thành phố", "thành phố (Huế)", "KPI Huế"; `city` is the city's own name behind "thành phố"."""
    name = " ".join(city)
    for i in range(len(heard.words)):
        if (end := heard.first(i, _CITY)) and not heard.first(end, _ANY_CITY):
            after = heard.says(end, name) if city else None
            return i, after or end
        if city and (after := heard.says(i, name)) and heard.last(i, phrases("of_the_city")) is not None:
            return i, after
    return None


def introduces_asker(heard: Heard, index: int) -> bool:
    """Whether the unit named at `index` is where the asker says to be from: "em ở Sở Y tế, …"."""
    start = heard.last(index, phrases("introduces"))
    return start is not None and heard.last(start, phrases("pronouns")) is not None


def _asks_for(heard: Heard, index: int) -> bool:
    """ "phường cho tôi": the pronoun belongs to a request."""
    return heard.first(index, phrases("asks")) is not None
