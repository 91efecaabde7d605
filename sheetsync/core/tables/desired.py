"""What sync writes into each book, as pandas frames: index is the row key, columns are the layout's names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import pandas as pd

from sheetsync.core.assessment import Assessment
from sheetsync.core.books import SUBMITTED
from sheetsync.core.catalogue import Severity
from sheetsync.core.cells import CellRef, book_link, cell_link, tab_link
from sheetsync.core.course.review import step_words, submission_words
from sheetsync.core.entries import State, count_words
from sheetsync.core.findings import Finding
from sheetsync.core.layout import MASTER, Book, pair
from sheetsync.core.marks import TOTAL_KEY, has_rules
from sheetsync.core.plan import Desired, Link
from sheetsync.core.reading import Reading
from sheetsync.core.scoring.standing import total
from sheetsync.core.tables.course import (
    answers_for,
    asked_beside,
    asked_no_more,
    cell_words,
    late,
    progress,
    questions,
    questions_to,
    remedies,
    remedies_for,
    remedies_of,
)
from sheetsync.core.tables.frames import TO_MEND, frame, points_cell
from sheetsync.core.tables.results import results
from sheetsync.core.values import format_moment, round_half_up


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a publication says of itself: when, its number, and where each book is (code -> spreadsheet id).

    `note` is what the log must tell, even where nothing else changes.
    """

    at: datetime
    number: int
    ids: Mapping[str, str]
    note: str = ""


def desired(assessment: Assessment, book: Book, occasion: Occasion) -> Desired:
    """All that sync wants to stand in one book."""
    moment = format_moment(occasion.at)
    if book.code == MASTER:
        stamp = f"Bản công bố số {occasion.number}, lúc {moment}"
        news = ("log", "note") if occasion.note else None
        return Desired(_master(assessment, occasion), stamp, {"log": _log(assessment, occasion)}, news)
    tables, left = {"feedback": _feedback(assessment, book.code, occasion)}, {}
    if book.kind == "unit":
        tables["self"] = _own_score(assessment, book)
        tables["highlights"] = _words(assessment, book.code)
        tables["remedies"] = remedies_of(assessment, book.code)
        tables["questions"] = questions_to(assessment, book.code)
        left["questions"] = asked_no_more(assessment, book.code)
        tables["submission"] = _submission(assessment, book.code)
    elif book.kind == "department":
        tables["questions"] = answers_for(assessment, book.code)
        tables["verdicts"] = remedies_for(assessment, book.code)
    else:
        tables["reports"] = _reports(assessment, book.code)
    tables = {name: table for name, table in tables.items() if book.tab(name)}
    return Desired(tables, f"Cập nhật lúc {moment}", left=left)


def place_words(assessment: Assessment, finding: Finding) -> str:
    """Where a finding is, as people say it: "Tự chấm điểm, ô D12"."""
    if finding.cell:
        return cell_words(assessment, finding.cell)
    tab = assessment.book(finding.book).tab(finding.tab or "")
    return tab.title if tab else "Cả bảng"


def finding_link(assessment: Assessment, finding: Finding, ids: Mapping[str, str]) -> str | None:
    """The address of the very cell, or of the tab or book where there is no one cell; None for an unknown book."""
    spreadsheet_id = ids.get(finding.book)
    if spreadsheet_id is None:
        return None
    if finding.cell:
        return cell_link(spreadsheet_id, finding.cell)
    tab = assessment.book(finding.book).tab(finding.tab or "")
    return tab_link(spreadsheet_id, tab.sheet_id) if tab else book_link(spreadsheet_id)


def _link_cell(assessment: Assessment, finding: Finding, ids: Mapping[str, str]) -> object:
    """A link whose text differs wherever its address does: by the text the next run sees whether it still holds."""
    uri = finding_link(assessment, finding, ids)
    return Link(f"{finding.book}: {place_words(assessment, finding)}", uri) if uri else None


# --- the books people fill -------------------------------------------------------------------------------------------


def _feedback(assessment: Assessment, book: str, occasion: Occasion) -> pd.DataFrame:
    rows: dict[str, Sequence[object]] = {
        str(number): (
            finding.severity.label,
            place_words(assessment, finding),
            finding.message,
            assessment.advice_to(book, finding),
            _link_cell(assessment, finding, occasion.ids),
        )
        for number, finding in enumerate(assessment.told_to(book), 1)
    }
    if not rows:
        rows["1"] = ("Đạt", "", "Không còn ô nào cần xem lại.", "", None)
    return frame(("severity", "place", "message", "advice", "link"), rows)


def _own_score(assessment: Assessment, book: Book) -> pd.DataFrame:
    """Beside a unit's own figures: what they come to by the rules, at every node and in all, and what is asked."""
    beside: dict[str, Mapping[str, object]] = {"asked": asked_beside(assessment, book.code)}
    if has_rules(assessment.edition.rubric):
        standing = assessment.index.standings[book.code]
        points = {code: node.self_points for code, node in standing.nodes.items()}
        beside["scored"] = {**points, TOTAL_KEY: standing.self_total}
    laid = book.tab("self")
    columns = [name for name in beside if laid and laid.column(name)]
    keys = dict.fromkeys(key for name in columns for key in beside[name])
    return frame(columns, {key: [beside[name].get(key) for name in columns] for key in keys})


def _words(assessment: Assessment, unit: str) -> pd.DataFrame:
    """How many words of highlights a unit has written, theme by theme and in all."""
    highlights, parsed = assessment.edition.highlights, assessment.parsed.get(unit)
    counted = dict.fromkeys((theme.code for theme in highlights.themes) if highlights else (), 0)
    for theme, cells in parsed.rows("highlights") if parsed else ():
        counted[theme] = count_words(cells.values())
    rows = {theme: (Decimal(count) if count else None,) for theme, count in counted.items()}
    return frame(("words",), {**rows, TOTAL_KEY: (Decimal(sum(counted.values())),)})


def _reports(assessment: Assessment, cluster: str) -> pd.DataFrame:
    rows = {
        standing.unit.code: (standing.self_total, standing.department_total, _step(assessment, standing.unit.code))
        for standing in assessment.standings
        if standing.unit.cluster == cluster
    }
    return frame(("self", "department", "step"), rows)


def _step(assessment: Assessment, unit: str) -> str:
    return step_words(assessment.course.reports[unit])


def _submission(assessment: Assessment, unit: str) -> pd.DataFrame:
    """How far a unit's report is, and what was changed since it was submitted."""
    told = submission_words(assessment.course.reports[unit], assessment.over(unit, "submission"))
    return frame(("state", "changes"), {SUBMITTED: told})


# --- the master ------------------------------------------------------------------------------------------------------


def _master(assessment: Assessment, occasion: Occasion) -> dict[str, pd.DataFrame]:
    return {
        **results(assessment),
        "figures": _figures(assessment),
        "highlights": _highlights(assessment),
        "remedies": remedies(assessment),
        "questions": questions(assessment),
        "late": late(assessment),
        "progress": progress(assessment),
        "findings": _findings(assessment, occasion),
    }


def _figures(assessment: Assessment) -> pd.DataFrame:
    """The appendix of all units side by side with its sum, or the mean where the figure is a percentage.

    A figure that has to be mended (đồng where triệu is asked) is not summed up: a word stands in its place.
    """
    units = [unit.code for unit in assessment.edition.units]
    wrong = {finding.cell for finding in assessment.findings if finding.severity is Severity.ERROR}
    rows = {}
    for figure in assessment.edition.figures:
        cells = [_figure_cell(assessment, unit, figure.code, wrong) for unit in units]
        numbers = [cell for cell in cells if isinstance(cell, Decimal)]
        whole = total(numbers)
        if figure.kind == "percent" and whole is not None:
            whole = round_half_up(whole / len(numbers), Decimal("0.01"))
        rows[figure.code] = [whole, len(numbers), *cells]
    return frame(["sum", "given", *units], rows)


def _figure_cell(assessment: Assessment, unit: str, code: str, wrong: Collection[CellRef | None]) -> object:
    if unit not in assessment.parsed:
        return None
    entry = assessment.parsed[unit].entry("appendix", code, "value")
    return TO_MEND if entry.state is State.GIVEN and entry.cell in wrong else points_cell(entry)


def _highlights(assessment: Assessment) -> pd.DataFrame:
    highlights = assessment.edition.highlights
    themes = {theme.code: theme.text for theme in highlights.themes} if highlights else {}
    rows = {
        pair(unit.code, theme): (unit.name, themes.get(theme, theme), cells["content"].text, cells["effect"].text)
        for unit in assessment.edition.units
        if unit.code in assessment.parsed
        for theme, cells in assessment.parsed[unit.code].rows("highlights")
    }
    return frame(("unit", "theme", "content", "effect"), rows)


def _findings(assessment: Assessment, occasion: Occasion) -> pd.DataFrame:
    columns = ("severity", "book", "place", "unit", "criterion", "message", "advice", "link")
    rows = {
        str(number): (
            finding.severity.label,
            assessment.name(finding.book),
            place_words(assessment, finding),
            assessment.name(finding.unit),
            finding.criterion,
            finding.message,
            finding.advice,
            _link_cell(assessment, finding, occasion.ids),
        )
        for number, finding in enumerate(assessment.findings, 1)
    }
    return frame(columns, rows)


def _log(assessment: Assessment, occasion: Occasion) -> pd.DataFrame:
    unread = [status.name for status in assessment.statuses if status.reading is not Reading.CURRENT]
    read = len(assessment.statuses) - len(unread)
    row = (
        format_moment(occasion.at),
        f"{read}/{len(assessment.statuses)}",
        ", ".join(unread),
        Decimal(len(assessment.findings)),
        occasion.note,
    )
    return frame(("when", "read", "unread", "findings", "note"), {str(occasion.number): row})
