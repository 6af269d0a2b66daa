from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from assistant.errors import ModelError, TranscribeError
from assistant.protocols import Transcriber
from assistant.types import Audio
from voice.fake import FakeTranscriber
from voice.faster_whisper import FILES, FasterWhisper, is_phantom, spoken_text

RATE = 16_000
Samples = npt.NDArray[np.float64]


@dataclass
class Heard:
    text: str
    avg_logprob: float = -0.4
    compression_ratio: float = 1.2
    no_speech_prob: float = 0.1


def test_what_was_said_is_joined() -> None:
    assert (
        spoken_text([Heard(" Lịch họp chiều mai. "), Heard("Của phường nào?")]) == "Lịch họp chiều mai. Của phường nào?"
    )


@pytest.mark.parametrize(
    "heard",
    [
        Heard("xin chào", avg_logprob=-2.0),
        Heard("hôm nay " * 30, compression_ratio=5.0),
        Heard("a", no_speech_prob=0.5, avg_logprob=-0.8),
    ],
)
def test_unlikely_text_is_dropped_and_the_rest_stays(heard: Heard) -> None:
    assert spoken_text([heard]) == ""
    assert spoken_text([heard, Heard("Lịch họp")]) == "Lịch họp"


def test_a_doubtful_recording_that_is_surely_read_is_kept() -> None:
    assert spoken_text([Heard("Đưa tình về", no_speech_prob=0.54, avg_logprob=-0.4)]) == "Đưa tình về"


@pytest.mark.parametrize(
    "text",
    [
        "Hãy subscribe cho kênh Ghiền Mì Gõ để không bỏ lỡ những video hấp dẫn",
        "Hãy subscribe cho kênh Ghiền Mì Gõ Để không bỏ lỡ những video hấp dẫn!",
        "Cảm ơn các bạn đã theo dõi và hẹn gặp lại.",
        "Cảm ơn các bạn đã xem. Hẹn gặp lại các bạn trong video sau!",
        "...",
        "♪ ♪",
    ],
)
def test_phantoms_are_silence(text: str) -> None:
    assert spoken_text([Heard(text)]) == ""


@pytest.mark.parametrize("text", ["Cảm ơn trợ lý", "Hẹn gặp ai chiều mai?", "Kênh nào tiếp nhận hồ sơ?", "KPI quý một"])
def test_questions_are_no_phantoms(text: str) -> None:
    assert not is_phantom(text)


def test_a_folder_that_lacks_files_is_named_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"tokenizer\.json") as caught:
        FasterWhisper(tmp_path)
    assert caught.value.values["mend"] == "troly models fetch"


def test_damaged_weights_are_a_model_error(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(ModelError, match="damaged"):
        FasterWhisper(tmp_path)


def noise(case: int) -> Samples:
    """Silence, white and brown noise, hum, chords and tunes of 1 to 7 s, each case another."""
    rng = np.random.default_rng(case)
    n = int(RATE * rng.uniform(1, 7))
    t = np.arange(n) / RATE
    kind, loud = case % 6, 10 ** rng.uniform(-3, -0.3)
    if kind == 0:
        return np.zeros(n)
    if kind == 1:
        return np.clip(rng.normal(0, loud / 3, n), -1, 1)
    if kind == 2:
        walk = np.cumsum(rng.normal(0, 1, n))
        walk -= np.linspace(walk[0], walk[-1], n)
        return np.asarray(walk / np.abs(walk).max() * loud)
    if kind == 3:
        return loud * np.sin(2 * np.pi * 50 * t) + rng.normal(0, loud / 20, n)
    notes = 220 * 2 ** (rng.integers(0, 24, (12, 3)) / 12)
    steps = np.minimum((t / 0.3).astype(int) % 12, 11)
    voices = 3 if kind == 4 else 1
    phase = np.cumsum(notes[steps, :voices] / RATE, axis=0) * 2 * np.pi
    tune = sum(np.sin(k * phase).sum(axis=1) / k for k in range(1, 6))
    return np.asarray(tune / np.abs(tune).max() * loud * np.exp(-3 * (t % 0.3)))


def as_audio(samples: Samples) -> Audio:
    return Audio((samples * 32_000).astype("<i2").tobytes(), RATE)


@pytest.fixture(scope="module")
def whisper(whisper_folder: Path) -> FasterWhisper:
    return FasterWhisper(whisper_folder)


@pytest.mark.real
class TestRealWhisper:
    @pytest.mark.parametrize("case", range(200))
    def test_noise_is_silence(self, whisper: FasterWhisper, case: int) -> None:
        hints = ["phường Thuận Hóa"] if case % 2 else []
        assert whisper.transcribe(as_audio(noise(case // 2)), hints).text == ""

    def test_wrong_rate_is_refused(self, whisper: FasterWhisper) -> None:
        with pytest.raises(TranscribeError, match="8000"):
            whisper.transcribe(Audio(b"\0\0" * 800, 8_000))


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.real)])
def transcriber(request: pytest.FixtureRequest) -> Transcriber:
    if request.param == "fake":
        return FakeTranscriber([""])
    real: FasterWhisper = request.getfixturevalue("whisper")
    return real


def test_every_transcriber_hears_nothing_in_silence_and_measures_it(transcriber: Transcriber) -> None:
    heard = transcriber.transcribe(as_audio(np.zeros(RATE * 2)), ["phường Kim Long"])
    assert (heard.text, heard.seconds) == ("", 2.0)


def test_the_fake_fails_beyond_its_script() -> None:
    fake = FakeTranscriber(["một"])
    fake.transcribe(Audio(b"\0\0"), ["a"])
    assert fake.heard == [(Audio(b"\0\0"), ("a",))]
    with pytest.raises(TranscribeError):
        fake.transcribe(Audio(b"\0\0"))
