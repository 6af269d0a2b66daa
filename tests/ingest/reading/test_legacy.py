"""Old encodings are converted, Unicode and other languages never are."""

from __future__ import annotations

import pytest

from assistant.documents import Block, Encoding
from ingest.reading.legacy import encoding_of, to_unicode
from ingest.reading.syllables import is_syllable

MODERN = "Căn cứ Nghị định số 45/2026/NĐ-CP của Chính phủ, Bộ Tài chính hướng dẫn thực hiện như sau"
TCVN3 = "C¨n cø NghÞ ®Þnh sè 45/2026/N§-CP cña ChÝnh phñ, Bé Tµi chÝnh h­íng dÉn thùc hiÖn nh­ sau"
VNI = "Caên cöù Nghò ñònh soá 45/2026/NÑ-CP cuûa Chính phuû, Boä Taøi chính höôùng daãn thöïc hieän nhö sau"
VISCII = (
    "C\xe5n c\xd1 Ngh\xb8 \xf0\xb8nh s\xaf c\xfca Chính ph\xfc, B\xb5 Tài chính "
    "h\xdf\xbeng d\xe7n th\xf1c hi\xaen nh\xdf sau"
)
FRENCH = (
    "Le ministère de l'éducation a présenté à la conférence de presse un décret très détaillé, où l'été dernier déjà"
)
GERMAN = "Die Straßenbehörde für größere Städte prüft jährlich, ob die Gebühren überall angemessen geändert würden"
SPANISH = "La administración pública española publicó el año pasado una señal pequeña en la montaña, según el niño"
ENGLISH = "The café’s résumé – “naïve” façade – costs £5 © 2026 ± 3°"


@pytest.mark.parametrize(("text", "encoding"), [(TCVN3, "tcvn3"), (VNI, "vni"), (VISCII, "viscii")])
def test_an_old_encoding_is_told_by_its_text_and_converted(text: str, encoding: Encoding) -> None:
    blocks, found = to_unicode([Block(text, rows=((text, "1"),))])

    assert found == encoding
    wanted = MODERN if encoding != "viscii" else MODERN.replace("số 45/2026/NĐ-CP của", "số của")
    assert (blocks[0].text, blocks[0].rows) == (wanted, ((wanted, "1"),))


@pytest.mark.parametrize("text", [MODERN, FRENCH, GERMAN, SPANISH, ENGLISH, "", "12 | 34", MODERN + FRENCH])
def test_what_is_not_old_stays_as_it_is(text: str) -> None:
    blocks, found = to_unicode([Block(text)])

    assert (blocks[0].text, found) == (text, "unicode")


def test_a_modern_text_that_quotes_an_old_one_is_not_converted() -> None:
    text = "\n".join([MODERN] * 5 + [TCVN3])

    assert encoding_of(text) == "unicode"
    assert to_unicode([Block(text)])[0][0].text == text


def test_lines_of_an_old_document_that_are_unicode_already_stay() -> None:
    blocks, found = to_unicode([Block(TCVN3)] * 6 + [Block(MODERN)])

    assert found == "tcvn3"
    assert {block.text for block in blocks} == {MODERN}


def test_decomposed_text_becomes_nfc() -> None:
    blocks, _ = to_unicode([Block("Tie\u0302\u0301ng Vie\u0323\u0302t", number="đ\u0301)")])

    assert blocks[0].text == "Tiếng Việt"


@pytest.mark.parametrize("word", "nghiêng quyết thuở khuya ngoẹo yêu uống giữa gì huỳnh Điều ĐƯỜNG oách khuỷu".split())
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", "décret größere señal ministère x áá nghf straße".split())
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)
