"""Running the server: sockets first, then models, then listening; stopped gracefully by SIGINT or SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from assistant.errors import ConfigError
from assistant.home import Home, ServerNote
from assistant.reasons import reason
from assistant.runtime import Runtime
from assistant.server.app import create_app, create_local_app
from assistant.server.replies import InlineReplies, RememberedReplies
from assistant.server.workers import run_workers
from assistant.settings import Settings
from prompts import message

RuntimeFactory = Callable[[], Runtime]
"""Loads everything. With several workers each calls it in a process of its own: a function of a module (or a
`functools.partial` of one), and it must not take the home's lock, which the parent holds."""


@dataclass(frozen=True, slots=True)
class Listen:
    host: str = "127.0.0.1"
    port: int = 8000
    """0: any free one."""
    ssl_certfile: Path | None = None
    ssl_keyfile: Path | None = None
    workers: int = 1


@dataclass(frozen=True, slots=True)
class _Sockets:
    public: socket.socket
    local: socket.socket


@dataclass(slots=True)
class _Stop:
    """Asked to stop: by a signal, or by a test."""

    servers: list[uvicorn.Server] = field(default_factory=list)

    def __call__(self, *_: object) -> None:
        for server in self.servers:
            server.should_exit = True


def serve(
    factory: RuntimeFactory, home: Home, settings: Settings, listen: Listen, on_ready: Callable[[str], None]
) -> None:
    """Serve until a signal comes. `on_ready` gets the public URL once requests are answered.

    Raises ConfigError before any model is loaded: the port is taken, the address is not this machine's, a certificate
    cannot be read, or several workers are asked of stores that one process owns.
    """
    refuse_workers(settings, listen.workers)
    _refuse_certificate(listen)
    with closing(bind(listen.host, listen.port)) as public, closing(bind("127.0.0.1", 0)) as local:
        token = secrets.token_urlsafe(32)
        note = ServerNote(f"http://127.0.0.1:{local.getsockname()[1]}", token, os.getpid())
        url = public_url(listen, public.getsockname()[1])

        def ready() -> None:
            home.announce(note)
            on_ready(url)

        try:
            if listen.workers == 1:
                run_one(factory, _Sockets(public, local), listen, token, ready)
            else:
                work = partial(run_one, factory, _Sockets(public, local), listen, token)
                run_workers(work, listen.workers, ready)
        finally:
            home.withdraw()


def run_one(
    factory: RuntimeFactory, sockets: _Sockets, listen: Listen, token: str, on_ready: Callable[[], None]
) -> None:
    """One process: load, listen on both sockets, close what was loaded."""
    runtime = factory()
    try:
        replies = InlineReplies() if listen.workers > 1 else RememberedReplies()
        public = _server(create_app(runtime, replies), listen)
        local = _server(create_local_app(runtime, token), None)
        stop = _Stop([public, local])
        with _stopped_by_signals(stop):
            asyncio.run(_both(public, local, sockets, stop, on_ready))
    finally:
        runtime.close()


async def _both(
    public: uvicorn.Server, local: uvicorn.Server, sockets: _Sockets, stop: _Stop, on_ready: Callable[[], None]
) -> None:
    async def announce() -> None:
        while not (public.started and local.started):
            if stop_requested():
                return
            await asyncio.sleep(0.02)
        on_ready()

    def stop_requested() -> bool:
        return public.should_exit or local.should_exit

    async def run(server: uvicorn.Server, listener: socket.socket) -> None:
        try:
            await server.serve(sockets=[listener])
        finally:
            stop()

    await asyncio.gather(run(public, sockets.public), run(local, sockets.local), announce())


class _Quiet(uvicorn.Server):
    """Leaves signals to `_stopped_by_signals`: uvicorn would raise them again and skip our cleaning up."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _server(app: FastAPI, listen: Listen | None) -> uvicorn.Server:
    """`listen` None: the local application, without TLS, and no proxy is believed."""
    return _Quiet(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            proxy_headers=listen is not None,
            ssl_certfile=listen.ssl_certfile if listen else None,
            ssl_keyfile=listen.ssl_keyfile if listen else None,
            timeout_graceful_shutdown=10,
        )
    )


@contextlib.contextmanager
def _stopped_by_signals(stop: _Stop) -> Iterator[None]:
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def bind(host: str, port: int) -> socket.socket:
    """A bound socket that does not listen yet. Raises ConfigError that says why it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as exc:
        raise _address_error(host, port, exc) from exc
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as exc:
        listener.close()
        raise _address_error(host, port, exc) from exc
    listener.set_inheritable(True)
    return listener


def _address_error(host: str, port: int, exc: OSError) -> ConfigError:
    mend = message("serve", "address_unusable", host=host, port=port, reason=reason(exc))
    return ConfigError(f"{host}:{port}: {exc}", mend=mend)


def public_url(listen: Listen, port: int) -> str:
    """Where a browser on this machine finds the page."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(listen.host, listen.host)  # noqa: S104 - names, not a binding
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"{'https' if listen.ssl_certfile else 'http'}://{host}:{port}"


def refuse_workers(settings: Settings, workers: int) -> None:
    """Raises ConfigError when several workers are asked of a SQLite file or an Edge index, which one process owns."""
    if workers < 1:
        raise ConfigError(f"{workers} workers", mend=message("serve", "workers_few"))
    if workers == 1:
        return
    wanting = []
    if settings.database.startswith("sqlite"):
        wanting.append("TROLY_DATABASE_URL=postgresql+psycopg://…")
    if settings.qdrant_url is None:
        wanting.append("TROLY_QDRANT_URL=http://…")
    if wanting:
        mend = message("serve", "workers_need", settings=", ".join(wanting))
        raise ConfigError(f"{workers} workers need {', '.join(wanting)}", mend=mend)


def _refuse_certificate(listen: Listen) -> None:
    import ssl

    if listen.ssl_certfile is None and listen.ssl_keyfile is None:
        return
    if listen.ssl_certfile is None:
        raise ConfigError("a key without a certificate", mend=message("serve", "certificate_missing"))
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(listen.ssl_certfile, listen.ssl_keyfile)
    except OSError as exc:  # ssl.SSLError is one
        mend = message("serve", "certificate_unusable", file=listen.ssl_certfile, reason=reason(exc))
        raise ConfigError(f"{listen.ssl_certfile}: {exc}", mend=mend) from exc
