"""The sample documents: whole, the same for the same anchor, dated around it, and marked as samples in every format."""

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml
from docx import Document
from openpyxl import load_workbook

from ingest.sample.__main__ import main
from ingest.sample.city import sample_city
from ingest.sample.documents import write_sample_documents
from ingest.sample.documents.layout import Columns, Line, layout
from ingest.sample.documents.source import Source, sources
from ingest.sample.documents.tcvn3 import tcvn3
from ingest.sample.people import people
from ingest.sample.place import read_units

ANCHOR = date(2026, 7, 14)
DATED = re.compile(r"ngày (\d\d) tháng (\d{1,2}) năm (\d{4})")


@cache
def made(anchor: date = ANCHOR) -> tuple[Source, ...]:
    return tuple(sources(anchor))


def source(number: str) -> Source:
    return next(s for s in made() if s.letterhead and s.letterhead.number == number)


def day(text: str) -> date:
    found = DATED.search(text)
    assert found, text
    return date(int(found[3]), int(found[2]), int(found[1]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    write_sample_documents(folder, ANCHOR)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_anchor_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    named = write_sample_documents(tmp_path, ANCHOR)
    assert contents(tmp_path) == contents(folder)
    assert {path.name for path in named} == {n for n in contents(folder) if not n.endswith(".meta.yaml")}


def test_every_format_is_there(folder: Path) -> None:
    kinds = {path.suffix for path in folder.iterdir()}
    assert kinds == {".docx", ".pdf", ".html", ".md", ".txt", ".rtf", ".xlsx", ".yaml"}


def text_of(path: Path) -> str:
    """What a plain reader of the format sees; of PDF nothing."""
    if path.suffix == ".docx":
        document = Document(str(path))
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(p.text for p in document.paragraphs), *cells])
    if path.suffix == ".xlsx":
        return "\n".join(str(v) for row in load_workbook(path).worksheets[0].values for v in row if v is not None)
    raw = path.read_text(encoding="utf-8")
    if path.suffix != ".rtf":
        return raw
    raw = re.sub(r"\\u(\d+)\?", lambda found: chr(int(found[1])), raw)
    return re.sub(r"\\'([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), raw)


def test_every_document_says_that_it_is_a_sample(folder: Path) -> None:
    for made_of in made():
        assert layout(made_of)[0] == Line(made_of.mark, "small")
    legacy = "V¨n b¶n mÉu"
    for path in folder.iterdir():
        if path.suffix not in (".pdf", ".yaml"):
            assert ("Văn bản mẫu" in text_of(path)) != (legacy in text_of(path)), path.name


def test_a_docx_has_its_letterhead_articles_and_signature(folder: Path) -> None:
    text = text_of(folder / "QD-215-quy-che-lam-viec-phuong-thuan-hoa.docx")
    head = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 215/QĐ-UBND"]
    assert all(part in text for part in [*head, "TM. ỦY BAN NHÂN DÂN", "Nơi nhận:", "Trần Công Vinh"])
    articles = re.findall(r"^Điều (\d+)\.", text, re.MULTILINE)
    assert articles == ["1", "2", "3", *map(str, range(1, 23))]


def test_the_xlsx_has_numbers(folder: Path) -> None:
    rows = list(load_workbook(folder / "PL-1040-danh-muc-san-pham-quy-doi.xlsx").worksheets[0].values)
    assert (3, "Tờ trình kèm dự thảo quyết định cá biệt", "B", "bộ", 1.5, 6) in [row[:6] for row in rows]


def test_a_scan_has_pictures_and_no_text(folder: Path) -> None:
    scans = [name for s in made() for name, form in s.files.items() if form == "scan"]
    assert scans and all(name.replace(".pdf", ".docx") in contents(folder) for name in scans)
    for path in folder.glob("*.pdf"):
        raw = path.read_bytes()
        assert (b"/DCTDecode" in raw, b"/FontFile2" in raw) == (path.name in scans, path.name not in scans)


def test_tcvn3_is_what_vntime_shows() -> None:
    assert tcvn3("Cộng hòa xã hội chủ nghĩa Việt Nam").decode("cp1252") == "Céng hßa x· héi chñ nghÜa ViÖt Nam"
    assert tcvn3("Điều 1. Quyết định").decode("cp1252") == "§iÒu 1. QuyÕt ®Þnh"
    with pytest.raises(ValueError, match="Ủ"):
        tcvn3("Ủy ban")


def test_side_files_restrict(folder: Path) -> None:
    access = {
        path.name.removesuffix(".meta.yaml"): yaml.safe_load(path.read_text(encoding="utf-8")).get("access")
        for path in folder.glob("*.meta.yaml")
    }
    assert access["QD-19-thanh-tra-dot-xuat.docx"] == {"do_mat": "han_che", "units": ["TTR-TP", "SO-TC"]}
    assert access["HD-09-chu-ky-so-noi-bo-so-khcn.docx"] == {"do_mat": "noi_bo", "units": ["SO-KHCN"]}
    assert access["TB-ket-luan-xem-xet-trach-nhiem.docx"] == {"do_mat": "han_che", "units": []}


def test_notices_are_those_of_the_meetings() -> None:
    meetings = {row["so_thong_bao"]: row for row in sample_city(ANCHOR)["cuoc_hop"]}
    notices = [s for s in made() if s.heading[:1] == ("THÔNG BÁO",) and s.letterhead and "cuộc họp" in s.heading[1]]
    assert len(notices) == 4
    for notice in notices:
        assert notice.letterhead
        meeting = meetings[notice.letterhead.number]
        assert meeting["ten_cuoc_hop"] in notice.body
        assert notice.side.get("access", {"do_mat": "cong_khai"})["do_mat"] == meeting["do_mat"]
        said = [row for row in sample_city(ANCHOR)["ket_luan"] if row["ma_hop"] == meeting["ma_hop"]]
        assert all(f"{row['stt']}. " in notice.body and row["noi_dung"] in notice.body for row in said)


def test_only_invented_people_sign() -> None:
    names = {person.name for person in people(read_units())} | {"Tôn Thất Quỳnh Lam"}
    signed = [s for s in made() if s.signature and not s.draft]
    assert len(signed) > 18
    assert {s.signature[-1] for s in signed} <= names


@pytest.mark.parametrize("anchor", [ANCHOR, date(2026, 2, 28), date(2027, 1, 1)])
def test_days_go_with_the_anchor(anchor: date) -> None:
    """Whatever the day: one decision not yet in force, one no longer, one replaced, nothing signed in the future."""
    by_number = {s.letterhead.number: s for s in made(anchor) if s.letterhead}
    waste = next(s for number, s in by_number.items() if number.startswith("31/"))
    in_force = day(waste.body[waste.body.index("có hiệu lực thi hành kể từ") :])
    assert anchor < in_force <= anchor + timedelta(days=20)
    trial = by_number["925/QĐ-UBND"]
    assert day(trial.body[trial.body.index("đến hết") :]) < anchor
    dated = {
        n: day(s.letterhead.dated) for n, s in by_number.items() if s.letterhead and DATED.search(s.letterhead.dated)
    }
    assert max(dated.values()) <= anchor
    assert dated["68/QĐ-UBND"] < dated["215/QĐ-UBND"] < dated["540/QĐ-UBND"]
    assert f"Quyết định số 68/QĐ-UBND {by_number['68/QĐ-UBND'].letterhead.dated}" in by_number["215/QĐ-UBND"].body  # type: ignore[union-attr]
    rendered = [e for e in layout(by_number["215/QĐ-UBND"]) if isinstance(e, Columns)]
    assert len(rendered) == 2


def test_the_amending_decision_names_what_it_amends() -> None:
    body = source("540/QĐ-UBND").body
    assert "Sửa đổi khoản 2 Điều 5 như sau" in body and "“Điều 9a." in body
    assert "215/QĐ-UBND" in source("540/QĐ-UBND").heading[1]


def test_they_can_be_written_to_look_at(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--documents", str(tmp_path / "new"), "--anchor", "2026-07-14"])
    assert contents(tmp_path / "new").keys() == contents(folder).keys()
    with pytest.raises(SystemExit):
        main([])
    assert "--documents" in capsys.readouterr().err
