"""A rubric that is renumbered, and codes that people mix up: points stay with the text beside which they were typed."""

from collections.abc import Sequence
from typing import Any

import pytest

from .office import Json, Office
from .small_town import BOOKS, RUBRIC

TUYEN_TRUYEN, HOI_THI = "Tuyên truyền", "Tham dự hội thi"
BAO_CAO, TAP_HUAN = "Báo cáo", "Tập huấn"

FIRST = '      - {code: "1.1", text: Tuyên truyền, max: 10, scorer: TG}\n'
SECOND = '      - {code: "1.2", text: Tham dự hội thi, max: 5, scorer: TG, not_applicable: full}\n'
REPORT = '      - {code: "2.1", text: Báo cáo, max: 5, scorer: VP}\n'
TRAINING = '      - {code: "2.2", text: Tập huấn, max: 3, scorer: VP, step: 0.25}\n'

INSERTED = (
    RUBRIC.replace(
        REPORT + TRAINING,
        '      - {code: "2.1", text: Sơ kết, max: 5, scorer: VP}\n'
        + REPORT.replace("2.1", "2.2")
        + TRAINING.replace("2.2", "2.3"),
    )
    .replace("max: 25", "max: 30")
    .replace("cán bộ\n    max: 8", "cán bộ\n    max: 13")
)
SWAPPED = RUBRIC.replace(FIRST + SECOND, FIRST.replace("1.1", "1.2") + SECOND.replace("1.2", "1.1"))
DROPPED = (
    RUBRIC.replace(FIRST + SECOND, SECOND.replace("1.2", "1.1"))
    .replace("    max: 15", "    max: 5")
    .replace("max: 25", "max: 15")
    .replace("minimum: 22", "minimum: 14")
    .replace("minimum: 18", "minimum: 12")
)


def write(office: Office, rubric: str) -> None:
    (office.edition_folder / "rubric.yaml").write_text(rubric, encoding="utf-8")


def planned(office: Office) -> dict[str, list[Json]]:
    done = office.run("provision", "--plan", "--json")
    assert done.code == 0, done
    return {book["book"]: book["items"] for book in done.json}


def points(office: Office, code: str = "P4") -> dict[str, Any]:
    """What a ward gave itself, by the text it reads beside it."""
    place = office.place(code, "self")
    return {
        str(place.cell(row, "text").value).strip(): place.cell(row, "points").value
        for row in place.rows.values()
        if not place.cell(row, "points").is_blank
    }


def given(office: Office, code: str, unit: str = "P4") -> dict[str, Any]:
    """What a department gave a ward, by the text it reads above it."""
    place = office.place(code, "points")
    header = place.grid.rows[place.header_row - 1]
    return {
        str(cell.value).split("\n")[-1]: place.grid.at(place.rows[unit], col).value
        for col, cell in enumerate(header, 1)
        if "tối đa" in str(cell.value) and not place.grid.at(place.rows[unit], col).is_blank
    }


def codes(office: Office) -> set[tuple[str, str]]:
    return {(one["book"], one["message"]) for one in office.findings() if one["code"] == "code-mixed-up"}


def type_over(office: Office, code: str, tab: str, cells: Sequence[tuple[str, str]]) -> None:
    """Type over cells as the owner of a book can."""
    sheet = office.worksheet(code, tab)
    for a1, text in cells:
        sheet.update([[text]], a1, raw=True)


def swap_codes(office: Office, one: str = "1.1", other: str = "1.2") -> None:
    rows = office.place("P4", "self").rows
    type_over(office, "P4", "self", [(f"A{rows[one]}", other), (f"A{rows[other]}", one)])


@pytest.mark.parametrize("rubric", [INSERTED, SWAPPED], ids=["inserted", "swapped"])
def test_a_renumbered_rubric_moves_no_points_to_another_criterion(filled: Office, rubric: str) -> None:
    before = [points(filled), given(filled, "TG"), given(filled, "VP")]
    assert all(before)
    write(filled, rubric)
    assert filled.run("provision").code == 0
    assert [points(filled), given(filled, "TG"), given(filled, "VP")] == before
    assert planned(filled) == {code: [] for code in BOOKS}
    for code in ("TG", "VP"):
        place = filled.place(code, "points")
        for column in place.tab.columns:
            assert place.grid.at(place.header_row, place.columns[column.name]).value == column.header
    done = filled.run("sync", "--no-mail", "--new-rubric", "Minh họa đánh số lại")
    assert done.code in {0, 1}, done
    assert codes(filled) == set()


def test_the_new_column_stands_in_its_place_with_its_own_limits(filled: Office) -> None:
    before = given(filled, "VP")[BAO_CAO]
    write(filled, INSERTED)
    (moved,) = [item for item in planned(filled)["VP"] if "“2.1” → “2.2”" in item["words"]]
    assert "theo tiêu đề của cột" in moved["words"]
    assert filled.run("provision", "--apply").code == 0
    place = filled.place("VP", "points")
    assert place.columns["2.1"] + 1 == place.columns["2.2"] == place.columns["2.3"] - 1
    assert filled.holds("VP", "points", "P4", "2.2") == before
    assert filled.see("VP", "points", "P4", "2.1") == ""
    filled.type("VP", "points", "P4", "2.1", "1")
    assert filled.holds("VP", "points", "P4", "2.1") == 1


@pytest.mark.parametrize("rubric", [INSERTED, SWAPPED], ids=["inserted", "swapped"])
def test_until_it_is_provisioned_nothing_is_counted_under_another_criterion(filled: Office, rubric: str) -> None:
    assert filled.run("sync", "--no-mail").code in {0, 1}
    write(filled, rubric)
    done = filled.run("sync", "--no-mail", "--new-rubric", "Minh họa đánh số lại")
    assert done.code in {0, 1}, done
    found = codes(filled)
    one, other, code = ("1.1", "1.2", "TG") if rubric is SWAPPED else ("2.1", "2.2", "VP")
    for book, what in (("P4", "Dòng"), (code, "Cột")):
        said = f"{what} mã {one} mang nội dung của {other}; số liệu ở đó chưa được tính cho tiêu chí nào."
        assert (book, said) in found
    assert "chưa đọc" in filled.run("explain", "P4", one).words
    assert filled.run("provision").code == 0
    assert filled.run("sync", "--no-mail").code in {0, 1}
    assert codes(filled) == set()


def test_a_criterion_that_is_dropped_takes_its_points_along_and_a_person_decides(filled: Office) -> None:
    before = [points(filled), given(filled, "TG")]
    write(filled, DROPPED)
    assert filled.run("provision").code == 0
    assert [points(filled), given(filled, "TG")] == before
    left = planned(filled)
    assert {item["by_hand"] for item in left["P4"] + left["TG"]} == {True}
    assert any("ở chỗ khác" in item["words"] for item in left["P4"])
    place = filled.place("P4", "self")
    type_over(filled, "P4", "self", [(f"A{place.rows['1.1']}", "")])
    place = filled.place("TG", "points")
    col = place.columns["1.1"]
    span = {"sheetId": place.grid.sheet_id, "dimension": "COLUMNS", "startIndex": col - 1, "endIndex": col}
    filled.batch("TG", {"deleteDimension": {"range": span}})
    assert filled.run("provision").code == 0
    left = planned(filled)
    assert (left["P4"], left["TG"]) == ([], [])
    assert filled.holds("P4", "self", "1.1", "points") == before[0][HOI_THI]
    assert filled.holds("TG", "points", "P4", "1.1") == before[1][HOI_THI]


def test_codes_that_a_person_swapped_go_back_to_their_texts(filled: Office) -> None:
    before = points(filled)
    swap_codes(filled)
    filled.run("sync", "--no-mail")
    assert ("P4", "Dòng mã 1.2 mang nội dung của 1.1; số liệu ở đó chưa được tính cho tiêu chí nào.") in codes(filled)
    assert filled.run("provision").code == 0
    assert points(filled) == before
    assert filled.holds("P4", "self", "1.1", "points") == before[TUYEN_TRUYEN]
    assert planned(filled)["P4"] == []


def test_rows_in_doubt_are_left_alone_until_a_person_has_settled_them(filled: Office) -> None:
    """The codes were swapped, and a maximum does not fit either: nobody can be sure."""
    before = points(filled)
    place = filled.place("P4", "self")
    type_over(filled, "P4", "self", [(place.ref(place.rows["1.1"], "max").a1, "7")])
    swap_codes(filled)
    shown = filled.worksheet("P4", "self").get_all_values()
    first = planned(filled)["P4"]
    assert [item["by_hand"] for item in first] == [True, True]
    assert all("mang mã" in item["words"] for item in first)
    assert filled.run("provision").code == 0
    assert filled.worksheet("P4", "self").get_all_values() == shown
    assert planned(filled)["P4"] == first
    swap_codes(filled)
    assert filled.run("provision").code == 0
    assert (points(filled), planned(filled)["P4"]) == (before, [])


def test_a_row_of_a_criterion_that_could_not_be_matched_says_that_its_points_are_to_be_copied(filled: Office) -> None:
    write(filled, RUBRIC.replace('"3", text: Việc đột xuất', '"4", text: Việc khác hẳn'))
    found = planned(filled)
    for code, what in (("P4", "dòng"), ("VP", "cột")):
        (item,) = [item for item in found[code] if item["by_hand"]]
        assert f"chép số liệu sang {what} mới" in item["advice"]
