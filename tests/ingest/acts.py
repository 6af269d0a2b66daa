"""Short acts for tests, written as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.documents import Block, Clause, Place
from ingest.chunk import chunk
from ingest.passages import Limits
from ingest.structure import structure
from ingest.tree import Node

DECREE = """
ỦY BAN NHÂN DÂN
THÀNH PHỐ MẪU
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/2026/QĐ-UBND
Thành phố Mẫu, ngày 05 tháng 3 năm 2026
QUYẾT ĐỊNH
BAN HÀNH QUY ĐỊNH VỀ TIẾP CÔNG DÂN
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
Ủy ban nhân dân thành phố Mẫu ban hành Quyết định ban hành quy định về tiếp công dân.
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Quyết định này quy định việc tiếp công dân.
Điều 2. Nơi tiếp
1. Trụ sở tiếp công dân của thành phố.
2. Bộ phận một cửa của xã, phường, gồm:
a) Nơi chờ;
b) Nơi tiếp;
c) Nơi giữ xe;
d) Nơi lưu hồ sơ;
đ) Nơi tiếp trực tuyến.
Chương II
ĐIỀU KHOẢN THI HÀNH
Điều 3. Hiệu lực thi hành
1. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 4 năm 2026.
2. Quyết định này thay thế Quyết định số 7/2020/QĐ-UBND ngày 01 tháng 02 năm 2020 của Ủy ban nhân dân thành phố Mẫu.
Nơi nhận:
- Như Điều 3;
TM. ỦY BAN NHÂN DÂN
""".strip()


def blocks(text: str) -> tuple[Block, ...]:
    """A block each line; `**bold**`; `^centred^`."""
    return tuple(_block(line.strip()) for line in text.strip().splitlines() if line.strip())


def _block(text: str) -> Block:
    bold, centred = text.startswith("**"), text.startswith("^")
    return Block(text.strip("*^"), bold=bold, centred=centred)


def tree(text: str) -> Node:
    return structure(blocks(text))


def anchors(root: Node) -> list[str]:
    """Of everything that can be cited, in reading order."""
    return [node.place.anchor for node in root.walk() if node.own]


def found(root: Node, anchor: str) -> Node:
    return next(node for node in root.walk() if node.own and node.place.anchor == anchor)


def clauses(text: str, limits: Limits | None = None) -> tuple[Clause, ...]:
    return chunk(tree(text), limits=limits)


def at(of: tuple[Clause, ...], place: Place) -> Clause:
    """The only clause of a place."""
    (only,) = [clause for clause in of if clause.place == place]
    return only


def words_of(texts: Iterator[str]) -> list[str]:
    return [word for text in texts for word in text.split()]
