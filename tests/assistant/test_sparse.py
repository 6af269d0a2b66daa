from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from assistant.document_seams import Sparse
from assistant.sparse import SATURATION, SyllableEncoder

ENCODER = SyllableEncoder()
HEAD = "Nghị định 1/2026/NĐ-CP. Điều 5. Mức phí\n"


def dot(question: str, passage: str) -> float:
    asked, (text,) = ENCODER.query(question), ENCODER.passages([passage])
    own = dict(zip(text.indices, text.values, strict=True))
    return sum(own.get(term, 0.0) * value for term, value in zip(asked.indices, asked.values, strict=True))


def test_shared_syllables_and_pairs_count() -> None:
    fee = HEAD + "Lệ phí cấp giấy phép xây dựng."
    assert dot("giấy phép xây dựng", fee) > dot("xây giấy dựng phép", fee) > dot("giấy", fee) > 0
    assert dot("hội thảo", fee) == 0


def test_wrong_accents_count_little_and_none_count_fully() -> None:
    text = HEAD + "Hồ sơ đề nghị cấp giấy phép."
    assert dot("hồ sơ", text) > 3 * dot("hộ sở", text) > 0
    assert dot("ho so", text) > dot("hộ sở", text)


def test_tone_marks_may_be_placed_the_old_way() -> None:
    assert ENCODER.query("uỷ ban hoà giải") == ENCODER.query("ủy ban hòa giải")


def test_the_line_of_titles_counts_twice() -> None:
    assert dot("mức phí", "Mức phí\nKhác hẳn.") > dot("mức phí", "Khác hẳn\nMức phí.")


def test_repetition_saturates_and_length_discounts() -> None:
    once, often = dot("phí", "A\nphí"), dot("phí", "A\n" + "phí " * 50)
    assert once < often < (SATURATION + 1) * 1.2
    assert dot("phí", "A\nphí " + "khác " * 300) < once


def test_indices_are_the_same_in_every_process() -> None:
    code = "from assistant.sparse import SyllableEncoder as E; print(E().query('lệ phí').indices)"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert other.strip() == str(ENCODER.query("lệ phí").indices)


@given(st.text(max_size=80))
def test_any_text_gives_a_vector_that_an_index_takes(text: str) -> None:
    for vector in (ENCODER.query(text), *ENCODER.passages([text])):
        assert isinstance(vector, Sparse)
        assert list(vector.indices) == sorted(set(vector.indices))
        assert all(0 <= index < 2**32 for index in vector.indices)
        assert all(value > 0 for value in vector.values)
