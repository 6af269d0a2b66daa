"""TCVN 5712:1993 (VN3), the encoding of .VnTime and the other "ABC" fonts before Unicode."""

from __future__ import annotations

_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ"  # A1-AE
    "àảãáạ"  # B5-B9
    "ằẳẵắặ"  # BB-BE, C6
    "ầẩẫấậ"  # C7-CB
    "èẻẽéẹ"  # CC, CE-D1 but CD
    "ềểễếệ"
    "ìỉĩíị"
    "òỏõóọ"
    "ồổỗốộ"
    "ờởỡớợ"
    "ùủũúụ"
    "ừửữứự"
    "ỳỷỹýỵ"
)
_BYTES = bytes.fromhex(
    "a1a2a3a4a5a6a7a8a9aaabacadae"
    "b5b6b7b8b9"
    "bbbcbdbec6"
    "c7c8c9cacb"
    "cccecfd0d1"
    "d2d3d4d5d6"
    "d7d8dcddde"
    "dfe1e2e3e4"
    "e5e6e7e8e9"
    "eaebecedee"
    "eff1f2f3f4"
    "f5f6f7f8f9"
    "fafbfcfdfe"
)
_TO_BYTE = dict(zip(_LETTERS, _BYTES, strict=True)) | {"–": 0x2D, "“": 0x22, "”": 0x22, "…": 0x85}


def tcvn3(text: str) -> bytes:
    """Raises ValueError for what the encoding lacks: capitals with a tone are written small in a capital font."""
    try:
        return bytes(ord(c) if c.isascii() else _TO_BYTE[c] for c in text)
    except KeyError as exc:
        raise ValueError(f"not in TCVN3: {exc.args[0]!r}") from exc
