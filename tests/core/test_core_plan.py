"""What is written: our columns, changed cells, nothing a person typed; and nothing at all the second time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from drawn_book import Drawn, DrawnBook, formula, provisioned, text
from small_year import LATER, NOW, Year, changes, empty_year, filled_year, plans, published

from sheetsync.core.catalogue import Severity
from sheetsync.core.cells import CellRef, Snapshot
from sheetsync.core.layout import MASTER, Book, Column, Kind, Owner, Row, Tab
from sheetsync.core.notes import CLOSES, OPENS, Flag
from sheetsync.core.plan import (
    KEPT_EPOCHS,
    BookPlan,
    CellChange,
    Content,
    Desired,
    Epoch,
    Growth,
    Link,
    canonical,
    last_epoch,
    plan,
    standing_content,
)
from sheetsync.core.tables.frames import frame

BOARD = Tab(
    name="board",
    title="Bảng",
    heading="Kết quả",
    columns=(
        Column("code", "Mã", Owner.EDITION),
        Column("total", "Tổng", Owner.SYNC, Kind.POINTS),
        Column("note", "Ghi chú", Owner.PEOPLE),
        Column("state", "Tình trạng", Owner.SYNC),
    ),
    key="code",
    rows=(Row("P1"), Row("P2")),
    stamped=True,
)
NEWS = Tab(
    name="news",
    title="Tin",
    heading="Danh sách",
    columns=(
        Column("no", "STT", Owner.SYNC),
        Column("message", "Nội dung", Owner.SYNC),
        Column("answer", "Trả lời", Owner.PEOPLE),
        Column("link", "Mở", Owner.SYNC, Kind.LINK),
    ),
    key="no",
    spare=2,
)
LOG = Tab(
    "log", "Nhật ký", "Nhật ký", (Column("no", "Số", Owner.SYNC), Column("when", "Lúc", Owner.SYNC)), "no", spare=1
)
BOOK = Book("B", "unit", "Sổ", (BOARD, NEWS, LOG))


def board(**rows: tuple[object, ...]) -> pd.DataFrame:
    return frame(("total", "state"), rows)


def news(*messages: str) -> pd.DataFrame:
    return frame(("message",), {str(number): (message,) for number, message in enumerate(messages, 1)})


def wanted(along: str = "08g00", stamp: str = "Lúc 08g00", **tables: pd.DataFrame) -> Desired:
    return Desired(tables, stamp, {"log": frame(("when",), {along: (along,)})})


def drawn(planned: BookPlan) -> list[str]:
    return [
        f"{change.cell.tab} {change.cell.a1} {change.old!r} -> {canonical(change.new)!r}" for change in planned.changes
    ]


class Paper:
    """A book on paper with what was published there; `sync` plans, applies and remembers."""

    def __init__(self) -> None:
        self.drawn = provisioned(BOOK)
        self.content: Content = {}

    def plan(self, desired: Desired) -> BookPlan:
        return plan(BOOK, self.drawn.snapshot(), desired, self.content)

    def sync(self, desired: Desired) -> list[str]:
        planned = self.plan(desired)
        self.drawn = self.drawn.applied(planned)
        if not planned.is_empty:
            self.content = planned.content
        return drawn(planned)

    def typed(self, tab: str, a1: str, value: Drawn) -> "Paper":
        self.drawn.put(tab, a1, value)
        return self

    def stands(self, tab: str, a1: str) -> str:
        row, col = int(a1[1:]), ord(a1[0]) - ord("A") + 1
        return self.drawn.stands(tab, row, col)


FIRST = wanted(board=board(P1=(Decimal("8.50"), "Đủ"), P2=(None, "Thiếu")), news=news("một", "hai"))


@pytest.fixture
def paper() -> Paper:
    """A book after its first publication."""
    book = Paper()
    book.sync(FIRST)
    return book


# --- what is written -------------------------------------------------------------------------------------------------


def test_the_first_publication_fills_our_columns_and_nothing_else() -> None:
    assert Paper().sync(FIRST) == [
        "board B4 '' -> '8.5'",
        "board D4 '' -> 'Đủ'",
        "board D5 '' -> 'Thiếu'",
        "news B4 '' -> 'một'",
        "news A4 '' -> '1'",
        "news B5 '' -> 'hai'",
        "news A5 '' -> '2'",
        "log B4 '' -> '08g00'",
        "log A4 '' -> '08g00'",
        "board A2 '' -> 'Lúc 08g00'",
    ]


def test_the_second_publication_of_the_same_writes_nothing_not_even_the_time(paper: Paper) -> None:
    later = replace(FIRST, stamp="Lúc 09g00", along={"log": frame(("when",), {"09g00": ("09g00",)})})
    assert paper.plan(later).is_empty
    assert paper.sync(later) == []
    assert (paper.stands("board", "A2"), paper.stands("log", "A5")) == ("Lúc 08g00", "")


def test_one_change_writes_one_cell_and_the_time_goes_along(paper: Paper) -> None:
    change = wanted("09g00", "Lúc 09g00", board=board(P1=(9, "Đủ"), P2=(None, "Thiếu")), news=news("một", "hai"))
    assert paper.sync(change) == [
        "board B4 '8.5' -> '9'",
        "log B5 '' -> '09g00'",
        "log A5 '' -> '09g00'",
        "board A2 'Lúc 08g00' -> 'Lúc 09g00'",
    ]
    assert paper.stands("log", "A4") == "08g00", "the log keeps what it had"


def test_a_note_or_a_colour_alone_is_a_publication_of_which_the_time_goes_along(paper: Paper) -> None:
    cell = CellRef("B", "board", BOARD.sheet_id, 4, 3)
    later = replace(FIRST, stamp="Lúc 09g00", along={"log": frame(("when",), {"09g00": ("09g00",)})})
    flagged = replace(later, flags={cell: Flag(Severity.ERROR, f"{OPENS}\n• sai\n{CLOSES}")})
    planned = paper.plan(flagged)
    assert not planned.is_empty
    assert paper.sync(flagged) == [
        "log B5 '' -> '09g00'",
        "log A5 '' -> '09g00'",
        "board A2 'Lúc 08g00' -> 'Lúc 09g00'",
    ]
    assert paper.plan(flagged).is_empty
    assert not replace(planned, changes=(), tints=()).is_empty
    assert not replace(planned, changes=(), notes=()).is_empty
    assert replace(planned, changes=(), notes=(), tints=()).is_empty
    paper.sync(later)
    assert paper.plan(later).is_empty
    assert "note" not in paper.drawn.sheets["board"].at(4, 3)


def test_news_is_told_even_where_nothing_else_changes(paper: Paper) -> None:
    news = replace(
        FIRST, stamp="Lúc 09g00", along={"log": frame(("when",), {"09g00": ("09g00",)})}, news=("log", "when")
    )
    assert paper.sync(news) == [
        "log B5 '' -> '09g00'",
        "log A5 '' -> '09g00'",
        "board A2 'Lúc 08g00' -> 'Lúc 09g00'",
    ]


@pytest.mark.parametrize(("column", "spoil"), [("note", ""), ("when", "tab"), ("when", "when"), ("when", "no")])
def test_news_for_which_there_is_no_room_changes_nothing(paper: Paper, column: str, spoil: str) -> None:
    if spoil == "tab":
        paper.drawn.delete_tab("log")
    elif spoil:
        paper.drawn.delete_column("log", spoil)
    later = replace(FIRST, along={"log": frame(("when",), {"09g00": ("09g00",)})}, news=("log", column))
    assert paper.plan(later).is_empty


def test_a_change_knows_its_row_its_column_and_its_kind(paper: Paper) -> None:
    change = paper.plan(wanted(board=board(P2=(3, "Thiếu")))).changes[0]
    assert (change.key, change.column, change.kind, change.new) == ("P2", "total", Kind.POINTS, Decimal(3))
    assert change.cell == CellChange(change.cell, "", "", "", "", Kind.TEXT).cell


def test_columns_of_people_or_of_the_edition_are_never_written_even_if_a_table_has_them() -> None:
    table = frame(("code", "note", "nowhere", "state"), {"P1": ("P9", "đè lên", "?", "Đủ")})
    assert [line for line in Paper().sync(wanted(board=table)) if line.startswith("board")] == [
        "board D4 '' -> 'Đủ'",
        "board A2 '' -> 'Lúc 08g00'",
    ]


def test_a_table_for_a_tab_that_is_not_there_is_passed_over() -> None:
    book = Paper()
    assert book.sync(wanted(nowhere=board(P1=(1, "")))) == []
    book.drawn.delete_tab("board")
    assert [line for line in book.sync(FIRST) if line.startswith("board")] == []


def test_without_its_key_column_a_tab_is_left_alone_and_a_lost_column_is_passed_over() -> None:
    book = Paper()
    book.drawn.delete_column("board", "code").delete_column("news", "link").delete_column("news", "message")
    written = book.sync(FIRST)
    assert written == ["news A4 '' -> '1'", "news A5 '' -> '2'", *written[2:]]
    assert [line.split()[0] for line in written[2:]] == ["log", "log", "board"], "the stamp still has its place"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("=IMPORTXML(A1)", "=IMPORTXML(A1)"),
        (Decimal("8.50"), "8.5"),
        (Decimal("0.0"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("123456789012345678.9"), "123456789012345680"),
        (Link("mở", "https://example.org"), "mở"),
        (None, ""),
        (True, ""),
    ],
)
def test_values_are_compared_as_a_sheet_can_hold_them(value: object, told: str) -> None:
    assert canonical(value) == told


def test_a_text_that_looks_like_a_formula_is_written_as_the_text_it_is(paper: Paper) -> None:
    evil = '=IMPORTXML("http://example.org";"//a")'
    desired = wanted(board=board(P1=(Decimal("8.5"), evil), P2=(None, "Thiếu")), news=news("một", "hai"))
    (change, *_) = paper.plan(desired).changes
    assert (change.new, type(change.new)) == (evil, str)
    paper.sync(desired)
    assert paper.sync(desired) == []


# --- what people typed -----------------------------------------------------------------------------------------------


def test_what_people_type_in_their_own_columns_of_the_same_row_is_never_touched(paper: Paper) -> None:
    paper.typed("board", "C4", "Đề nghị xem lại").typed("news", "C5", "Đã sửa")
    paper.sync(wanted(board=board(P1=(7, "Thiếu"), P2=(8, "Đủ")), news=news("ba")))
    assert (paper.stands("board", "C4"), paper.stands("news", "C5")) == ("Đề nghị xem lại", "Đã sửa")
    assert paper.stands("news", "B5") == "", "our part of a row that vanished is blanked, the answer stays"


@pytest.mark.parametrize(
    ("typed", "raw"),
    [("9", "9"), ("'chín", "chín"), ("TRUE", "TRUE"), ("=B5", "=B5"), ("#REF", "=1/0"), ("05/11/2020", "05/11/2020")],
)
def test_what_a_person_types_over_our_cell_stays_and_is_found(paper: Paper, typed: Drawn, raw: str) -> None:
    paper.typed("board", "B4", typed)
    before = paper.stands("board", "B4")
    for total in ("8.5", "7"):
        planned = paper.plan(
            wanted(board=board(P1=(Decimal(total), "Đủ"), P2=(None, "Thiếu")), news=news("một", "hai"))
        )
        (finding,) = planned.findings
        assert planned.is_empty
        assert (finding.code, finding.cell and finding.cell.a1, dict(finding.words)) == (
            "cell-ours-changed",
            "B4",
            {"raw": raw, "meant": total.replace(".", ",")},
        )
    assert paper.stands("board", "B4") == before
    assert finding.message == f"Ô này do hệ thống ghi, có người gõ “{raw}”; giá trị hệ thống tính là “7”."


def test_the_rest_is_published_though_one_cell_was_typed_over(paper: Paper) -> None:
    paper.typed("board", "B4", "9")
    desired = wanted(board=board(P1=(7, "Mới"), P2=(8, "Đủ")), news=news("một", "hai"))
    assert [line for line in paper.sync(desired) if line.startswith("board")] == [
        "board D4 'Đủ' -> 'Mới'",
        "board B5 '' -> '8'",
        "board D5 'Thiếu' -> 'Đủ'",
    ]
    assert paper.content["board"]["P1"]["total"] == "8.5", "ours is still what we wrote"
    paper.typed("board", "B4", "")
    assert paper.sync(desired) == ["board B4 '' -> '7'"], "once a person clears the cell we write again"


def test_what_a_person_types_is_ours_again_once_it_says_what_we_would(paper: Paper) -> None:
    paper.typed("board", "B4", "9")
    planned = paper.plan(wanted(board=board(P1=(9, "Đủ"), P2=(None, "Thiếu")), news=news("một", "hai")))
    assert (planned.findings, planned.is_empty, planned.content["board"]["P1"]["total"]) == ((), True, "9")


def test_a_cell_that_somebody_cleared_is_filled_again(paper: Paper) -> None:
    paper.typed("board", "D4", "")
    assert paper.sync(FIRST) == ["board D4 '' -> 'Đủ'"]


def test_text_typed_where_we_have_nothing_to_say_is_found_too(paper: Paper) -> None:
    paper.typed("board", "B5", "8")
    planned = paper.plan(FIRST)
    assert [dict(finding.words) for finding in planned.findings] == [{"raw": "8", "meant": ""}]


def test_our_text_turned_into_a_formula_by_a_person_is_found_and_never_passed_for_ours(paper: Paper) -> None:
    evil = "=IMPORTXML(A1)"
    desired = wanted(board=board(P1=(Decimal("8.5"), evil), P2=(None, "Thiếu")), news=news("một", "hai"))
    paper.sync(desired)
    paper.typed("board", "D4", formula(evil, {"stringValue": "x"}))
    planned = paper.plan(desired)
    assert (planned.is_empty, [finding.code for finding in planned.findings]) == (True, ["cell-ours-changed"])


def test_a_stamp_typed_over_stays_and_makes_no_finding(paper: Paper) -> None:
    paper.typed("board", "A2", "của tôi")
    planned = paper.plan(wanted(board=board(P1=(7, "Đủ"), P2=(None, "Thiếu")), news=news("một", "hai")))
    assert planned.findings == ()
    assert [change.cell.a1 for change in planned.changes if change.cell.tab == "board"] == ["B4"]


# --- rows that come and go -------------------------------------------------------------------------------------------


def test_rows_that_vanish_are_blanked_and_come_back_below(paper: Paper) -> None:
    fewer = wanted("09g00", board=FIRST.tables["board"], news=news("hai"))
    assert [line for line in paper.sync(fewer) if line.startswith("news")] == [
        "news B4 'một' -> 'hai'",
        "news A5 '2' -> ''",
        "news B5 'hai' -> ''",
    ]
    assert paper.content["news"] == {"1": {"message": "hai", "no": "1"}}
    assert paper.sync(fewer) == []
    assert [line for line in paper.sync(replace(FIRST, along={})) if line.startswith("news")] == [
        "news B4 'hai' -> 'một'",
        "news B5 '' -> 'hai'",
        "news A5 '' -> '2'",
    ]


def test_a_row_that_people_wrote_beside_is_not_given_to_another_key(paper: Paper) -> None:
    paper.typed("news", "C5", "Đã sửa")
    paper.sync(wanted(news=news("một")))
    paper.sync(wanted(news=news("một", "khác")))
    assert (paper.stands("news", "C5"), paper.stands("news", "B5"), paper.stands("news", "B6")) == (
        "Đã sửa",
        "",
        "khác",
    )


def test_rows_are_found_by_their_key_wherever_they_were_moved(paper: Paper) -> None:
    paper.drawn.order_rows("news", [1, 0]).insert_rows("board", 1, 2).move_column("board", "total", 4)
    desired = wanted(board=board(P1=(7, "Đủ"), P2=(None, "Thiếu")), news=news("một", "ba"))
    assert [line for line in paper.sync(desired) if not line.startswith("log")] == [
        "board D6 '8.5' -> '7'",
        "news B4 'hai' -> 'ba'",
    ]


def test_a_tab_grows_when_its_table_does() -> None:
    book = Paper()
    planned = book.plan(wanted(news=news("một", "hai", "ba", "bốn")))
    assert planned.growth == (Growth(NEWS.sheet_id, 5, 2),)
    book.sync(wanted(news=news("một", "hai", "ba", "bốn")))
    assert book.stands("news", "B7") == "bốn"
    along = wanted("09g00", news=news("một", "hai", "ba", "năm"))
    assert book.plan(along).growth == (Growth(LOG.sheet_id, 4, 1),), "the log grows too"


def test_what_is_new_takes_the_rows_in_which_nothing_stood_any_more(paper: Paper) -> None:
    def listed(*keys: str) -> Desired:
        return wanted(news=frame(("message",), {key: (f"tin {key}",) for key in keys}))

    assert [line for line in paper.sync(listed("2", "3")) if line.startswith("news A")] == [
        "news A6 '' -> '3'",
        "news A4 '1' -> ''",
    ], "row 4 is only now emptied: somebody may be typing beside what stood there"
    paper.typed("news", "C8", "ghi riêng")
    assert [line for line in paper.sync(listed("2", "3", "4", "5", "6")) if line.startswith("news A")] == [
        "news A4 '' -> '4'",
        "news A7 '' -> '5'",
        "news A9 '' -> '6'",
    ]


def test_a_row_that_its_table_no_longer_has_stays_where_something_is_to_be_said_of_it(paper: Paper) -> None:
    left = {"news": frame(("message",), {"1": ("đã cũ",), "9": ("không phải của ta",)})}
    paper.typed("news", "A7", text("9"))
    assert [line for line in paper.sync(replace(wanted(news=news()), left=left)) if line.startswith("news")] == [
        "news B4 'một' -> 'đã cũ'",
        "news A5 '2' -> ''",
        "news B5 'hai' -> ''",
    ]
    assert paper.plan(replace(wanted(news=news()), left=left)).is_empty
    paper.drawn.delete_row("news", 4)
    assert paper.plan(replace(wanted(news=news()), left=left)).is_empty
    assert [line for line in paper.sync(wanted(news=news("một"))) if line.startswith("news A")] == ["news A4 '' -> '1'"]


def test_a_code_that_stands_twice_is_not_written_to_and_makes_no_third(paper: Paper) -> None:
    paper.typed("board", "A5", text("P1")).typed("news", "A5", text("1"))
    desired = wanted(board=board(P1=(7, "Mới"), P2=(8, "Mới")), news=news("mới", "mới"))
    assert [line for line in paper.sync(desired) if not line.startswith("log")] == [
        "news B6 '' -> 'mới'",
        "news A6 '' -> '2'",
    ]
    assert paper.sync(desired) == []


def test_a_row_of_the_edition_that_somebody_deleted_is_not_written_anywhere(paper: Paper) -> None:
    paper.drawn.delete_row("board", 5)
    desired = wanted(board=board(P1=(Decimal("8.5"), "Đủ"), P2=(8, "Mới")), news=news("một", "hai"))
    assert paper.sync(desired) == []


def test_a_ward_that_left_the_edition_is_blanked_where_its_row_still_stands(paper: Paper) -> None:
    gone = wanted(board=board(P1=(Decimal("8.5"), "Đủ")), news=news("một", "hai"))
    assert paper.sync(gone)[0] == "board D5 'Thiếu' -> ''"


def test_what_a_person_typed_over_us_in_a_row_that_vanishes_is_theirs_from_then_on(paper: Paper) -> None:
    """Were it found, it would be found only in this one run, and the next would write again to take that back."""
    paper.typed("news", "B5", "của tôi").typed("board", "D5", "của tôi")
    gone = wanted(board=board(P1=(Decimal("8.5"), "Đủ")), news=news("một"))
    planned = paper.plan(gone)
    assert [line for line in drawn(planned) if line.startswith(("news", "board A5", "board B5", "board D5"))] == [
        "news A5 '2' -> ''"
    ]
    assert planned.findings == ()
    paper.sync(gone)
    assert (set(paper.content["news"]), set(paper.content["board"])) == ({"1"}, {"P1", ""})
    assert (paper.stands("news", "B5"), paper.sync(gone)) == ("của tôi", [])


def test_a_row_that_vanished_from_table_and_sheet_alike_is_forgotten(paper: Paper) -> None:
    paper.drawn.delete_row("news", 5).delete_column("news", "link")
    change = wanted(board=board(P1=(9, "Đủ"), P2=(None, "Thiếu")), news=news("một"))
    assert [line for line in paper.sync(change) if line.startswith("news")] == []
    assert set(paper.content["news"]) == {"1"}


# --- epochs ----------------------------------------------------------------------------------------------------------


def with_epochs(*marks: str) -> Snapshot:
    return replace(provisioned(BOOK).snapshot(), epochs={100 + place: mark for place, mark in enumerate(marks)})


def test_a_book_carries_the_number_of_its_last_publication(paper: Paper) -> None:
    assert last_epoch(provisioned(BOOK).snapshot()) == (0, "")
    number, mark = last_epoch(paper.drawn.snapshot())
    assert (number, mark) == (1, f"1 {mark.split()[1]}")
    assert last_epoch(with_epochs("2 b", "10 c", "1 a")) == (10, "10 c")
    assert last_epoch(with_epochs("x y", "", "² z")) == (0, ""), "what we did not write is not ours"


def test_a_publication_is_numbered_after_the_last_and_marked_by_what_it_carries(paper: Paper) -> None:
    one, other = (paper.plan(wanted(board=board(P1=(total, "Đủ")))) for total in (1, 2))
    assert (one.epoch.number, other.epoch.number) == (2, 2)
    assert one.epoch.fingerprint != other.epoch.fingerprint
    assert one == paper.plan(wanted(board=board(P1=(1, "Đủ")))), "the same plan again is the same"
    assert Epoch(3, "abc").mark == "3 abc"


def test_old_publications_are_forgotten_and_the_newest_are_kept() -> None:
    marks = [f"{number} x" for number in range(1, KEPT_EPOCHS + 4)]
    planned = plan(BOOK, with_epochs(*marks, "somebody's"), FIRST, {})
    assert planned.epoch.forget == (100, 101, 102)
    assert planned.epoch.number == KEPT_EPOCHS + 4


# --- adopting --------------------------------------------------------------------------------------------------------


def test_what_stands_in_our_columns_can_be_taken_for_our_own() -> None:
    book = Paper()
    book.typed("board", "B4", "9").typed("board", "C4", "của người").typed("board", "D4", "=1+1").typed(
        "board", "A2", "Lúc nào"
    )
    book.drawn.delete_tab("log")
    content = standing_content(BOOK, book.drawn.snapshot())
    assert content == {
        "board": {"P1": {"total": "9", "state": "=1+1"}, "P2": {"total": "", "state": ""}, "": {"stamp": "Lúc nào"}}
    }
    book.content = content
    assert [line for line in book.sync(FIRST) if line.startswith("board")] == [
        "board B4 '9' -> '8.5'",
        "board D4 '=1+1' -> 'Đủ'",
        "board D5 '' -> 'Thiếu'",
        "board A2 'Lúc nào' -> 'Lúc 08g00'",
    ]


def test_a_tab_without_rows_stamp_or_some_columns_is_adopted_as_far_as_it_goes() -> None:
    book = Paper()
    book.drawn.delete_column("board", "state")
    del book.drawn.anchors[BOARD.stamp_anchor]
    assert standing_content(BOOK, book.drawn.snapshot()) == {"board": {"P1": {"total": ""}, "P2": {"total": ""}}}
    book.sync(FIRST)
    assert book.stands("board", "A2") == "", "no place for a stamp, no stamp"


# --- the whole year --------------------------------------------------------------------------------------------------


def busy(year: Year) -> Year:
    """A year with something to say in every tab."""
    year["P1"].type("self", "code | points | figures \n 1.1 | 6 | =IMPORTXML(A1) \n 2.1 | 5đ |")
    year["P2"].type("highlights", "code | content \n MH | Tổ tự quản")
    year["TG"].type("bonus", "no | unit | model | points | reason \n 1 | P1 | Thư viện | 6 | Hay \n 2 | P2 | Hẻm | 1 |")
    year["VP"].type("questions", "no | unit | criterion | question \n 1 | P1 | 2.1 | Vì sao?")
    year["C1"].type("agreed", "no | unit | criterion | points | reason \n 1 | P2 | 1.1 | 8 | Thiếu hồ sơ")
    year[MASTER].type("ranking", "code | agreed_points | reason \n P3 | 21 | Thống nhất")
    return year


@pytest.mark.parametrize(
    "begin", [empty_year, filled_year, lambda: busy(filled_year())], ids=["empty", "filled", "busy"]
)
def test_a_year_published_twice_is_written_once(begin: Callable[[], Year]) -> None:
    year, bases = published(begin())
    assert changes(plans(year, bases)) == []
    assert changes(plans(year, bases, NOW.replace(hour=9))) == [], "nor does the hour matter"


def test_a_year_written_by_an_unknown_hand_is_taken_over_without_a_change() -> None:
    year, _ = published(busy(filled_year()))
    adopted = {code: standing_content(year.book(code), year[code].snapshot()) for code in year.drawn}
    assert changes(plans(year, adopted)) == []


def owners(found: Mapping[str, BookPlan], year: Year) -> set[Owner]:
    """Whose columns a set of plans writes into; a stamp has no column."""
    seen = set()
    for code, planned in found.items():
        for change in planned.changes:
            tab = year.book(code).tab(change.cell.tab)
            column = tab.column(change.column) if tab else None
            seen |= {column.owner} if column else set()
    return seen


def test_only_our_own_columns_are_written_in_any_book() -> None:
    year = busy(filled_year())
    assert owners(plans(year, {}), year) == {Owner.SYNC}


def test_an_evidence_typed_as_a_formula_reaches_the_master_as_text() -> None:
    found = [change for change in plans(busy(filled_year()), {})[MASTER].changes if "IMPORTXML" in str(change.new)]
    assert [(change.cell.tab, change.column, change.new) for change in found] == [
        ("detail", "figures", "=IMPORTXML(A1)"),
        ("findings", "message", found[1].new),
    ]
    assert all(isinstance(change.new, str) for change in found)


def test_when_a_day_passes_only_what_it_makes_late_is_written() -> None:
    year, bases = published(filled_year())
    year["P2"].type("self", "code | points \n 3 |")
    year, bases = published(year, bases)
    late = changes(plans(year, bases, LATER))
    assert {(code, place.split()[0]) for code, place, _, _ in late if not place.endswith(" A2")} == {
        ("P2", "feedback"),
        *((MASTER, tab) for tab in ("progress", "findings", "log")),
    }
    stamped = {code for code, place, _, _ in late if place.endswith(" A2")}
    assert stamped == {"P2", MASTER}, "the stamp goes along, and only in the books that change"
    assert ("P2", "feedback D5", "", "Phường 2 chưa đủ khi hết hạn 07/11/2020.") in late


def test_what_a_person_typed_over_us_is_told_in_the_book_and_in_the_master_and_stays_told() -> None:
    year, bases = published(filled_year())
    year[MASTER].put("ranking", year[MASTER].a1("ranking", "P1", "total"), "25")
    year, bases = published(year, bases)
    assert year[MASTER].stands("ranking", 4, year[MASTER].col("ranking", "total")) == "25.0"
    assert "có người gõ “25”" in str(year[MASTER].sheets["findings"].rows[3])
    assert changes(plans(year, bases)) == []


def test_a_book_that_cannot_be_read_is_not_written() -> None:
    year = filled_year()
    year.unread("P1", "not-shared")
    assert set(plans(year, {})) == set(year.drawn) - {"P1"}


def test_a_book_keeps_its_own_paper() -> None:
    """The paper of these tests is itself honest: applying a plan leaves the book it was made for as it was."""
    before = filled_year()
    reply = before["P1"].reply()
    published(before)
    assert before["P1"].reply() == reply
    assert isinstance(before["P1"], DrawnBook)


def test_the_link_of_a_finding_that_is_mended_goes_with_its_row() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | 99")
    year, contents = published(year)
    linked = year["P1"]
    row = linked.row("feedback", "1", "no")
    columns = ("no", "message", "link")
    assert all(linked.stands("feedback", row, linked.col("feedback", column)) for column in columns)
    year["P1"].type("self", "code | points \n 1.1 | 10")
    year, contents = published(year, contents)
    after = year["P1"]
    assert after.stands("feedback", row, after.col("feedback", "link")) == ""
    year["P1"].type("self", "code | points \n 1.1 | 99 \n 1.2 | 99")
    year, contents = published(year, contents)
    year["P1"].type("self", "code | points \n 1.1 | 99 \n 1.2 | 4")
    year, contents = published(year, contents)
    after = year["P1"]
    left = [after.stands("feedback", row + 1, after.col("feedback", column)) for column in columns]
    assert left == ["", "", ""], "nothing of the second finding stays behind"
    assert changes(plans(year, contents)) == []
