"""Files that are not what they seem, damaged, locked, or made to do harm: each refused with its true reason."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import psutil
import pytest

from assistant.documents import Reading
from assistant.errors import DocumentError
from ingest.reading.archive import expand
from ingest.reading.fake import FakeReader
from ingest.reading.limits import Limits
from ingest.reading.reader import WorkerReader
from ingest.reading.refusal import RefusedError
from prompts import message
from tests.ingest.reading.makers import compound, doc, pdf, ppt, read, rezipped, texts

BODY = "Quyết định này có hiệu lực thi hành kể từ ngày ký."
SMALL = Limits(unpacked=3_000_000, part=3_000_000, small=500_000, ratio=100)


def a_docx(path: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs or (BODY,):
        document.add_paragraph(text)
    document.save(str(path))
    return path


def an_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["TT", "Nội dung", "Mức"])
    book.active.append([1, "Cấp mới", 5])
    book.save(path)
    return path


def reason(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(RefusedError) as caught:
        read(path, limits)
    assert caught.value.values["reason"] == message("documents", caught.value.key, **caught.value.parts)
    return caught.value.key


def test_a_file_is_read_as_what_it_is_whatever_its_name(tmp_path: Path) -> None:
    made = {
        "a.docx": doc([(f"{BODY}\r", b"")]),
        "b.doc": a_docx(tmp_path / "x.docx").read_bytes(),
        "c.doc": rb"{\rtf1\ansi Quyet dinh nay\par}",
        "d.doc": f"<html><body><p>{BODY}</p></body></html>".encode(),
        "e.xls": f"<html><table><tr><th>TT</th></tr><tr><td>{BODY}</td></tr></table></html>".encode(),
        "f.docx": an_xlsx(tmp_path / "x.xlsx").read_bytes(),
        "g.txt": pdf([[(85, 100, "Quyet dinh nay")]]),
        "h.pptx": ppt([[BODY]]),
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)

    said = {name: " ".join(texts(read(tmp_path / name).blocks)) for name in made}

    assert {
        name for name, text in said.items() if BODY in text or "Quyet dinh nay" in text or "Cấp mới" in text
    } == set(made)


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.docx", b"", "empty"),
        ("a.txt", b" \n\r\n\xef\xbb\xbf", "empty"),
        ("a.pdf", b"%PDF-1.7\nnothing else", "damaged"),
        ("a.pdf", b"plain text that is no PDF", "damaged"),
        ("a.docx", b"PK\x03\x04 cut off", "damaged"),
        ("a.doc", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "damaged"),
        ("a.doc", compound({"WordDocument": b"\xff" * 5000}), "damaged"),
        ("a.ppt", compound({"Current User": b"\1" * 40, "PowerPoint Document": b"\2" * 99}), "damaged"),
        ("a.doc", doc([(f"{BODY}\r", b"")], flags=0x0300), "password"),
        ("a.docx", compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "password"),
        ("a.xls", compound({"Workbook": b"no records" * 99}), "damaged"),
        ("a.bin", bytes(range(256)) * 9, "unknown_kind"),
        ("a.txt", bytes(range(256)) * 9, "damaged"),
        ("a.doc", compound({"Contents": b"Visio"}), "unknown_kind"),
        ("a.rtf", rb"{\rtf1 {{{{ cut off", "damaged"),
        ("a.rtf", b"{\\rtf1" + b"{" * 5000 + b"}" * 5001, "damaged"),
        ("a.html", b"<html><body><script>x</script></body></html>", "no_text"),
        ("a.zip", b"PK\x05\x06" + bytes(18), "archive"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path: Path, name: str, content: bytes, key: str) -> None:
    (tmp_path / name).write_bytes(content)

    assert reason(tmp_path / name) == key


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ống.txt")

    assert reason(tmp_path / "mất.docx") == "unreadable"
    assert reason(tmp_path / "ống.txt") == "unreadable"
    assert reason(tmp_path) == "unreadable"


@pytest.mark.parametrize("make", [a_docx, an_xlsx])
def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_not_unpacked(tmp_path: Path, make: object) -> None:
    path = make(tmp_path / "bom.docx")  # type: ignore[operator]
    rezipped(path, {"word/media/a.xml": b"0" * 2_000_000})
    assert reason(path, SMALL) == "bomb"

    rezipped(path, {f"word/media/{at}.bin": os.urandom(40_000) * 12 for at in range(9)} | {"word/media/a.xml": None})
    assert reason(path, SMALL) == "bomb"


@pytest.mark.parametrize("mark", ['<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "<!DOCTYPE x><!-- -->"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_that_declares_entities_is_refused(tmp_path: Path, mark: str, encoding: str) -> None:
    path = a_docx(tmp_path / "xxe.docx")
    with zipfile.ZipFile(path) as archive:
        body = (
            archive.read("word/document.xml")
            .decode()
            .split("?>", 1)[1]
            .replace(BODY, "&a;" if "ENTITY" in mark else BODY)
        )
    rezipped(path, {"word/document.xml": f'<?xml version="1.0" encoding="{encoding}"?>{mark}{body}'.encode(encoding)})

    assert reason(path) == "entities"


def test_a_part_that_is_cut_off_or_missing_is_damaged(tmp_path: Path) -> None:
    path = a_docx(tmp_path / "a.docx")
    rezipped(path, {"word/document.xml": b"<w:document><w:body>"})
    assert reason(path) == "damaged"

    rezipped(a_docx(path), {"word/document.xml": None})
    assert reason(path) == "damaged"


def test_a_sheet_with_one_cell_far_away_is_refused(tmp_path: Path) -> None:
    path = an_xlsx(tmp_path / "xa.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = 1
    book.save(path)

    assert reason(path) == "cells"


def test_limits_of_size_and_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([[(85, 100, "Trang nay")]] * 3))

    assert reason(path, Limits(pages=2)) == "pages"
    assert reason(path, Limits(file=100)) == "size"
    assert read(path).pages == 3


def test_a_document_with_a_stamp_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        read(a_docx(tmp_path / "mat.docx", "UBND TỈNH", "TỐI MẬT", "BÁO CÁO", BODY))

    assert "TỐI MẬT" in caught.value.values["reason"]


def test_archives_are_listed_with_the_folder_and_the_bad_ones_are_refused(tmp_path: Path) -> None:
    shutil.copy(a_docx(tmp_path / "goc.docx"), tmp_path / "~$khoa.docx")
    (tmp_path / "goc.docx.meta.yaml").write_text("number: 1")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "goc.docx", "Thông tư/tài liệu.docx")
        archive.writestr("../../ngoai.docx", b"x")
        archive.writestr("/tmp/tuyet_doi.txt", b"x")
        archive.writestr("trong.zip", b"PK")
        archive.writestr("anh.exe", b"x")
        archive.writestr("__MACOSX/a.docx", b"x")
    with zipfile.ZipFile(tmp_path / "bom.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 2_000_000)
    with zipfile.ZipFile(tmp_path / "rong.zip", "w") as archive:
        archive.writestr("a.exe", b"0")
    (tmp_path / "hong.zip").write_bytes(b"PK not a zip")
    (tmp_path / "loi_tat.docx").symlink_to(tmp_path / "goc.docx")

    found = {
        str(one.path.relative_to(tmp_path)): one.refused.key if one.refused else "" for one in expand(tmp_path, SMALL)
    }

    assert found == {
        "goc.docx": "", "a.zip/Thông tư/tài liệu.docx": "", "a.zip/ngoai.docx": "traversal",
        "a.zip/tuyet_doi.txt": "traversal", "a.zip/trong.zip": "nested_archive", "bom.zip": "bomb",
        "rong.zip": "empty_archive",
        "hong.zip": "damaged",
    }  # fmt: skip
    assert not (tmp_path.parent / "ngoai.docx").exists()


@pytest.fixture(scope="module")
def reader() -> Iterator[WorkerReader]:
    with WorkerReader() as worker:
        yield worker


def test_the_worker_reads_files_and_members_of_archives_in_one_process(reader: WorkerReader, tmp_path: Path) -> None:
    path = a_docx(tmp_path / "goc.docx")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, "thư mục/goc.docx")

    plain, inner = reader.read(path), reader.read(tmp_path / "a.zip" / "thư mục" / "goc.docx")

    assert plain == inner == Reading(blocks=read(path).blocks)
    assert len(workers()) == 1


def test_a_refusal_comes_through_the_worker_and_the_next_file_is_read(reader: WorkerReader, tmp_path: Path) -> None:
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.4 hong")
    with pytest.raises(DocumentError) as caught:
        reader.read(tmp_path / "hong.pdf")

    assert caught.value.values["reason"] == message("documents", "damaged")
    assert reader.read(an_xlsx(tmp_path / "a.xlsx")).blocks[0].rows[1] == ("1", "Cấp mới", "5")


def test_a_worker_that_is_killed_is_replaced(reader: WorkerReader, tmp_path: Path) -> None:
    path = a_docx(tmp_path / "goc.docx")
    reader.read(path)
    (before,) = workers()
    before.kill()
    before.wait()

    assert texts(reader.read(path).blocks) == [BODY]
    assert [one.pid for one in workers()] != [before.pid]


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    path = a_docx(tmp_path / "goc.docx")
    with WorkerReader(limits=Limits(seconds=2)) as reader:
        reader.read(path)
        (worker,) = workers(latest_only=True)
        worker.suspend()
        with pytest.raises(RefusedError) as caught:
            reader.read(path)

        assert caught.value.key == "time"
        assert texts(reader.read(path).blocks) == [BODY]


def test_a_file_that_needs_too_much_memory_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "lon.txt").write_bytes(b"a" * 200_000_000)
    (tmp_path / "nho.txt").write_text(BODY)
    with WorkerReader(limits=Limits(memory=330_000_000)) as reader:
        with pytest.raises(RefusedError) as caught:
            reader.read(tmp_path / "lon.txt")

        assert caught.value.key == "memory"
        assert texts(reader.read(tmp_path / "nho.txt").blocks) == [BODY]


def test_a_closed_reader_leaves_no_process(tmp_path: Path) -> None:
    before = {one.pid for one in workers()}
    with WorkerReader() as reader:
        reader.read(a_docx(tmp_path / "goc.docx"))
        assert len({one.pid for one in workers()} - before) == 1

    assert {one.pid for one in workers()} <= before


def workers(latest_only: bool = False) -> list[psutil.Process]:
    """The reading workers of this process, the latest first."""
    children = psutil.Process().children()
    found = [
        one for one in children if one.status() != psutil.STATUS_ZOMBIE and "ingest.reading.worker" in one.cmdline()
    ]
    latest = sorted(found, key=lambda one: -one.create_time())
    return latest[:1] if latest_only else latest


def test_the_fake_reads_what_it_was_given(tmp_path: Path) -> None:
    fake = FakeReader({"a.docx": Reading(()), "b.docx": "damaged"})

    assert fake.read(tmp_path / "a.docx") == Reading(())
    with pytest.raises(DocumentError) as caught:
        fake.read(tmp_path / "b.docx")
    assert caught.value.values["reason"] == message("documents", "damaged")
    assert [file.name for file in fake.asked] == ["a.docx", "b.docx"]
