"""Asks the cases of a question set: sessions in their order, the rest side by side.

cases -> groups (a session, or one case) -> Asker -> Outcome, each kept in the log at once
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from assistant.errors import AssistantError, ConfigError, InputError
from eval.asker import Asker, error_answer
from eval.cases import Case, load_cases
from eval.graded import Outcome
from eval.outcome_log import Answered, OutcomeLog, case_key
from prompts import message

THREADS = 2
"""The parts that are no faster side by side (embedder, recogniser, language model) have locks of their own."""
_log = logging.getLogger(__name__)
Progress = Callable[[], None]
"""Called once a case, from any thread."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Cases of one session, or a single one without, with their places in the set."""

    places: tuple[int, ...]
    cases: tuple[Case, ...]


class Runner:
    """Answers do not depend on the number of threads: groups share no session, and each has its own place."""

    def __init__(
        self, now: datetime, log: OutcomeLog | None = None, threads: int = THREADS, progress: Progress | None = None
    ) -> None:
        """`now` is the moment of cases that name none."""
        self._now = log.now if log else now
        self._log = log
        self._threads = threads
        self._tick = progress or (lambda: None)
        self._run = uuid4().hex[:12]

    def ask(self, cases: Sequence[Case], asker: Asker) -> tuple[Outcome, ...]:
        """In the order of the cases. What a case is refused with is its outcome; raises ConfigError, when a part of
        the installation is missing, and OSError of the log."""
        found: dict[int, Outcome] = {}
        with ThreadPoolExecutor(self._threads) as pool:
            waiting = [pool.submit(self._ask_group, group, asker) for group in _groups(cases)]
            try:
                for done in as_completed(waiting):
                    found |= done.result()
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return tuple(found[place] for place in range(len(cases)))

    def _ask_group(self, group: _Group, asker: Asker) -> dict[int, Outcome]:
        keys = [case_key(asker.name, group.cases[: n + 1]) for n in range(len(group.cases))]
        kept = [self._log.get(key) if self._log else None for key in keys]
        outcomes: list[Outcome] = []
        for key, case, old in zip(keys, group.cases, kept, strict=True):
            if old is not None and None not in kept:
                outcomes.append(Outcome(case, old.answer, old.millis))
            else:
                outcomes.append(self._ask_one(case, asker))
                if self._log:
                    answer, millis = dict(outcomes[-1].answer), outcomes[-1].millis
                    self._log.add(Answered(key=key, answer=answer, millis=millis))
            self._tick()
        return dict(zip(group.places, outcomes, strict=True))

    def _ask_one(self, case: Case, asker: Asker) -> Outcome:
        session = f"eval-{self._run}-{sha256(case.session.encode()).hexdigest()[:24]}" if case.session else None
        try:
            return asker.ask(case, case.now or self._now, session)
        except ConfigError:
            raise
        except Exception as exc:  # noqa: BLE001 - a crash on one case is what is to be found out
            _log.exception("case %s", case.id)
            crash = exc if isinstance(exc, AssistantError) else AssistantError(f"{type(exc).__name__}: {exc}")
            return Outcome(case, error_answer(case, crash), 0.0)


def load_sets(files: Sequence[Path]) -> list[Case]:
    """The cases of all files, audio as absolute paths. Raises InputError, also for an id that is in two files."""
    cases: dict[str, Case] = {}
    for file in files:
        for case in load_cases(file):
            if case.id in cases:
                raise InputError(f"{file}: {case.id}", reason=message("eval", "id_in_two", id=case.id, file=file))
            audio = (file.parent / case.audio).absolute() if case.audio else None
            cases[case.id] = case.model_copy(update={"audio": audio}) if audio else case
    return list(cases.values())


def _groups(cases: Sequence[Case]) -> list[_Group]:
    """In the order in which they begin."""
    places: dict[str | int, list[int]] = {}
    for place, case in enumerate(cases):
        places.setdefault(case.session or place, []).append(place)
    return [_Group(tuple(at), tuple(cases[n] for n in at)) for at in places.values()]
