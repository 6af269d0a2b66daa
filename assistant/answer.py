"""The answer: statuses and rows into Vietnamese, by the templates of `prompts/`; no number comes from a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pydantic import JsonValue

from assistant.answer_parts import joined
from assistant.facet import facet
from assistant.types import ZONE, Answer, Detail, Plan, Question, Status, Table, ToolResult
from prompts import message, render

CHARTED = frozenset({"kpi_summary", "kpi_ranking"})
"""Tools whose template has a `chart` part."""
Speakable = Callable[[str], str]


class TemplateAnswerer:
    """The Answerer that renders each tool's own template."""

    def __init__(self, speakable: Speakable) -> None:
        """`speakable` turns numbers, dates and abbreviations into words (`voice/speakable.py`)."""
        self._speakable = speakable

    def answer(self, question: Question, plan: Plan, results: Sequence[ToolResult]) -> Answer:
        if plan.refusal is not None:
            text = message("messages", plan.refusal.message, **plan.refusal.values)
            options = plan.refusal.options
            return self._plain(question, plan, plan.refusal.status, text, options)
        if not results:
            raise ValueError("a plan without a refusal has calls")
        periods = plan.periods or (None,) * len(results)
        parts = zip(results, periods, strict=True)
        answer = joined([self._of_result(question, plan, result, period) for result, period in parts])
        told = plan.former if answer.status != "denied" else None
        return self._with_remark(answer, *told) if told else answer

    def _with_remark(self, answer: Answer, said: str, now: str) -> Answer:
        """That a unit was named as it was before."""
        remark = message("messages", "former_unit", said=said, now=now)
        speech = f"{answer.speech} {self._speakable(remark)}"
        return replace(answer, answer=f"{answer.answer}\n{remark}", speech=speech)

    def _of_result(self, question: Question, plan: Plan, result: ToolResult, period: str | None) -> Answer:
        if result.status == "denied":
            return self._plain(question, plan, "denied", message("messages", "denied"))
        if result.data is None:
            return self._plain(question, plan, result.status, message("messages", result.call.tool), calls=(result,))
        template, values = result.call.tool, _values(question, plan, result, period)
        if result.status == "not_found":
            text = render(template, "not_found", **values)
            return self._plain(question, plan, "not_found", text, calls=(result,))
        return Answer(
            question=question.text,
            answer=_lines(render(template, "answer", **values)),
            speech=self._speakable(render(template, "speech", **values)),
            status="answered",
            calls=(result.call,),
            rows=result.rows,
            citations=result.citations,
            confidence=round(plan.confidence, 4),
            router=plan.router,
            suggestions=tuple(_lines(render(template, "suggestions", **values)).splitlines()),
            detail=Detail(_lines(render(template, "detail", **values)), _table(render(template, "table", **values))),
            freshness=result.freshness,
            chart=_chart(render(template, "chart", **values)) if template in CHARTED else None,
            explain=result.explain,
        )

    def _plain(
        self,
        question: Question,
        plan: Plan,
        status: Status,
        text: str,
        options: tuple[str, ...] = (),
        calls: Sequence[ToolResult] = (),
    ) -> Answer:
        """An answer of one sentence."""
        return Answer(
            question=question.text,
            answer=text,
            speech=self._speakable(text),
            status=status,
            calls=tuple(result.call for result in calls),
            confidence=round(plan.confidence, 4),
            router=plan.router,
            options=options,
            explain=calls[0].explain if calls else None,
        )


def _values(question: Question, plan: Plan, result: ToolResult, period: str | None) -> dict[str, object]:
    args = result.call.args
    return {
        "data": result.data,
        "period": period,
        "today": question.now.date(),
        "many_days": str(args.get("from"))[:10] != str(args.get("to"))[:10],
        "asker": plan.asker,
        "now": question.now.astimezone(ZONE).replace(tzinfo=None),
        "facet": facet(question.text),
    }


def _lines(text: str) -> str:
    """Without the blank lines that conditions leave behind."""
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def _table(text: str) -> Table:
    """A table block: one line a row, cells apart by tabs, the columns first."""
    lines = [tuple(line.split("\t")) for line in text.splitlines() if line.strip()]
    return Table(lines[0], tuple(lines[1:])) if len(lines) > 1 else Table()


def _chart(text: str) -> dict[str, JsonValue] | None:
    """A chart block: kind (`bar`, `line`), title and unit, then one line a point; one point is no picture."""
    head, *points = [line.split("\t") for line in text.splitlines() if line.strip()]
    if len(points) < 2:
        return None
    kind, title, unit = head
    values: list[JsonValue] = [float(value.replace(".", "").replace(",", ".")) for _, value in points]
    return {"kind": kind, "title": title, "unit": unit, "labels": [label for label, _ in points], "values": values}
