"""A planner over the small city, asked one question after another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.access import Principal
from assistant.planner import CascadePlanner
from assistant.protocols import Conversations, Directory, Finder
from assistant.settings import Settings
from assistant.types import Plan, Question
from tests.assistant.fakes_city import NOW, STAFF
from tests.assistant.fakes_plan import FakeFinder, FixedRouter, ScriptedModel

OFFERED = frozenset(
    "kpi_summary kpi_ranking kpi_person kpi_causes task_list task_detail schedule schedule_free".split()
    + "meeting_conclusions procedure forum documents smalltalk".split()
)
SURE = FixedRouter("kpi_summary", 0.9)


class Planning:
    """Plans one question after another of the same installation."""

    def __init__(self, directory: Directory, conversations: Conversations, finder: Finder | None = None) -> None:
        self.directory = directory
        self.finder = finder or FakeFinder()
        self.conversations = conversations

    def __call__(
        self,
        text: str,
        *,
        router: FixedRouter = SURE,
        model: ScriptedModel | None = None,
        asker: Principal = STAFF,
        session: str | None = None,
        spoken: bool = False,
        mode: str = "auto",
        **settings: Any,
    ) -> Plan:
        with model or ScriptedModel() as scripted:
            planner = CascadePlanner(
                router,
                scripted,
                self.directory,
                self.finder,
                self.conversations,
                OFFERED,
                Settings.model_validate({"home": Path("unused"), "router": mode, **settings}),
            )
            return planner.plan(Question(text, NOW, session, spoken), asker)


def said(plan: Plan) -> tuple[str, str]:
    """Of a refusal: status and sentence."""
    assert plan.refusal is not None
    assert plan.calls == ()
    return plan.refusal.status, plan.refusal.message
