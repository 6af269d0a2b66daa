"""What bringing an index in line with a folder does, case by case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from assistant.document_seams import Where
from assistant.documents import Access
from assistant.errors import HomeBusyError, InputError
from kpi_tools.documents import documents_by, shown_document
from kpi_tools.schema import Meeting, MeetingInvitee
from tests.ingest.desk import CLERK, MAYOR, Desk, articles, open_desk, write
from tests.ingest.passages import points
from tests.kpi_tools.rows import city, fill, principal, unit

DECREE = ("số: 45/2026/NĐ-CP", "loại: Nghị định", "ngày: 2026-02-01", "trích yếu: Về việc mẫu")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "tai-lieu"
    path.mkdir()
    return path


def test_a_folder_is_indexed_and_a_second_run_does_nothing(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", *DECREE, *articles(3, "lúa"))
    write(folder, "sâu/b.txt", "Điều 1. bò")
    write(folder, ".ẩn/c.txt", "Điều 1. không")
    write(folder, "~$a.txt", "Điều 1. không")

    assert desk.run(folder) == {"a.txt": "new", "sâu/b.txt": "new"}
    assert len(desk.found()) == 4
    desk.forget_work()
    assert desk.run(folder) == {"a.txt": "unchanged", "sâu/b.txt": "unchanged"}
    assert (desk.reader.read_files, desk.embedder.embedded) == ([], [])
    assert len(desk.found()) == 4


def test_titles_stand_before_what_is_embedded(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", *DECREE, "Điều 1. lúa")
    desk.run(folder)

    assert desk.embedder.embedded == ["Nghị định 45/2026/NĐ-CP Về việc mẫu. Điều 1. lúa\nĐiều 1. lúa"]


def test_a_changed_file_answers_with_its_new_text_and_keeps_the_old_to_read(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", *DECREE, "Điều 1. cũ")
    write(folder, "b.txt", "Điều 1. khác")
    desk.run(folder)
    first = documents_by(desk.store, MAYOR, numbers=["45/2026/nđ-cp"])[0]
    write(folder, "a.txt", *DECREE, "Điều 1. mới", "Điều 2. thêm")
    desk.forget_work()

    assert desk.run(folder) == {"a.txt": "changed", "b.txt": "unchanged"}
    assert len(desk.embedder.embedded) == 2
    assert desk.found() == [("a.txt", "Điều 1. mới"), ("a.txt", "Điều 2. thêm"), ("b.txt", "Điều 1. khác")]
    now = shown_document(desk.store, MAYOR, first.id)
    old = shown_document(desk.store, MAYOR, first.id, first.version)
    assert now and old
    assert [block["text"] for block in now.outline] == ["Điều 1. mới", "Điều 2. thêm"]
    assert [block["anchor"] for block in old.outline] == ["dieu-1"]
    assert [version for version, _ in now.versions] == [now.version, first.version]


def test_a_header_that_changes_alone_embeds_nothing(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", *DECREE, "Điều 1. x")
    desk.run(folder)
    desk.forget_work()
    write(folder, "a.txt", *DECREE, "hiệu lực: 2026-03-01", "thay thế: 9/2020/NĐ-CP; 1/2019/NĐ-CP", "Điều 1. x")

    assert desk.run(folder) == {"a.txt": "changed"}
    assert desk.embedder.embedded == []
    entry = documents_by(desk.store, MAYOR)[0]
    assert (str(entry.effective), entry.replaces) == ("2026-03-01", ("1/2019/NĐ-CP", "9/2020/NĐ-CP"))
    desk.forget_work()
    assert desk.run(folder) == {"a.txt": "unchanged"}


def test_a_file_that_is_gone_answers_no_more_and_may_come_back(desk: Desk, folder: Path) -> None:
    path = write(folder, "a.txt", "Điều 1. x")
    write(folder, "b.txt", "Điều 1. y")
    desk.run(folder)
    path.unlink()

    assert desk.run(folder) == {"a.txt": "removed", "b.txt": "unchanged"}
    assert [file for file, _ in desk.found()] == ["b.txt"]
    assert desk.run(folder) == {"b.txt": "unchanged"}
    write(folder, "a.txt", "Điều 1. x")
    assert desk.run(folder)["a.txt"] == "new"
    assert [file for file, _ in desk.found()] == ["a.txt", "b.txt"]


def test_a_moved_file_keeps_its_address_and_is_not_embedded_again(desk: Desk, folder: Path) -> None:
    path = write(folder, "a.txt", "Điều 1. x")
    desk.run(folder)
    before = documents_by(desk.store, MAYOR)[0].id
    (folder / "sâu").mkdir()
    path.rename(folder / "sâu" / "z.txt")
    desk.forget_work()
    report = desk.keeper.index(folder)

    assert [(f.file, f.status, f.moved_from) for f in report.files] == [("sâu/z.txt", "changed", "a.txt")]
    assert (desk.reader.read_files, desk.embedder.embedded) == ([], [])
    assert desk.found() == [("sâu/z.txt", "Điều 1. x")]
    assert documents_by(desk.store, MAYOR)[0].id == before
    write(folder, "a.txt", "Điều 1. một tài liệu khác")
    assert desk.run(folder) == {"a.txt": "new", "sâu/z.txt": "unchanged"}
    assert len({entry.id for entry in documents_by(desk.store, MAYOR)}) == 2


def test_a_copy_of_a_file_is_not_a_move(desk: Desk, folder: Path) -> None:
    path = write(folder, "a.txt", "Điều 1. x")
    desk.run(folder)
    (folder / "b.txt").write_bytes(path.read_bytes())
    files = desk.keeper.index(folder).files

    assert [(f.file, f.status, f.duplicate_of) for f in files] == [
        ("a.txt", "unchanged", None),
        ("b.txt", "new", "a.txt"),
    ]
    assert desk.found() == [("a.txt", "Điều 1. x")]


def test_one_folder_never_touches_another(desk: Desk, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "khác"
    write(folder, "a.txt", "Điều 1. x")
    write(other, "a.txt", "Điều 1. y")
    desk.run(folder)
    desk.run(other)
    (folder / "a.txt").unlink()
    desk.run(folder)

    assert desk.found() == [("a.txt", "Điều 1. y")]
    assert desk.run(other) == {"a.txt": "unchanged"}


def test_what_is_refused_is_said_each_time_and_the_rest_goes_on(desk: Desk, folder: Path) -> None:
    (folder / "hỏng.txt").write_bytes(b"\xff\xfe\xff")
    write(folder, "mật.txt", "MẬT", "Điều 1. x")
    write(folder, "rỗng.txt")
    write(folder, "tốt.txt", "Điều 1. y")
    expected = {"hỏng.txt": "refused", "mật.txt": "refused", "rỗng.txt": "refused", "tốt.txt": "new"}

    report = desk.keeper.index(folder)
    assert {file.file: file.status for file in report.files} == expected
    assert report.refused == 3
    reasons = {file.file: file.reason for file in report.files}
    assert (reasons["hỏng.txt"], reasons["mật.txt"]) == ("tệp hỏng", "đóng dấu MẬT")
    desk.forget_work()
    assert desk.run(folder) == expected | {"tốt.txt": "unchanged"}
    assert desk.reader.read_files == []
    (folder / "hỏng.txt").unlink()
    assert desk.run(folder)["hỏng.txt"] == "removed"
    assert "hỏng.txt" not in desk.run(folder)


def test_a_document_that_is_refused_later_is_seen_by_nobody(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", *DECREE, "Điều 1. x")
    desk.run(folder)
    entry = documents_by(desk.store, MAYOR)[0]
    write(folder, "a.txt", *DECREE, "MẬT", "Điều 1. x")

    assert desk.run(folder) == {"a.txt": "refused"}
    assert (desk.found(), documents_by(desk.store, MAYOR), list(desk.index.holdings(entry.source))) == ([], (), [])
    assert shown_document(desk.store, MAYOR, entry.id) is None
    write(folder, "a.txt", *DECREE, "Điều 1. x")
    assert desk.run(folder) == {"a.txt": "new"}
    assert len(desk.found()) == 1


def test_a_scan_and_its_text_are_one_document(desk: Desk, folder: Path) -> None:
    long = [f"Điều {n}. một đoạn văn dài nói về việc thứ {n}" for n in range(1, 9)]
    misread = [*long[:-1], "Điều 8. một đoan vản dài nói về viêc thứ 8"]
    write(folder, "1-quét.txt", *DECREE, "quét: 3", *misread)
    assert desk.run(folder) == {"1-quét.txt": "new"}
    assert len(desk.found()) == 8
    write(folder, "2-chữ.txt", *DECREE, *long)
    assert desk.run(folder) == {"1-quét.txt": "unchanged", "2-chữ.txt": "new"}

    assert {file for file, _ in desk.found()} == {"2-chữ.txt"}
    listed = {one["file"]: one["duplicate_of"] for one in desk.keeper.documents()}
    assert listed == {"1-quét.txt": "2-chữ.txt", "2-chữ.txt": None}
    assert desk.run(folder) == {"1-quét.txt": "unchanged", "2-chữ.txt": "unchanged"}
    (folder / "2-chữ.txt").unlink()
    assert desk.run(folder) == {"1-quét.txt": "unchanged", "2-chữ.txt": "removed"}
    assert {file for file, _ in desk.found()} == {"1-quét.txt"}


def test_a_scan_and_its_text_of_the_same_run_are_one_document(desk: Desk, folder: Path) -> None:
    for name, lines in (("1.txt", ("quét: 2",)), ("2.txt", ()), ("3.txt", ())):
        write(folder, name, *DECREE, *lines, *articles(4, "lúa"))
    desk.run(folder)

    assert {file for file, _ in desk.found()} == {"2.txt"}
    (folder / "2.txt").unlink()
    desk.run(folder)
    assert {file for file, _ in desk.found()} == {"3.txt"}


@pytest.mark.parametrize(
    "other",
    [
        ("số: 45/2026/NĐ-CP", "loại: Phụ lục", "ngày: 2026-02-01"),
        ("số: 45/2026/NĐ-CP", "loại: Nghị định", "ngày: 2025-02-01"),
        ("số: 45/2026/NĐ-CP", "loại: Nghị định", "ngày: 2026-02-01", "dự thảo: có"),
        ("số: 45/2026/NĐ-CP", "loại: Nghị định", "ngày: 2026-02-01", "quyền: noi_bo A"),
    ],
)
def test_what_may_be_another_document_is_kept(desk: Desk, folder: Path, other: tuple[str, ...]) -> None:
    write(folder, "1.txt", *DECREE, "Điều 1. một hai ba bốn")
    write(folder, "2.txt", *other, "Điều 1. một hai ba bốn năm")
    desk.run(folder)

    assert {file for file, _ in desk.found()} == {"1.txt", "2.txt"}


def test_the_same_number_with_other_words_is_another_document(desk: Desk, folder: Path) -> None:
    write(folder, "1.txt", *DECREE, "Điều 1. một hai ba bốn")
    write(folder, "2.txt", *DECREE, "Phụ lục kèm theo: năm sáu bảy tám chín mười")
    desk.run(folder)

    assert {file for file, _ in desk.found()} == {"1.txt", "2.txt"}


def test_who_may_see_what(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", "Điều 1. một")
    write(folder, "b.txt", "Điều 1. hai")
    write(folder, "b.meta.yaml", "han_che B")
    write(folder, "c.txt", "Điều 1. ba")
    write(folder, "c.txt.meta.yaml", "cong_khai")
    desk.run(folder, access=Access("noi_bo", ("A",)))
    files = {one: [file for file, _ in desk.found(principal("CC9", one))] for one in ("A", "B", "C")}

    assert files == {"A": ["a.txt", "c.txt"], "B": ["b.txt", "c.txt"], "C": ["c.txt"]}
    desk.forget_work()
    assert set(desk.run(folder).values()) == {"unchanged"}, "the access of the folder is remembered"
    assert desk.run(folder, access=Access("noi_bo", ("C",))) == {
        "a.txt": "changed",
        "b.txt": "unchanged",
        "c.txt": "unchanged",
    }
    assert desk.embedder.embedded == []
    assert [file for file, _ in desk.found(principal("CC9", "C"))] == ["a.txt", "c.txt"]
    assert [file for file, _ in desk.found(CLERK)] == ["c.txt"]
    write(folder, "b.meta.yaml", "han_che C")
    assert desk.run(folder)["b.txt"] == "changed"
    assert desk.embedder.embedded == []
    assert [file for file, _ in desk.found(principal("CC9", "B"))] == ["c.txt"]


def test_a_notice_of_conclusion_takes_the_access_of_its_meeting(desk: Desk, folder: Path) -> None:
    start = datetime(2026, 3, 2, 8)
    made = Meeting(code="H1", name="Họp", start=start, end=start, unit="A", notice="5/TB-UBND", secrecy="noi_bo")
    fill(desk.store, city(), unit("A"), unit("B"), made, MeetingInvitee(meeting="H1", invitee="B"))
    fill(desk.store, MeetingInvitee(meeting="H1", invitee="CC7"))
    write(folder, "tb.txt", "số: 5/TB-UBND", "loại: Thông báo", "1. Kết luận")
    write(folder, "khác.txt", "số: 6/TB-UBND", "loại: Thông báo", "1. Kết luận khác")
    desk.run(folder)

    assert {one["file"]: (one["access"], one["units"]) for one in desk.keeper.documents()} == {
        "tb.txt": ("noi_bo", ["A", "B"]),
        "khác.txt": ("cong_khai", []),
    }
    with desk.store.write() as session:
        session.get_one(Meeting, "H1").secrecy = "han_che"
    assert desk.run(folder) == {"tb.txt": "changed", "khác.txt": "unchanged"}
    assert [file for file, _ in desk.found(CLERK)] == ["khác.txt"]


def test_another_encoder_reads_everything_again(tmp_path: Path, folder: Path) -> None:
    write(folder, "a.txt", "Điều 1. x")
    for made_with, expected in (("e5", "new"), ("e5", "unchanged"), ("bge", "changed"), ("bge", "unchanged")):
        desk = open_desk(tmp_path, made_with)
        assert desk.run(folder) == {"a.txt": expected}
        assert len(desk.embedder.embedded) == (expected != "unchanged")
        assert len(desk.found()) == 1
        desk.close()


def test_a_lost_index_is_made_again_from_the_catalogue(desk: Desk, folder: Path) -> None:
    """As after `troly restore`: the rows are there, the vectors are not."""
    write(folder, "a.txt", *DECREE, *articles(3, "lúa"))
    write(folder, "b.txt", "Điều 1. x")
    desk.run(folder)
    before = desk.found()
    for one in desk.keeper.documents():
        desk.index.remove(str(one["id"]))
    desk.forget_work()

    assert desk.keeper.rebuild() == 2
    assert (desk.found(), desk.reader.read_files, len(desk.embedder.embedded)) == (before, [], 4)
    assert desk.keeper.rebuild() == 0


def test_leftovers_of_a_killed_run_are_put_right(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", *articles(3, "lúa"))
    desk.run(folder)
    source, record = str(folder), desk.catalogue.records()[0]
    held = desk.index.search(Where(MAYOR), 10)[0].passage
    stray = replace(held, version="v0", id="00000000-0000-0000-0000-000000000001")
    orphan = replace(held, document="không-có", id="00000000-0000-0000-0000-000000000002")
    desk.index.put(points(stray, orphan))
    desk.index.describe(record.id, "khác.txt", record.header, Access("han_che"))
    desk.run(folder)

    assert list(desk.index.holdings(source).values()) == [3]
    assert [file for file, _ in desk.found(CLERK)] == ["a.txt"] * 3


def test_members_of_an_archive_are_documents(desk: Desk, folder: Path) -> None:
    with ZipFile(folder / "kho.zip", "w") as file:
        file.writestr("x/a.txt", "Điều 1. x")
        file.writestr("x/a.meta.yaml", "noi_bo A")
        file.writestr("../lạ.txt", "Điều 1. y")

    assert desk.run(folder) == {"kho.zip/x/a.txt": "new", "kho.zip/lạ.txt": "refused"}
    assert desk.run(folder) == {"kho.zip/x/a.txt": "unchanged", "kho.zip/lạ.txt": "refused"}
    assert [file for file, _ in desk.found(CLERK)] == ["kho.zip/x/a.txt"]
    assert desk.found(principal("CC9", "B")) == []
    (folder / "kho.zip").unlink()
    assert set(desk.run(folder).values()) == {"removed"}


def test_a_side_file_that_cannot_be_opened_refuses_its_document(desk: Desk, folder: Path) -> None:
    archive = folder / "kho.zip"
    with ZipFile(archive, "w") as file:
        file.writestr("a.txt", "Điều 1. x")
        file.writestr("a.meta.yaml", "han_che")
    archive.write_bytes(archive.read_bytes().replace(b"han_che", b"han_chx", 1))  # its checksum does not fit now

    assert desk.run(folder) == {"kho.zip/a.txt": "refused"}
    assert desk.found() == []


def test_links_that_lead_elsewhere_are_left_alone(desk: Desk, folder: Path, tmp_path: Path) -> None:
    outside = write(tmp_path, "ngoài/x.txt", "Điều 1. ngoài")
    (folder / "x.txt").symlink_to(outside)
    (folder / "cả").symlink_to(outside.parent)

    assert desk.run(folder) == {}


def test_removing_by_name_number_or_id(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", *DECREE, "Điều 1. x")
    write(folder, "sâu/b.txt", "Điều 1. y")
    write(folder, "c.txt", "Điều 1. z")
    desk.run(folder)

    assert desk.keeper.remove("45/2026/nđ-cp") == ["a.txt"]
    assert desk.keeper.remove("b.txt") == ["sâu/b.txt"]
    assert desk.keeper.remove(str(desk.keeper.find("c.txt")[0]["id"])) == ["c.txt"]
    with pytest.raises(InputError):
        desk.keeper.remove("d.txt")
    assert (desk.found(), desk.keeper.documents()) == ([], [])


def test_no_folder_is_an_input_error(desk: Desk, folder: Path) -> None:
    with pytest.raises(InputError):
        desk.keeper.index(folder / "không có")


def test_a_second_run_meanwhile_is_refused(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", "Điều 1. x")
    refused = list[str]()

    def again(file: str, done: int, total: int) -> None:
        for attempt in (lambda: desk.keeper.index(folder), desk.keeper.rebuild, lambda: desk.keeper.remove("a.txt")):
            with pytest.raises(HomeBusyError) as caught:
                attempt()
            refused.append(caught.value.values["mend"])

    assert desk.run(folder, progress=again) == {"a.txt": "new"}
    assert len(refused) == 6
    assert desk.run(folder) == {"a.txt": "unchanged"}


def test_the_report_names_each_files_access_and_what_it_is(desk: Desk, folder: Path) -> None:
    write(folder, "a.txt", *articles(2, "x"), "quét: 3", "quyền: han_che")
    write(folder, "b.txt", "Điều 1. y")
    (folder / "c.txt").write_bytes(b"\xff")
    report = desk.keeper.index(folder, Access("noi_bo", ("A", "B")))
    a, b, c, total = report.lines()

    assert a == (
        "a.txt: mới, 2 đoạn, 3 trang, 3 trang nhận dạng từ ảnh quét, quyền xem: hạn chế (chỉ lãnh đạo thành phố)"
    )
    assert b == "b.txt: mới, 1 đoạn, quyền xem: nội bộ (đơn vị A, B)"
    assert c == "c.txt: TỪ CHỐI, tệp hỏng"
    assert total == "Tổng cộng: 2 mới, 0 thay đổi, 0 không đổi, 0 đã gỡ, 1 bị từ chối."
    document = report.as_json()
    assert isinstance(document["seconds"], float)
    assert isinstance(document["files"], list)
    keys = {"file", "status", "reason", "chunks", "pages", "ocr_pages", "encoding"}
    assert all(keys <= set(file) for file in document["files"])
