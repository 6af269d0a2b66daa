import pytest

from assistant.names import NameIndex
from assistant.router import MASKS
from assistant.slots import Slots, read_slots, said
from assistant.types import Named
from assistant.vietnamese import fold, normalise
from tests.assistant.fakes_city import NOW, STAFF

NAMES = NameIndex(
    [
        Named("TP", "Thành phố Huế", "unit", level="thanh_pho"),
        Named("PX-THUANHOA", "Phường Thuận Hóa", "unit", level="xa_phuong"),
        Named("PX-PHUVINH", "Phường Phú Vinh", "unit", level="xa_phuong"),
        Named("CC1", "Nguyễn Văn Mẫu", "person", unit="PX-THUANHOA"),
        Named("CC2", "Trần Thị Ví Dụ", "person", unit="PX-PHUVINH"),
    ]
)


def read(text: str) -> Slots:
    return read_slots(normalise(text), NOW, STAFF, NAMES)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("nhiệm vụ nào quá hạn?", "overdue"),
        ("NHIEM VU TRE HAN", "overdue"),
        ("việc chậm tiến độ", "overdue"),
        ("viec sap den han", "due_soon"),
        ("việc sắp hết hạn của tôi", "due_soon"),
        ("nhiệm vụ đang thực hiện", "in_progress"),
        ("cong viec dang lam", "in_progress"),
        ("việc chưa bắt đầu", "not_started"),
        ("nhiem vu chua trien khai", "not_started"),
        ("nhiệm vụ đã hoàn thành", "done"),
        ("nhiem vu da xong", "done"),
        ("nhiệm vụ hoàn thành muộn", "done_late"),
        ("nhiệm vụ hoàn thành quá hạn", "done_late"),
        ("nhiệm vụ chưa hoàn thành", "unfinished"),
        ("viec con ton dong", "unfinished"),
        ("đơn vị nào trễ việc", "overdue"),
        ("việc nào chậm nhất", "overdue"),
        ("việc nào còn tồn đọng mà quá hạn", "overdue"),
        ("chưa bắt đầu mà đã trễ hạn", "overdue"),
        ("việc có nguy cơ trễ hạn", "due_soon"),
        ("hôm nay có việc gì gấp không", "due_soon"),
        ("sắp tới hạn mà chưa xong", "due_soon"),
        ("việc đang dang dở", "in_progress"),
        ("đang làm mà chưa xong", "in_progress"),
        ("làm xong nhưng trễ hạn", "done_late"),
        ("hoàn thành mà chậm", "done_late"),
        ("viec nao xong roi", "done"),
        ("đã hoàn thành đúng hạn", "done"),
        ("nhiệm vụ của phường Thuận Hóa", None),
        ("nhiệm vụ hạnh phúc", None),
        ("việc phải xong trong tuần", None),
        ("việc số hóa đã xong chưa", None),
        ("chậm nhất ngày 20/7 phải nộp gì", None),
        ("cham soc nguoi cao tuoi", None),
        ("hoi thi tre", None),
    ],
)
def test_the_state_of_tasks_in_words(text: str, status: str | None) -> None:
    assert read(text).status == status


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("nhiệm vụ theo Nghị quyết 57 của phường Thuận Hóa", "Nghị quyết 57"),
        ("nhiệm vụ theo nghị quyết số 57-NQ/TW", "nghị quyết 57-NQ/TW"),
        ("việc thuộc Kế hoạch 12/KH-UBND", "Kế hoạch 12/KH-UBND"),
        ("nhiệm vụ trong quyết định 1234/QĐ-UBND đến đâu", "quyết định 1234/QĐ-UBND"),
        ("tình hình thực hiện Nghị quyết 57", "Nghị quyết 57"),
        ("nhiệm vụ nghị quyết 57 của phường Thuận Hóa", "nghị quyết 57"),
        ("việc theo thông báo kết luận 90/TB-UBND", "thông báo kết luận 90/TB-UBND"),
        ("nhiệm vụ theo kế hoạch chuyển đổi số", None),
        ("nhiem vu theo nghi quyet so 57 cua phuong", "nghi quyet 57"),
        ("nghị quyết 57 nói gì", None),
    ],
)
def test_the_basis_is_a_document_with_its_number(text: str, basis: str | None) -> None:
    assert read(text).basis == basis


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("nhiệm vụ về số hóa hồ sơ", "số hóa hồ sơ"),
        ("nhiệm vụ về số hóa hồ sơ của phường Thuận Hóa", "số hóa hồ sơ"),
        ("việc liên quan đến cấp giấy phép quá hạn", "cấp giấy phép"),
        ("nhiệm vụ về chuyển đổi số thế nào?", "chuyển đổi số"),
        ("nhiệm vụ về thanh toán không dùng tiền mặt", "thanh toán không dùng tiền mặt"),
        ("có việc nào về số hóa hồ sơ không ạ", "số hóa hồ sơ"),
        ("nhiệm vụ về số hóa hồ sơ, quá hạn", "số hóa hồ sơ"),
        ("hỏi về nhiệm vụ", None),
        ("hỏi về đơn vị tôi", None),
        ("nhiệm vụ quá hạn", None),
        ("nhiệm vụ về đất đai theo Nghị quyết 57", None),
    ],
)
def test_the_topic_stands_behind_about(text: str, topic: str | None) -> None:
    assert read(text).topic == topic


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Nhiệm vụ NV-PX-THUANHOA-01 đến đâu rồi?", "NV-PX-THUANHOA-01"),
        ("chi tiết NV0345", "NV0345"),
        ("Thông báo kết luận số 45/TB-UBND nói gì?", "45/TB-UBND"),
        ("Thông báo kết luận số 123 nói gì?", "123"),
        ("thủ tục 1.001193 cần gì?", "1.001193"),
        ("TB 90 giao ai làm gì", "90"),
        ("KPI 2026-Q1 của tôi", None),
        ("họp lúc 8h30 ngày 20/11", None),
        ("phủ sóng 5G đến đâu", None),
        ("5 phường kém nhất", None),
        ("KPI quý I/2026", None),
    ],
)
def test_a_code_has_letters_and_digits(text: str, code: str | None) -> None:
    assert read(text).code == code


def test_a_unit_in_a_code_is_not_asked_about() -> None:
    read_code = read("Nhiệm vụ NV-PX-PHUVINH-01 do ai giao?")

    assert not said(read_code.unit)
    assert " ".join(read_code.bare.split()) == "Nhiệm vụ do ai giao?"


def test_names_and_times_are_masked_for_the_router() -> None:
    slots = read("KPI quý một của phường Thuận Hóa thế nào?")

    assert slots.masked == f"KPI {MASKS['time']} của {MASKS['unit']} thế nào?"
    assert slots.unit.best is not None
    assert slots.unit.best.code == "PX-THUANHOA"
    assert slots.time is not None
    assert (slots.time.start, slots.time.end) == ("2026-01-01", "2026-03-31")
    assert slots.rest == ("kpi", "cua", "the", "nao")
    assert slots.any


def test_masks_of_a_question_without_accents_have_none_either() -> None:
    assert read("kpi quy mot cua phuong thuan hoa").masked == f"kpi {fold(MASKS['time'])} cua {fold(MASKS['unit'])}"


def test_a_number_of_months_is_no_number_of_a_task() -> None:
    slots = read("kết quả thực hiện nhiệm vụ 6 tháng đầu năm")

    assert slots.code is None
    assert slots.time and (slots.time.start, slots.time.end) == ("2026-01-01", "2026-06-30")
    assert read("nhiệm vụ số 6 đến đâu").code == "6"


def test_a_person_is_masked_and_oneself_is_not() -> None:
    other, own = read("Lịch của chị Trần Thị Ví Dụ"), read("Lịch của tôi")

    assert MASKS["person"] in other.masked
    assert own.masked == "Lịch của tôi"
    assert own.person.self_reference
    assert own.person.best is not None
    assert own.person.best.code == "CC1"


@pytest.mark.parametrize("text", ["KPI đơn vị mình", "kpi don vi toi", "KPI cơ quan của tôi"])
def test_the_own_unit_is_the_askers(text: str) -> None:
    found = read(text).unit

    assert found.self_reference
    assert found.best is not None
    assert found.best.code == "PX-THUANHOA"


def test_a_month_that_belongs_to_a_name_is_not_a_time() -> None:
    names = NameIndex([Named("PX-AL2", "Xã A Lưới 2", "unit", level="xa_phuong")])
    slots = read_slots("KPI xã A Lưới 2 tháng 3", NOW, STAFF, names)

    assert slots.unit.best is not None
    assert slots.time is not None
    assert (slots.time.start, slots.time.end) == ("2026-03-01", "2026-03-31")


def test_an_unknown_unit_is_said_though_it_fits_none() -> None:
    slots = read("KPI của phường Kim Long")

    assert slots.unit.best is None
    assert said(slots.unit)
    assert slots.unit.mentioned == "phường Kim Long"
    assert MASKS["unit"] in slots.masked


def test_a_question_that_names_nothing() -> None:
    slots = read("xin chào")

    assert not slots.any
    assert slots.masked == "xin chào"
    assert slots.rest == ("xin", "chao")
