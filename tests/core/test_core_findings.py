"""The catalogue: every code can be produced, and every sentence is one a ward officer can read and act on."""

import re
import string
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from drawn_book import number, text
from small_year import LATER, SMALL, Year, empty_year, filled_year, plans, published, small_edition

from sheetsync.core.books import books
from sheetsync.core.catalogue import CATALOGUE, Severity
from sheetsync.core.cells import CellRef
from sheetsync.core.course.past import Past, Record
from sheetsync.core.findings import Finding, at, on
from sheetsync.core.layout import MASTER
from sheetsync.core.reading import Source
from sheetsync.errors import Unreadable

Spoil = Callable[[Year], object]


def typed(code: str, tab: str, table: str) -> Spoil:
    return lambda year: year[code].type(tab, table)


def points(drawn: str) -> Spoil:
    return typed("P1", "self", f"code | points \n 1.1 | {drawn}")


def unread(reason: str) -> Spoil:
    return lambda year: year.unread("P1", reason)


def emptied(code: str) -> Spoil:
    return lambda year: year[code].empty()


def forgotten(year: Year) -> None:
    year.remember("P1")
    year["P1"].empty()


def stale(year: Year) -> None:
    year.remember("P1")
    year.unread("P1", "unavailable")


def overwritten(year: Year) -> None:
    year[MASTER].put("ranking", year[MASTER].a1("ranking", "P1", "total"), "99")


def handed_in_late(year: Year) -> None:
    year.edition = small_edition({"late": [{"phase": "BC", "per_day": 1}]})
    year["P1"].type("self", "code | points \n 1.1 |")
    year.overrides["P1"] = Source(read_at=LATER)


def wrong_locale(year: Year) -> None:
    year["P1"].locale = "en_US"


BONUS, AGREED = "no | unit | model | points | reason \n", "no | unit | criterion | points | reason \n"
QUESTION = "no | unit | criterion | question \n"


def limited(percent: float, decided: str, **more: object) -> Spoil:
    """At most so many percent may be Tốt, which two of the four wards are; and what the committee typed."""

    def spoil(year: Year) -> None:
        year.edition = small_edition({"quotas": [{"band": "Tốt", "percent": percent} | more]})
        year[MASTER].type("ranking", decided)

    return spoil


def explaining(year: Year) -> None:
    year.edition = small_edition(limits={"explain_gap": 2})
    year["P1"].type("self", "code | points \n 1.1 | 5")


def granted(decision: str, later: str = "", **bonus: object) -> Spoil:
    """A proposal that is published, what the committee typed beside it, and what became of the proposal."""

    def spoil(year: Year) -> None:
        year.edition = small_edition({"bonus": {"cap": 5} | bonus})
        year["TG"].type("bonus", BONUS + "1 | P1 | Thư viện | 3 | Hay")
        year.drawn |= published(year)[0].drawn
        year[MASTER].type("bonus", f"key | decided | decided_reason \n TG-1 | {decision}")
        if later:
            year["TG"].type("bonus", f"no | points \n 1 | {later}")

    return spoil


def answered(year: Year) -> None:
    year["VP"].type("questions", QUESTION + "1 | P1 | 2.1 | Vì sao?")
    year.drawn |= published(year)[0].drawn
    year["P1"].type("questions", "code | answer \n VP-1 | Đã bổ sung")


def judged(year: Year) -> None:
    """A department is to judge what the ward has reported, and has not done it yet."""
    remarks = [{"unit": "P1", "code": "NX1", "text": "Báo cáo chậm", "judge": "VP"}]
    year.edition = small_edition(remarks=remarks)
    year.drawn = filled_year(year.edition, remedies=("NX1",)).drawn


def outdated(year: Year) -> None:
    year[MASTER].type("ranking", "code | agreed_points | reason \n P1 | 20 | Thống nhất")
    year.drawn |= published(year)[0].drawn
    year["TG"].type("points", "code | 1.1 \n P1 | 8,5")


def changed_after_submission(year: Year) -> None:
    year["P1"].type("submission", "code | done \n NOP | có")
    year.past = Past(steps=year.assess().course.news.steps)
    year["P1"].type("self", "code | points \n 1.1 | 8")


def closed(*extensions: dict[str, str]) -> Spoil:
    """A ward's report was closed and recorded, and is changed afterwards, with leave or without."""

    def spoil(year: Year) -> None:
        phases = [{**SMALL["phases"][0], "closes": ["report"]}]
        year.edition = small_edition(phases=phases, extensions=list(extensions))
        year.past = Past({("BC+2020-11-07", "P1"): Record(year["P1"].snapshot(), LATER)})
        year["P1"].type("self", "code | points \n 1.1 | 8,5")

    return spoil


LEAVE = {"book": "P1", "part": "report", "until": "30/11/2020", "allowed_by": "Phó Chủ tịch", "because": "Bão"}


def ruled(given: str, **leaf: object) -> Spoil:
    """The one leaf of a rubric with these settings, and what a ward gives for it."""

    def spoil(year: Year) -> None:
        only = {"code": "1.1", "text": "Tuyên truyền", "max": 10, "scorer": "TG", **leaf}
        year.edition = small_edition({"max": 10, "criteria": [only]})
        year.drawn = empty_year(year.edition).drawn
        columns = "code | points | extra" if "|" in given else "code | points"
        year["P1"].type("self", f"{columns} \n 1.1 | {given}")

    return spoil


def settled(year: Year) -> None:
    only = {"code": "1.1", "text": "Tuyên truyền", "max": 10, "scorer": "TG", "bonus": {"cap": 2}}
    year.edition = small_edition({"max": 10, "criteria": [only]})
    year.drawn = empty_year(year.edition).drawn
    year["TG"].type("points", "code | 1.1 | extra-1.1 \n P1 | 9 | 1")
    year["C1"].type("agreed", AGREED + "1 | P1 | 1.1 | 8 | Thống nhất")


RATIO = {"kind": "ratio"}
CHOICE = {
    "kind": "choice",
    "tiers": [
        {"text": "Đủ", "points": 10},
        {"text": "Thiếu", "points": 0},
        {"text": "Khống", "points": 0, "killer": True},
    ],
}

SPOILED: dict[str, Spoil] = {
    "number-as-text": points("'8,5"),
    "number-with-words": points("8,5đ"),
    "number-ambiguous": points("'1.234"),
    "number-malformed": points("1.000.0000"),
    "number-unreadable": points("chín"),
    "number-is-date": points("8/5/2020"),
    "number-is-percent": points("85%"),
    "number-is-formula": points("=4+4"),
    "number-is-choice": points("TRUE"),
    "ratio-unclear": ruled("93,3", rule=RATIO),
    "ratio-unreadable": ruled("hơn nửa", rule=RATIO),
    "ratio-is-date": ruled("03/05/2020", rule=RATIO),
    "ratio-over-zero": ruled("5/0", rule=RATIO),
    "zero-over-zero-unclear": ruled("0/0", rule=RATIO),
    "tier-unreadable": ruled("tàm tạm", rule=CHOICE),
    "tier-unknown": ruled("7", rule=CHOICE),
    "tier-unclear": ruled("0", rule=CHOICE),
    "tier-none": ruled("50%", rule={"kind": "tiers", "of": "ratio", "tiers": [{"at_least": 90, "points": 10}]}),
    "cases-not-whole": ruled("1,5", rule={"kind": "minus", "per": 1}),
    "extra-uncounted": ruled(" | 2", bonus={"cap": 2}),
    "bonus-beyond-leaf": ruled("10 | 15", bonus={"cap": 2}),
    "points-negative": ruled("5 | -1", bonus={"cap": 2}),
    "cell-error": points("#REF"),
    "formula-in-text": typed("P1", "self", "code | figures \n 1.1 | =IMPORTXML(A1)"),
    "number-read-from-text": typed("P1", "appendix", "code | value \n S1 | '120"),
    "not-applicable-unclear": typed("TG", "points", "code | 1.1 \n P1 | không phát sinh"),
    "points-missing": points(""),
    "points-out-of-range": points("85"),
    "points-off-step": points("8,3"),
    "evidence-missing": typed("P1", "self", "code | figures \n 1.1 | "),
    "total-mismatch": typed("P1", "self", "code | points \n TONG | 99"),
    "gap-large": points("5"),
    "gap-unexplained": explaining,
    "late-change": closed(),
    "late-change-allowed": closed(LEAVE),
    "record-late": closed(),
    "report-missing": emptied("P1"),
    "department-silent": emptied("TG"),
    "unit-unscored": typed("TG", "points", "code | 1.1 | 1.2 \n P1 | |"),
    "criterion-foreign": lambda year: year["TG"].insert_column("points", 5, "2.1 Báo cáo", "5"),
    "unit-unknown": typed("TG", "bonus", BONUS + "1 | Phường 99 | Thư viện | 1 | Hay"),
    "criterion-unknown": typed("C1", "agreed", AGREED + "1 | P1 | 9.9 | 1 | Thống nhất"),
    "unit-not-in-cluster": typed("C1", "agreed", AGREED + "1 | P3 | 1.1 | 8 | Thống nhất"),
    "bonus-incomplete": typed("TG", "bonus", BONUS + "1 | P1 | Thư viện | 1 |"),
    "bonus-over-cap": typed("TG", "bonus", BONUS + "1 | P1 | Thư viện | 6 | Hay"),
    "bonus-undecided": granted("|", needs_decision=True),
    "bonus-decision-unusable": granted("-1 | Thống nhất"),
    "bonus-decision-without-reason": granted("2 |"),
    "bonus-decision-stale": granted("2 | Thống nhất", later="4"),
    "agreed-incomplete": typed("C1", "agreed", AGREED + "1 | P1 | 1.1 | 8 |"),
    "agreed-bonus-blank": settled,
    "agreed-twice": typed("C1", "agreed", AGREED + "1 | P1 | 1.1 | 8 | A \n 2 | P1 | 1.1 | 8 | B"),
    "question-incomplete": typed("VP", "questions", QUESTION + "1 | P1 | 2.1 |"),
    "question-unclosed": answered,
    "question-unanswered": typed("VP", "questions", QUESTION + "1 | P1 | 2.1 | Vì sao?"),
    "choice-unknown": typed("C1", "reports", "code | band \n P1 | A+"),
    "decision-stale": outdated,
    "step-put-back": changed_after_submission,
    "decision-without-reason": typed(MASTER, "ranking", "code | agreed_points \n P1 | 20"),
    "band-open": limited(25, "code | reason \n P1 |", order=["bonus"]),
    "quota-exceeded": limited(1, "code | agreed_band | reason \n P10 | Tốt | Thống nhất"),
    "figure-missing": typed("P1", "appendix", "code | value \n S1 |"),
    "figure-not-whole": typed("P1", "appendix", "code | value \n S1 | 1,5"),
    "figure-negative": typed("P1", "appendix", "code | value \n S1 | -1"),
    "figure-wrong-measure": typed("P1", "appendix", "code | value \n S2 | 71300000"),
    "figure-implausible": typed("P1", "appendix", "code | value \n S1 | 401"),
    "figure-drift": typed("P1", "appendix", "code | value \n S1 | 10"),
    "remedy-unanswered": typed("P1", "remedies", "code | action \n NX1 |"),
    "remedy-without-evidence": typed("P1", "remedies", "code | evidence \n NX1 |"),
    "remedy-unjudged": judged,
    "highlights-too-long": typed("P1", "highlights", f"code | content \n MH | {'chữ ' * 21}"),
    "cell-locked-changed": lambda year: year["P1"].put("self", "C5", "100"),
    "cell-ours-changed": overwritten,
    "code-unknown": lambda year: year["P1"].put("self", "A12", "9.9"),
    "code-missing": lambda year: year["P1"].delete_row("self", 6),
    "code-twice": lambda year: year["P1"].put("self", "A6", text("1.1")),
    "code-mixed-up": lambda year: year["P1"].put("self", "A5", text("1.2")).put("self", "A6", text("1.1")),
    "tab-missing": lambda year: year["P1"].delete_tab("self"),
    "column-missing": lambda year: year["P1"].delete_column("self", "points"),
    "locale-wrong": wrong_locale,
    "book-emptied": forgotten,
    "book-late": typed("C1", "reports", "code | received \n P1 |"),
    "report-late-points": handed_in_late,
    "book-not-provisioned": unread("not-provisioned"),
    "book-not-found": unread("not-found"),
    "book-not-shared": unread("not-shared"),
    "book-malformed": unread("malformed"),
    "book-unavailable": unread("unavailable"),
    "book-stale": stale,
}
"""For every code the way in which people bring it about."""


@cache
def produced(code: str) -> Finding:
    """The first finding of this code that comes up, in the books themselves or in publishing them."""
    year = filled_year()
    SPOILED[code](year)
    found = year.assess(LATER).findings
    if code not in {finding.code for finding in found}:
        found = tuple(finding for planned in plans(year, {}).values() for finding in planned.findings)
    return next(finding for finding in found if finding.code == code)


def test_every_code_of_the_catalogue_is_brought_about_here() -> None:
    assert set(SPOILED) == set(CATALOGUE)


def test_every_code_is_named_in_a_test_of_its_own() -> None:
    """Besides this table: a test that says where it is found and what is said."""
    others = [path for path in Path(__file__).parent.glob("test_core_*.py") if path != Path(__file__)]
    written = "\n".join(path.read_text(encoding="utf-8") for path in others)
    assert [code for code in CATALOGUE if f'"{code}"' not in written] == []


def test_every_way_in_which_a_book_can_be_unreadable_is_a_finding() -> None:
    assert {f"book-{reason}" for reason in Unreadable} <= set(CATALOGUE)


GAP = re.compile(r"[{}]")
FOREIGN = re.compile(
    r"[fjwzFJWZ]|\b(?:the|is|not|cell|value|error|sheet|row|column|None|null|missing|unknown|unit|points)\b"
)
QUOTED = re.compile(r"“[^”]*”|`[^`]*`|books\.yaml|Google")


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_sentence_and_an_advice_are_whole_vietnamese_sentences(code: str) -> None:
    finding = produced(code)
    for sentence in (finding.message, finding.advice, finding.advice_to_owner):
        assert not GAP.search(sentence), sentence
        assert unicodedata.is_normalized("NFC", sentence)
        assert sentence.endswith("."), sentence
        assert not sentence.endswith(".."), sentence
        assert "  " not in sentence
        assert "\n" not in sentence
        assert sentence[0].isupper() or sentence[0] in "“-0123456789", sentence
        assert not FOREIGN.search(QUOTED.sub("", sentence)), sentence
    assert finding.message != finding.advice


COMMAND = re.compile(r"`|\.yaml|sheetsync|tài khoản của hệ thống|chạy lại", re.IGNORECASE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_what_an_owner_is_told_to_do_can_be_done_in_a_spreadsheet(code: str) -> None:
    finding = produced(code)
    assert finding.for_office or not COMMAND.search(finding.advice_to_owner)
    assert finding.advice_to_owner == finding.advice or COMMAND.search(finding.advice) or "Google" in finding.advice


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_word_a_producer_gives_is_used_or_at_least_harmless_and_every_gap_is_filled(code: str) -> None:
    wording = CATALOGUE[code]
    gaps = {
        name
        for text_ in (wording.sentence, wording.advice, wording.owner)
        for _, name, _, _ in string.Formatter().parse(text_)
        if name
    }
    given = dict(produced(code).words)
    assert gaps <= set(given)
    assert all(isinstance(word, str) and word for name, word in given.items() if name in gaps)


def test_a_tab_or_a_column_that_a_sentence_names_is_called_so() -> None:
    tabs = [tab for book in books(small_edition()) for tab in book.tabs]
    called = {("thẻ", tab.title) for tab in tabs} | {("cột", column.header) for tab in tabs for column in tab.columns}
    sentences = " ".join(f"{one.sentence} {one.advice} {one.owner}" for one in CATALOGUE.values())
    named = set(re.findall(r"(thẻ|cột) “([^”{]+)”", sentences))
    assert ("thẻ", "Giải trình") in named
    assert named <= called


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_is_kebab_case(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)


def test_severities_have_a_word_and_an_order() -> None:
    assert [(one.label, one.rank) for one in Severity] == [("Phải sửa", 0), ("Cần xem", 1), ("Để biết", 2)]


def test_nobody_can_add_to_the_catalogue_at_run_time() -> None:
    with pytest.raises(TypeError):
        CATALOGUE["mine"] = CATALOGUE["cell-error"]  # type: ignore[index]  # that is the point


def test_a_finding_is_at_a_cell_or_on_a_book() -> None:
    ref = CellRef("P1", "self", 1, 5, 4)
    assert at("cell-error", ref, ("P1", "1.1"), raw="#REF") == Finding(
        "cell-error", "P1", "self", ref, "P1", "1.1", (("raw", "#REF"),)
    )
    assert on("book-late", "P1", name="Phường 1", raw="07/11/2020").cell is None


def test_a_ward_may_write_braces_without_breaking_a_sentence() -> None:
    year = filled_year()
    year["P1"].type("self", "code | points \n 1.1 | {raw} {0}")
    assert year.finding().message == "“{raw} {0}” không phải là số."


def test_a_number_shown_as_a_date_is_told_with_what_was_probably_meant() -> None:
    year = filled_year()
    year["P1"].put("self", "D5", number(43959, "DATE"))
    assert (year.finding().message, year.finding().advice) == (
        "Ô hiện 08/05/2020, là ngày giờ, không phải số; có lẽ là 8,5.",
        "Chọn Định dạng > Số > Tự động cho ô này rồi gõ lại bằng dấu phẩy: 8,5.",
    )
