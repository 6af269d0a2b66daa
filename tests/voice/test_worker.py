import os
import signal
import threading
from pathlib import Path

import numpy as np
import psutil
import pytest

from assistant.errors import ConfigError, ModelError, SynthesizeError
from assistant.protocols import Synthesizer
from assistant.types import Voice
from voice import worker
from voice.fake import FakeSynthesizer
from voice.worker import SpeechWorker, choose_engine, sentences

TEXT = "Phường Thuận Hóa có ba nhiệm vụ quá hạn. Chiều mai có hai cuộc họp."


@pytest.fixture(params=["espeak", "fake", pytest.param("piper", marks=pytest.mark.real)])
def synthesizer(request: pytest.FixtureRequest, english_piper: Path) -> Synthesizer:
    if request.param == "fake":
        return FakeSynthesizer()
    if request.param == "espeak":
        made = SpeechWorker(Voice("espeak", "vi-vn-x-central"))
    else:
        made = SpeechWorker(Voice("piper", english_piper.stem), english_piper)
    request.addfinalizer(made.close)
    return made


class TestEverySynthesizer:
    def test_speaks_sound_of_a_sensible_length(self, synthesizer: Synthesizer) -> None:
        parts = list(synthesizer.synthesize(TEXT))
        assert 1.5 < sum(part.seconds for part in parts) < 30
        assert all(len(part.pcm) % 2 == 0 for part in parts)

    def test_says_which_voice_it_is(self, synthesizer: Synthesizer) -> None:
        assert synthesizer.voice.engine in ("espeak", "piper")
        assert synthesizer.voice.name

    def test_says_nothing_for_nothing(self, synthesizer: Synthesizer) -> None:
        assert list(synthesizer.synthesize("  ")) == []

    def test_may_be_closed_twice(self, synthesizer: Synthesizer) -> None:
        list(synthesizer.synthesize("một"))
        synthesizer.close()
        synthesizer.close()


@pytest.fixture
def espeak() -> SpeechWorker:
    return SpeechWorker(Voice("espeak", "vi"))


def process_of(parent: psutil.Process) -> psutil.Process:
    (child,) = [p for p in parent.children() if "speech_worker.py" in " ".join(p.cmdline())]
    return child


def test_auto_prefers_piper_when_its_file_is_there() -> None:
    model = Path("piper-vais1000/vi_VN-vais1000-medium.onnx")
    assert choose_engine("auto", piper_model=model, espeak_voice="vi") == Voice("piper", "vi_VN-vais1000-medium")
    assert choose_engine("auto", piper_model=None, espeak_voice="vi") == Voice("espeak", "vi")
    assert choose_engine("espeak", piper_model=model, espeak_voice="vi") == Voice("espeak", "vi")
    with pytest.raises(ModelError) as caught:
        choose_engine("piper", piper_model=None, espeak_voice="vi")
    assert caught.value.values["mend"] == "troly models fetch"


def test_sentences_come_one_by_one_and_those_without_words_not_at_all() -> None:
    assert sentences("Một. Hai?\nBa… \n\n ... Bốn: năm") == ["Một.", "Hai?", "Ba…", "Bốn:", "năm"]


def test_a_sentence_is_an_audio_and_sounds_like_something(espeak: SpeechWorker) -> None:
    first, second = espeak.synthesize(TEXT)
    espeak.close()
    for part in (first, second):
        assert np.abs(np.frombuffer(part.pcm, "<i2").astype(int)).max() > 3_000
        assert part.rate == 22_050


def test_speed_changes_the_length() -> None:
    slow, fast = (SpeechWorker(Voice("espeak", "vi"), speed=speed) for speed in (0.7, 1.6))
    lengths = [sum(part.seconds for part in each.synthesize(TEXT)) for each in (slow, fast)]
    slow.close()
    fast.close()
    assert lengths[0] > 1.3 * lengths[1]


def test_phoneme_marks_of_espeak_are_read_as_text(espeak: SpeechWorker) -> None:
    (marked,), (plain,) = (list(espeak.synthesize(text)) for text in ("a [[ba]] c", "a  ba  c"))
    espeak.close()
    assert marked == plain


def test_nothing_is_started_before_the_first_sentence_and_nothing_is_left(espeak: SpeechWorker) -> None:
    me = psutil.Process()
    before = me.children()
    espeak.close()
    assert me.children() == before
    list(espeak.synthesize("một"))
    child = process_of(me)
    espeak.close()
    assert not child.is_running()
    assert me.children() == before  # no zombie either


def test_a_killed_worker_is_started_again(espeak: SpeechWorker) -> None:
    list(espeak.synthesize("một"))
    first = process_of(psutil.Process())
    os.kill(first.pid, signal.SIGKILL)
    assert len(list(espeak.synthesize(TEXT))) == 2
    assert process_of(psutil.Process()).pid != first.pid
    espeak.close()


DIES = 'import sys; print(\'{"ready": true}\', flush=True); sys.stdin.readline(); print(\'{"rate": 9, "bytes": 9}\')'
HANGS = "import sys, time; print('{\"ready\": true}', flush=True); time.sleep(60)"
FAILS = 'import sys\nprint(\'{"ready": true}\', flush=True)\nfor _ in sys.stdin: print(\'{"error": "no"}\', flush=True)'


@pytest.mark.parametrize(("script", "seconds", "says"), [(DIES, 30, "twice"), (HANGS, 0.3, "twice"), (FAILS, 30, "no")])
def test_a_worker_that_cannot_speak_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, seconds: float, says: str
) -> None:
    (tmp_path / "broken.py").write_text(script)
    monkeypatch.setattr(worker, "WORKER", tmp_path / "broken.py")
    broken = SpeechWorker(Voice("espeak", "vi"), seconds=seconds)
    with pytest.raises(SynthesizeError, match=says):
        list(broken.synthesize("một"))
    broken.close()
    assert not psutil.Process().children()


def test_a_voice_that_espeak_does_not_have_is_a_wrong_setting() -> None:
    with pytest.raises(ConfigError, match="xx-none") as caught:
        list(SpeechWorker(Voice("espeak", "xx-none")).synthesize("một"))
    assert caught.value.values["mend"]


def test_what_is_missing_is_named_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError) as caught:
        list(SpeechWorker(Voice("piper", "x"), tmp_path / "x.onnx").synthesize("một"))
    assert caught.value.values["mend"] == "troly models fetch"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError) as missing:
        list(SpeechWorker(Voice("espeak", "vi")).synthesize("một"))
    assert missing.value.values["mend"] == "apt-get install espeak-ng"


def test_several_threads_get_their_own_sentences(espeak: SpeechWorker) -> None:
    texts = ["một", "hai mươi lăm", "ba trăm linh bốn nghìn", "năm"]
    alone = {text: list(espeak.synthesize(text)) for text in texts}
    got: dict[str, object] = {}
    threads = [threading.Thread(target=lambda t=t: got.update({t: list(espeak.synthesize(t))})) for t in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    espeak.close()
    assert got == alone
