"""Several worker processes on shared sockets; one that dies is replaced."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Protocol

from assistant.errors import ConfigError
from prompts import message


class Work(Protocol):
    def __call__(self, on_ready: Callable[[], None]) -> None: ...


class _Stopped(Exception):  # noqa: N818 - a request, not an error
    pass


def run_workers(work: Work, count: int, on_ready: Callable[[], None]) -> None:
    """Run `work` (picklable) in `count` processes until SIGINT or SIGTERM; `on_ready` is called when the first answers.

    Raises ConfigError when a worker ends before it ever answered.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)

    def start() -> SpawnProcess:
        process = context.Process(target=_worker, args=(work, sender))
        process.start()
        return process

    def stop(*_: object) -> None:
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    processes: list[SpawnProcess] = []
    try:
        processes += [start() for _ in range(count)]
        _supervise(processes, start, receiver, on_ready)
    except _Stopped:
        pass
    finally:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(20)
            process.kill()
        for number, handler in before.items():
            signal.signal(number, handler)


def _supervise(
    processes: list[SpawnProcess], start: Callable[[], SpawnProcess], receiver: Connection, on_ready: Callable[[], None]
) -> None:
    ready = False
    while True:
        happened = wait([receiver, *(process.sentinel for process in processes)])
        if receiver in happened:
            receiver.recv()
            if not ready:
                ready = True
                on_ready()
        for place, process in enumerate(processes):
            if process.sentinel not in happened:
                continue
            if not ready:
                raise ConfigError(f"worker ended with {process.exitcode}", mend=message("serve", "worker_ended"))
            processes[place] = start()


def _worker(work: Work, sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    with contextlib.suppress(BrokenPipeError):
        work(lambda: sender.send("ready"))
