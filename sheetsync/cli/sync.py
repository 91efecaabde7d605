"""`sheetsync sync`: the main job."""

import re
import time
from decimal import Decimal

import click

from sheetsync.adapters.google.locksmith import Locksmith
from sheetsync.cli import screen
from sheetsync.cli.records import outcome_record
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.core.assessment import BookStatus
from sheetsync.core.books import books
from sheetsync.core.catalogue import Severity
from sheetsync.core.cells import CellRef
from sheetsync.core.layout import NUMBERS, Book
from sheetsync.core.notes import is_ours
from sheetsync.core.plan import BookPlan, CellChange, canonical
from sheetsync.core.tables.course import READING_WORDS
from sheetsync.core.values import format_number, normalize
from sheetsync.errors import UNREACHED, SheetsyncError
from sheetsync.job import Hands, Job, Options, Outcome

FINDINGS_BLOCK, HELD_BACK = 1, 4

MOST_CELLS, MOST_OF_A_TAB = 200, 20
"""So many cells that a dry run would write, in all and in one tab, are shown one by one; of more, the number is told.
"""

LETTERS = {"committee": "kết quả tổng hợp", "office": "tình hình đồng bộ"}
"""What the letters that are about no single book are about."""


@click.command("sync")
@click.option("--dry-run", is_flag=True, help="Show which cells would change and which letters would go.")
@click.option("--full", is_flag=True, help="With --dry-run: show every cell, however many there are.")
@click.option("--no-mail", is_flag=True, help="Publish, but send no letters.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object at the end.")
@click.option("--accept-empty", metavar="BOOK", multiple=True, help="This book was emptied on purpose.")
@click.option("--adopt", is_flag=True, help="Take what stands in our columns for ours (after a restore).")
@click.option("--new-rubric", metavar="REASON", help="The rubric was changed after scoring began, for this reason.")
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option, as Click wants it
    settings: Settings,
    *,
    dry_run: bool,
    full: bool,
    no_mail: bool,
    as_json: bool,
    accept_empty: tuple[str, ...],
    adopt: bool,
    new_rubric: str | None,
) -> int:
    """Pull every book, check and score, publish to the master, give feedback, send the letters.

    Once a department or cluster has scored, the rubric is frozen: sync refuses another one and shows what it would
    change, until it is told the reason. The log of publications keeps the reason and whom it touched.

    \b
    Exit codes: 0 done, 1 findings that block a final result, 2 usage or configuration,
    3 some books could not be read or written, 4 stopped for safety.

    \b
    Examples:
      sheetsync -e config/quan5-2020 sync --dry-run
      sheetsync -e config/quan5-2020 sync --no-mail --json
      sheetsync -e config/quan5-2020 sync --new-rubric "Công văn số 12 nâng điểm tiêu chí 1.2"
    """
    place = open_workplace(settings)
    if not dry_run:
        place.refuse_rehearsal("công bố lên Google")
    options = Options(
        dry_run=dry_run,
        mail=not no_mail,
        accept_empty=_accepted(place, accept_empty),
        adopt=adopt,
        new_rubric=_reason(new_rubric),
    )
    outcome, seconds = run_job(place, options, shown=not as_json)
    if as_json:
        screen.show_json(outcome_record(outcome, seconds, dry_run=dry_run))
    else:
        report(outcome, dry_run=dry_run, full=full)
    return exit_code(outcome)


def run_job(place: Workplace, options: Options, *, shown: bool) -> tuple[Outcome, float]:
    """Run the job at a workplace; returns what it did and how many seconds it took."""
    started = time.perf_counter()
    with (
        place.books() as drive,
        place.memory() as memory,
        place.postbox(sends=options.mail and not options.dry_run) as postbox,
        screen.progress(shown=shown) as tell,
    ):
        hands = Hands(drive, memory, place.scribe(), postbox, Locksmith(drive))
        outcome = Job(place.edition, place.book_list.read(), hands, place.clock, tell).sync(options)
    return outcome, time.perf_counter() - started


def exit_code(outcome: Outcome) -> int:
    """What a scheduler is told."""
    if outcome.held:
        return HELD_BACK
    if outcome.assessment.unread or outcome.failures:
        return UNREACHED
    blocked = any(finding.severity is Severity.ERROR for finding in outcome.assessment.findings)
    return FINDINGS_BLOCK if blocked else 0


def report(outcome: Outcome, *, dry_run: bool, full: bool = False) -> None:
    """Tell the secretary what happened, and what to do next."""
    if dry_run:
        _show_plan(outcome, full=full)
    screen.standing_table(outcome.assessment)
    statuses = outcome.assessment.statuses
    read, used = len(statuses) - outcome.assessment.unread, f"{outcome.reads} lượt đọc, {outcome.writes} lượt ghi"
    if outcome.rubric:
        screen.say(outcome.rubric)
    screen.say(f"Đọc được {read}/{len(statuses)} bảng; {used}.")
    for status in statuses:
        if status.reason:
            screen.say(f"  {status.name}: {READING_WORDS[status.reading]}. {_why_unread(outcome, status)}")
    verb = ("Sẽ ghi", "sẽ gửi") if dry_run else ("Đã ghi", "đã gửi")
    written = _amount(outcome.cells_changed, outcome.notes_changed, outcome.tints_changed)
    screen.say(f"{verb[0]} {written}; {verb[1]} {len(outcome.letters)} thư.")
    for sentence in (*outcome.locked, *outcome.held, *outcome.failures):
        screen.say(f"  {sentence}")
    counts = [
        f"{sum(finding.severity is severity for finding in outcome.assessment.findings)} {severity.label.lower()}"
        for severity in Severity
    ]
    screen.say(f"Những chỗ cần xem lại: {', '.join(counts)}.")
    screen.say("→ Xem từng chỗ: sheetsync findings. Xem nguồn của một điểm: sheetsync explain ĐƠN_VỊ TIÊU_CHÍ.")


def _why_unread(outcome: Outcome, status: BookStatus) -> str:
    """Why a book was not read and what to do, in the words of its finding."""
    code = f"book-{status.reason}"
    found = (one for one in outcome.assessment.findings if (one.code, one.book) == (code, status.book.code))
    return next((f"{finding.message} {finding.advice}" for finding in found), "")


def _accepted(place: Workplace, named: tuple[str, ...]) -> frozenset[str]:
    """The books said to be emptied on purpose. Raises SheetsyncError where there is no such book."""
    known = [book.code for book in books(place.edition)]
    for code in named:
        if code not in known:
            raise SheetsyncError(f"Không có bảng nào mang mã “{code}”.", f"Dùng một trong: {', '.join(known)}.")
    return frozenset(named)


def _reason(given: str | None) -> str:
    """Why the rubric was changed; empty where nobody said that it was. Raises SheetsyncError for an empty reason."""
    reason = normalize(given or "")
    if given is not None and not reason:
        raise SheetsyncError(
            "Chưa ghi lý do đổi thang điểm.", 'Ghi lý do trong ngoặc kép: `sheetsync sync --new-rubric "lý do"`.'
        )
    return reason


def _show_plan(outcome: Outcome, *, full: bool) -> None:
    """Print what would be written, by book and tab, and who would get a letter; many cells of a tab are counted."""
    everywhere = sum(len(planned.changes) + len(planned.notes) for planned in outcome.plans.values())
    most = MOST_OF_A_TAB if everywhere <= MOST_CELLS else 0
    hidden = False
    for code, planned in outcome.plans.items():
        book = outcome.assessment.book(code)
        if planned.is_empty:
            continue
        screen.say(f"{book.title}: {_amount(len(planned.changes), len(planned.notes), len(planned.tints))}")
        tabs = _by_tab(book, planned)
        counts = {title: len({a1 for a1, _ in cells}) for title, cells in tabs.items()}
        counted = [] if full else [title for title, count in counts.items() if count > most]
        for title, cells in tabs.items():
            for a1, words in () if title in counted else cells:
                screen.say(f"  {title}!{a1}: {words}", hanging=4)
        if counted:
            hidden = True
            screen.say(f"  {', '.join(f'{title}: {counts[title]} ô' for title in counted)}")
    if hidden:
        screen.say("→ Nơi nào nhiều ô thì chỉ ghi số ô; muốn xem từng ô, thêm --full.")
    for letter in outcome.letters:
        about = LETTERS.get(letter.about) or outcome.assessment.name(letter.about)
        screen.say(f"Thư cho {letter.recipient}: {about}")


def _by_tab(book: Book, planned: BookPlan) -> dict[str, list[tuple[str, str]]]:
    """The title of each tab -> its cells to be written, each with what becomes of it."""
    found: dict[str, list[tuple[str, str]]] = {}

    def add(cell: CellRef, words: str) -> None:
        tab = book.tab(cell.tab)
        found.setdefault(tab.title if tab else cell.tab, []).append((cell.a1, words))

    for change in planned.changes:
        add(change.cell, f"{_as_shown(change.old, change)} → {_as_shown(canonical(change.new), change)}")
    for note in planned.notes:
        add(note.cell, "ghi chú" if is_ours(note.text) else "xóa ghi chú của hệ thống")
    return found


def _amount(cells: int, notes: int, tints: int) -> str:
    """How much is written, notes and colours told apart from what cells hold."""
    parts = [f"{cells} ô"]
    if notes:
        parts.append(f"ghi chú ở {notes} ô")
    if tints:
        parts.append("màu các ô cần xem lại")
    return ", ".join(parts)


def _as_shown(canonical_text: str, change: CellChange) -> str:
    """What a cell holds, as people write it."""
    if change.kind in NUMBERS and re.fullmatch(r"-?\d+(\.\d+)?", canonical_text):
        return format_number(Decimal(canonical_text))
    return canonical_text or "(trống)"
