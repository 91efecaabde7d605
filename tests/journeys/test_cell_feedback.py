"""A finding is seen on the very cell, by note and colour, until it is mended; what people wrote there stays."""

import io
from typing import Any

import openpyxl
import pytest
from gspread.utils import absolute_range_name

from sheetsync.adapters.sheets.blocks import grid_range
from sheetsync.adapters.sheets.looks import FINDING_TINTS, colour
from sheetsync.core.cells import column_letters
from sheetsync.core.layout import HEADER_ROW
from sheetsync.core.notes import CLOSES, OPENS

from .office import Json, Office, part

Params = dict[str, str | int | bool | float | list[str] | None]

FIELDS = "sheets(properties/sheetId,conditionalFormats,data/rowData/values({}))"


def look(office: Office, code: str, tab: str, a1: str) -> Json:
    """One cell as Google holds and shows it."""
    place = office.place(code, tab)
    params: Params = {
        "ranges": absolute_range_name(place.grid.title, a1),
        "fields": FIELDS.format("note,userEnteredValue,userEnteredFormat/backgroundColorStyle,"
                                "effectiveFormat/backgroundColorStyle"),
    }  # fmt: skip
    reply = office.client.http_client.fetch_sheet_metadata(office.ids[code], params)
    rows = reply["sheets"][0]["data"][0].get("rowData", [{}])
    values: list[Json] = rows[0].get("values", [{}])
    return values[0]


def note(office: Office, code: str, tab: str, a1: str) -> str:
    text: str = look(office, code, tab, a1).get("note", "")
    return text


def fill(office: Office, code: str, tab: str, a1: str) -> Any:
    """The colour in which a cell is shown."""
    return look(office, code, tab, a1)["effectiveFormat"]["backgroundColorStyle"]


def shade(code: str) -> Any:
    """A colour as Google gives it back: each share cut down to one of 256 steps, nothing left out but zeros."""
    return {
        "rgbColor": {name: pytest.approx(share, abs=1 / 255) for name, share in colour(code)["rgbColor"].items()},
    }


def notes(office: Office, code: str) -> dict[str, str]:
    """Every note in a book that sync has a part in, by tab and address."""
    return {
        f"{tab.name} {column_letters(col)}{row}": cell.note
        for tab in office.layout(code).tabs
        for place in [office.place(code, tab.name)]
        for row, cells in enumerate(place.grid.rows, 1)
        for col, cell in enumerate(cells, 1)
        if OPENS in cell.note or CLOSES in cell.note
    }


def rules(office: Office, code: str) -> list[Json]:
    """Every conditional format of a book."""
    reply = office.client.http_client.fetch_sheet_metadata(office.ids[code], {"fields": "sheets/conditionalFormats"})
    return [rule for sheet in reply["sheets"] for rule in sheet.get("conditionalFormats", ())]


def ours(office: Office, code: str) -> list[Json]:
    return [rule for rule in rules(office, code) if "sheetsync:" in str(rule)]


def annotate(office: Office, code: str, tab: str, a1: str, text: str) -> None:
    """Write a note as a person does."""
    office.worksheet(code, tab).update_note(a1, text)


def repaint(office: Office, code: str, tab: str, a1: str, shown: str) -> None:
    """Give a cell a colour of one's own."""
    office.worksheet(code, tab).format(a1, {"backgroundColorStyle": colour(shown)})


# --- as it is read ---------------------------------------------------------------------------------------------------


def test_the_note_the_feedback_tab_and_the_letter_say_the_same(muddled: Office) -> None:
    where = muddled.address("P4", "self", "1.1", "points")
    lines = note(muddled, "P4", "self", where).split("\n")
    assert (lines[0], lines[-1]) == (OPENS, CLOSES)
    (said,) = lines[1:-1]
    found = [one for one in muddled.findings() if (one["book"], one["cell"]) == ("P4", where)]
    (finding,) = [one for one in found if one["tab"] == "Tự chấm điểm"]
    assert said == f"• Phải sửa: {finding['message']} {finding['advice']}"
    assert finding["message"] in muddled.text("P4", "feedback")
    assert finding["message"] in " ".join(part(muddled.letter("unit-P4"), "plain").split())
    assert fill(muddled, "P4", "self", where) == shade(FINDING_TINTS["error"])


def test_every_finding_at_a_cell_is_on_it_in_every_book_and_nothing_else_is(muddled: Office) -> None:
    titles = {
        (code, tab.title): tab.name for code in ("P1", "P4", "TG", "VP", "C1", "master")
        for tab in muddled.layout(code).tabs
    }  # fmt: skip
    told = {
        (one["book"], f"{titles[one['book'], one['tab']]} {one['cell']}")
        for one in muddled.findings()
        if one["cell"]
    }  # fmt: skip
    gaps = [(one["unit"], one["criterion"]) for one in muddled.findings() if one["code"] == "gap-large"]
    assert gaps, "a ward sees them beside its own figure: the department's book it cannot open"
    told |= {(unit, f"self {muddled.address(unit, 'self', criterion, 'points')}") for unit, criterion in gaps}
    books = {code for code, _ in told}
    assert len(books) > 3
    assert {(code, place) for code in books for place in notes(muddled, code)} == told
    assert not notes(muddled, "P10")
    assert ours(muddled, "P10") == []
    for code, place in told:
        assert fill(muddled, code, *place.split()) in (shade(one) for one in FINDING_TINTS.values()), place


def test_the_second_run_has_nothing_to_say(muddled: Office) -> None:
    again = muddled.sync()
    assert (again["requests"]["writes"], again["notes_changed"], again["colours_changed"]) == (0, 0, 0)


def test_notes_and_colours_cost_no_request_of_their_own_and_are_counted_apart_from_values(published: Office) -> None:
    published.type("P4", "self", "1.1", "points", "11")
    planned = published.sync("--dry-run")
    (noted,) = [one for one in planned["plan"]["notes"] if one["book"] == "P4"]
    assert (noted["book"], noted["tab"], noted["cell"]) == ("P4", "Tự chấm điểm", "D5")
    assert noted["note"].startswith(OPENS)
    shown = published.run("sync", "--dry-run").words
    assert "ghi chú ở 1 ô, màu các ô cần xem lại" in shown
    assert "Tự chấm điểm!D5: ghi chú" in shown
    assert notes(published, "P4") == {}, "a dry run writes none"
    done = published.sync()
    assert done["notes_changed"] == len(planned["plan"]["notes"]) == planned["notes_changed"]
    assert done["colours_changed"] == planned["colours_changed"] > 0
    assert done["cells_changed"] == len(planned["plan"]["changes"])
    books = {change["book"] for change in planned["plan"]["changes"]}
    assert noted["book"] in books
    assert done["requests"] == {"reads": 9 + len(books), "writes": len(books)}, "one batch and one more look a book"
    published.type("P4", "self", "1.1", "points", "8,5")
    assert "D5: xóa ghi chú của hệ thống" in published.run("sync", "--dry-run").words


# --- and mended ------------------------------------------------------------------------------------------------------


def test_what_people_wrote_and_painted_is_as_before_once_all_is_mended(published: Office) -> None:
    at = published.address("P4", "self", "1.1", "points")
    annotate(published, "P4", "self", at, "Chị Ba đã xem.\n  8,5 là theo biên bản\n")
    repaint(published, "P4", "self", at, "99CCFF")
    sheet_id = published.place("P4", "self").grid.sheet_id
    theirs = {
        "ranges": [grid_range(sheet_id, 4, 4, 10)],
        "booleanRule": {
            "condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "9"}]},
            "format": {"backgroundColorStyle": colour("00FF00"), "textFormat": {"italic": True}},
        },
    }
    published.batch("P4", {"addConditionalFormatRule": {"rule": theirs, "index": 0}})
    before, painted = rules(published, "P4"), look(published, "P4", "self", at)
    assert published.sync()["requests"]["writes"] == 0, "a note, a colour, a rule of theirs is nothing to answer"

    published.type("P4", "self", "1.1", "points", "mười")
    published.sync()
    assert note(published, "P4", "self", at).startswith(f"Chị Ba đã xem.\n  8,5 là theo biên bản\n\n\n{OPENS}")
    assert fill(published, "P4", "self", at) == shade(FINDING_TINTS["error"])
    assert look(published, "P4", "self", at)["userEnteredFormat"] == painted["userEnteredFormat"]

    published.type("P4", "self", "1.1", "points", "8,5")
    published.sync()
    assert look(published, "P4", "self", at) == painted
    assert rules(published, "P4") == before
    assert published.sync()["requests"]["writes"] == 0


def test_an_answer_written_below_ours_stays_and_ours_comes_back_when_it_was_deleted(published: Office) -> None:
    published.type("P4", "self", "1.1", "points", "mười")
    published.sync()
    at = published.address("P4", "self", "1.1", "points")
    said = note(published, "P4", "self", at)
    annotate(published, "P4", "self", at, f"{said}\nĐã hỏi Văn phòng.")
    assert published.sync()["requests"]["writes"] == 0
    annotate(published, "P4", "self", at, f"{OPENS}\nxong rồi\n{CLOSES}\nĐã hỏi Văn phòng.")
    published.sync()
    assert note(published, "P4", "self", at) == f"{said}\nĐã hỏi Văn phòng."
    published.worksheet("P4", "self").clear_note(at)
    published.sync()
    assert note(published, "P4", "self", at) == said
    published.type("P4", "self", "1.1", "points", "8,5")
    published.sync()
    assert note(published, "P4", "self", at) == ""
    assert ours(published, "P4") == []


def test_rows_inserted_meanwhile_carry_note_and_colour_along(published: Office) -> None:
    published.type("P4", "self", "1.1", "points", "mười")
    published.sync()
    sheet_id = published.place("P4", "self").grid.sheet_id
    rows = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": HEADER_ROW, "endIndex": HEADER_ROW + 2}
    published.batch("P4", {"insertDimension": {"range": rows}})
    assert published.sync()["notes_changed"] == 0
    at = published.address("P4", "self", "1.1", "points")
    assert at == "D7"
    assert list(notes(published, "P4")) == ["self D7"]
    assert fill(published, "P4", "self", at) == shade(FINDING_TINTS["error"])
    assert [rule["ranges"] for rule in ours(published, "P4")] == [[grid_range(sheet_id, 7, 4)]]


def test_a_flagged_cell_copied_elsewhere_does_not_accuse_its_neighbour(published: Office) -> None:
    published.type("P4", "self", "1.1", "points", "mười")
    published.sync()
    sheet_id = published.place("P4", "self").grid.sheet_id
    source, target = grid_range(sheet_id, 5, 4), grid_range(sheet_id, 6, 4)
    published.batch("P4", {"copyPaste": {"source": source, "destination": target, "pasteType": "PASTE_NORMAL"}})
    published.type("P4", "self", "1.2", "points", "4,5")
    published.sync()
    assert list(notes(published, "P4")) == ["self D5"]
    assert [rule["ranges"] for rule in ours(published, "P4")] == [[source]]


# --- the master, and what must not be touched ------------------------------------------------------------------------


def test_the_committee_sees_at_its_own_cell_what_is_missing(published: Office) -> None:
    published.type("master", "ranking", "P10", "agreed_points", "24")
    published.sync()
    (place,) = notes(published, "master")
    (finding,) = published.findings()
    assert place == f"ranking {finding['cell']}"
    assert finding["message"] in notes(published, "master")[place]
    assert fill(published, "master", *place.split()) == shade(FINDING_TINTS["warning"])
    published.sort("master", "ranking", "total")
    published.sync()
    (moved,) = notes(published, "master")
    (finding,) = published.findings()
    assert moved == f"ranking {finding['cell']}"
    assert fill(published, "master", *moved.split()) == shade(FINDING_TINTS["warning"])
    published.type("master", "ranking", "P10", "reason", "Công trình 200 ngày")
    published.sync()
    assert notes(published, "master") == {}
    assert ours(published, "master") == []


def test_an_unanswered_question_is_said_at_the_cell_of_its_answer_by_the_run_that_brings_it(published: Office) -> None:
    asked = {"unit": "Phường 4", "criterion": "1.1", "question": "Số cuộc ở khu phố 4?"}
    published.fill(("TG", "questions", "1", column, value) for column, value in asked.items())
    said = "Phường 4 chưa trả lời câu hỏi TG-1 của Bộ phận Tuyên giáo về tiêu chí 1.1: “Số cuộc ở khu phố 4?”."
    assert published.sync()["letters_sent"]
    at = published.address("P4", "questions", "TG-1", "answer")
    assert said in note(published, "P4", "questions", at)
    assert fill(published, "P4", "questions", at) == shade(FINDING_TINTS["warning"])
    assert said in published.text("P4", "feedback")
    told = [part(letter, "html") for name, letter in published.letters.items() if name.startswith("unit-P4-")]
    assert [said in letter and f"range={at}" in letter for letter in sorted(told, key=len)] == [False, True]
    again = published.sync()
    assert (again["requests"]["writes"], again["letters_sent"]) == (0, 0)
    published.type("P4", "questions", "TG-1", "answer", "12 cuộc")
    published.sync()
    assert CLOSES not in note(published, "P4", "questions", at)


def test_what_is_typed_over_a_cell_of_ours_is_said_on_it(published: Office) -> None:
    published.type("master", "ranking", "P4", "total", "30")
    published.sync()
    (place,) = notes(published, "master")
    assert place == f"ranking {published.address('master', 'ranking', 'P4', 'total')}"
    assert published.sync()["requests"]["writes"] == 0


def test_a_book_that_is_held_back_gets_neither_note_nor_colour(published: Office) -> None:
    metadata = {"developerMetadataLookup": {"metadataKey": "sheetsync.publish"}}
    published.batch("P4", {"deleteDeveloperMetadata": {"dataFilter": metadata}})
    published.type("P4", "self", "1.1", "points", "mười")
    assert published.run("sync").code == 4
    assert notes(published, "P4") == {}
    assert ours(published, "P4") == []
    assert published.run("sync", "--adopt", "--no-mail").code == 1
    assert list(notes(published, "P4")) == ["self D5"]


def test_the_hints_on_headers_stay(published: Office) -> None:
    def hints() -> dict[str, str]:
        row = published.place("TG", "points").grid.rows[HEADER_ROW - 1]
        return {str(cell.value): cell.note for cell in row if cell.note}

    before = hints()
    assert before
    published.type("TG", "points", "P4", "1.1", "mười")
    published.sync()
    assert hints() == before


def test_an_exported_book_has_the_note_and_the_colour(published: Office) -> None:
    published.type("P4", "self", "1.1", "points", "mười")
    published.sync()
    assert published.run("export", "out").code == 0
    (file,) = (published.folder / "out").glob("*Phường 4*.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))["Tự chấm điểm"]
    comment = sheet["D5"].comment
    assert comment is not None
    assert comment.text == note(published, "P4", "self", "D5")
    (covered,) = [one for one in sheet.conditional_formatting if "sheetsync" in str(one.rules[0].formula)]
    assert str(covered.sqref) == "D5"
    assert covered.rules[0].dxf.fill.bgColor.rgb[-6:] == FINDING_TINTS["error"]
