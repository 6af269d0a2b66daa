"""The page of a made-up report: everything is there once, nothing runs, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from rich.console import Console

from eval.figures import KINDS, by_category, kinds_of, line, tools_of
from eval.graded import Counted
from eval.report import show, write_report
from eval.report.charts import accuracy
from eval.report.failures import AUDIO_EACH, failures, word_diff
from eval.report.numbers import interval, millis, percent, points, probability, share
from eval.report_data import Report
from tests.chromium import launch
from tests.eval.made_report import HOSTILE, made_report, recording

pytestmark = pytest.mark.slow


class Read(HTMLParser):
    """What a browser would make of it: elements, their attributes, and the text outside style and script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.text = " ".join(" ".join(self.words).replace("\u00a0", " ").split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.open = [tag]

    def handle_endtag(self, tag: str) -> None:
        self.open = []

    def handle_data(self, data: str) -> None:
        if self.open not in (["style"], ["script"]):
            self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a recording for every eleventh case, every other of them too long to be put into the page."""
    folder = tmp_path_factory.mktemp("made")
    for number in range(0, 320, 11):
        recording(folder / f"{number}.wav", 30 if number % 2 else 0.5)
    return folder


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return made_report(folder, skill=-0.05)


@pytest.fixture(scope="module")
def file(report: Report, folder: Path) -> Path:
    return write_report(report, folder / "out", made_report(folder, skill=0.03))


@pytest.fixture(scope="module")
def read(file: Path) -> Read:
    return Read(file.read_text(encoding="utf-8"))


def test_every_failure_is_there_once_and_no_other(report: Report, read: Read) -> None:
    failed = [one.outcome.case.id for one in report.graded if not one.passed]
    shown = [case for case in read.of("details") if case.get("class") == "case"]

    assert len(failed) > 30
    assert [case["id"] for case in shown] == [f"case-{name}" for name in failed]
    assert all("open" in case for case in shown)  # without the script all is to be read
    assert {kind for case in shown for kind in str(case["data-kind"]).split()} == set(KINDS)


def test_hostile_text_stays_text(report: Report, read: Read, file: Path) -> None:
    hostile = [one for one in report.graded if not one.passed and one.outcome.answer["answer"] == HOSTILE]
    asked = [one for one in report.graded if not one.passed and "<script>" in one.outcome.case.question]

    assert hostile
    assert asked
    assert read.text.count(HOSTILE) == len(hostile)
    assert read.text.count("</details></script><script>alert(1)</script>") >= len(asked)
    assert len(read.of("script")) == 1
    assert read.of("img") == []
    assert not [name for _, attributes in read.elements for name in attributes if name.startswith("on")]
    assert file.read_text(encoding="utf-8").count("</script>") == 1


def test_hostile_names_in_charts_stay_text() -> None:
    svg = accuracy({"$\\frac{1}": [("<script>$x^_\\frac", Counted(1, 2)), (HOSTILE, Counted(0, 1))]}, '"><script>')

    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_nothing_is_fetched(read: Read) -> None:
    links = [a[key] for _, a in read.elements for key in ("src", "href", "xlink:href", "action", "poster") if key in a]
    policy = next(str(a["content"]) for a in read.of("meta") if a.get("http-equiv") == "Content-Security-Policy")

    assert len(links) > 10
    assert [link for link in links if not re.match(r"#|data:audio/", str(link))] == []
    assert policy.startswith("default-src 'none'")
    assert "script-src 'sha256-" in policy


def test_no_address_but_names_of_namespaces(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    outside = re.sub(r'xmlns(:xlink)?="http://www\.w3\.org/[^"]*"', "", text)

    assert "://" not in outside.replace("data:audio", "")
    assert "@import" not in outside
    assert "url(" not in outside.replace("url(#", "")


def test_headline_numbers_and_sums(report: Report, read: Read) -> None:
    right = sum(one.passed for one in report.graded)
    whole = line("", report.graded)
    categories = by_category(report.graded)

    assert sum(one.n for one in categories) == len(report.graded) == 320
    assert sum(one.passed.right for one in categories) == right
    assert sum(one.grades["cites"].of for one in categories) == whole.grades["cites"].of
    assert f"{right} trong 320 câu hỏi ({share(whole.passed)}".replace("\u00a0", " ") in read.text
    assert f"{interval(whole.passed)}" in read.text
    assert f"{whole.leaks} câu trả lời để lộ" in read.text
    assert whole.leaks > 0


def test_every_tool_graded_is_in_the_matrix_once(report: Report) -> None:
    pairs = [tools_of(one) for one in report.graded]

    assert None not in pairs
    assert sum(pair[0] != pair[1] for pair in pairs if pair) == sum(one.tool is False for one in report.graded)


def test_a_failure_has_a_kind_and_a_pass_has_none(report: Report) -> None:
    assert all(bool(kinds_of(one)) != one.passed for one in report.graded)


def test_recordings_are_inside_or_named_as_left_out(report: Report, read: Read, folder: Path) -> None:
    spoken = [one.graded.outcome.case.audio for one in failures(report.graded, folder) if one.sound]
    small = [path for path in spoken if path and path.stat().st_size <= AUDIO_EACH]

    assert 0 < len(small) < len(spoken)
    assert len(read.of("audio")) == len(small)
    assert read.text.count("không nhúng vào trang") == len(spoken) - len(small)


def test_a_recording_that_is_gone_is_said(report: Report, tmp_path: Path) -> None:
    spoken = next(one for one in report.graded if one.outcome.case.audio and not one.passed)
    case = spoken.outcome.case.model_copy(update={"audio": tmp_path / "gone.wav"})
    gone = replace(spoken, outcome=replace(spoken.outcome, case=case))

    assert "Không thấy bản ghi âm gone.wav" in write_report(
        replace(report, graded=(gone,), peers={}, noise={}), tmp_path
    ).read_text(encoding="utf-8")


def test_the_same_report_is_the_same_page(report: Report, tmp_path: Path) -> None:
    pages = [write_report(report, tmp_path / str(n)).read_bytes() for n in range(2)]

    assert pages[0] == pages[1]


def test_a_report_without_failures_peers_or_noise(folder: Path, tmp_path: Path) -> None:
    flawless = made_report(folder, n=20, skill=1, whole=False)
    read = Read(write_report(flawless, tmp_path).read_text(encoding="utf-8"))

    assert "Không có câu nào chưa đạt" in read.text
    assert "20 trong 20 câu hỏi (100 %" in read.text
    assert {"peers", "noise", "changes"} & {str(a.get("id")) for a in read.of("section")} == set()


def test_peers_stand_beside_ours_over_the_same_cases(report: Report, read: Read) -> None:
    sample = {one.outcome.case.id for one in report.peers["LangChain agent"]}
    ours = line("", [one for one in report.graded if one.outcome.case.id in sample])

    assert len(sample) == 120
    assert "Cùng 120 câu hỏi cho mọi hệ thống" in read.text
    assert share(ours.passed).replace("\u00a0", " ") + " " + interval(ours.passed) in read.text


def test_the_terminal_says_the_same(report: Report, folder: Path) -> None:
    said = StringIO()
    show(report, Console(file=said, width=200), made_report(folder, skill=0.03))
    whole = line("", report.graded)

    for part in (share(whole.passed), interval(whole.passed), "LlamaIndex RAG", "p95", "Bị hỏng", "from/to: "):
        assert part in said.getvalue()


def test_the_difference_of_two_calls_word_by_word() -> None:
    pieces = word_diff('kpi(from="2026-04-01", unit="A")', 'kpi(from="2026-01-01", unit="A")')

    assert [(piece.side, piece.text) for piece in pieces] == [
        ("same", 'kpi(from="'),
        ("missing", "2026-04-01"),
        ("extra", "2026-01-01"),
        ("same", '", unit="A")'),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (percent(0.875), "87,5 %"),
        (percent(1.0), "100 %"),
        (percent(0.9999), "99,9 %"),
        (percent(0.0), "0 %"),
        (percent(0.0001), "0,1 %"),
        (percent(0.9125), "91,3 %"),
        (percent(0.87), "87,0 %"),
        (points(-0.032), "−3,2"),
        (points(0.0), "0,0"),
        (points(0.1), "+10,0"),
        (interval(Counted(0, 0)), ""),
        (interval(Counted(8, 10)), "49,0–94,3"),
        (millis(35), "35 ms"),
        (millis(0.4), "0,4 ms"),
        (millis(1234), "1,2 s"),
        (millis(21_400), "21 s"),
        (probability(0.0004), "p < 0,001"),
        (probability(0.0312), "p = 0,031"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(written: str, expected: str) -> None:
    assert written.replace("\u00a0", " ") == expected


@pytest.fixture
def opened(file: Path, folder: Path) -> Iterator[Page]:
    """In Chromium; whatever it complains of or asks for elsewhere fails the test."""
    sound = folder / "microphone.wav"
    recording(sound, 1)
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright, sound)
        page = browser.new_page(viewport={"width": 390, "height": 800}, locale="vi-VN")
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: complaints.append(sent.url) if not sent.url.startswith("file:") else None)
        page.goto(file.as_uri())
        yield page
        browser.close()
    assert [said for said in complaints if not said.startswith("data:audio/")] == []


@pytest.mark.real
def test_filters_search_and_print_in_a_browser(opened: Page, report: Report) -> None:
    failed = [one for one in report.graded if not one.passed]
    wrong_args = [one for one in failed if "args" in kinds_of(one)]
    cases = opened.locator("#cases > details")

    expect(opened.locator("#shown")).to_have_text(f"Đang hiện {len(failed)} trong {len(failed)} câu.")
    expect(cases.first.locator(".body")).to_be_hidden()
    opened.get_by_role("combobox", name="Loại sai").select_option(label="Sai tham số")
    expect(cases.filter(visible=True)).to_have_count(len(wrong_args))
    opened.get_by_role("combobox", name="Nhóm câu hỏi").select_option("kpi")
    kpi = [one for one in wrong_args if one.outcome.case.id.startswith("kpi")]
    expect(cases.filter(visible=True)).to_have_count(len(kpi))
    opened.get_by_role("combobox", name="Loại sai").select_option("")
    opened.get_by_role("combobox", name="Nhóm câu hỏi").select_option("")
    opened.get_by_role("searchbox").fill("KHAI sinh so")  # accents and case do not matter
    births = [one for one in failed if "khai sinh" in one.outcome.case.question]
    expect(cases.filter(visible=True)).to_have_count(len(births))
    opened.get_by_role("searchbox").fill("không có câu như vậy")
    expect(opened.locator("#shown")).to_have_text("Không có câu nào khớp.")
    opened.get_by_role("searchbox").fill("")

    cases.first.locator("summary").focus()
    opened.keyboard.press("Enter")
    expect(cases.first.locator(".body")).to_be_visible()
    assert opened.title() == "Báo cáo đánh giá Trợ lý công vụ"
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    opened.emulate_media(media="print")
    expect(opened.locator("#filters")).to_be_hidden()
    opened.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(cases.last.locator(".body")).to_be_visible()
