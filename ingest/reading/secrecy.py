"""The stamp of a secret document: MẬT, TỐI MẬT, TUYỆT MẬT in a frame of its own near the top of the first page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.documents import Block

_BLOCKS = 45
"""A letterhead with its stamps is shorter."""
_BOX = r"[\s\[\](){}|*_.:;\-–—~=+#!'\"“”«»/\\]*"
_STAMP = re.compile(rf"^{_BOX}(?:(?:ĐỘ|MỨC ĐỘ) MẬT{_BOX})?(TUYỆT MẬT|TỐI MẬT|MẬT){_BOX}(?:\(?\s*(?:BẢN SỐ|SỐ BẢN).*)?$")
_TAIL = re.compile(rf"(?:^|\s\s*|[|\[(]{_BOX})(TUYỆT MẬT|TỐI MẬT)$")
_HEAD = re.compile(r"^(TUYỆT MẬT|TỐI MẬT|MẬT)\s+(?=C[ỘO]NG H[OÒ][AÀ]|ĐẢNG CỘNG SẢN)")
_READ_WRONG = str.maketrans({"Ậ": "Ậ", "Â": "Ậ", "Ặ": "Ậ", "Ạ": "Ậ", "Ầ": "Ậ", "Ẩ": "Ậ", "Ấ": "Ậ", "Ă": "Ậ"})
_WRONG = {"TÔI": "TỐI", "TỒI": "TỐI", "TỔI": "TỐI", "TÓI": "TỐI", "TUYẾT": "TUYỆT", "TUYÊT": "TUYỆT", "TUYỂT": "TUYỆT"}
_SPACED = re.compile(r"\b(?:[^\W\d_] ){2,}[^\W\d_]\b")
_TEXT_BEGINS = re.compile(r"^(?:Căn cứ|Điều\s+1\b|Chương\s+I\b|Kính gửi)", re.I)


def secrecy_stamp(blocks: Sequence[Block]) -> str | None:
    """`MẬT`, `TỐI MẬT` or `TUYỆT MẬT` when the first page bears that stamp, else None.

    A stamp is a line of its own, in capitals, above where the text begins or in the letterhead; the word in a sentence,
    a title ("BẢO VỆ BÍ MẬT NHÀ NƯỚC") or a row of a table is none. Tones that OCR gets wrong are allowed for.
    """
    for line in _top_lines(blocks):
        found = _STAMP.match(line) or _HEAD.match(line) or _TAIL.search(_alone(line))
        if found:
            return found[1]
    return None


def _alone(line: str) -> str:
    """Only a line that a letterhead and a stamp share may end in a stamp."""
    return line if re.search(r"^(?:ỦY BAN|UỶ BAN|UBND|TỈNH|BỘ|SỞ|SỐ\s*:)", line) and len(line) < 60 else ""


def _top_lines(blocks: Sequence[Block]) -> Iterator[str]:
    begun = 0
    for block in blocks[:_BLOCKS]:
        if (block.page or 1) > 1 or begun > 12:
            return
        begun += bool(begun or _TEXT_BEGINS.match(block.text))
        if block.rows and (len(block.rows) > 6 or len(block.rows[0]) > 4):
            continue
        cells = [cell for row in block.rows for cell in row] or [block.text]
        for line in (line for cell in cells for line in cell.split("\n")):
            if line == line.upper() and len(line) < 90:
                yield _mended(line.strip())


def _mended(line: str) -> str:
    """`T Ố I  M Ậ T` and `TÔI MÂT` as they are meant; nothing else of the line matters."""
    line = re.sub(r"\s+", " ", _SPACED.sub(lambda found: found[0].replace(" ", ""), re.sub(r"\s{2,}", "  ", line)))
    line = re.sub(r"^(TỐI|TUYỆT)MẬT$", r"\1 MẬT", line)
    words = [_WRONG.get(word, word) for word in line.split(" ")]
    return " ".join(w.translate(_READ_WRONG) if re.fullmatch(r"M[ÂẠẶẦẨẤĂẬ]T\W*", w) else w for w in words)
