"""What the README promises, with every real part in its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import soundfile

from assistant.build import WHISPER
from assistant.models import Models
from assistant.settings import load_settings
from ingest.sample import HANDY
from tests.end_to_end.conftest import City, troly
from tests.end_to_end.ear import likelihoods
from voice.audio import read_mark
from voice.samples.make_samples import FOLDER, Sample, samples

pytestmark = pytest.mark.real


def test_demo_prints_the_address_and_sign_ins(city: City) -> None:
    assert city.url in city.said
    assert all(code in city.said for code in HANDY)


def test_once_answers_a_spoken_question_aloud(city: City) -> None:
    done = troly(city.home, "demo", "--once")
    assert done.returncode == 0, done.stderr
    assert "Tôi nghe được: " in done.stdout
    assert "Tra cứu: " in done.stdout
    assert "Dữ liệu mẫu" in done.stdout
    reply = Path(done.stdout.splitlines()[-1])
    mark = read_mark(reply)
    assert mark is not None
    assert "AlgorithmicMedia" in str(mark) or "algorithmicMedia" in str(mark)
    assert soundfile.info(reply).duration > 2


def led_to(city: City, *question: str | Path) -> dict[str, Any]:
    answer = city.ask(*question, "--now", "2026-11-23T09:00", user="CC0001")
    return {key: answer[key] for key in ("calls", "status", "rows")}


@pytest.mark.parametrize("sample", [s for s in samples() if not s.frail], ids=lambda s: s.file)
def test_a_sample_question_is_heard_as_it_was_meant(city: City, sample: Sample) -> None:
    """The spoken question leads to the very calls and rows of the typed one."""
    spoken = led_to(city, "--audio", FOLDER / sample.file)
    assert spoken == led_to(city, sample.text)
    assert [call["tool"] for call in spoken["calls"]] == [sample.tool]


def test_most_frail_sample_questions_are_heard_as_they_were_meant(city: City) -> None:
    frail = [sample for sample in samples() if sample.frail]
    right = [s.file for s in frail if led_to(city, "--audio", FOLDER / s.file) == led_to(city, s.text)]
    assert len(right) > len(frail) / 2, right


def test_the_spoken_reply_can_be_followed(city: City, tmp_path: Path) -> None:
    """By ear of another tool: it tells the reply from replies about another unit, period, score or grade."""
    reply = tmp_path / "reply.wav"
    said = city.ask("KPI quý trước của phường Thuận Hóa thế nào?", "--out", reply)["speech"]
    changed = [
        said.replace("Thuận Hóa", "Kim Long"),
        re.sub("quý (một|hai|ba|bốn|tư)", "tháng mười", said),
        re.sub("đạt .* điểm", "đạt sáu mươi mốt phẩy hai điểm", said),
        re.sub("đề xuất .*", "đề xuất không hoàn thành nhiệm vụ.", said),
    ]
    assert said not in changed
    whisper = Models(load_settings().models_dir).path(WHISPER)
    true, *others = likelihoods(whisper, reply, [said, *changed])
    assert max(others) < true, dict(zip(changed, others, strict=True))
