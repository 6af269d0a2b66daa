"""The page in headless Chromium, against a real server over fakes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.assistant.server.fakes import HEARD, KPI, PASSWORD, recording
from tests.assistant.server.running import running
from tests.chromium import launch

pytestmark = pytest.mark.real
SHOWN = "KPI quý I/2026 của phường Mẫu là 87,5 điểm"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("home")) as server:
        yield server.url


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    question = tmp_path_factory.mktemp("sound") / "question.wav"
    question.write_bytes(recording(3))
    with sync_playwright() as playwright:
        browser = launch(playwright, question)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="vi-VN")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, url: str) -> Iterator[Page]:
    """Opened; anything that the page complains of or takes from elsewhere fails the test."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: complaints.append(sent.url) if not sent.url.startswith((url, "blob:")) else None)
    page.goto(url)
    yield page
    expected = re.compile(r"status of (401|422|429)")  # Chromium reports every refused request
    assert [text for text in complaints if not expected.search(text)] == []


def sign_in(page: Page, user: str = "CC0001", password: str = PASSWORD) -> None:
    page.get_by_label("Mã cán bộ, công chức").fill(user)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def test_signing_in_with_a_secure_cookie_on_loopback(page: Page, context: BrowserContext, url: str) -> None:
    expect(page.get_by_text("Bạn đang trao đổi với trợ lý máy (AI)")).to_be_visible()
    expect(page.get_by_text("Dữ liệu mẫu")).to_be_visible()
    sign_in(page, password="sai")
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    sign_in(page)

    expect(page.locator("#who")).to_have_text("Nguyễn Văn Mẫu · Chuyên viên · Phường Mẫu")
    cookie = next(cookie for cookie in context.cookies() if cookie["name"] == "troly_session")
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
    page.reload()
    expect(page.get_by_label("Câu hỏi")).to_be_visible()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Mật khẩu")).to_be_visible()
    assert context.cookies() == []


def test_a_typed_question_shows_figures_period_and_sources(page: Page) -> None:
    sign_in(page)
    page.get_by_label("Tự đọc câu trả lời").uncheck()
    page.get_by_label("Câu hỏi").fill(KPI)
    page.keyboard.press("Enter")

    turn = page.get_by_role("article")
    expect(turn).to_contain_text(SHOWN)
    expect(turn).to_contain_text("Kỳ: 01/01/2026 – 31/03/2026 · Số liệu cập nhật đến 31/03/2026")
    expect(turn.get_by_role("columnheader")).to_have_text(["Chỉ tiêu", "Mục tiêu", "Thực hiện", "Đạt"])
    expect(turn.get_by_role("cell", name="<b>Thu ngân sách</b>")).to_be_visible()
    turn.get_by_text("Nguồn và cách tính").click()
    expect(turn).to_contain_text("KPI của đơn vị · đơn vị: PX-MAU · từ: 01/01/2026 · đến: 31/03/2026")
    expect(turn.get_by_role("link")).to_have_text("khoản 1 Điều 20 335/2025/NĐ-CP")
    assert page.locator("audio").first.get_attribute("src") is None, "nothing is spoken unasked"
    turn.get_by_role("button", name="Nghe").click()
    expect(page.locator("audio").first).to_have_attribute("src", re.compile("^blob:"))


def test_asking_back_offers_buttons_that_ask(page: Page) -> None:
    sign_in(page)
    page.get_by_label("Câu hỏi").fill("Thế nào rồi?")
    page.get_by_role("button", name="Gửi").click()
    expect(page.get_by_role("article")).to_contain_text("Cần hỏi rõ thêm")
    page.get_by_role("button", name="KPI của Phường Mẫu").click()

    expect(page.get_by_role("article").nth(1)).to_contain_text(SHOWN)
    page.get_by_role("button", name="Nhiệm vụ nào đang quá hạn?").click()
    expect(page.get_by_role("article")).to_have_count(3)
    page.get_by_role("button", name="Trao đổi mới").click()
    expect(page.get_by_role("article")).to_have_count(0)


@pytest.mark.parametrize("by", ["pointer", "keyboard"])
def test_holding_the_button_asks_by_voice_and_the_reply_is_heard(page: Page, by: str) -> None:
    sign_in(page)
    button = page.get_by_role("button", name="Giữ để nói")
    if by == "pointer":
        button.hover()
        page.mouse.down()
    else:
        button.focus()
        page.keyboard.down(" ")
    expect(page.get_by_text("Micrô đang bật")).to_be_visible()
    expect(page.get_by_text("Đang nghe")).to_be_visible()
    page.wait_for_timeout(900)  # speaking takes its time
    if by == "pointer":
        page.mouse.up()
    else:
        page.keyboard.up(" ")

    turn = page.get_by_role("article")
    expect(turn).to_contain_text(f"Tôi nghe được: “{HEARD}”")
    expect(turn).to_contain_text(SHOWN)
    expect(page.get_by_text("Micrô đang bật")).to_be_hidden()
    expect(page.locator("audio").first).to_have_attribute("src", re.compile("^blob:"))
    expect(turn).to_contain_text("Giọng tổng hợp")


def test_a_microphone_that_is_refused_is_explained(page: Page) -> None:
    page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); } }"
    )
    sign_in(page)
    page.get_by_role("button", name="Giữ để nói").click()

    expect(page.get_by_role("status")).to_contain_text("chưa cho phép dùng micrô")


def test_a_question_beyond_the_limit_cannot_be_typed(page: Page) -> None:
    sign_in(page)
    page.get_by_label("Câu hỏi").fill("a" * 3_000)

    assert len(page.get_by_label("Câu hỏi").input_value()) == 2_000


def test_a_session_that_ended_leads_back_to_signing_in(page: Page, context: BrowserContext) -> None:
    sign_in(page)
    expect(page.get_by_label("Câu hỏi")).to_be_visible()
    context.clear_cookies()
    page.get_by_label("Câu hỏi").fill(KPI)
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_have_text("Phiên làm việc đã hết. Hãy đăng nhập lại.")


def test_no_sideways_scrolling_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page)
    page.get_by_label("Câu hỏi").fill(KPI)
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_contain_text(SHOWN)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_api_description_needs_no_network(page: Page, url: str) -> None:
    page.goto(f"{url}/docs")

    expect(page.get_by_text("/api/ask/audio")).to_be_visible()


@pytest.mark.parametrize(("button", "by"), [("Sai số liệu", "pointer"), ("Không đúng ý tôi", "keyboard")])
def test_an_answer_can_be_complained_of_once(page: Page, button: str, by: str) -> None:
    sign_in(page)
    page.get_by_label("Câu hỏi").fill(KPI)
    page.keyboard.press("Enter")
    feedback = page.get_by_role("article").get_by_role("group", name="Góp ý về câu trả lời này")
    pressed = feedback.get_by_role("button", name=button)
    if by == "pointer":
        pressed.click()
    else:
        pressed.focus()
        page.keyboard.press("Enter")

    expect(feedback).to_contain_text("Cảm ơn!")
    expect(feedback.get_by_role("button")).to_have_count(0)
    expect(feedback.get_by_text("Cảm ơn!")).to_be_focused()


def test_feedback_that_did_not_arrive_can_be_given_again(page: Page) -> None:
    sign_in(page)
    page.get_by_label("Câu hỏi").fill(KPI)
    page.keyboard.press("Enter")
    feedback = page.get_by_role("article").get_by_role("group", name="Góp ý về câu trả lời này")
    page.route("**/api/feedback", lambda route: route.fulfill(status=422, json={"detail": "Chưa được."}), times=1)
    feedback.get_by_role("button", name="Sai số liệu").click()
    expect(feedback).to_contain_text("Chưa được.")
    feedback.get_by_role("button", name="Sai số liệu").click()

    expect(feedback).to_contain_text("Cảm ơn!")
