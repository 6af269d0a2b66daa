import io
import subprocess
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import AudioError
from assistant.types import Audio, Voice
from voice.audio import SOURCE_TYPES, join, read_audio, read_mark, write_ogg, write_wav

ESPEAK = Voice("espeak", "vi-vn-x-central")


def tone(seconds: float, rate: int = 16_000, hertz: float = 440.0) -> Audio:
    wave = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * hertz / rate) * 8_000
    return Audio(wave.astype("<i2").tobytes(), rate)


def wav(audio: Audio) -> bytes:
    buffer = io.BytesIO()
    write_wav(audio, buffer, ESPEAK)
    return buffer.getvalue()


def reason(source: Path | bytes, max_seconds: float | None = None) -> str:
    with pytest.raises(AudioError) as caught:
        read_audio(source, max_seconds)
    return caught.value.values["reason"]


def test_wav_comes_back_sample_for_sample() -> None:
    audio = tone(0.5)
    assert read_audio(wav(audio)).pcm == audio.pcm


@pytest.mark.parametrize("args", [["-c:a", "libopus", "x.webm"], ["x.mp3"], ["x.m4a"], ["-ac", "2", "x.flac"]])
def test_formats_of_phones_and_browsers_are_read(tmp_path: Path, args: list[str]) -> None:
    (tmp_path / "in.wav").write_bytes(wav(tone(1.0, rate=44_100)))
    command = ["ffmpeg", "-v", "error", "-i", "in.wav", *args]
    subprocess.run(command, cwd=tmp_path, check=True)
    heard = read_audio(tmp_path / args[-1])
    assert heard.rate == 16_000
    assert heard.seconds == pytest.approx(1.0, abs=0.1)
    spectrum = np.abs(np.fft.rfft(np.frombuffer(heard.pcm, "<i2")))
    assert np.argmax(spectrum) / heard.seconds == pytest.approx(440, abs=3)


def test_no_bytes_is_empty(tmp_path: Path) -> None:
    (tmp_path / "none.wav").touch()
    assert reason(tmp_path / "none.wav") == "empty"
    assert reason(b"") == "empty"


@pytest.mark.parametrize("data", [b"Xin chao, day la van ban.\n" * 40, b"\0" * 5_000, b"RIFF", b"PK\3\4" + b"x" * 999])
def test_what_is_no_recording_is_unreadable(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "text.wav").write_bytes(data)
    assert reason(tmp_path / "text.wav") == "unreadable"
    assert reason(data) == "unreadable"


def test_a_missing_file_and_a_folder_are_unreadable(tmp_path: Path) -> None:
    assert reason(tmp_path / "gone.wav") == "unreadable"
    assert reason(tmp_path) == "unreadable"


def test_a_playlist_cannot_open_other_files(tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(wav(tone(0.5)))
    target = (tmp_path / "secret.wav").as_uri()
    hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n"
    concat = f"ffconcat version 1.0\nfile '{tmp_path / 'secret.wav'}'\n"
    for text in (hls, concat):
        (tmp_path / "list.m3u8").write_text(text)
        assert reason(tmp_path / "list.m3u8") == "unreadable"


def test_a_video_without_sound_is_unreadable(tmp_path: Path) -> None:
    source = ["-f", "lavfi", "-i", "color=size=32x32:duration=0.2"]
    subprocess.run(["ffmpeg", "-v", "error", *source, "v.mp4"], cwd=tmp_path, check=True)
    assert reason(tmp_path / "v.mp4") == "unreadable"


def test_what_is_left_of_a_cut_file_is_heard_and_a_cut_header_is_unreadable() -> None:
    data = wav(tone(2.0))
    assert read_audio(data[: len(data) // 2]).seconds == pytest.approx(1.0, abs=0.1)
    assert reason(data[:30]) == "unreadable"


def test_too_long_says_the_limit_and_the_limit_itself_is_fine() -> None:
    assert reason(wav(tone(3.0)), max_seconds=2) == "too_long"
    assert read_audio(wav(tone(2.0)), max_seconds=2).seconds == 2.0


@pytest.mark.parametrize("engine", ["espeak", "piper"])
def test_wav_and_ogg_say_that_they_are_synthetic(tmp_path: Path, engine: str) -> None:
    write_wav(tone(0.2), tmp_path / "a.wav", Voice(engine, "x"))
    write_ogg(tone(0.2), tmp_path / "a.ogg", Voice(engine, "x"))
    for path in (tmp_path / "a.wav", tmp_path / "a.ogg"):
        mark = read_mark(path)
        assert mark is not None
        assert (mark.source_type, mark.voice) == (SOURCE_TYPES[engine], f"{engine}:x")
        assert mark.software.startswith("tro-ly-cong-vu")
        command = ["ffprobe", "-v", "error", "-show_entries", "format_tags:stream_tags", str(path)]
        assert SOURCE_TYPES[engine] in subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_file_without_the_mark_has_none(tmp_path: Path) -> None:
    source = ["-f", "lavfi", "-i", "sine=duration=0.2"]
    subprocess.run(["ffmpeg", "-v", "error", *source, "-metadata", "comment=hello", "a.wav"], cwd=tmp_path, check=True)
    assert read_mark(tmp_path / "a.wav") is None


def test_join_keeps_the_order_and_refuses_mixed_rates() -> None:
    one, two = tone(0.1), tone(0.2, hertz=880)
    assert join([one, two]).pcm == one.pcm + two.pcm
    with pytest.raises(ValueError, match="rates"):
        join([one, tone(0.1, rate=8_000)])
