"""Another tool's ear: how likely Whisper finds each of several texts for one recording.

Whisper base cannot take down espeak-ng's Vietnamese freely, but it can tell which of two sentences was spoken: the
texts are forced upon the recording and their tokens' probabilities compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from voice.audio import read_audio

WINDOW = 3000
"""Frames of 10 ms that Whisper sees."""


def likelihoods(folder: Path, recording: Path, texts: Sequence[str]) -> list[float]:
    """Mean log probability of each text's tokens; the recording is at most 30 s."""
    whisper = WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)
    samples = np.frombuffer(read_audio(recording).pcm, np.int16).astype(np.float32) / 32768
    features = whisper.feature_extractor(samples)[:, :WINDOW]
    frames = features.shape[1]
    encoded = np.array(whisper.encode(np.pad(features, ((0, 0), (0, WINDOW - frames)))))
    tokenizer = Tokenizer(whisper.hf_tokenizer, True, task="transcribe", language="vi")
    found = whisper.model.align(
        ctranslate2.StorageView.from_array(np.ascontiguousarray(np.repeat(encoded, len(texts), 0))),
        tokenizer.sot_sequence,
        [tokenizer.encode(f" {text}") for text in texts],
        [frames] * len(texts),
    )
    return [float(np.log(np.maximum(one.text_token_probs, 1e-9)).mean()) for one in found]
