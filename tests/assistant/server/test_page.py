import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.server.app import create_app
from assistant.server.page import WEB, WORDS
from prompts import FOLDER, message
from tests.assistant.server.fakes import fake_city

SCRIPTS = sorted(WEB.glob("*.js"))


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [given[name] or "" for name in ("src", "href") if name in given]
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") != "application/json"):
            self.inline.append(tag)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_pages_use_nothing_from_elsewhere_and_nothing_inline(client: TestClient, path: str) -> None:
    response = client.get(path)
    links = Links()
    links.feed(response.text)

    assert links.inline == []
    local = [address for address in links.addresses if not address.startswith("#")]
    assert local and all(re.match(r"/(web|swagger)/", address) for address in local)
    assert {client.get(address).status_code for address in local} == {200}


def test_no_script_or_style_loads_from_elsewhere() -> None:
    for file in [*SCRIPTS, WEB / "style.css"]:
        assert not re.search(r"https?://|@import|url\(", file.read_text(encoding="utf-8")), file.name


def test_the_page_says_that_it_is_a_machine_with_a_synthetic_voice(client: TestClient) -> None:
    page = client.get("/").text

    assert "Bạn đang trao đổi với trợ lý máy (AI)" in page
    assert "giọng tổng hợp" in page


@pytest.mark.parametrize("sample", [True, False])
def test_sample_data_are_marked(tmp_path: Path, sample: bool) -> None:
    client = TestClient(create_app(fake_city(tmp_path, sample=sample).runtime))

    banner = re.search(r'id="sample"( hidden)?>Dữ liệu mẫu', client.get("/").text)
    assert banner and (banner[1] is None) is sample


def test_security_headers_on_everything(client: TestClient) -> None:
    for path in ("/", "/web/app.js", "/healthz", "/api/me", "/nowhere"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "max-age" in headers["strict-transport-security"]
        assert "microphone=(self)" in headers["permissions-policy"]


def test_openapi_describes_the_interface(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    assert {"/api/ask", "/api/ask/audio", "/api/session", "/healthz", "/readyz"} <= set(paths)


def test_the_script_finds_every_sentence_it_shows(client: TestClient) -> None:
    rendered = re.search(r'id="words">(.*?)</script>', client.get("/").text, re.S)
    assert rendered
    given = json.loads(rendered[1])
    used: set[str] = set()
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        used |= set(re.findall(r'say\("(\w+)"', text)) | set(re.findall(r'"(mic_\w+)"', text))

    assert used <= given.keys()
    composed = {key for key in given if key.startswith(("tool_", "arg_", "status_", "router_"))}
    assert given.keys() - (composed - used) == used, "no sentence is carried in vain"
    assert given["heard"] == message("web", "heard")


def test_every_sentence_of_the_table_is_used() -> None:
    sources = [*WEB.glob("*"), *(WEB.parent / "server").glob("*.py")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in sources if file.is_file())
    keys = re.findall(r"^([\w-]+):", (FOLDER / "web.yaml").read_text(encoding="utf-8"), re.M)

    unused = {key for key in keys if key not in WORDS and not re.search(rf'"{key}"', text)}

    assert unused == set()


def test_vietnamese_stands_in_prompts_alone() -> None:
    letters = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
    for file in WEB.glob("*.*"):
        assert not letters.search(file.read_text(encoding="utf-8")), file.name
