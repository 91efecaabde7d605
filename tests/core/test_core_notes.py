"""Findings are seen on the very cell: a note and a colour of ours, gone when mended; what people wrote stays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import pytest
from drawn_book import DrawnBook, Json, address
from hypothesis import given, settings
from hypothesis import strategies as st
from small_year import LATER, NOW, Year, filled_year, plans, published

from sheetsync.core.assessment import Assessment, with_findings
from sheetsync.core.catalogue import Severity
from sheetsync.core.cells import MOST_LETTERS, Area, CellRef, column_letters
from sheetsync.core.findings import Finding, at
from sheetsync.core.layout import MASTER
from sheetsync.core.notes import (
    CLOSES,
    CLOSES_INFO,
    LONGEST_FINDING,
    MOST_FINDINGS,
    OPENS,
    OPENS_INFO,
    flags,
    with_part,
)
from sheetsync.core.plan import BookPlan, Desired, plan
from sheetsync.core.reading import Reading, Source

PART = f"{OPENS}\n• Phải sửa: a\n• Cần xem: b\n{CLOSES}"
INFO = f"{OPENS_INFO}\n• Để biết: a\n{CLOSES_INFO}"
NEW = f"{OPENS}\n• Cần xem: c\n{CLOSES}"


# --- one note --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "wanted", "mended"),
    [
        ("", NEW, ""),
        (PART, NEW, ""),
        ("đã hỏi VP", f"đã hỏi VP\n\n{NEW}", "đã hỏi VP"),
        ("đã hỏi VP\n\n", f"đã hỏi VP\n\n\n\n{NEW}", "đã hỏi VP\n\n"),
        (f"đã hỏi VP\n\n{PART}", f"đã hỏi VP\n\n{NEW}", "đã hỏi VP"),
        (f"đã hỏi VP\n\n\n{PART}", f"đã hỏi VP\n\n\n{NEW}", "đã hỏi VP\n"),
        # the line breaks between are gone, or all of it but those
        (f"đã hỏi VP{PART}", f"đã hỏi VP\n\n{NEW}", "đã hỏi VP"),
        (f"\n\n{PART}", NEW, ""),
        # written behind our part
        (f"{PART}\nđúng là 8,5", f"{NEW}\nđúng là 8,5", "\nđúng là 8,5"),
        (f"{PART}đúng là 8,5", f"{NEW}đúng là 8,5", "đúng là 8,5"),
        (f"a\n\n{PART}\nb", f"a\n\n{NEW}\nb", "a\nb"),
        (f"a\n\n{PART}b", f"a\n\n{NEW}b", "a\nb"),
        (f"{PART}\n", f"{NEW}\n", ""),
        # changed inside our part
        (PART.replace("Phải sửa: a", "xong rồi"), NEW, ""),
        (PART.replace("Phải sửa: a", "xong\n\nrồi"), NEW, ""),
        (PART.replace(CLOSES, "").rstrip(), NEW, ""),
        (f"{PART.replace(CLOSES, '')}đã sửa", f"{NEW}\nđã sửa", "\nđã sửa"),
        (PART.removeprefix(f"{OPENS}\n"), NEW, ""),
        ("• việc của tôi\n\n" + PART.removeprefix(f"{OPENS}\n"), f"• việc của tôi\n\n{NEW}", "• việc của tôi"),
        # of a note that asked for nothing
        (INFO, NEW, ""),
        (f"a\n\n{INFO}\nb", f"a\n\n{NEW}\nb", "a\nb"),
        (INFO.removesuffix(f"\n{CLOSES_INFO}"), NEW, ""),
        (INFO.removeprefix(f"{OPENS_INFO}\n"), NEW, ""),
        (f"{INFO}\n\n{PART}", NEW, ""),
        # pasted twice
        (f"{PART}\n\n{PART}", NEW, ""),
        (f"a\n\n{PART}\nb\n\n{PART}", f"a\n\n{NEW}\nb", "a\nb"),
        # the last line of the first was deleted: what stands between the two is somebody's
        (f"{PART.replace(CLOSES, '')}của tôi\n\n{PART}", f"{NEW}\ncủa tôi", "\ncủa tôi"),
    ],
)
def test_our_part_is_written_in_its_place_and_goes_and_the_rest_stays(note: str, wanted: str, mended: str) -> None:
    assert with_part(note, NEW) == wanted
    assert with_part(with_part(note, NEW), NEW) == wanted
    assert with_part(note, "") == mended
    assert with_part(wanted, "") == mended


@pytest.mark.parametrize("note", ["", " ", "Hệ thống thi đua", "• một\n• hai", "[Cần xem lại]"])
def test_a_note_without_our_part_stays(note: str) -> None:
    assert with_part(note, "") == note


def test_a_note_full_of_bullets_is_read_at_once() -> None:
    assert with_part("• a\n" * 12_000, "") == "• a\n" * 12_000


# --- what is to be seen ----------------------------------------------------------------------------------------------


def spoilt() -> Year:
    """A year in which Phường 1 mistypes."""
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | 11 \n 1.2 | '4,5")
    return year


def notes(book: DrawnBook, tab: str) -> dict[str, str]:
    """The notes of a tab by address."""
    return {
        f"{column_letters(col)}{row}": cell["note"]
        for row, cells in enumerate(book.sheets[tab].rows, 1)
        for col, cell in enumerate(cells, 1)
        if "note" in cell
    }


def coloured(book: DrawnBook, tab: str) -> dict[str, set[tuple[int, int]]]:
    """The cells that each of our rules colours."""
    snapshot = book.snapshot()
    grid = snapshot.grid(book.sheets[tab].sheet_id)
    assert grid
    found = {tint.name: {cell for area in tint.areas for cell in area.cells()} for tint in grid.tints}
    assert len(found) == len(grid.tints), "one rule a severity"
    return found


def seen(year: Year, code: str) -> dict[str, Severity]:
    """The flags of a book by place."""
    snapshot = year.source(code).now
    assert snapshot
    found = flags(year.assess(), year.book(code), snapshot)
    return {f"{cell.tab} {cell.a1}": flag.severity for cell, flag in found.items()}


def test_a_note_says_what_the_feedback_tab_says() -> None:
    year, _ = published(spoilt())
    told = year.assess().told_to("P1")
    by_cell: dict[str, list[Finding]] = {}
    for finding in told:
        if finding.cell and finding.cell.tab == "self":
            by_cell.setdefault(finding.cell.a1, []).append(finding)
    assert set(by_cell) == {"D5", "D6"}
    assert notes(year["P1"], "self") == {
        a1: "\n".join(
            [OPENS, *(f"• {one.severity.label}: {one.message} {one.advice_to_owner}" for one in found), CLOSES]
        )
        for a1, found in by_cell.items()
    }
    feedback = "\n".join(str(cell) for row in year["P1"].sheets["feedback"].rows for cell in row)
    assert all(finding.message in feedback and finding.advice_to_owner in feedback for finding in told)


def test_the_gravest_finding_gives_the_colour_and_what_is_good_to_know_gives_none() -> None:
    year = filled_year()
    book, cell = year.book("P1"), CellRef("P1", "self", year["P1"].sheets["self"].sheet_id, 5, 4)
    snapshot = year["P1"].snapshot()
    warned, wrong = at("code-unknown", cell, raw="x"), at("number-unreadable", cell, raw="x")
    info = at("number-read-from-text", replace(cell, row=6), raw="x", meant="y")
    found = flags(with_findings(year.assess(), [warned, wrong, info]), book, snapshot)
    assert {cell.a1: flag.severity for cell, flag in found.items()} == {"D5": Severity.ERROR, "D6": Severity.INFO}
    planned = plan(book, snapshot, Desired({}, flags=found), {})
    assert [(tint.name, tint.cells) for tint in planned.tints] == [("error", ((5, 4),))]
    assert [note.cell.a1 for note in planned.notes] == ["D5", "D6"]
    asking, telling = (note.text.splitlines() for note in planned.notes)
    assert (asking[0], asking[-1], telling[0], telling[-1]) == (OPENS, CLOSES, OPENS_INFO, CLOSES_INFO)
    assert "Cần xem lại" not in "".join(telling), "a note that only informs asks for nothing"


def test_every_kind_of_book_shows_its_own_findings_and_nobody_else_s() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | 3")  # a gap: told to both, each at its own cell
    year["TG"].type("bonus", "no | unit \n 1 | Phường 99")
    year["C1"].type("agreed", "no | unit \n 1 | P1")
    year["master"].type("ranking", "code | agreed_points \n P2 | 24")
    found = {code: seen(year, code) for code in ("P1", "TG", "VP", "C1", MASTER)}
    assert set(found["P1"]) == {"self D5"}
    assert not found["VP"]
    assert set(found["TG"]) == {"points C4", "bonus B4"}
    assert {place.split()[0] for place in found["C1"]} == {"agreed"}
    assert {place.split()[0] for place in found[MASTER]} == {"ranking"}


def test_what_only_the_office_can_mend_is_not_written_into_the_book() -> None:
    year = spoilt()
    assessment, snapshot = year.assess(), year["P1"].snapshot()
    office = Finding("book-stale", "P1", "self", CellRef("P1", "self", 1, 4, 4), words=(("name", ""), ("raw", "")))
    more = with_findings(assessment, [office])
    assert flags(more, year.book("P1"), snapshot) == flags(assessment, year.book("P1"), snapshot)


def flagged(*raws: str) -> str:
    """Our part of the note on a cell with a finding for each of these texts."""
    year = filled_year()
    cell = CellRef("P1", "self", year["P1"].sheets["self"].sheet_id, 5, 4)
    found = with_findings(year.assess(), [at("number-unreadable", cell, raw=raw) for raw in raws])
    (flag,) = flags(found, year.book("P1"), year["P1"].snapshot()).values()
    return flag.text


def test_a_note_is_short_and_says_where_the_rest_is() -> None:
    lines = flagged(*(f"chữ {number}" for number in range(MOST_FINDINGS + 2))).split("\n")
    assert len(lines) == MOST_FINDINGS + 3
    assert lines[-2] == "• Còn 2 điều nữa, xem thẻ “Phản hồi”."
    assert len(flagged(*(f"chữ {number}" for number in range(MOST_FINDINGS))).split("\n")) == MOST_FINDINGS + 2
    (line,) = flagged("x" * 1000).split("\n")[1:-1]
    assert len(line) == LONGEST_FINDING + len("• ")
    assert line.endswith("…")


@pytest.mark.parametrize("typed", [CLOSES, OPENS, f"a {CLOSES} b {OPENS}\n{CLOSES}", f"{OPENS[:5]}{OPENS}{OPENS[5:]}"])
def test_our_own_marks_typed_into_a_cell_do_not_break_the_note(typed: str) -> None:
    text = flagged(typed)
    assert (text.count(OPENS), text.count(CLOSES)) == (1, 1)
    assert with_part(with_part("của tôi", text), text) == with_part("của tôi", text)
    assert with_part(with_part("của tôi", text), "") == "của tôi"


# --- publishing ------------------------------------------------------------------------------------------------------


def test_notes_and_colours_come_once_and_go_when_mended() -> None:
    year, bases = published(spoilt())
    assert set(notes(year["P1"], "self")) == {"D5", "D6"}
    assert coloured(year["P1"], "self") == {"error": {(5, 4), (6, 4)}}
    assert all(planned.is_empty for planned in plans(year, bases).values())
    year["P1"].type("self", "code | points \n 1.1 | 9")
    year, bases = published(year, bases)
    assert set(notes(year["P1"], "self")) == {"D6"}
    assert coloured(year["P1"], "self") == {"error": {(6, 4)}}
    year["P1"].type("self", "code | points \n 1.2 | 5")
    year, bases = published(year, bases)
    assert notes(year["P1"], "self") == {}
    assert year["P1"].sheets["self"].rules == []
    assert all(planned.is_empty for planned in plans(year, bases).values())


def test_a_note_that_somebody_deleted_comes_back_with_the_time_of_it() -> None:
    year, bases = published(spoilt())
    year["P1"].sheets["self"].annotate(5, 4, "")
    found = plans(year, bases, LATER)["P1"]
    assert not found.is_empty
    assert [note.cell.a1 for note in found.notes] == ["D5"]
    assert found.tints == ()
    assert [change.column for change in found.changes if change.cell.tab == "feedback"][-1] == "stamp"


def test_a_colour_alone_makes_a_publication_of_its_own_mark() -> None:
    year, bases = published(spoilt())
    marks = {plans(year, bases)["P1"].epoch.mark}
    year["P1"].sheets["self"].rules = []
    found = plans(year, bases)["P1"]
    assert (found.notes, [(tint.name, tint.index) for tint in found.tints]) == ((), [("error", None)])
    year["P1"].sheets["self"].annotate(5, 4, "")
    marks |= {found.epoch.mark, plans(year, bases)["P1"].epoch.mark}
    assert len(marks) == 3


def test_findings_go_where_the_rows_have_gone() -> None:
    year, bases = published(spoilt())
    year["P1"].insert_rows("self", 4)  # notes move along; the drawn rule does not
    year, bases = published(year, bases)
    assert set(notes(year["P1"], "self")) == {"D6", "D7"}
    assert coloured(year["P1"], "self") == {"error": {(6, 4), (7, 4)}}


def test_a_cell_copied_with_its_note_and_colour_is_cleaned_where_it_was_pasted() -> None:
    year, bases = published(spoilt())
    sheet = year["P1"].sheets["self"]
    sheet.annotate(8, 4, sheet.at(5, 4)["note"])
    sheet.rules = [sheet.rules[0], {**sheet.rules[0], "ranges": [{"sheetId": sheet.sheet_id, "startRowIndex": 7}]}]
    year, _ = published(year, bases)
    assert set(notes(year["P1"], "self")) == {"D5", "D6"}
    assert coloured(year["P1"], "self") == {"error": {(5, 4), (6, 4)}}


@pytest.mark.parametrize(
    "ranges",
    [
        [{}],  # the whole tab
        [{"startRowIndex": 4, "startColumnIndex": 3}],
        [{"startRowIndex": 4, "endRowIndex": 5, "startColumnIndex": 3, "endColumnIndex": 5}],
        [{"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}],
    ],
)
def test_our_rule_spread_or_moved_by_people_is_brought_back(ranges: list[Json]) -> None:
    year, bases = published(spoilt())
    (rule,) = year["P1"].sheets["self"].rules
    rule["ranges"] = ranges
    year, _ = published(year, bases)
    assert coloured(year["P1"], "self") == {"error": {(5, 4), (6, 4)}}


def test_the_same_cells_in_other_ranges_are_the_same() -> None:
    year, bases = published(spoilt())
    (rule,) = year["P1"].sheets["self"].rules
    rule["ranges"] = [{"startRowIndex": 4, "endRowIndex": 6, "startColumnIndex": 3, "endColumnIndex": 4}]
    assert plans(year, bases)["P1"].is_empty


def test_rules_of_people_stay_where_they_are() -> None:
    theirs: list[Json] = [
        {"ranges": [{}], "gradientRule": {}},
        {"ranges": [{}], "booleanRule": {"condition": {"type": "BLANK"}}},
        {"ranges": [{}], "booleanRule": {"condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": "x"}]}}},
        {"ranges": [{}], "booleanRule": {"condition": {"type": "DATE_EQ", "values": [{"relativeDate": "TODAY"}]}}},
    ]
    year = spoilt()
    year["P1"].sheets["self"].rules = theirs[:2]
    year, bases = published(year)
    sheet = year["P1"].sheets["self"]
    sheet.rules = [theirs[2], *sheet.rules, theirs[3]]
    year["P1"].type("self", "code | points \n 1.1 | 9")
    year, bases = published(year, bases)
    assert coloured(year["P1"], "self") == {"error": {(6, 4)}}
    year["P1"].type("self", "code | points \n 1.2 | 5")
    year, bases = published(year, bases)
    assert year["P1"].sheets["self"].rules == [theirs[2], *theirs[:2], theirs[3]]


def test_a_person_s_copy_of_our_tab_is_that_person_s() -> None:
    year, bases = published(spoilt())
    copy = replace(year["P1"].sheets["self"], sheet_id=77, title="Bản sao")
    year["P1"].sheets["copy"] = copy
    assert plans(year, bases)["P1"].is_empty


def test_named_ranges_led_to_one_tab_do_not_make_one_rule_go_twice() -> None:
    year, bases = published(spoilt())
    drawn = year["P1"]
    sheet_id = drawn.sheets["self"].sheet_id
    drawn.anchors |= {name: (sheet_id, row, col) for name, (_, row, col) in drawn.anchors.items() if "appendix" in name}
    drawn.type("self", "code | points \n 1.1 | 9 \n 1.2 | 5")
    indexes = [(tint.sheet_id, tint.index) for tint in plans(year, bases)["P1"].tints]
    assert len(indexes) == len(set(indexes))


def test_a_note_that_would_grow_beyond_what_google_takes_is_left_alone() -> None:
    year = spoilt()
    full, room = "a" * MOST_LETTERS, "a" * (MOST_LETTERS - 2000)
    year["P1"].sheets["self"].annotate(5, 4, full)
    year["P1"].sheets["self"].annotate(6, 4, room)
    year, bases = published(year)
    found = notes(year["P1"], "self")
    assert found["D5"] == full
    assert found["D6"].startswith(f"{room}\n\n{OPENS}")
    assert coloured(year["P1"], "self") == {"error": {(5, 4), (6, 4)}}
    assert plans(year, bases)["P1"].is_empty


@pytest.mark.parametrize(
    ("area", "noted", "shown"),
    [
        (Area(5, 4, 1, 1), {"D6"}, {"error": {(6, 4)}}),
        (Area(1, 1, 5, 9), {"D6"}, {"error": {(6, 4)}}),
        (Area(1, 1, 99, 9), set(), {}),
        (Area(7, 1, 99, 9), {"D5", "D6"}, {"error": {(5, 4), (6, 4)}}),
    ],
)
def test_what_people_have_locked_against_us_is_left_alone(
    area: Area, noted: set[str], shown: dict[str, set[tuple[int, int]]]
) -> None:
    year = spoilt()
    planned = plans(locked(year, area), {})["P1"]
    after = year["P1"].applied(planned)
    assert set(notes(after, "self")) == noted
    assert coloured(after, "self") == shown


def test_a_colour_that_has_been_locked_in_stays_until_it_is_open_again() -> None:
    year, bases = published(spoilt())
    year["P1"].type("self", "code | points \n 1.1 | 9 \n 1.2 | 5")
    shut = plans(locked(year, Area(5, 4, 1, 1)), bases)["P1"]
    assert [note.cell.a1 for note in shut.notes] == ["D6"]
    assert shut.tints == ()
    year.overrides.clear()
    assert [tint.cells for tint in plans(year, bases)["P1"].tints] == [()]


def locked(year: Year, area: Area) -> Year:
    """The same year after Phường 1 has locked an area of its points against us."""
    snapshot, sheet_id = year["P1"].snapshot(), year["P1"].sheets["self"].sheet_id
    grids = tuple(replace(one, closed=(area,)) if one.sheet_id == sheet_id else one for one in snapshot.grids)
    year.overrides["P1"] = Source(now=replace(snapshot, grids=grids), read_at=NOW)
    return year


# --- where an earlier pull is scored ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "places"),
    [
        (lambda book: book.delete_column("appendix", "value"), {"self D5", "self D6"}),
        (lambda book: book.delete_column("appendix", "value").insert_rows("self", 4), {"self D6", "self D7"}),
        (
            lambda book: book.delete_column("appendix", "value").move_column("self", "points", 1),
            {"self A5", "self A6"},
        ),
        (lambda book: book.delete_column("self", "points"), set()),
        (lambda book: book.delete_tab("self"), set()),
        (lambda book: book.put("self", "A6", "1.1"), {"self A5"}),
    ],
)
def test_findings_of_an_earlier_pull_are_shown_where_their_cells_are_now(
    damage: Callable[[DrawnBook], object], places: set[str]
) -> None:
    year = spoilt()
    year.remember("P1")
    damage(year["P1"])
    assert year.assess().index.statuses["P1"].reading is Reading.OLD
    assert set(seen(year, "P1")) == places


def test_what_is_typed_over_us_in_a_book_whose_earlier_pull_is_scored_is_shown_where_it_is() -> None:
    year, bases = published(spoilt())
    year.remember("P1")
    year["P1"].delete_column("appendix", "value").put("feedback", "D4", "không phải vậy")
    year, _ = published(year, bases)
    assert "D4" in notes(year["P1"], "feedback")


# --- whatever is found and whatever people write ---------------------------------------------------------------------

Cell = tuple[int, int]

_CELLS = st.tuples(st.integers(4, 12), st.integers(1, 6))
_HUMAN = st.text(st.sampled_from("aâ\n •[]8,=“"), min_size=1, max_size=30).filter(str.strip)
_CODES = st.sampled_from(["number-unreadable", "code-unknown", "number-read-from-text"])
_RAW = st.sampled_from(["x", "a\nb", OPENS, CLOSES, "• c", "=1+1", "<b>"])
_FOUND = st.lists(st.tuples(_CODES, _CELLS, _RAW), max_size=12)


@cache
def right() -> Assessment:
    """A year without findings, judged once."""
    return filled_year().assess()


@dataclass
class Board:
    """Phường 1's book on paper, with what people have written beside the cells."""

    drawn: DrawnBook = field(default_factory=lambda: filled_year()["P1"])

    def publish(self, found: list[tuple[str, Cell, str]]) -> BookPlan:
        """Publish these findings, and make sure that the second time there is nothing to do."""
        sheet_id = self.drawn.sheets["self"].sheet_id
        more = [at(code, CellRef("P1", "self", sheet_id, *cell), raw=raw, meant="y") for code, cell, raw in found]
        assessment = with_findings(right(), more)
        planned = self._plan(assessment)
        self.drawn = self.drawn.applied(planned)
        assert self._plan(assessment).is_empty
        return planned

    def _plan(self, assessment: Assessment) -> BookPlan:
        snapshot = self.drawn.snapshot()
        return plan(self.drawn.book, snapshot, Desired({}, flags=flags(assessment, self.drawn.book, snapshot)), {})


@given(first=_FOUND, second=_FOUND, human=st.dictionaries(_CELLS, _HUMAN, max_size=6))
@settings(max_examples=60, deadline=None)
def test_people_s_notes_and_rules_come_out_of_any_year_as_they_went_in(
    first: list[tuple[str, Cell, str]], second: list[tuple[str, Cell, str]], human: Mapping[Cell, str]
) -> None:
    board = Board()
    theirs: list[Json] = [{"ranges": [{}], "booleanRule": {"condition": {"type": "BLANK"}}}]
    sheet = board.drawn.sheets["self"]
    sheet.row_count, sheet.column_count, sheet.rules = 20, 10, theirs
    for cell, note in human.items():
        sheet.annotate(*cell, note)
    for found in (first, second):
        board.publish(found)
        assert {address(a1) for a1 in notes(board.drawn, "self")} == human.keys() | {cell for _, cell, _ in found}
        grave = {"number-unreadable": Severity.ERROR, "code-unknown": Severity.WARNING}
        worst = {cell: min((grave[code] for code, at_, _ in found if code in grave and at_ == cell), default=None)
                 for _, cell, _ in found}  # fmt: skip
        shown = coloured(board.drawn, "self")
        assert {cell: name for name, cells in shown.items() for cell in cells} == {
            cell: severity for cell, severity in worst.items() if severity
        }
    board.publish([])
    assert {address(a1): note for a1, note in notes(board.drawn, "self").items()} == human
    assert board.drawn.sheets["self"].rules == theirs
