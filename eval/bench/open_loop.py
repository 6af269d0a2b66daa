"""Questions sent at their own moments, whether or not earlier ones are answered: an open loop over HTTP.

A reply's time counts from the moment it was meant to be sent, so a server (or this client) that falls behind cannot
hide it. Only ever against 127.0.0.1.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from urllib.parse import urlsplit

import httpx

Asks = Mapping[str, Sequence[str]]
"""The questions that each user may ask."""
SIGN_IN_SECONDS = 30.0
TIMEOUT = "timeout"
BAD_REPLY = "no answer in the reply"


@dataclass(frozen=True, slots=True)
class Shot:
    at: float
    """Seconds after the beginning."""
    user: str
    question: str


@dataclass(frozen=True, slots=True)
class Reply:
    kind: str
    """The answer's `status`; empty of a health check and where there is no answer."""
    error: str | None
    """`timeout`, `http 503`, `ConnectError`, `answer: error`, …"""
    millis: float
    """From the intended moment; of a timeout, until it was given up."""
    late: float
    """Milliseconds that this client itself was late to send."""
    done: float
    """Seconds after the beginning."""


@dataclass(frozen=True, slots=True)
class Figures:
    sent: int
    answered: int
    a_second: float
    """Answered, over the whole time until the last reply."""
    millis: tuple[float, ...]
    """Of the answered and of the timed out, which would else flatter; refusals are quick and left out."""
    late: float
    """At most, milliseconds."""
    errors: Counter[str]
    statuses: Counter[str]


def loopback(url: str) -> str:
    """`http://127.0.0.1:PORT`. Raises ValueError for any other host, even another name of this machine."""
    parts = urlsplit(url)
    if (parts.scheme, parts.hostname) != ("http", "127.0.0.1") or parts.path not in ("", "/") or parts.query:
        raise ValueError(f"{url}: only http://127.0.0.1:PORT may be loaded")
    return f"http://127.0.0.1:{parts.port or 80}"


def plan(asks: Asks, rate: float, seconds: float, seed: int) -> list[Shot]:
    """Poisson arrivals, `rate` a second in all; each of a user by lot, asking one of their questions by lot."""
    random, users, shots, at = Random(seed), sorted(asks), [], 0.0
    while (at := at + random.expovariate(rate)) < seconds:
        user = random.choice(users)
        shots.append(Shot(at, user, random.choice(asks[user])))
    return shots


class Target:
    """A server on loopback and the people signed in there. Raises ValueError for another host."""

    def __init__(self, client: httpx.AsyncClient, limit: float) -> None:
        loopback(str(client.base_url))
        self._client, self._limit = client, limit
        self._tokens: dict[str, str] = {}

    async def sign_in(self, accounts: Mapping[str, str]) -> None:
        """`accounts`: code → password. Raises httpx.HTTPError."""
        for user, password in accounts.items():
            body = {"user": user, "password": password}
            reply = await self._client.post("/api/session", json=body, timeout=SIGN_IN_SECONDS)
            self._tokens[user] = reply.raise_for_status().json()["token"]

    async def drive(self, shots: Sequence[Shot]) -> list[Reply]:
        """Each at its moment; ends by itself, `limit` seconds after the last at the latest."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        tasks: list[asyncio.Task[Reply]] = []
        async with asyncio.TaskGroup() as group:
            for shot in shots:
                await asyncio.sleep(began + shot.at - loop.time())
                tasks.append(group.create_task(self._ask(shot, began, began + shot.at)))
        return [task.result() for task in tasks]

    async def one_at_a_time(self, shots: Sequence[Shot], seconds: float) -> list[Reply]:
        """The same questions, each when the one before is answered; no new one after `seconds`."""
        loop = asyncio.get_running_loop()
        began, replies = loop.time(), list[Reply]()
        for shot in shots:
            if loop.time() - began > seconds:
                break
            replies.append(await self._ask(shot, began, loop.time()))
        return replies

    async def health(self, times: int) -> list[Reply]:
        """Health checks, one at a time."""
        began = asyncio.get_running_loop().time()
        return [await self._healthy(began) for _ in range(times)]

    @asynccontextmanager
    async def watched(self, every: float) -> AsyncIterator[list[Reply]]:
        """Health checks beside the load, each `every` seconds after the one before: those so far."""
        found: list[Reply] = []
        began = asyncio.get_running_loop().time()

        async def watch() -> None:
            while True:
                found.append(await self._healthy(began))
                await asyncio.sleep(every)

        task = asyncio.create_task(watch())
        try:
            yield found
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _healthy(self, began: float) -> Reply:
        loop = asyncio.get_running_loop()
        due, error = loop.time(), None
        try:
            async with asyncio.timeout_at(due + self._limit):
                (await self._client.get("/healthz")).raise_for_status()
        except TimeoutError:
            error = TIMEOUT
        except httpx.HTTPError as exc:
            error = type(exc).__name__
        return Reply("", error, 1000 * (loop.time() - due), 0.0, loop.time() - began)

    async def _ask(self, shot: Shot, began: float, due: float) -> Reply:
        loop = asyncio.get_running_loop()
        sent = loop.time()
        status, error = await self._outcome(shot, due + self._limit)
        done = loop.time()
        return Reply(status, error, 1000 * (done - due), 1000 * (sent - due), done - began)

    async def _outcome(self, shot: Shot, until: float) -> tuple[str, str | None]:
        """(status, error)."""
        headers = {"Authorization": f"Bearer {self._tokens[shot.user]}"}
        try:
            async with asyncio.timeout_at(until):
                reply = await self._client.post("/api/ask", json={"question": shot.question}, headers=headers)
        except TimeoutError:
            return "", TIMEOUT
        except httpx.HTTPError as exc:
            return "", type(exc).__name__
        if not reply.is_success:
            return "", f"http {reply.status_code}"
        try:
            status = str(reply.json()["status"])
        except (ValueError, KeyError, TypeError):
            return "", BAD_REPLY
        return status, "answer: error" if status == "error" else None


def figures(replies: Iterable[Reply], seconds: float = 0.0) -> Figures:
    """`seconds`: the least time that the replies took, when the last came before the end."""
    every = list(replies)
    answered = [one for one in every if one.error is None]
    whole = max([seconds, *(one.done for one in every)])
    return Figures(
        sent=len(every),
        answered=len(answered),
        a_second=len(answered) / whole if whole else 0.0,
        millis=tuple(one.millis for one in every if one.error in (None, TIMEOUT)),
        late=max((one.late for one in every), default=0.0),
        errors=Counter(one.error for one in every if one.error is not None),
        statuses=Counter(one.kind for one in answered if one.kind),
    )


@asynccontextmanager
async def target(url: str, limit: float) -> AsyncIterator[Target]:
    """`limit`: seconds after which a question is given up. Raises ValueError for another host."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)  # a pool that waits would hide a queue
    async with httpx.AsyncClient(base_url=loopback(url), timeout=None, limits=limits, trust_env=False) as client:
        yield Target(client, limit)
