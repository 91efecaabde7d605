"""`sheetsync lock`: what past deadlines close is shut, and who can still type where."""

from collections.abc import Iterable, Iterator
from datetime import date

import click

from sheetsync.adapters.google.locksmith import Locksmith
from sheetsync.cli import screen
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.core.course.deadlines import PART_WORDS, Closing, extension_words
from sheetsync.core.course.hold import Hold
from sheetsync.core.names import few
from sheetsync.core.values import format_date
from sheetsync.errors import UNREACHED
from sheetsync.locking import BookLock, Locked, Locking

NOT_LOCKED = 1

_UNSEEN = "(Drive không cho xem là ai)"

MOST = 4
"""So many books of which the same is to be said are named; of more, the number is told."""


@click.command("lock")
@click.option("--dry-run", is_flag=True, help="Show what would be locked; change and note nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, *, dry_run: bool, as_json: bool) -> int:
    """Lock every part whose deadline has passed (edition.yaml: `closes`), then read back who can still type there.

    Where somebody was given longer (extensions.yaml) that part of that book stays open, or is opened again, until that
    day is over. Other people's own protections are never touched. What stood in a part when it was first read after
    its deadline is kept as its record: what is changed later is shown as a late change.

    \b
    Exit codes: 0 done, 1 somebody can still type where it should be locked, 2 usage or configuration,
    3 some books could not be read or locked, 4 another run is going on.

    \b
    Examples:
      sheetsync -e config/quan5-2020 lock --dry-run
      sheetsync -e config/quan5-2020 lock
    """
    place = open_workplace(settings)
    if not dry_run:
        place.refuse_rehearsal("khóa bảng trên Google")
    locked = _run(place, dry_run=dry_run, shown=not as_json)
    if as_json:
        screen.show_json(_record(locked))
    else:
        _report(place, locked, dry_run=dry_run)
    if locked.failures:
        return UNREACHED
    return NOT_LOCKED if locked.loose and not dry_run else 0


def _run(place: Workplace, *, dry_run: bool, shown: bool) -> Locked:
    with place.books() as drive, place.memory() as memory, screen.progress(shown=shown) as tell:
        ids = place.book_list.read()
        return Locking(place.edition, ids, drive, Locksmith(drive), memory, place.clock, tell).lock(dry_run=dry_run)


# --- the screen ------------------------------------------------------------------------------------------------------


def _report(place: Workplace, locked: Locked, *, dry_run: bool) -> None:
    for book in locked.books:  # that what is over was shut, the table tells for all together
        if told := book.changed if dry_run else book.mended:
            screen.say(f"{book.name}: {'; '.join(told)}.")
    _over(locked, dry_run=dry_run)
    _open(locked)
    for words in _extensions(place, locked):
        screen.say(words)
    for sentence in locked.failures:
        screen.say(sentence)
    changed = sum(bool(book.changed) for book in locked.books)
    done = "Sẽ sửa khóa" if dry_run else "Đã sửa khóa"
    screen.say(f"{done} {changed} bảng; {locked.reads} lượt đọc, {locked.writes} lượt ghi.")
    if locked.loose and not dry_run:
        screen.say("→ Sửa theo cột “Ai còn gõ được” rồi chạy lại: sheetsync lock.")


def _over(locked: Locked, *, dry_run: bool) -> None:
    rows: dict[tuple[str, str, str], list[str]] = {}
    holds = [(hold, book) for book in locked.books for hold in book.holds]
    for hold, book in sorted(holds, key=lambda item: _in_order(item[0].closing)):
        words = _hold_words(hold, will_mend=dry_run and bool(book.changed))
        rows.setdefault((PART_WORDS[hold.closing.part], format_date(hold.closing.ends), words), []).append(book.name)
    if not rows:
        screen.say("Chưa phần nào hết hạn.")
        return
    columns = [("Phần", "fold"), ("Hạn", "left"), ("Bảng", "fold")]
    columns.append(("Hiện ai gõ được" if dry_run else "Ai còn gõ được", "fold"))
    table = [(part, day, few(names, "bảng", MOST), words) for (part, day, words), names in rows.items()]
    screen.table("Các phần đã hết hạn", columns, table)


def _open(locked: Locked) -> None:
    rows: dict[tuple[str, str], list[str]] = {}
    for book, closing in sorted(_still_open(locked), key=lambda item: _in_order(item[1])):
        rows.setdefault((PART_WORDS[closing.part], format_date(closing.ends)), []).append(book.name)
    if rows:
        columns = [("Phần", "fold"), ("Mở đến hết ngày", "left"), ("Bảng", "fold")]
        screen.table("Các phần còn mở", columns, [(*what, few(names, "bảng", MOST)) for what, names in rows.items()])


def _in_order(closing: Closing) -> tuple[date, int]:
    """What ends first comes first; of one day, as the parts of books are told."""
    return closing.ends, list(PART_WORDS).index(closing.part)


def _still_open(locked: Locked) -> Iterator[tuple[BookLock, Closing]]:
    for book in locked.books:
        yield from ((book, closing) for closing in book.closings if not closing.is_past(locked.today))


def _extensions(place: Workplace, locked: Locked) -> Iterator[str]:
    names = {book.book.code: book.name for book in locked.books}
    for one in place.edition.extensions:
        over = "" if one.until >= locked.today else " (đã hết)"
        yield f"{extension_words(one, names.get(one.book, one.book))}{over}."


def _hold_words(hold: Hold, *, will_mend: bool) -> str:
    """Who can type in a part that is over, and what a person has to do about it; nothing yet where locking `will_mend`.

    Whatever it cannot mend is told once it has run.
    """
    if will_mend and hold.open_cells:
        return "mọi người có quyền chỉnh sửa"
    if will_mend and hold.typists and not hold.owned_by_filler:
        return f"cả {', '.join(hold.typists)}"
    if hold.is_locked:
        owner = f"chỉ chủ tệp {', '.join(hold.owners)}" if hold.owners else f"chủ tệp {_UNSEEN}"
        return f"{owner} và tài khoản hệ thống"
    return "CHƯA KHÓA: " + "; ".join(_loose_words(hold))


def _loose_words(hold: Hold) -> Iterable[str]:
    if hold.owned_by_filler:
        owners = ", ".join(hold.owners or ())
        yield f"chủ tệp {owners} là nơi điền bảng, không khóa nào giữ được; chuyển tệp cho Văn phòng"
    if hold.open_cells:
        areas = ", ".join(hold.open_cells[:MOST]) + (" …" if len(hold.open_cells) > MOST else "")
        yield f"mọi người có quyền chỉnh sửa gõ được ở {areas}; chạy `sheetsync provision` rồi khóa lại"
    if hold.typists:
        doubt = "" if hold.owners else f", có khi là chủ tệp {_UNSEEN}"
        yield (
            f"còn {', '.join(hold.typists)}{doubt}; chủ tệp mở Dữ liệu > Bảo vệ trang tính và dải ô, xóa khóa của thẻ, "
            "rồi khóa lại"
        )


# --- JSON ------------------------------------------------------------------------------------------------------------


def _record(locked: Locked) -> dict[str, object]:
    return {
        "today": locked.today.isoformat(),
        "requests": {"reads": locked.reads, "writes": locked.writes},
        "books": [_book_record(locked, book) for book in locked.books],
    }


def _book_record(locked: Locked, book: BookLock) -> dict[str, object]:
    holds = {hold.closing.part: hold for hold in book.holds}
    return {
        "book": book.book.code,
        "name": book.name,
        "changed": list(book.changed),
        "failure": book.failure or None,
        "parts": [_part_record(locked, closing, holds.get(closing.part)) for closing in book.closings],
    }


def _part_record(locked: Locked, closing: Closing, hold: Hold | None) -> dict[str, object]:
    extension, owners = closing.extension, hold.owners if hold else ()
    return {
        "part": closing.part,
        "last_day": closing.ends.isoformat(),
        "over": closing.is_past(locked.today),
        "locked": hold.is_locked if hold else None,
        "owners": None if owners is None else list(owners),
        "typists": list(hold.typists) if hold else [],
        "open_cells": list(hold.open_cells) if hold else [],
        "extension": {
            "until": extension.until.isoformat(),
            "allowed_by": extension.allowed_by,
            "because": extension.because,
        }
        if extension
        else None,
    }
