"""The steps of a report: taken by a tick, put back by a change that says old and new, held again when it is undone."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from small_year import (
    NOW,
    SMALL,
    Year,
    drawn,
    empty_year,
    filled_year,
    leaves_changed,
    published,
    renumbered,
    small_edition,
    with_rubric,
)

from sheetsync.core.assessment import Assessment
from sheetsync.core.books import books
from sheetsync.core.course.past import Step
from sheetsync.core.course.review import Change, Report, Stage, changes_words, step_words, submission_words
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER, Book, Tab
from sheetsync.core.reading import Source
from sheetsync.core.tables.desired import Occasion, desired

LONG = "Mô hình tự quản " * 40


@dataclass
class Desk:
    """A year that is run again and again, an hour later each time, and what is remembered of it."""

    year: Year
    now: datetime = NOW - timedelta(hours=1)

    def run(self) -> "Desk":
        self.now += timedelta(hours=1)
        news = self.assess().course.news
        self.year.past = replace(self.year.past, steps={**self.year.past.steps, **news.steps})
        return self

    def assess(self) -> Assessment:
        return self.year.assess(self.now)

    @property
    def steps(self) -> Mapping[tuple[str, str], Step]:
        """What is remembered."""
        return self.year.past.steps

    def report(self, unit: str = "P1") -> Report:
        return self.assess().course.reports[unit]

    def type(self, book: str, tab: str, table: str) -> "Desk":
        self.year[book].type(tab, table)
        return self

    # what people do

    def submit(self, done: str = "có", note: str = "") -> "Desk":
        return self.type("P1", "submission", f"code | done | note \n NOP | {done} | {note}").run()

    def receive(self, done: str = "có", remarks: str = "") -> "Desk":
        return self.type("C1", "reports", f"code | received | remarks \n P1 | {done} | {remarks}").run()

    def agree(self, done: str = "có", judgement: str = "") -> "Desk":
        return self.type("C1", "reports", f"code | agreed | judgement \n P1 | {done} | {judgement}").run()

    def decide(self, points: str = "23", reason: str = "Thống nhất") -> "Desk":
        return self.type(MASTER, "ranking", f"code | agreed_points | reason \n P1 | {points} | {reason}").run()

    def rescore(self, points: str = "8") -> "Desk":
        """The ward changes its self-score at 1.1."""
        return self.type("P1", "self", f"code | points \n 1.1 | {points}").run()

    # what they see

    def shown(self, book: str, tab: str, key: str) -> dict[str, object]:
        assessment = self.assess()
        found = desired(assessment, assessment.book(book), Occasion(self.now, 1, {})).tables[tab].loc[key]
        return {str(column): value for column, value in found.items()}

    @property
    def submission(self) -> tuple[object, object]:
        told = self.shown("P1", "submission", "NOP")
        return told["state"], told["changes"]

    @property
    def step(self) -> object:
        assert self.shown(MASTER, "ranking", "P1")["step"] == self.shown("C1", "reports", "P1")["step"]
        return self.shown(MASTER, "ranking", "P1")["step"]

    @property
    def found(self) -> list[Finding]:
        return [finding for finding in self.assess().findings if finding.code == "step-put-back"]


def opened(year: Year | None = None) -> Desk:
    """Everybody has typed everything, nobody has taken a step."""
    found = Desk(year or filled_year())
    for cluster in ("C1", "C2") if year is None else ():
        for unit in found.year.edition.units_of(cluster):
            found.type(cluster, "reports", f"code | received \n {unit.code} |")
    return found.run()


def submitted() -> Desk:
    return opened().submit()


def received() -> Desk:
    return submitted().receive()


def agreed() -> Desk:
    return received().agree()


def place(*names: str) -> str:
    """How a place is remembered; the last of its names is the text that stands there."""
    return "\t".join((*names[:-1], hashlib.sha256(names[-1].encode()).hexdigest()[:12]))


CHANGED = Change("Tự chấm điểm, 1.1: Điểm tự chấm", "9", "8")


# --- taking steps ----------------------------------------------------------------------------------------------------


def test_a_report_is_open_until_its_ward_ticks_it() -> None:
    assert (opened().report().stage, opened().submission, opened().step) == (Stage.OPEN, ("Chưa nộp", ""), "Đang điền")
    assert opened().submit("chưa").report().stage is Stage.OPEN
    assert submitted().report().stage is Stage.SUBMITTED


def test_every_step_is_taken_by_those_whose_it_is() -> None:
    desk = opened()
    stages = [desk.report().stage]
    for act in (desk.submit, desk.receive, desk.agree, desk.decide):
        act()
        stages.append(desk.report().stage)
    assert stages == list(Stage)
    assert desk.step == "Đã quyết định"
    assert not desk.found


def test_a_step_tells_the_moment_at_which_it_was_first_seen_and_goes_on_telling_it() -> None:
    desk = submitted()
    told = "Đã nộp lúc 09g00 ngày 06/11/2020"
    assert desk.submission == (told, "")
    assert desk.run().run().submission == (told, "")
    assert desk.receive().submission == (f"{told}; đang xét", "")
    assert desk.report().steps[Stage.SUBMITTED].at == NOW + timedelta(hours=1)


def test_what_has_been_remembered_is_no_news_again() -> None:
    desk = agreed().decide()
    assert set(desk.steps) == {("P1", "submitted"), ("P1", "reviewed"), ("P1", "agreed"), ("P1", "decided")}
    assert desk.assess().course.news.steps == {}


def test_one_wards_steps_leave_the_others_alone() -> None:
    assert [received().report(unit).stage for unit in ("P2", "P3", "P10")] == [Stage.OPEN] * 3


def test_a_report_that_the_cluster_has_received_is_submitted_whatever_its_ward_ticks() -> None:
    desk = opened().receive()
    assert desk.report().stage is Stage.REVIEWED
    assert desk.submission == ("Chưa ghi “có” ở cột “Đã nộp”; đang xét", "")
    desk.submit()
    assert desk.report().stage is Stage.REVIEWED
    assert desk.submission == ("Đã nộp lúc 10g00 ngày 06/11/2020; đang xét", "")


def test_a_decision_takes_every_step_below_it() -> None:
    assert opened().decide().report().stage is Stage.DECIDED


def test_what_nobody_can_read_takes_no_step_and_withdraws_none() -> None:
    assert opened().submit("sắp xong").report().stage is Stage.OPEN
    assert submitted().submit("sắp xong").report().stage is Stage.SUBMITTED


# --- put back --------------------------------------------------------------------------------------------------------


def test_a_change_after_submission_puts_it_back_and_says_old_and_new() -> None:
    desk = submitted().rescore()
    assert desk.report() == Report("P1", Stage.OPEN, {Stage.SUBMITTED: (CHANGED,)}, {})
    assert desk.submission == (
        "Đã nộp nhưng có thay đổi sau khi nộp: ghi lại ghi chú để nộp lại",
        "Tự chấm điểm, 1.1: Điểm tự chấm: “9” → “8”",
    )
    assert desk.step == "Đang điền, lùi từ “Đã nộp” vì 1 thay đổi"
    desk.type("P1", "appendix", "code | value \n S1 | 130").run()
    assert str(desk.submission[1]).splitlines()[1] == "Phụ lục số liệu, S1: Năm 2020: “120” → “130”"


def test_once_it_is_closed_nobody_is_asked_to_submit_again() -> None:
    report = submitted().rescore().report()
    said, _ = submission_words(report, date(2020, 11, 24))
    assert said == "Đã nộp nhưng có thay đổi sau khi nộp: đã hết hạn nộp lại 24/11/2020"


def test_the_old_content_makes_a_step_hold_again() -> None:
    assert agreed().rescore().rescore("9").report() == agreed().report()
    assert agreed().rescore().rescore("9,0").report().stage is Stage.AGREED


@pytest.mark.parametrize(
    ("tab", "typed", "place"),
    [
        ("self", "code | figures \n 1.1 | 13 cuộc", "Tự chấm điểm, 1.1: Số liệu minh họa"),
        ("self", "code | judgement \n 1.1 | Khá", "Tự chấm điểm, 1.1: Nhận định, đánh giá hiệu quả"),
        ("self", "code | points \n TONG | 24", "Tự chấm điểm, TONG: Điểm tự chấm"),
        ("appendix", "code | value \n S1 | 130", "Phụ lục số liệu, S1: Năm 2020"),
        ("appendix", "code | note \n S1 | Ước tính", "Phụ lục số liệu, S1: Ghi chú"),
        ("highlights", "code | content \n MH | Tủ sách", "Hoạt động nổi bật, MH: Việc đã làm, cách làm"),
        ("remedies", "code | result \n NX1 | Trễ", "Khắc phục hạn chế, NX1: Kết quả"),
    ],
)
def test_a_submission_rests_on_the_whole_report(tab: str, typed: str, place: str) -> None:
    desk = submitted().type("P1", tab, typed).run()
    assert [change.place for change in desk.report().put_back[Stage.SUBMITTED]] == [place]


def test_what_departments_do_puts_no_submission_back() -> None:
    desk = received().type("TG", "points", "code | 1.1 \n P1 | 5").run()
    assert desk.report().stage is Stage.REVIEWED


def test_a_change_of_the_report_puts_back_all_that_was_agreed_on_it() -> None:
    report = agreed().decide().rescore().report()
    assert report.stage is Stage.OPEN
    assert report.put_back == dict.fromkeys(list(Stage)[1:], (CHANGED,))
    assert step_words(report) == "Đang điền, lùi từ “Đã quyết định” vì 1 thay đổi"


def test_what_was_agreed_rests_on_the_departments_figures_too() -> None:
    desk = agreed().type("TG", "points", "code | 1.1 | 1.2 \n P1 | 8 | không phát sinh").run()
    assert desk.report().stage is Stage.REVIEWED
    assert desk.report().put_back[Stage.AGREED] == (
        Change("Bộ phận Tuyên giáo, 1.1: điểm", "9", "8"),
        Change("Bộ phận Tuyên giáo, 1.2: điểm", "5", "không phát sinh"),
    )
    assert desk.step == "Đang xét, lùi từ “Đã thống nhất” vì 2 thay đổi"


AGREED = "no | unit | criterion | points | reason \n"


def test_what_was_agreed_rests_on_the_rows_of_the_inspection_wherever_they_stand() -> None:
    desk = received().type("C1", "agreed", AGREED + "1 | P1 | 1.1 | 8,5 | Đủ hồ sơ \n 2 | P2 | 1.1 | 8 | Thiếu").agree()
    moved = desk.type("C1", "agreed", AGREED + "1 | P2 | 1.1 | 7 | Thiếu \n 2 | P1 | 1.1 | 8,5 | Đủ hồ sơ").run()
    assert moved.report().stage is Stage.AGREED
    twice = moved.type("C1", "agreed", AGREED + "1 | P1 | 1.1 | 8 | Thiếu \n 2 | P1 | 1.1 | 8,5 | Đủ hồ sơ").run()
    assert twice.report().put_back[Stage.AGREED] == (
        Change("Cụm 1, điểm thống nhất 1.1", "8,5; Đủ hồ sơ", "8; Thiếu / 8,5; Đủ hồ sơ"),
    )


def test_the_second_figure_of_a_criterion_belongs_to_what_was_agreed() -> None:
    leaf = {"code": "1.1", "text": "Tuyên truyền", "max": 10, "scorer": "TG", "bonus": {"cap": 2}}
    edition = small_edition({"max": 10, "criteria": [leaf]})
    year = empty_year(edition)
    year["TG"].type("points", "code | 1.1 | extra-1.1 \n P1 | 9 | 1")
    desk = Desk(year).agree().type("TG", "points", "code | extra-1.1 \n P1 | 2").run()
    assert desk.report().put_back[Stage.AGREED] == (Change("Bộ phận Tuyên giáo, 1.1: điểm thưởng", "1", "2"),)


def test_a_stale_decision_is_put_back_by_what_it_knows_itself() -> None:
    year, contents = published(opened().year)
    year = published(Desk(year).decide().year, contents)[0]
    desk = Desk(year).type("TG", "points", "code | 1.1 \n P1 | 8").run()
    assert desk.report().put_back == {Stage.DECIDED: (Change("Căn cứ quyết định", "24 điểm", "23 điểm"),)}
    assert not desk.found
    assert [finding.code for finding in desk.assess().findings] == ["decision-stale"]


def test_a_decision_taken_back_is_no_step_any_more() -> None:
    assert agreed().decide().decide("", "").report().stage is Stage.AGREED
    assert opened().decide().decide("", "").report() == Report("P1", Stage.OPEN, {}, {})


def test_a_ward_that_withdraws_its_report_withdraws_what_rests_on_it() -> None:
    desk = agreed().submit("chưa")
    gone = (Change("Đã nộp: ô đánh dấu", "có", ""),)
    assert desk.report() == Report("P1", Stage.OPEN, {Stage.REVIEWED: gone, Stage.AGREED: gone}, {})
    assert desk.submission == ("Chưa nộp", "")
    assert desk.submit().report().stage is Stage.AGREED
    assert desk.submission == ("Đã nộp lúc 13g00 ngày 06/11/2020; đã thống nhất", "")


# --- taken anew ------------------------------------------------------------------------------------------------------


def test_a_note_written_anew_takes_the_step_anew() -> None:
    desk = submitted().rescore()
    assert desk.submit(note="nộp lại ngày 06/11/2020").report().stage is Stage.SUBMITTED
    assert desk.submission == ("Đã nộp lúc 11g00 ngày 06/11/2020", "")


def test_a_note_beside_the_same_report_does_not_make_it_any_later() -> None:
    assert submitted().submit(note="Kèm 7 bộ").submission == ("Đã nộp lúc 09g00 ngày 06/11/2020", "")


def test_a_tick_taken_away_and_set_again_takes_the_step_anew_once_a_run_has_seen_it_gone() -> None:
    assert submitted().rescore().submit("").submit().report().stage is Stage.SUBMITTED
    unseen = submitted().rescore()
    unseen.type("P1", "submission", "code | done \n NOP |")
    assert unseen.submit().report().stage is Stage.OPEN


def test_a_cluster_that_takes_its_step_anew_accepts_the_report_as_it_stands() -> None:
    desk = received().rescore()
    assert desk.report().stage is Stage.OPEN
    assert desk.receive(remarks="Đã xem lại").report().stage is Stage.REVIEWED
    assert desk.submission == ("Đã nộp lúc 09g00 ngày 06/11/2020; đang xét", "")
    assert desk.agree(judgement="Đạt").report().stage is Stage.AGREED


def test_a_ward_that_submits_anew_does_not_speak_for_its_cluster() -> None:
    desk = agreed().rescore().submit(note="nộp lại")
    assert desk.report().stage is Stage.SUBMITTED
    assert desk.step == "Đã nộp, lùi từ “Đã thống nhất” vì 1 thay đổi"
    assert desk.submission == ("Đã nộp lúc 13g00 ngày 06/11/2020", "")


def test_a_criterion_added_to_the_rubric_leaves_every_step_alone() -> None:
    desk, added = agreed(), {"code": "4", "text": "Việc mới", "max": 2, "scorer": "VP", "rule": {"kind": "ratio"}}
    grown = small_edition({"max": 27, "criteria": [*SMALL["rubric"]["criteria"], added]})
    later = Desk(filled_year(grown), desk.now)
    later.year.past = desk.year.past
    later.type("P1", "submission", "code | done \n NOP | có").type("C1", "reports", "code | agreed \n P1 | có").run()
    assert later.report() == replace(desk.report(), news={})


def under(desk: Desk, year: Year) -> Desk:
    """The same desk, once a run has seen the year under another rubric."""
    desk.year = year
    return desk.run()


def test_a_renumbered_rubric_leaves_every_step_alone_and_a_change_is_told_with_the_new_code() -> None:
    desk = agreed()
    before = desk.report()
    under(desk, renumbered(desk.year))
    assert desk.report() == replace(before, steps=desk.report().steps)
    assert desk.assess().course.news.steps == {}, "from now on it is remembered by the new codes"
    desk.year["P1"].put("self", "D5", "8")
    desk.year["TG"].put("points", "D4", "4")
    assert desk.run().report().put_back[Stage.AGREED] == (
        Change("Tự chấm điểm, 1.2: Điểm tự chấm", "9", "8"),
        Change("Bộ phận Tuyên giáo, 1.1: điểm", "5", "4"),
    )


def test_a_criterion_worded_anew_is_told_by_its_code_and_then_by_its_new_text() -> None:
    desk = agreed()
    under(desk, with_rubric(desk.year, leaves_changed({"1.1": {"text": "Tuyên truyền miệng"}})))
    assert desk.report().stage is Stage.AGREED
    for unit in ("P1", "P2", "P3", "P10"):
        desk.year[unit].put("self", "B5", "Tuyên truyền miệng")
    later = renumbered(desk.year)
    reworded = {"1.1": {"code": "1.2", "text": "Tuyên truyền miệng"}, "1.2": {"code": "1.1"}}
    later["TG"].put("points", "C3", "1.2 (tối đa 10)\nTuyên truyền miệng")
    assert under(desk, with_rubric(later, leaves_changed(reworded))).report().stage is Stage.AGREED


def test_steps_remembered_by_codes_alone_hold_and_follow_their_texts_from_then_on() -> None:
    desk = agreed()
    steps = {
        key: replace(
            step,
            content={
                one.rpartition("\t")[0] if one.count("\t") > 3 else one: text for one, text in step.content.items()
            },
        )
        for key, step in desk.steps.items()
    }
    desk.year.past = replace(desk.year.past, steps=steps)
    assert desk.run().report().stage is Stage.AGREED
    assert under(desk, renumbered(desk.year)).report().stage is Stage.AGREED


def test_what_was_given_for_a_criterion_that_is_dropped_is_not_held_against_the_one_that_has_its_code_now() -> None:
    desk = submitted()
    dropped = leaves_changed({"1.2": {"code": "1.1"}})
    dropped[0] = {**dropped[0], "criteria": dropped[0]["criteria"][1:]}
    for unit in ("P1", "P2", "P3", "P10"):
        desk.year[unit].put("self", "A5", "").put("self", "A6", "'1.1")
    changes = under(desk, with_rubric(desk.year, dropped)).report().put_back[Stage.SUBMITTED]
    assert [(one.before, one.after) for one in changes] == [("9", ""), ("12 cuộc", ""), ("Tốt", "")]


def test_a_second_figure_follows_the_text_of_its_criterion() -> None:
    leaves = [
        {"code": "1", "text": "Tuyên truyền", "max": 10, "scorer": "TG", "bonus": {"cap": 2}},
        {"code": "2", "text": "Hội thi", "max": 10, "scorer": "TG", "bonus": {"cap": 2}},
    ]
    year = empty_year(small_edition({"max": 20, "criteria": leaves}))
    year["TG"].type("points", "code | 1 | extra-1 \n P1 | 9 | 1")
    desk = Desk(year).agree()
    swapped = [{**one, "code": code} for one, code in zip(leaves, "21", strict=True)]
    later = empty_year(small_edition({"max": 20, "criteria": swapped}))
    later["TG"].type("points", "code | 2 | extra-2 \n P1 | 9 | 1")
    later["C1"].type("reports", "code | agreed \n P1 | có")
    later.past = desk.year.past
    assert under(desk, later).report().stage is Stage.AGREED


def test_a_header_or_a_title_worded_anew_puts_no_report_back(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = agreed()
    reworded = [_reworded(book) if book.code == "P1" else book for book in books(desk.year.edition)]
    monkeypatch.setattr("sheetsync.core.assessment.books", lambda _edition: tuple(reworded))
    assert desk.run().report().stage is Stage.AGREED
    changed = desk.rescore().report().put_back[Stage.AGREED]
    assert changed == (replace(CHANGED, place="Tự chấm điểm mới, 1.1: Điểm tự chấm (mới)"),)


def _reworded(book: Book) -> Book:
    """A book with other titles and headers."""

    def anew(tab: Tab) -> Tab:
        columns = tuple(replace(column, header=f"{column.header} (mới)") for column in tab.columns)
        return replace(tab, title=f"{tab.title} mới", columns=columns)

    return replace(book, tabs=tuple(map(anew, book.tabs)))


def test_what_the_layout_knows_no_more_is_told_by_its_names() -> None:
    desk = agreed()
    gone = {"P1\tgone\tA1\tvalue": "5", "P1\tself\t1.1\told": "6", "XX\tpoints\tP1\t1.1": "9"}
    step = desk.steps["P1", "agreed"]
    remembered = {("P1", "agreed"): replace(step, content={**step.content, **gone})}
    desk.year.past = replace(desk.year.past, steps={**desk.steps, **remembered})
    assert desk.report().put_back == {
        Stage.AGREED: (
            Change("gone, A1: value", "5", ""),
            Change("Tự chấm điểm, 1.1: old", "6", ""),
            Change("XX, 1.1: điểm", "9", ""),
        )
    }


# --- remembered in words, by an earlier sheetsync ---------------------------------------------------------------------


def in_words(desk: Desk) -> Desk:
    """The same steps, remembered by titles and headers."""
    old = {"Tự chấm điểm, 1.1: Điểm tự chấm": "9", "Bộ phận TC/KH, 1.1: điểm": "9"}
    steps = {place: replace(step, content=old) for place, step in desk.steps.items()}
    desk.year.past = replace(desk.year.past, steps=steps)
    return desk


def test_a_step_remembered_in_words_holds_and_rests_from_then_on_on_what_stands_there() -> None:
    desk = in_words(agreed())
    assert desk.report().stage is Stage.AGREED
    assert desk.run().steps["P1", "agreed"] == agreed().steps["P1", "agreed"]
    assert desk.assess().course.news.steps == {}
    assert desk.rescore().report().put_back[Stage.AGREED] == (CHANGED,)


def test_while_a_book_cannot_be_read_such_a_step_is_left_as_it_is() -> None:
    desk = lost(in_words(agreed()), "TG")
    assert (desk.report().stage, desk.assess().course.news.steps) == (Stage.AGREED, {})
    desk.year.overrides = {}
    assert (desk.run().report().stage, desk.found) == (Stage.AGREED, [])


def test_such_a_step_taken_anew_while_a_book_cannot_be_read_rests_on_its_last_good_pull() -> None:
    desk = lost(in_words(agreed()), "TG").agree(judgement="Đạt")
    desk.year.overrides = {}
    assert (desk.run().report().stage, desk.found) == (Stage.AGREED, [])


# --- what cannot be read ---------------------------------------------------------------------------------------------


def lost(desk: Desk, book: str) -> Desk:
    """From now on a book cannot be read, and its last good pull says something else than the steps rest on."""
    desk.year.overrides[book] = Source(unread="unavailable", good=desk.year[book].snapshot(), good_at=NOW)
    return desk.run()


def test_a_book_that_is_old_makes_no_change_of_its_own() -> None:
    desk = agreed()
    desk.type("P1", "self", "code | points \n 1.1 | 7").type("TG", "points", "code | 1.1 \n P1 | 7")
    desk.type("C1", "agreed", AGREED + "1 | P1 | 1.1 | 8,5 | Đủ hồ sơ")
    for book in ("P1", "TG", "C1"):
        lost(desk, book)
    assert desk.report() == agreed().report()
    assert desk.assess().course.news.steps == {}


def test_a_book_that_was_never_read_keeps_what_is_remembered_of_it() -> None:
    desk = agreed()
    for book in ("P1", "TG", "C1"):
        desk.year.overrides[book] = Source(unread="unavailable")
    assert desk.run().report().stage is Stage.AGREED
    assert not desk.found
    desk = agreed().decide()
    desk.year.overrides[MASTER] = Source(unread="unavailable")
    assert desk.run().report().stage is Stage.DECIDED
    unknown = opened()
    unknown.year.overrides["P1"] = Source(unread="unavailable")
    assert unknown.run().report().stage is Stage.OPEN


def test_what_can_be_read_still_counts_beside_what_cannot() -> None:
    desk = agreed()
    desk.year.overrides["P1"] = Source(unread="unavailable", good=desk.year["P1"].snapshot(), good_at=NOW)
    desk.type("VP", "points", "code | 2.1 \n P1 | 4").run()
    assert desk.report().put_back == {Stage.AGREED: (Change("Văn phòng, 2.1: điểm", "5", "4"),)}


# --- editions without some of the books ------------------------------------------------------------------------------


def of(*collects: str) -> Desk:
    edition = small_edition(collects=list(collects))
    return Desk(empty_year(edition)).run()


def test_without_cluster_books_a_departments_first_figure_begins_the_review() -> None:
    desk = of("unit", "department").submit()
    assert desk.report().stage is Stage.SUBMITTED
    desk.type("TG", "points", "code | 1.1 \n P1 | 9").run()
    assert desk.report().stage is Stage.REVIEWED
    desk.type("TG", "points", "code | 1.1 \n P1 | 8").run()
    assert desk.report().stage is Stage.REVIEWED, "such a review rests on nothing"
    assert desk.rescore().report().put_back.keys() == {Stage.SUBMITTED, Stage.REVIEWED}
    assert [finding.book for finding in desk.found] == ["P1"]
    assert desk.decide().report().stage is Stage.DECIDED


def test_without_cluster_books_a_department_that_cannot_be_read_ends_no_review() -> None:
    desk = of("unit", "department").type("TG", "points", "code | 1.1 \n P1 | 9").run()
    assert desk.report().stage is Stage.REVIEWED
    desk.year.overrides["TG"] = Source(unread="unavailable")
    assert desk.run().report().stage is Stage.REVIEWED
    desk.year.overrides = {}
    assert desk.type("TG", "points", "code | 1.1 \n P1 |").run().report().stage is Stage.OPEN


def test_without_unit_books_the_cluster_speaks_alone() -> None:
    desk = of("department", "cluster")
    assert desk.report().stage is Stage.OPEN
    assert desk.receive().report().stage is Stage.REVIEWED
    desk.type("TG", "points", "code | 1.1 \n P1 | 9").agree()
    assert desk.report().stage is Stage.AGREED


def test_a_ward_without_a_cluster_is_reviewed_by_departments() -> None:
    units = [{"code": "P1", "name": "Phường 1"}, {"code": "P2", "name": "Phường 2", "cluster": "C1"}]
    edition = small_edition(units=units, remarks=[], figures=[])
    desk = Desk(empty_year(edition)).submit().type("TG", "points", "code | 1.1 \n P1 | 9").run()
    assert desk.report().stage is Stage.REVIEWED


# --- in words --------------------------------------------------------------------------------------------------------


def told(*places: str, before: str = "a", after: str = "b") -> str:
    return changes_words(tuple(Change(place, before, after) for place in places))


def test_changes_are_told_in_a_readable_length() -> None:
    assert told("Ô 1", after="") == "Ô 1: “a” → (trống)"
    assert told(*map(str, range(6))) == "0: “a” → “b”; 1: “a” → “b”; 2: “a” → “b”; và 3 chỗ khác"
    assert len(told("Ô 1", before="a" * 500)) < 80
    assert told("Ô 1", before="a" * 500 + "b", after="a" * 500 + "c") == "Ô 1: đã sửa nội dung"


def test_long_texts_are_remembered_by_their_beginning_and_still_told_apart() -> None:
    desk = opened().type("P1", "highlights", f"code | content \n MH | {LONG}").submit()
    kept = desk.steps["P1", "submitted"].content[place("P1", "highlights", "MH", "content", "Mô hình mới")]
    assert len(kept) < 230
    assert desk.report().stage is Stage.SUBMITTED
    desk.type("P1", "highlights", f"code | content \n MH | {LONG}mới").run()
    (change,) = desk.report().put_back[Stage.SUBMITTED]
    assert change.before == change.after
    assert change.before.endswith("…")
    assert "đã sửa nội dung" in str(desk.submission[1])


def test_a_step_that_is_put_back_is_found_at_the_note_that_takes_it_anew_and_the_owners_are_told() -> None:
    desk = agreed().rescore()
    assert drawn(desk.found) == [
        ("step-put-back", "P1", "submission D4", "P1", None),
        ("step-put-back", "C1", "reports H4", "P1", None),
    ]
    change = "Tự chấm điểm, 1.1: Điểm tự chấm: “9” → “8”"
    assert [(finding.message, finding.advice_to_owner) for finding in desk.found] == [
        (
            f"Báo cáo của Phường 1 đã nộp, sau đó có thay đổi: {change}.",
            "Xem lại; nếu số liệu mới là đúng, ghi lại ô “Ghi chú khi nộp” để nộp lại.",
        ),
        (
            f"Báo cáo của Phường 1 đã kiểm tra, thống nhất, sau đó có thay đổi: {change}.",
            "Xem lại; nếu vẫn thống nhất, ghi lại ô “Nhận xét sơ bộ của Trưởng đoàn”.",
        ),
    ]
    assert set(desk.found) <= {*desk.assess().told_to("P1"), *desk.assess().told_to("C1")}


def test_a_received_report_that_changes_is_told_to_its_cluster() -> None:
    (_, found) = received().rescore().found
    assert drawn([found])[0][2] == "reports F4"
    assert (found.book, found.advice) == ("C1", "Xem lại báo cáo; nếu đồng ý, ghi lại ô “Nhận xét của cụm”.")


def test_steps_are_remembered_as_plain_texts() -> None:
    steps = agreed().steps
    assert all(isinstance(text, str) for step in steps.values() for text in (step.mark, *step.content.values()))
    assert steps["P1", "agreed"].content[place("P1", "self", "1.1", "points", "Tuyên truyền")] == "9"
