"""The local LLM in a process of its own: llama.cpp behind its OpenAI-compatible endpoint on loopback.

Its own process, so that a crash of native code or a kill costs one restart and never the assistant.
Protocol: the API key is the first line on stdin; `{"url": ...}` is the one line on stdout once the endpoint answers;
the end of stdin ends the process, so it never outlives the one that started it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

_THREADS = """threads of decoding. They meet at a spinning barrier after every operation, so one core must stay free for
the rest of the machine: on 2 busy cores 2 threads gave 0.3 tokens a second, 1 thread 4.5."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", type=Path, required=True)
    options.add_argument("--alias", required=True)
    options.add_argument("--context", type=int, default=4096, help="tokens")
    options.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) - 1), help=_THREADS)
    given = options.parse_args()
    key = sys.stdin.readline().strip()
    if not key:
        sys.exit("no API key on stdin")

    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(given.model)
    params.model_alias = {given.alias}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = given.context
    params.n_parallel = 1
    params.cpuparams.n_threads = given.threads
    params.cpuparams_batch.n_threads = os.cpu_count() or 1
    params.warmup = False
    params.offline = True
    params.ui = False
    server = xllamacpp.Server(params)
    sys.stdout.write(json.dumps({"url": server.listening_address}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)  # native threads of the server would keep the interpreter waiting


if __name__ == "__main__":
    main()
