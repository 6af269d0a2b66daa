"""One turn, timed: `python -m eval.bench.turn [--runs 20]` prints one table and ends by itself.

A sample city is made in a temporary home and served on a free loopback port; every figure is of the whole path over
HTTP, stages as the server reports them. Baselines run in the same run, since machines are shared and noisy: a health
check for the typed question, plain faster-whisper (beam 5, no hints) for the spoken one, `python -c pass` for the
command line.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from assistant.build import WHISPER
from assistant.models import Models
from assistant.settings import load_settings
from voice.audio import read_audio
from voice.samples.make_samples import FOLDER, samples

TYPED = "KPI quý trước của phường Thuận Hóa thế nào?"
USER = "CC0001"
Row = tuple[str, list[float], str]
"""Name, milliseconds of each run, what it is compared with."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=20, help="runs of each figure")
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as home, _server(Path(home)) as (url, process, seconds):
        client = _signed_in(url, Path(home))
        first = time.perf_counter()
        _typed(client)
        first_answer = seconds + time.perf_counter() - first
        spoken = FOLDER / samples()[0].file
        rows: list[Row] = [
            ("health check over HTTP", _times(lambda: client.get("/healthz"), runs), "baseline of typed"),
            *_stages("typed", lambda: _typed(client), runs),
            ("plain faster-whisper", _plain_whisper(spoken, runs), "baseline of spoken"),
            *_stages("spoken", lambda: _spoken(client, spoken), runs),
            ("python -c pass", _times(lambda: _run([sys.executable, "-c", "pass"]), runs), "baseline of --help"),
            ("troly --help", _times(lambda: _run([_troly(), "--help"]), runs), "python -c pass"),
        ]
        _wait_for_llm(process)
        memory = sum(p.memory_full_info().pss for p in [process, *process.children(recursive=True)])
        client.close()
    print(f"question {spoken.name}: {read_audio(spoken).seconds:.1f} s; {runs} runs each, milliseconds\n")
    print(f"{'':<28}{'median':>10}{'p95':>10}   {'ratio to':<24}")
    baseline = {name: statistics.median(times) for name, times, _ in rows}
    for name, times, against in rows:
        ratio = f"{statistics.median(times) / baseline[against]:.1f} × {against}" if against in baseline else against
        print(f"{name:<28}{statistics.median(times):>10.0f}{_p95(times):>10.0f}   {ratio}")
    print(f"\ntroly serve to first answer  {first_answer:.1f} s")
    print(f"resident memory, LLM loaded  {memory / 2**30:.2f} GiB (proportional set size of all processes)")


def _times(work: Callable[[], object], runs: int) -> list[float]:
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def _stages(kind: str, ask: Callable[[], dict[str, int]], runs: int) -> list[Row]:
    """The whole path, then each stage as the server reports it."""
    reported: list[dict[str, int]] = []
    ask()  # warm
    whole = _times(lambda: reported.append(ask()), runs)
    against = "health check over HTTP" if kind == "typed" else "plain faster-whisper"
    stages = [s for s in ("asr", "plan", "tools", "answer", "tts") if any(took[s] for took in reported)]
    return [
        (f"{kind} question", whole, against),
        *((f"  {stage}", [float(took[stage]) for took in reported], "") for stage in stages),
    ]


def _typed(client: httpx.Client) -> dict[str, int]:
    answer = client.post("/api/ask", json={"question": TYPED}).raise_for_status().json()
    assert answer["status"] == "answered", answer
    took: dict[str, int] = answer["took_ms"]
    return took


def _spoken(client: httpx.Client, file: Path) -> dict[str, int]:
    """Recording in, reply audio out."""
    answer = client.post("/api/ask/audio", files={"file": file.read_bytes()}).raise_for_status().json()
    assert client.get(answer["audio"]).raise_for_status().content[:4] == b"RIFF"
    took: dict[str, int] = answer["took_ms"]
    return took


def _plain_whisper(file: Path, runs: int) -> list[float]:
    from faster_whisper import WhisperModel

    settings = load_settings()
    model = WhisperModel(str(Models(settings.models_dir).path(WHISPER)), device="cpu", compute_type="int8")

    def hear() -> None:
        segments, _ = model.transcribe(str(file), language="vi", beam_size=5)
        list(segments)

    hear()
    return _times(hear, runs)


@contextmanager
def _server(home: Path) -> Iterator[tuple[str, psutil.Process, float]]:
    """The demo on a free port: its address, its process, and the seconds until it said that it serves."""
    environment = os.environ | {"TROLY_HOME": str(home)}
    _run([_troly(), "demo", "--once"], environment)
    began = time.perf_counter()
    process = subprocess.Popen([_troly(), "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://\S+", line):
                yield found[0], psutil.Process(process.pid), time.perf_counter() - began
                break
    finally:
        process.terminate()
        process.wait(30)


def _signed_in(url: str, home: Path) -> httpx.Client:
    password = (home / "sample" / "password").read_text(encoding="ascii")
    client = httpx.Client(base_url=url, timeout=120, trust_env=False)
    token = client.post("/api/session", json={"user": USER, "password": password}).raise_for_status().json()["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def _wait_for_llm(process: psutil.Process, seconds: float = 120) -> None:
    """Until the LLM's process has stopped growing."""
    last, until = -1, time.monotonic() + seconds
    while time.monotonic() < until:
        workers = [p for p in process.children(recursive=True) if "assistant.llm_worker" in p.cmdline()]
        size = sum(p.memory_info().rss for p in workers)
        if workers and size == last:
            return
        last = size
        time.sleep(2)


def _run(command: Sequence[str], environment: dict[str, str] | None = None) -> None:
    subprocess.run(command, env=environment, check=True, capture_output=True)


def _troly() -> str:
    return str(Path(sys.executable).with_name("troly"))


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


if __name__ == "__main__":
    main()
