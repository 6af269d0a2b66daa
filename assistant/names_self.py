"""How people name themselves, their own unit and the whole city without names."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.names_keys import NOT_A_TYPE_BEHIND
from assistant.vietnamese import fold

_UNIT_NOUNS = (
    *("đơn vị", "cơ quan", "địa phương", "ủy ban", "ubnd", "phường", "xã", "sở", "ban", "văn phòng", "phòng", "bên"),
    *("chi cục", "trung tâm"),
)
_OWN = ("chúng tôi", "chúng ta", "chúng mình", "bọn mình", "tôi", "mình", "ta", "tui", "em", "nhà")
_PERSON = ("tôi", "mình", "em", "tui")
_MINE = ("lịch", "việc", "vụ", "kpi", "điểm", "họp", "tác", "hạn", "loại", "trình", "ngày", "tuần")
_DOES = ("có", "còn", "phải", "được", "đang", "họp", "làm", "chưa", "đã", "bị", "cần làm", "chủ trì", "tham dự", "dự")
_ASKS = ("cho", "giúp", "với", "báo", "nhắc", "bảo", "gửi", "chào", "để", "hộ")
_CITY = ("toàn thành phố", "cả thành phố", "toàn tỉnh", "toàn tp", "thành phố", "tp")
_ANY_CITY = ("trực thuộc", "thuộc", "thông minh", "nào", "lớn", "khác")
_TIME_BEHIND = ("nay", "mai", "qua", "thu", "hom", "ngay", "chu")


class Heard:
    """Words in lower case that can be compared with phrases, without accents where none were typed."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self.bare = not any(word != fold(word) for word in words)

    def says(self, index: int, phrase: str) -> int | None:
        """Index after `phrase` if it stands at `index`."""
        parts = (fold(phrase) if self.bare else phrase).split()
        return index + len(parts) if list(self.words[index : index + len(parts)]) == parts else None

    def first(self, index: int, phrases: Sequence[str]) -> int | None:
        return next((after for phrase in phrases if (after := self.says(index, phrase))), None)


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
    return end if end and not _asks_for(heard, after) else None


def oneself(heard: Heard) -> tuple[int, int] | None:
    """Words of "của tôi", "lịch tôi", "tôi có …"; not of "cho tôi biết" or "đơn vị tôi"."""
    unit = own_unit(heard)
    for i in range(len(heard.words)):
        end = heard.first(i, _PERSON)
        if not end or (unit and unit[0] <= i < unit[1]) or (i and heard.first(i - 1, ("chúng", "bọn"))):
            continue
        if heard.bare and heard.words[end : end + 1] and heard.words[end] in _TIME_BEHIND:
            continue  # "toi nay" is tonight
        if i and heard.first(i - 1, _ASKS):
            continue
        if (i and heard.first(i - 1, ("của", *_MINE))) or heard.first(end, _DOES):
            return i, end
    return None


def whole_city(heard: Heard, city: Sequence[str]) -> tuple[int, int] | None:
    """Words of "toàn thành phố", "thành phố (Huế)"; `city` is the city's own name behind "thành phố"."""
    for i in range(len(heard.words)):
        if (end := heard.first(i, _CITY)) and not heard.first(end, _ANY_CITY):
            after = heard.says(end, " ".join(city)) if city else None
            return i, after or end
    return None


def _asks_for(heard: Heard, index: int) -> bool:
    """ "phường cho tôi": the pronoun belongs to a request."""
    return heard.first(index, _ASKS) is not None
