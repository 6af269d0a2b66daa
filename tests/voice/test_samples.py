import re
from pathlib import Path

import pytest
from rapidfuzz.distance import Levenshtein

from voice.audio import SOURCE_TYPES, read_audio, read_mark
from voice.faster_whisper import FasterWhisper
from voice.samples.make_samples import FOLDER, Sample, samples, speak

NAMES = (
    "phường Phú Xuân, phường Hương An, phường Thuận An, phường Mỹ Thượng, xã Phú Vang, xã Lộc An, phường Thuận Hóa, "
    "phường Phú Bài, phường Vỹ Dạ, phường An Cựu, phường Kim Long, phường Hương Trà, xã Phú Lộc, xã Vinh Lộc, "
    "phường Phong Quảng, phường Hương Thủy, xã Quảng Điền, phường Thanh Thủy"
).split(", ")


def test_there_are_enough_questions_settings_and_tools() -> None:
    assert len({sample.text for sample in samples()}) >= 8
    assert len({(s.voice, s.speed, s.pitch, s.gap) for s in samples()}) >= 2
    assert {sample.tool for sample in samples()} == {"kpi_summary", "task_list", "schedule"}


@pytest.mark.parametrize("sample", samples(), ids=lambda s: s.file)
def test_each_file_is_small_marked_and_what_the_script_makes(sample: Sample) -> None:
    path = FOLDER / sample.file
    assert path.stat().st_size < 40_000
    mark = read_mark(path)
    assert mark is not None
    assert (mark.source_type, mark.voice) == (SOURCE_TYPES["espeak"], f"espeak:{sample.voice}")
    assert read_audio(path).seconds == pytest.approx(speak(sample).seconds, abs=0.05)


def test_no_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.glob("*.ogg")} == {sample.file for sample in samples()}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


@pytest.mark.real
def test_whisper_hears_most_of_the_words(whisper_folder: Path) -> None:
    whisper = FasterWhisper(whisper_folder)
    heard = {s.file: words(whisper.transcribe(read_audio(FOLDER / s.file), NAMES).text) for s in samples()}
    wrong = sum(Levenshtein.distance(words(s.text), heard[s.file]) for s in samples())
    assert wrong / sum(len(words(s.text)) for s in samples()) < 0.35
