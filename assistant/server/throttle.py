"""How often one may try to sign in, for each account and each client address."""

from __future__ import annotations

import math
import time

from limits import parse_many
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from assistant.server.problems import ThrottledError

ACCOUNT = parse_many("5/minute;30/hour")
"""Attempts on one account; forgotten when one succeeds."""
ADDRESS = parse_many("20/minute;200/hour")
"""Failed attempts from one address: many people may sit behind it."""


REFUSALS = parse_many("1/minute")
"""Of the throttled attempts of one address, what is worth a line of the audit log."""


class Throttle:
    def __init__(self, storage_url: str) -> None:
        self._limiter = MovingWindowRateLimiter(storage_from_string(storage_url))

    def attempt(self, account: str, address: str) -> None:
        """Count an attempt. Raises ThrottledError, with the seconds to wait, when there were too many."""
        wait = 0.0
        for limit in ADDRESS:
            if not self._limiter.test(limit, "address", address):
                wait = max(wait, self._limiter.get_window_stats(limit, "address", address).reset_time - time.time())
        for limit in ACCOUNT:
            if not self._limiter.hit(limit, "account", account):
                wait = max(wait, self._limiter.get_window_stats(limit, "account", account).reset_time - time.time())
        if wait:
            seconds = str(max(1, math.ceil(wait)))
            raise ThrottledError("too many attempts to sign in", {"Retry-After": seconds}, seconds=seconds)

    def worth_recording(self, address: str) -> bool:
        """Whether a throttled attempt is the first of its address for a minute: the log cannot be flooded."""
        return all(self._limiter.hit(limit, "throttled", address) for limit in REFUSALS)

    def failed(self, address: str) -> None:
        for limit in ADDRESS:
            self._limiter.hit(limit, "address", address)

    def succeeded(self, account: str) -> None:
        for limit in ACCOUNT:
            self._limiter.clear(limit, "account", account)
