"""Who is missing what before a deadline and after it: one reminder a person, as data that becomes a letter."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sheetsync.core.assessment import Assessment, BookStatus, lacking, required
from sheetsync.core.cells import book_link
from sheetsync.core.course.deadlines import Closing, closings, due, over_words
from sheetsync.core.course.inquiry import Inquiry
from sheetsync.core.course.review import Stage
from sheetsync.core.entries import FILLED, State
from sheetsync.core.layout import MASTER, Book, pair
from sheetsync.core.parse import Parsed
from sheetsync.core.reading import Reading
from sheetsync.core.values import format_date, format_time
from sheetsync.edition.model import Contact, Edition, Inspection, Owner, Part
from sheetsync.edition.terms import WEEKDAYS

MOST = 12
"""So many things are named one by one; of the others the number is told."""

_DUE: frozenset[Part] = frozenset({"report", "submission", "points", "consolidation"})
"""The parts to be filled when their kind of book is due, even where they close later."""

_FIGURES: frozenset[Part] = frozenset({"report", "points"})
"""The parts in which a blank is not yet an answer."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a person is reminded of; texts are as people read them."""

    key: str
    """What is told: whose, of which last day, how long before or after it. Nobody is told the same key twice."""
    kind: Literal["due", "unread", "session"]
    """A deadline of one's own book; a deadline of a book that cannot be read, for the office; an inspection."""
    name: str
    """Whose book, or which cluster's inspection."""
    ends: date
    """The last day; of an inspection its day."""
    left: int
    """Days until then; negative once it is over."""
    lacks: tuple[str, ...]
    """What is missing; of an inspection when and where."""
    link: str = ""
    figures: bool = False
    """True where figures are missing that can still be typed."""
    told: bool = False
    """True where this has been told before: it is still so, but alone no reason for a letter."""

    @property
    def day(self) -> str:
        """The last day with its weekday: "thứ bảy, 07/11/2020"."""
        return f"{WEEKDAYS[self.ends.weekday()]}, {format_date(self.ends)}"

    @property
    def when(self) -> str:
        """How far off that is: "còn 3 ngày", "hôm nay", "quá hạn 1 ngày"."""
        if self.left == 0:
            return "hôm nay"
        return f"còn {self.left} ngày" if self.left > 0 else f"quá hạn {-self.left} ngày"


@dataclass(frozen=True, slots=True)
class Reminder:
    """All that one person is reminded of, the most pressing first."""

    email: str
    """Without capitals: one address is one person."""
    title: str
    """Every title under which the person is reminded."""
    body: str
    edition: str
    year: int
    items: tuple[Item, ...]

    @property
    def news(self) -> tuple[Item, ...]:
        """What the person has not been told yet; without any there is no letter."""
        return tuple(item for item in self.items if not item.told)

    def knowing(self, told: Collection[str]) -> "Reminder":
        """The same for somebody who has been told these keys: what is new comes first."""
        marked = (replace(item, told=item.key in told) for item in self.items)
        return replace(self, items=tuple(sorted(marked, key=lambda item: item.told)))


def reminders(assessment: Assessment, ids: Mapping[str, str], today: date) -> tuple[Reminder, ...]:
    """One reminder for everybody who has something to do now. `ids`: book code -> spreadsheet id.

    A deadline is told from so many days before it on as the edition says, and again from so many after it: always for
    the last of these days that has come, so that who runs this a day late still tells it, and nothing is told of the
    days before. Of a book that cannot be read the office is told, not its owner: nobody knows what is missing there.
    """
    edition = assessment.edition
    titles: dict[str, list[str]] = {}
    items: dict[str, dict[str, Item]] = {}
    for contact, item in (*_of_books(assessment, ids, today), *_of_sessions(edition, today)):
        email = contact.email.casefold()
        titles.setdefault(email, []).append(contact.title)
        items.setdefault(email, {})[item.key] = item
    return tuple(
        Reminder(
            email,
            "; ".join(dict.fromkeys(titles[email])),
            edition.body,
            edition.title,
            edition.year,
            tuple(sorted(own.values(), key=lambda item: item.left)),
        )
        for email, own in items.items()
    )


def _slot(before: Collection[int], after: Collection[int], left: int) -> str:
    """The last day of reminding that has come: "before-3", "after-1"; empty where none has."""
    if left < 0:
        reached = [days for days in after if days <= -left]
        return f"after-{max(reached)}" if reached else ""
    reached = [days for days in before if left <= days]
    return f"before-{min(reached)}" if reached else ""


# --- books -----------------------------------------------------------------------------------------------------------


def _of_books(assessment: Assessment, ids: Mapping[str, str], today: date) -> Iterator[tuple[Contact, Item]]:
    edition = assessment.edition
    for owner in edition.owners:
        status = assessment.index.statuses.get(owner.code)
        if status:  # otherwise this kind of book is not collected
            yield from _of_book(assessment, status, owner.contacts, ids, today)
    yield from _of_book(assessment, assessment.index.statuses[MASTER], edition.mail.committee, ids, today)


def _of_book(
    assessment: Assessment,
    status: BookStatus,
    contacts: tuple[Contact, ...],
    ids: Mapping[str, str],
    today: date,
) -> Iterator[tuple[Contact, Item]]:
    """Yield what is to be told of one book now; the office is told where nobody else can be."""
    edition, code = assessment.edition, status.book.code
    unread = status.reading is not Reading.CURRENT
    for item in _unread(status) if unread else _lacking(assessment, status):
        left = (item.ends - today).days
        if slot := _slot(edition.reminders.before, edition.reminders.after, left):
            link = book_link(ids[code]) if code in ids else ""
            active = replace(item, key=f"{item.key}/{slot}", left=left, link=link)
            if not unread and not contacts:
                active = replace(active, lacks=(_no_address(status.name), *active.lacks))
            yield from ((contact, active) for contact in (contacts if contacts and not unread else edition.mail.office))


def _no_address(*names: str) -> str:
    return f"{', '.join(names)} chưa có địa chỉ nhận thư: đề nghị Văn phòng báo giúp và bổ sung địa chỉ"


def _unread(status: BookStatus) -> Iterator[Item]:
    if status.due:
        words = "Chưa đọc được bảng nên chưa biết còn thiếu gì và chưa nhắc; đề nghị xem `sheetsync status`"
        yield Item(f"{status.book.code}/unread/{status.due}", "unread", status.name, status.due, 0, (words,))


def _lacking(assessment: Assessment, status: BookStatus) -> Iterator[Item]:
    """One item for each last day by which something is still missing in a book; what is closed stands last."""
    book, parsed = status.book, assessment.parsed[status.book.code]
    lacks: dict[date, list[Lack]] = {}
    for lack in _LACKS[book.kind](assessment, book, parsed):
        if lack.day:
            lacks.setdefault(lack.day, []).append(lack)
    for day, missing in lacks.items():
        ended = {lack.part: assessment.over(book.code, lack.part) for lack in missing}
        words = [lack.words for lack in missing if not ended[lack.part]]
        for last in sorted({one for one in ended.values() if one}):
            words += [lack.words for lack in missing if ended[lack.part] == last]
            words.append(over_words(last))
        figures = any(lack.part in _FIGURES and not ended[lack.part] for lack in missing)
        yield Item(f"{book.code}/{day}", "due", status.name, day, 0, tuple(words), figures=figures)


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing: the part of the book it belongs into, the last day for it if there is one."""

    part: Part
    day: date | None
    words: str


def _closing(edition: Edition, book: Book, part: Part) -> Closing | None:
    return next((one for one in closings(edition, book.code, book.kind) if one.part == part), None)


def _last_day(edition: Edition, book: Book, part: Part) -> date | None:
    """The last day for one part of a book, as it was extended: when it is due, or else when it closes."""
    closing, last = _closing(edition, book, part), due(edition, book.code, book.kind)
    if closing is None or last is None:
        return closing.ends if closing else last
    if part not in _DUE:
        return closing.ends
    return min(closing.ends, max(last, closing.extension.until) if closing.extension else last)


def _of_unit(assessment: Assessment, book: Book, parsed: Parsed) -> Iterator[Lack]:
    edition, day = assessment.edition, _last_day(assessment.edition, book, "report")
    wanted, missing = Counter(tab for tab, _, _ in required(edition, book)), lacking(edition, book, parsed)
    for tab, noun in (("self", "tiêu chí"), ("appendix", "số"), ("remedies", "nhận xét")):
        states = {key: state for (name, key, _), state in missing.items() if name == tab}
        unread = [key for key, state in states.items() if state is State.UNREADABLE]
        if blank := [key for key in states if key not in unread]:
            whole = len(blank) == wanted[tab]
            left = f"chưa ghi gì ({len(blank)} {noun})" if whole else f"còn {_counted(blank, noun)}"
            yield Lack("report", day, f"{_title(book, tab)}: {left}")
        if unread:
            yield Lack("report", day, f"{_title(book, tab)}: {_UNREADABLE} {_counted(unread, noun)}")
    yield from _submission(assessment, book)
    yield from _answers(assessment, book)


_UNREADABLE = "đã ghi nhưng chưa đọc được"


def _submission(assessment: Assessment, book: Book) -> Iterator[Lack]:
    """Whether a report is still to be handed in; one that was changed may be handed in anew until that closes."""
    report, where = assessment.course.reports.get(book.code), f"thẻ “{_title(book, 'submission')}”"
    day = _last_day(assessment.edition, book, "submission")
    if report is None or report.stage is not Stage.OPEN:
        return
    if Stage.SUBMITTED not in report.put_back:
        yield Lack("submission", day, f"Chưa nộp (đánh dấu ở {where})")
        return
    closing = _closing(assessment.edition, book, "submission")
    last = closing.ends if closing else day
    if last and assessment.today <= last:
        yield Lack("submission", last, f"Đã sửa sau khi nộp, chưa nộp lại (xem {where})")


def _answers(assessment: Assessment, book: Book) -> Iterator[Lack]:
    """What a unit has not answered; what was asked only after the last day is not late."""
    waiting: dict[date | None, list[str]] = {}
    for one in assessment.course.inquiries:
        if one.unit == book.code and one.is_open and not one.answer:
            day = _answer_day(assessment.edition, book, one)
            if day is None or one.since.date() <= day:
                waiting.setdefault(day, []).append(one.code)
    for day, codes in waiting.items():
        yield Lack("answers", day, f"Chưa trả lời {_counted(codes, 'câu hỏi')}")


def _answer_day(edition: Edition, book: Book, inquiry: Inquiry) -> date | None:
    """The last day for an answer: when answers close, or else when the department that asked must be done."""
    if any(one.part == "answers" for one in closings(edition, book.code, book.kind)):
        return _last_day(edition, book, "answers")
    return due(edition, inquiry.department, "department") or due(edition, book.code, book.kind)


def _of_department(assessment: Assessment, book: Book, parsed: Parsed) -> Iterator[Lack]:
    edition = assessment.edition
    day = _last_day(edition, book, "points")
    yield from (Lack("points", day, words) for words in _unscored(assessment, book, parsed))
    asked = (one for one in assessment.course.inquiries if one.department == book.code and one.is_open)
    if codes := [one.code for one in asked if one.answer]:
        words = f"Chưa khép {_counted(codes, 'câu hỏi')} (đã được trả lời)"
        yield Lack("questions", _last_day(edition, book, "questions"), words)
    if units := list(dict.fromkeys(_unjudged(assessment, book, parsed))):
        words = f"Chưa đánh giá khắc phục của {_named(assessment, units)}"
        yield Lack("verdicts", _last_day(edition, book, "verdicts"), words)


def _unscored(assessment: Assessment, book: Book, parsed: Parsed) -> Iterator[str]:
    """Which units still lack points of a department, and how many."""
    noun = assessment.edition.unit_noun
    owed: dict[str, list[State]] = {}
    for (_, unit, _), state in lacking(assessment.edition, book, parsed).items():
        owed.setdefault(unit, []).append(state)
    if owed and not any(True for _ in parsed.rows("points")):
        yield f"Chưa chấm {noun} nào ({len(owed)} {noun})"
        return
    for unit, states in list(owed.items())[:MOST]:
        unread = states.count(State.UNREADABLE)
        told = ((len(states) - unread, "chưa có điểm"), (unread, _UNREADABLE))
        yield f"{assessment.name(unit)}: {', '.join(f'{count} tiêu chí {words}' for count, words in told if count)}"
    if len(owed) > MOST:
        yield f"{len(owed) - MOST} {noun} khác chưa đủ điểm"


def _unjudged(assessment: Assessment, book: Book, parsed: Parsed) -> Iterator[str]:
    """The units that report how they remedied a remark, of which the department has not said what it thinks."""
    for remark in assessment.edition.remarks:
        own = assessment.parsed.get(remark.unit)
        if remark.judge != book.code or own is None:
            continue
        reported = own.entry("remedies", remark.code, "action").state in FILLED
        if reported and parsed.entry("verdicts", pair(remark.unit, remark.code), "verdict").state not in FILLED:
            yield remark.unit


def _of_cluster(assessment: Assessment, book: Book, parsed: Parsed) -> Iterator[Lack]:
    """Both ticks stand in the tab of the consolidation; that of the inspection is due when its own part closes."""
    edition, missing = assessment.edition, lacking(assessment.edition, book, parsed)
    received = _last_day(edition, book, "consolidation")
    agreed = _last_day(edition, book, "agreed") if _closing(edition, book, "agreed") else received
    for tick, day, words in (
        ("received", received, "Chưa ghi đã nhận báo cáo của"),
        ("agreed", agreed, "Chưa ghi đã kiểm tra, thống nhất với"),
    ):
        if units := [unit for _, unit, column in missing if column == tick]:
            yield Lack("consolidation", day, f"{words} {_named(assessment, units)}")


def _of_master(assessment: Assessment, book: Book, _parsed: Parsed) -> Iterator[Lack]:
    edition, closing = assessment.edition, _closing(assessment.edition, book, "decisions")
    left = [unit.code for unit in edition.units if unit.code not in assessment.decisions.units]
    if closing and left:
        which = "" if len(left) == len(edition.units) else f": {_named(assessment, left)}"
        yield Lack("decisions", closing.ends, f"Chưa quyết định {len(left)} {edition.unit_noun}{which}")


_LACKS = {"unit": _of_unit, "department": _of_department, "cluster": _of_cluster, "master": _of_master}


def _title(book: Book, tab: str) -> str:
    return next(one.title for one in book.tabs if one.name == tab)


def _counted(codes: list[str], noun: str) -> str:
    """How many there are, and which: "3 tiêu chí: 1.2, 2.1, 3"."""
    return f"{len(codes)} {noun}: {', '.join(codes[:MOST])}{', …' if len(codes) > MOST else ''}"


def _named(assessment: Assessment, units: list[str]) -> str:
    more = f" và {len(units) - MOST} {assessment.edition.unit_noun} khác" if len(units) > MOST else ""
    return ", ".join(map(assessment.name, units[:MOST])) + more


# --- inspections -----------------------------------------------------------------------------------------------------


def _of_sessions(edition: Edition, today: date) -> Iterator[tuple[Contact, Item]]:
    """The inspections that are near: people of the cluster and of its units are told day, hour and place.

    Where the plan calls the day another weekday than the calendar, the office is told instead: nobody is to come on
    the wrong day. Who has no address is for the office to tell.
    """
    names = {cluster.code: cluster.name for cluster in edition.clusters}
    for session in edition.inspections:
        left = (session.day - today).days
        if left < 0 or not (slot := _slot(edition.reminders.before, (), left)):
            continue
        hour = format_time(session.hour)
        key = f"{session.cluster}/session/{session.day}/{hour}/{session.place}/{slot}"
        item = Item(key, "session", names[session.cluster], session.day, left, (f"{hour} tại {session.place}",))
        if doubt := _doubt(session):
            asked = replace(item, key=f"{key}/weekday", lacks=(*item.lacks, doubt))
            yield from ((contact, asked) for contact in edition.mail.office)
            continue
        clusters = (one for one in edition.clusters if one.code == session.cluster)
        invited: tuple[Owner, ...] = (*clusters, *edition.units_of(session.cluster))
        yield from ((contact, item) for owner in invited for contact in owner.contacts)
        if silent := [owner.name for owner in invited if not owner.contacts]:
            asked = replace(item, key=f"{key}/office", lacks=(*item.lacks, _no_address(*silent)))
            yield from ((contact, asked) for contact in edition.mail.office)


def _doubt(session: Inspection) -> str:
    """Why nobody is invited yet; empty where the plan and the calendar agree."""
    if not session.is_misnamed:
        return ""
    said = f"Kế hoạch ghi ngày này là {session.weekday}, lịch là {WEEKDAYS[session.day.weekday()]}"
    return f"{said}: chưa mời họp; đề nghị xác định lại rồi sửa mục inspections trong edition.yaml"
