"""The tables of words are whole: every key that the code uses is there, every value that a template needs is given."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

import pytest
import yaml
from jinja2 import Environment, FileSystemLoader, UndefinedError, meta

import assistant.errors
from assistant.documents import Place
from assistant.errors import AssistantError
from assistant.tools import TOOLS
from kpi_tools.cause_lines import CauseKind
from kpi_tools.forum import QUESTION_STATES
from kpi_tools.minutes_rows import CONCLUSION_STATES
from kpi_tools.period_total import LeftOutReason, NoScore
from kpi_tools.periods import Period, PeriodKind, half, month, quarter, whole_year
from kpi_tools.person_score import Missing, NotScored
from kpi_tools.procedures import ONLINE
from kpi_tools.schedule import EntryState
from kpi_tools.score import BindingKind, Confirmation, Grade, Remark
from kpi_tools.tasks import State
from prompts import FOLDER, has_message, message, render
from prompts.filters import (
    ALL,
    brief,
    cell,
    clock,
    day,
    heard,
    number,
    number_heard,
    opening,
    percent,
    period,
    period_said,
    place_heard,
    points,
    weekday,
    word,
)

ROOT = FOLDER.parent
TABLES = sorted(
    path.stem for path in FOLDER.glob("*.yaml") if path.stem != "words" and not path.stem.endswith("_words")
)  # one sentence a key
TEMPLATES = sorted(path.stem for path in FOLDER.glob("*.md"))


def yaml_of(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def calls_of(function: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function by that name in our packages, with the file it stands in."""
    for package in ("assistant", "ingest"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                    yield str(path.relative_to(ROOT)), node


def texts(node: ast.expr) -> list[str]:
    """The texts that an expression may be: a literal, either side of a condition, or a pattern of an f-string."""
    match node:
        case ast.Constant(value=str(value)):
            return [value]
        case ast.IfExp(body=body, orelse=orelse):
            return texts(body) + texts(orelse)
    return []


def keys_used() -> list[tuple[str, str, str]]:
    """File, table and key of every sentence that is asked for by name."""
    found = []
    for file, call in calls_of("message"):
        if len(call.args) == 2:
            found += [(file, table, key) for table in texts(call.args[0]) for key in texts(call.args[1])]
    return found


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def tree(root: type[AssistantError]) -> list[type[AssistantError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in tree(child))]


def test_enough_is_looked_at() -> None:
    assert len(keys_used()) > 40
    assert len(list(calls_of("Refusal"))) >= 10
    assert {"messages", "errors", "cli", "help"} <= set(TABLES)


@pytest.mark.parametrize(("file", "table", "key"), keys_used())
def test_every_sentence_that_is_asked_for_exists(file: str, table: str, key: str) -> None:
    assert has_message(table, key), f"{file} says {key}, which {table}.yaml lacks"


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_one_sentence_a_key(table: str) -> None:
    rows = yaml_of(table)

    assert rows
    assert all(isinstance(key, str) and isinstance(value, str) and value for key, value in rows.items())
    for value in rows.values():
        placeholders(value)  # raises on a brace that is not closed


def test_every_error_has_its_sentence() -> None:
    codes = {kind.code for kind in tree(AssistantError) if kind.__module__ == assistant.errors.__name__}

    assert {code for code in codes if not has_message("errors", code)} == set()
    assert len(codes) == 17


def test_the_drawn_tree_has_the_codes_of_the_classes() -> None:
    drawn = dict(re.findall(r"(\w+Error)\s+([a-z]+(?:-[a-z]+)+)", assistant.errors.__doc__ or ""))
    kinds = [kind for kind in tree(AssistantError) if kind.__module__ == assistant.errors.__name__]

    assert drawn == {kind.__name__: kind.code for kind in kinds}


def test_every_refusal_has_its_sentence_and_its_values() -> None:
    lacking = []
    for file, call in calls_of("Refusal"):
        values = call.args[2] if len(call.args) > 2 else None
        given = (
            {key.value for key in values.keys if isinstance(key, ast.Constant)}
            if isinstance(values, ast.Dict)
            else set()
        )
        for key in refusal_keys(call.args[1]):
            if not has_message("messages", key) or placeholders(yaml_of("messages")[key]) != given:
                lacking.append((file, key))

    assert lacking == []


def refusal_keys(node: ast.expr) -> list[str]:
    """Also of `f"which_{kind}"`, for both kinds."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
        return ["".join(map(str, parts)).format(kind) for kind in ("unit", "person")]
    if isinstance(node, ast.Name):
        assert node.id == "known"
        return ["out_of_scope"]
    return texts(node)


def test_every_tool_has_its_words() -> None:
    assert {tool for tool in (*TOOLS, "out_of_scope") if not has_message("tools", tool)} == set()
    assert has_message("messages", "smalltalk")
    assert has_message("messages", "denied")
    assert {tool for tool in TOOLS if tool != "smalltalk" and tool not in TEMPLATES} == set()


WORDS: dict[str, tuple[str, ...]] = {
    "grade": get_args(Grade),
    "remark": get_args(Remark),
    "confirm": get_args(Confirmation),
    "left_out": get_args(LeftOutReason),
    "no_score": get_args(NoScore),
    "cause": get_args(CauseKind),
    "not_scored": get_args(NotScored),
    "counted_as_full": get_args(Missing),
    "task_state": get_args(State),
    "entry_state": tuple(state for state in get_args(EntryState) if state),
    "conclusion_state": CONCLUSION_STATES,
    "online": ONLINE,
    "question_state": QUESTION_STATES,
    "weekday": tuple(str(n) for n in range(7)),
}


@pytest.mark.parametrize("table", WORDS)
def test_every_key_of_the_stores_has_a_word_and_no_other(table: str) -> None:
    assert WORDS[table]
    assert set(yaml_of("words")[table]) == set(WORDS[table])


def test_every_kind_of_period_has_words() -> None:
    kinds = {key for kind in get_args(PeriodKind) for key in (("half1", "half2") if kind == "half" else (kind,))}

    assert set(yaml_of("words")["period"]) == kinds
    assert set(yaml_of("words")["period_said"]) == kinds - {"range"}


def test_every_binding_is_worded() -> None:
    source = (FOLDER / "kpi_summary.md").read_text(encoding="utf-8")

    assert set(get_args(BindingKind)) == {"undone", "late", "quality"}
    assert all(f'b.kind == "{kind}"' in source for kind in ("undone", "late"))


def test_the_words_for_states_are_states() -> None:
    words = yaml_of("task_words")
    said = [*words["phrases"].items(), *words["accented"].items()]
    phrases = [phrase for _, every in said for phrase in every]
    states = {*get_args(State), "unfinished"}

    assert {state for state, _ in said} == {*states, "none"}
    assert len(set(phrases)) == len(phrases)
    for pair, state in words["together"].items():
        assert {*pair.split(), state} <= states
        assert pair.split() == sorted(pair.split())


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_use_known_filters_and_parse(template: str) -> None:
    source = (FOLDER / f"{template}.md").read_text(encoding="utf-8")
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=False)
    environment.filters.update(ALL)

    assert meta.find_undeclared_variables(environment.parse(source)) <= {
        "data", "period", "today", "now", "many_days", "alike",
        "asker", "facet", "tools", "text",
    }  # fmt: skip
    environment.compile(source)


def test_a_missing_value_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        render("planner", "question")
    with pytest.raises(KeyError):
        message("messages", "no_such_unit")
    with pytest.raises(KeyError):
        message("messages", "no such sentence")
    with pytest.raises(FileNotFoundError):
        message("no_such_table", "denied")


def test_what_a_value_holds_is_not_read_as_a_template() -> None:
    assert (
        message("messages", "no_such_unit", said="{said} {{ 7 * 7 }}")
        == "Tôi không tìm thấy đơn vị “{said} {{ 7 * 7 }}”."
    )
    assert render("planner", "question", text="{{ 7 * 7 }}", alike=()) == "<cau_hoi>{{ 7 * 7 }}</cau_hoi>"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (number(Decimal("1234.5")), "1.234,5"),
        (number(Fraction(1, 3)), "0,33"),
        (number(1_000_000), "1.000.000"),
        (number(Decimal("-0.001")), "0"),
        (number(Decimal("-2.5")), "-2,5"),
        (number(Fraction(5, 2), 0), "3"),
        (points(Fraction(175, 2)), "87,5"),
        (points(Fraction(90)), "90,0"),
        (points(Fraction(8995, 100)), "90,0"),
        (points(Fraction(8994, 100)), "89,9"),
        (percent(Fraction(955, 1000)), "95,5%"),
        (percent(Decimal(1)), "100%"),
        (day(date(2026, 7, 5)), "5/7/2026"),
        (clock(datetime(2026, 7, 5, 7, 30)), "07:30"),
        (weekday(date(2026, 4, 3)), "thứ Sáu"),
        (weekday(date(2026, 4, 5)), "Chủ nhật"),
        (cell(" a\tb\n c "), "a b c"),
        (word("huy", "entry_state"), "ĐÃ HỦY"),
    ],
)
def test_values_are_written_the_vietnamese_way(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize(
    ("value", "written", "said"),
    [
        (month(2026, 7), "tháng 7/2026", "tháng 7 năm nay"),
        (quarter(2026, 3), "quý III/2026", "quý III năm nay"),
        (half(2026, 1), "6 tháng đầu năm 2026", "6 tháng đầu năm nay"),
        (half(2026, 2), "6 tháng cuối năm 2026", "6 tháng cuối năm nay"),
        (whole_year(2026), "năm 2026", "năm nay"),
        (quarter(2025, 4), "quý IV/2025", "quý IV/2025"),
        (Period(date(2026, 1, 1), date(2026, 4, 2)), "từ 1/1/2026 đến 2/4/2026", "từ 1/1/2026 đến 2/4/2026"),
    ],
)
def test_periods_have_a_name(value: Period, written: str, said: str) -> None:
    assert (period(value), period_said(value, date(2026, 4, 2))) == (written, said)


AROUND_AN_ANSWER = ("answer", "cli", "console", "demo", "diagnosis", "llm", "turn", "wording")


def test_no_sentence_for_users_stands_in_the_code() -> None:
    """Vietnamese letters in literals of the modules around an answer, docstrings and masks of the router aside."""
    around = [ROOT / "assistant" / f"{name}.py" for name in AROUND_AN_ANSWER]
    for path in (*around, *(ROOT / "assistant" / "tools").glob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        docs = {ast.get_docstring(n, clean=False) for n in ast.walk(module) if isinstance(n, documented)}
        literals = [n.value for n in ast.walk(module) if isinstance(n, ast.Constant) and isinstance(n.value, str)]

        assert [text for text in literals if re.search("[ăđơưạ-ỹ]", text) and text not in docs] == []


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Số hóa hồ sơ hộ tịch", "Số hóa hồ sơ hộ tịch"),
        ("Thu gom rác thải và xử lý điểm đen môi trường", "Thu gom rác thải"),
        ("Rà soát và công khai thủ tục hành chính tại trung tâm phục vụ", "Rà soát và công khai thủ tục hành chính"),
        ("Giải phóng mặt bằng tuyến đường liên tổ dân phố", "Giải phóng mặt bằng tuyến đường liên tổ dân phố"),
        (
            "một hai ba bốn năm sáu bảy tám chín mười mười một ở đâu",
            "một hai ba bốn năm sáu bảy tám chín mười mười một",
        ),
    ],
)
def test_a_long_name_is_spoken_up_to_a_seam(name: str, short: str) -> None:
    assert brief(name) == short


@pytest.mark.parametrize(
    ("text", "aloud"),
    [
        ("2. Hồ sơ nộp trước 02 ngày.", "Hồ sơ nộp trước 02 ngày."),
        ("đ) Thái độ phục vụ: 05 ngày.", "Thái độ phục vụ: 05 ngày."),
        ("Điều 2. Quyết định này có hiệu lực.", "Quyết định này có hiệu lực."),
        ("1. Sửa đổi khoản 2 Điều 5 như sau:\n“2. Gửi trước 02 ngày.”.”", "Gửi trước 02 ngày."),
        ("TT | Nhiệm vụ\n1 | Nâng cấp đường truyền", ""),
        ("Không tính theo 1. 2", "Không tính theo 1. 2"),
    ],
)
def test_of_a_quote_its_words_are_heard(text: str, aloud: str) -> None:
    assert heard(text) == aloud


@pytest.mark.parametrize(
    ("written", "said"),
    [("215/QĐ-UBND", "215"), ("31/2026/QĐ-UBND", "31 năm 2026"), ("09/CT-UBND", "9"), ("XD-01", "XD-01")],
)
def test_a_number_is_heard_without_its_letters(written: str, said: str) -> None:
    assert number_heard(written) == said


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(clause="III.1", point="a"), "điểm a khoản 1 mục III"),
        (Place(clause="V"), "mục V"),
        (Place(article="5", clause="2"), "khoản 2 Điều 5"),
    ],
)
def test_a_place_is_heard_from_the_inside_out(place: Place, said: str) -> None:
    assert place_heard(place) == said


def test_a_sentence_is_said_to_its_end_where_it_can_be() -> None:
    first = "một hai ba bốn năm sáu."
    assert opening(f"{first} bảy tám chín", 6) == first
    assert opening(f"{first} bảy tám chín", 4) == first  # cut short it might say something else
    assert opening(f"{first} bảy tám chín", 2) == "một hai…"
