"""A whole year, from an empty drive to locked sheets and a decision, with everybody at their own computer."""

import pytest
from gspread.exceptions import APIError

from .callers import Person
from .office import Office, address_of, part
from .small_town import POINTS, SCORERS, WARDS, ward_keys
from .whole_year import EXTENSIONS, LARGER_SUMS, MORE_CRITERIA, write_year

LOCKED = "protected cell or object"


class Year:
    """The people of the year and what has been written to them so far."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.wards = {ward: Person(office, f"{ward.lower()}@example.org") for ward in WARDS}
        self.tg, self.vp = Person(office, "tg@example.org"), Person(office, "vp@example.org")
        self.secretary_c1 = Person(office, "thuky.c1@example.org")
        self.member = Person(office, "btt@example.org")
        self._read: set[str] = set()

    def at(self, moment: str) -> None:
        """Let the clock go on."""
        self.office.moment = moment

    def ward_fills(self, ward: str, *, but: tuple[str, ...] = ()) -> None:
        """Have a ward type its whole report, but for some criteria."""
        rows = [(tab, key, column, value) for _, tab, key, column, value in ward_keys(ward) if key not in but]
        self.wards[ward].fill(ward, *rows)

    def new_letters(self) -> dict[str, str]:
        """The letters since the last look: whom for -> their text; two for one person stand one after the other."""
        found: dict[str, str] = {}
        for name, letter in self.office.letters.items():
            if name not in self._read:
                self._read.add(name)
                text = part(letter, "plain")
                found[address_of(letter)] = found.get(address_of(letter), "") + f"{letter['Subject']}\n{text}"
        return {recipient: " ".join(text.split()) for recipient, text in found.items()}

    def sync(self, *options: str) -> int:
        """Run the main job and give its exit code; what it says is in `said`."""
        ran = self.office.run("sync", *options)
        self.said = ran.words
        return ran.code


@pytest.fixture
def year(office: Office) -> Year:
    """An empty drive and a configured edition."""
    write_year(office.folder)
    return Year(office)


def test_a_whole_year(year: Year) -> None:
    provisioned_as_planned(year)
    a_mistake_is_shown_where_it_is_and_gone_when_mended(year)
    a_question_goes_to_the_ward_and_back(year)
    who_is_behind_is_reminded_once(year)
    the_deadline_passes_and_the_sheets_are_locked(year)
    an_exception_lets_one_ward_in(year)
    departments_score_and_are_locked_out(year)
    the_inspection_agrees(year)
    the_committee_decides(year)
    a_figure_changed_after_the_decision_makes_it_stale(year)
    a_criterion_is_added_in_its_place(year)


def provisioned_as_planned(year: Year) -> None:
    office = year.office
    year.at("08g00 ngày 01/11/2020")
    planned = office.run("provision", "--plan")
    assert (planned.code, office.writes) == (0, 0)
    assert "9 bảng" in planned.words
    assert office.run("provision", "--apply").code == 0
    assert "Không có gì" in office.run("provision", "--plan").words
    p4 = year.wards["P4"]
    assert p4.reads("P4", "self")[0][0].startswith("Phường 4")
    with pytest.raises((APIError, PermissionError)):
        p4.reads("P1", "self")
    assert LOCKED in p4.is_refused("P4", "self", "1.1", "max", "20")


def a_mistake_is_shown_where_it_is_and_gone_when_mended(year: Year) -> None:
    office, p4 = year.office, year.wards["P4"]
    year.at("08g00 ngày 03/11/2020")
    for ward in ("P1", "P4", "P2"):
        year.ward_fills(ward)
    p4.type("P4", "self", "1.1", "points", "11")
    assert year.sync() == 1
    where = office.address("P4", "self", "1.1", "points")
    note = office.worksheet("P4", "self").get_note(where)
    assert "11 nằm ngoài khoảng từ 0 đến 10" in note
    assert "11 nằm ngoài khoảng từ 0 đến 10" in office.text("P4", "feedback")
    told = year.new_letters()
    assert "11 nằm ngoài khoảng từ 0 đến 10" in told["p4@example.org"]
    assert "không còn nội dung phải sửa" in told["p1@example.org"]
    assert "số phường đủ điểm: 0/4" in told["btt@example.org"]
    assert office.see("master", "ranking", "P4", "self") == "12,50"
    p4.type("P4", "self", "1.1", "points", "8,5")
    year.sync()
    assert office.worksheet("P4", "self").get_note(where) == ""
    assert "nằm ngoài" not in office.text("P4", "feedback")
    assert "nằm ngoài" not in office.text("master", "findings")
    assert office.see("master", "ranking", "P4", "self") == "21,00"
    told = year.new_letters()
    assert "không còn nội dung phải sửa" in told["p4@example.org"]
    assert "p1@example.org" not in told


def a_question_goes_to_the_ward_and_back(year: Year) -> None:
    office = year.office
    year.tg.fill(
        "TG",
        ("questions", "1", "unit", "Phường 4"),
        ("questions", "1", "criterion", "1.1"),
        ("questions", "1", "question", "Có bao nhiêu cuộc ở khu phố 4?"),
    )
    year.sync()
    assert "Có bao nhiêu cuộc ở khu phố 4?" in office.see("P4", "self", "1.1", "asked")
    assert office.see("P4", "questions", "TG-1", "state") == "chờ trả lời"
    assert "TG-1" in year.new_letters()["p4@example.org"]
    year.at("08g00 ngày 05/11/2020")
    year.sync()
    shown = office.row("master", "questions", "TG-1")
    assert (shown["unit"], shown["since"], shown["age"]) == ("Phường 4", "03/11/2020", "2")
    year.wards["P4"].type("P4", "questions", "TG-1", "answer", "12 cuộc, có biên bản")
    year.sync()
    assert office.see("TG", "questions", "1", "answer") == "12 cuộc, có biên bản"
    year.tg.type("TG", "questions", "1", "closed", "có")
    year.sync()
    assert office.see("P4", "self", "1.1", "asked") == ""
    assert "TG-1" not in office.text("master", "questions")
    assert "TG-1" not in office.text("P4", "feedback")
    assert "không còn nội dung phải sửa" in year.new_letters()["p4@example.org"]


def who_is_behind_is_reminded_once(year: Year) -> None:
    office = year.office
    for ward in ("P1", "P4", "P2"):
        year.wards[ward].type(ward, "submission", "NOP", "done", "có")
    assert "p10@example.org" in office.run("remind", "--dry-run").words
    assert office.run("remind").code == 0
    told = year.new_letters()
    assert list(told) == ["p10@example.org"]
    assert "07/11/2020" in told["p10@example.org"]
    office.run("remind")
    assert year.new_letters() == {}
    year.at("17g00 ngày 06/11/2020")
    office.run("remind")
    assert list(year.new_letters()) == ["p10@example.org"]


def the_deadline_passes_and_the_sheets_are_locked(year: Year) -> None:
    office = year.office
    year.ward_fills("P10", but=("2.2", "3"))
    year.at("17g00 ngày 07/11/2020")
    year.sync()
    assert office.see("P4", "submission", "NOP", "state").startswith("Đã nộp")
    assert office.see("master", "ranking", "P4", "step") == "Đã nộp"
    year.at("06g00 ngày 08/11/2020")
    year.sync()
    locked = office.run("lock")
    assert locked.code == 0
    assert LOCKED in year.wards["P2"].is_refused("P2", "self", "1.1", "points")
    assert LOCKED in year.wards["P10"].is_refused("P10", "self", "3", "points")
    year.wards["P4"].type("P4", "submission", "NOP", "note", "Nộp ngày 05/11/2020")
    writes = office.writes
    office.run("lock")
    assert office.writes == writes
    told = year.new_letters()
    assert "Phường 10 chưa đủ khi hết hạn 07/11/2020" in told["p10@example.org"]
    assert "p4@example.org" not in told
    office.run("remind")
    told = year.new_letters()
    assert list(told) == ["p10@example.org"]
    assert "Quá hạn 1 ngày: Phường 10" in told["p10@example.org"]
    assert "Phường 10 chưa đủ khi hết hạn 07/11/2020" in office.text("P10", "feedback")
    assert office.see("master", "progress", "P10", "on_time") == "Quá hạn 07/11/2020"


def an_exception_lets_one_ward_in(year: Year) -> None:
    office = year.office
    (office.edition_folder / "extensions.yaml").write_text(EXTENSIONS, encoding="utf-8")
    year.at("08g00 ngày 09/11/2020")
    assert "Phó Chủ tịch phụ trách Cụm 2" in office.run("lock").words
    year.wards["P10"].fill("P10", ("self", "2.2", "points", "1,5"), ("self", "3", "points", "0"))
    assert LOCKED in year.wards["P2"].is_refused("P2", "self", "1.1", "points")
    year.sync()
    late = office.text("master", "late")
    assert "Phường 10" in late
    assert "Phó Chủ tịch phụ trách Cụm 2" in late
    assert "Cán bộ phụ trách nghỉ ốm" in office.text("master", "log")
    assert office.see("master", "progress", "P10", "on_time") == "Đúng hạn 10/11/2020"
    year.at("08g00 ngày 11/11/2020")
    office.run("lock")
    assert LOCKED in year.wards["P10"].is_refused("P10", "self", "3", "points")
    assert "Cán bộ phụ trách nghỉ ốm" in office.text("P10", "feedback")
    assert "Cán bộ phụ trách nghỉ ốm" in year.new_letters()["p10@example.org"]


def departments_score_and_are_locked_out(year: Year) -> None:
    office, people = year.office, {"TG": year.tg, "VP": year.vp}
    for ward, given in POINTS.items():
        for code, points in given.items():
            people[SCORERS[code]].type(SCORERS[code], "points", ward, code, points)
    year.vp.fill(
        "VP", ("verdicts", "P4/NX1", "verdict", "khắc phục một phần"), ("verdicts", "P4/NX1", "note", "Còn trễ")
    )
    for ward in ("P1", "P4"):
        year.secretary_c1.type("C1", "reports", ward, "received", "có")
    year.sync()
    assert office.see("master", "ranking", "P4", "step") == "Đang xét"
    assert office.see("master", "ranking", "P4", "total") == "21,00"
    assert "khắc phục một phần" in office.see("P4", "remedies", "NX1", "verdict")
    year.at("08g00 ngày 13/11/2020")
    assert office.run("lock").code == 0
    assert LOCKED in year.tg.is_refused("TG", "points", "P4", "1.1")
    told = year.new_letters()
    assert "đã chấm đủ các phường" in told["tg@example.org"]
    assert "số phường đủ điểm: 4/4" in told["btt@example.org"]
    assert "Tổng điểm: 21,00 - Dự kiến xếp loại: Tốt" in told["p4@example.org"]


def the_inspection_agrees(year: Year) -> None:
    office = year.office
    year.at("10g00 ngày 20/11/2020")
    agreed = (("unit", "Phường 4"), ("criterion", "1.1"), ("points", "9"), ("reason", "Xem hồ sơ tại chỗ"))
    year.secretary_c1.fill("C1", *(("agreed", "1", column, value) for column, value in agreed))
    year.secretary_c1.fill(
        "C1",
        ("reports", "P4", "judgement", "Nền nếp, cần nhân rộng mô hình"),
        ("reports", "P4", "agreed", "có"),
    )
    year.sync()
    assert office.see("master", "ranking", "P4", "step") == "Đã thống nhất"
    agenda = office.run("agenda", "C1").words
    assert "20/11/2020" in agenda
    assert "Hội trường Phường 1" in agenda
    assert "Nền nếp, cần nhân rộng mô hình" in agenda
    assert office.see("master", "ranking", "P4", "total") == "21,50"
    told = year.new_letters()
    assert "Tổng điểm: 21,50" in told["p4@example.org"]
    assert "Tổng điểm 21,50" in told["thuky.c1@example.org"]
    assert "p1@example.org" not in told


def the_committee_decides(year: Year) -> None:
    office = year.office
    year.at("09g00 ngày 26/11/2020")
    year.member.fill(
        "master", ("ranking", "P4", "agreed_band", "Tốt"), ("ranking", "P4", "reason", "Biên bản họp ngày 26/11/2020")
    )
    year.sync()
    assert office.see("master", "ranking", "P4", "step") == "Đã quyết định"
    assert "quyết định dựa trên số cũ" not in office.text("master", "findings")
    year.at("08g00 ngày 27/11/2020")
    assert office.run("lock").code == 0
    assert LOCKED in year.member.is_refused("master", "ranking", "P4", "agreed_band", "Khá")
    assert office.see("master", "ranking", "P4", "agreed_band") == "Tốt"
    told = year.new_letters()
    assert "KẾT QUẢ ĐÃ THỐNG NHẤT" in told["p4@example.org"]
    assert "dự kiến" not in told["p4@example.org"]
    assert "loại Tốt" in told["btt@example.org"], "no longer a provisional one"


def a_figure_changed_after_the_decision_makes_it_stale(year: Year) -> None:
    office = year.office
    office.type("C1", "agreed", "1", "points", "8")
    year.sync()
    assert "quyết định dựa trên số cũ" in office.text("master", "findings")
    assert office.see("master", "ranking", "P4", "step") != "Đã quyết định"
    late = office.text("master", "late")
    assert "Điểm thống nhất" in late
    assert office.row("master", "late", "3")["before"] == "9"
    assert "khi hết hạn ô này là “9”, nay là “8”" in office.text("C1", "feedback")
    told = year.new_letters()
    assert "Quyết định dựa trên số cũ: khi đó 21,5 điểm, nay 20,5 điểm" in told["btt@example.org"]
    assert "“9; Xem hồ sơ tại chỗ” → “8; Xem hồ sơ tại chỗ”" in told["thuky.c1@example.org"]


def a_criterion_is_added_in_its_place(year: Year) -> None:
    office = year.office
    before = office.row("P4", "self", "2.2")
    office.configure("rubric.yaml", *MORE_CRITERIA)
    for old, new in LARGER_SUMS:
        office.configure("rubric.yaml", old, new)
    assert "2.15" in office.run("provision", "--plan", "--json").out
    assert office.run("provision", "--apply").code == 0
    rows = [row[0] for row in office.worksheet("P4", "self").get_all_values()]
    assert rows.index("2.15") == rows.index("2.1") + 1 == rows.index("2.2") - 1
    assert office.row("P4", "self", "2.2") == before
    assert LOCKED in year.wards["P4"].is_refused("P4", "self", "2.15", "points")
    assert year.sync() == 4
    year.sync("--new-rubric", "Công văn số 20 ngày 27/11/2020")
    assert "Công văn số 20" in office.text("master", "log")
    assert office.see("master", "ranking", "P4", "total") == "20,50"
