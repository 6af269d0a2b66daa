"""The page in headless Chromium over the real parts: sign in, type, hold the button and speak, hear the answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from assistant.types import Audio, Voice
from tests.chromium import launch
from tests.end_to_end.conftest import City
from voice.audio import read_audio, write_wav
from voice.samples.make_samples import FOLDER, samples

pytestmark = pytest.mark.real
SAMPLE = next(s for s in samples() if s.tool == "schedule")


@pytest.fixture(scope="module")
def page(city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Its microphone plays a sample question again and again."""
    question = read_audio(FOLDER / SAMPLE.file)
    sound = tmp_path_factory.mktemp("sound") / "question.wav"
    write_wav(Audio(question.pcm + bytes(question.rate * 2)), sound, Voice("espeak", SAMPLE.voice))
    with sync_playwright() as playwright:
        browser = launch(playwright, sound)
        page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="vi-VN").new_page()
        page.goto(city.url)
        page.get_by_label("Mã cán bộ, công chức").fill("CC0002")
        page.get_by_label("Mật khẩu").fill(city.password)
        page.get_by_role("button", name="Đăng nhập").click()
        yield page
        browser.close()


def test_it_says_that_one_speaks_with_a_machine_about_invented_figures(page: Page) -> None:
    expect(page.get_by_text("Bạn đang trao đổi với trợ lý máy (AI)").first).to_be_visible()
    expect(page.get_by_text("Dữ liệu mẫu").first).to_be_visible()


def test_a_typed_question_shows_its_figures(page: Page) -> None:
    page.get_by_placeholder("Gõ câu hỏi…").fill("KPI quý trước của phường Thuận Hóa thế nào?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("đề xuất xếp loại").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("table").first).to_contain_text("Chỉ tiêu")


def test_a_question_is_spoken_and_its_answer_heard(page: Page) -> None:
    button = page.get_by_role("button", name="Giữ để nói")
    button.hover()
    page.mouse.down()
    page.wait_for_timeout(int(1000 * (read_audio(FOLDER / SAMPLE.file).seconds + 1)))  # the time it takes to say it
    page.mouse.up()
    expect(page.get_by_text("Tôi nghe được").first).to_be_visible(timeout=120_000)
    page.wait_for_function("[...document.querySelectorAll('audio')].some(a => a.src)", timeout=60_000)
