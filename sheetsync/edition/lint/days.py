"""Rules about the calendar of an edition: weekdays, Sundays, phases and inspections that do not fit together."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

from sheetsync.edition.doubt import Doubt, warning
from sheetsync.edition.model import FILLED_FIRST, PARTS, Edition, Extension, Part, Phase
from sheetsync.edition.terms import SUNDAY, WEEKDAYS, read_weekday


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def unknown_timezone(edition: Edition) -> Iterator[Doubt]:
    """The edition's days are meant in a zone that exists."""
    try:
        ZoneInfo(edition.timezone)
    except (KeyError, OSError, ValueError):  # zoneinfo's own error is a KeyError
        yield Doubt(("timezone",), f"không có múi giờ '{edition.timezone}'; ghi ví dụ Asia/Ho_Chi_Minh")


def phases_backwards(edition: Edition) -> Iterator[Doubt]:
    """A phase ends on the day it starts or later."""
    for index, phase in enumerate(edition.phases):
        if phase.ends < phase.starts:
            sentence = f"giai đoạn '{phase.code}' kết thúc {_day(phase.ends)}, trước khi bắt đầu {_day(phase.starts)}"
            yield Doubt(("phases", index, "ends"), f"{sentence}; sửa lại ngày")


def wrong_weekday(edition: Edition) -> Iterator[Doubt]:
    """The weekday a plan prints is that of the date: people come on either."""
    for index, inspection in enumerate(edition.inspections):
        if inspection.weekday is None:
            continue
        loc, real = ("inspections", index, "weekday"), WEEKDAYS[inspection.day.weekday()]
        told = read_weekday(inspection.weekday)
        if told is None:
            yield warning(loc, f"'{inspection.weekday}' không phải là một thứ trong tuần; ghi ví dụ: {real}")
        elif told != inspection.day.weekday():
            sentence = f"kế hoạch ghi ngày {_day(inspection.day)} là {inspection.weekday} nhưng hôm ấy là {real}"
            yield warning(loc, f"{sentence}; hỏi lại nơi ban hành kế hoạch xem đúng ngày hay đúng thứ")


def last_day_on_sunday(edition: Edition) -> Iterator[Doubt]:
    """On a Sunday offices are closed; a plan that says so itself means it."""
    for index, phase in enumerate(edition.phases):
        if phase.ends.weekday() == SUNDAY:
            sentence = f"giai đoạn '{phase.code}' kết thúc ngày {_day(phase.ends)}, là chủ nhật; xem lại hạn"
            yield warning(("phases", index, "ends"), sentence)
    for index, inspection in enumerate(edition.inspections):
        # A weekday on paper is either right, then a Sunday is meant, or wrong, then `wrong_weekday` has said so.
        if inspection.weekday is None and inspection.day.weekday() == SUNDAY:
            sentence = f"buổi kiểm tra '{inspection.cluster}' vào ngày {_day(inspection.day)}, là chủ nhật; xem lại"
            yield warning(("inspections", index, "day"), sentence)


def phases_that_touch(edition: Edition) -> Iterator[Doubt]:
    """A day that belongs to two phases is late for one and early for the other."""
    for index, phase in enumerate(edition.phases):
        for earlier in edition.phases[:index]:
            first, last = max(phase.starts, earlier.starts), min(phase.ends, earlier.ends)
            if first <= last:
                days = f"ngày {_day(first)}" if first == last else f"các ngày từ {_day(first)} đến {_day(last)}"
                sentence = f"{days} thuộc cả giai đoạn '{earlier.code}' và '{phase.code}'; xem lại ranh giới"
                yield warning(("phases", index, "starts"), sentence)


def phases_out_of_order(edition: Edition) -> Iterator[Doubt]:
    """Phases stand in the order of the calendar."""
    for index, (earlier, phase) in enumerate(pairwise(edition.phases), start=1):
        if phase.starts < earlier.starts:
            sentence = f"giai đoạn '{phase.code}' bắt đầu {_day(phase.starts)}, trước '{earlier.code}' xếp ở trên nó"
            yield warning(("phases", index, "starts"), f"{sentence}; xem lại ngày hoặc thứ tự")


def inspections_out_of_order(edition: Edition) -> Iterator[Doubt]:
    """Clusters are usually inspected in their own order; another order is often a wrong date."""
    days = {inspection.cluster: (index, inspection.day) for index, inspection in enumerate(edition.inspections)}
    codes = [cluster.code for cluster in edition.clusters if cluster.code in days]
    for earlier, code in pairwise(codes):
        index, day = days[code]
        if day < days[earlier][1]:
            sentence = f"'{code}' được kiểm tra ngày {_day(day)}, trước '{earlier}' ({_day(days[earlier][1])})"
            yield warning(("inspections", index, "day"), f"{sentence}; xem lại ngày nếu không cố ý")


def inspections_outside_phases(edition: Edition) -> Iterator[Doubt]:
    """An inspection happens in one of the phases."""
    for index, inspection in enumerate(edition.inspections):
        if edition.phases and not any(phase.starts <= inspection.day <= phase.ends for phase in edition.phases):
            sentence = f"ngày kiểm tra {_day(inspection.day)} của '{inspection.cluster}' không thuộc giai đoạn nào"
            yield warning(("inspections", index, "day"), f"{sentence}; xem lại ngày")


# --- what deadlines close --------------------------------------------------------------------------------------------


def _kind_of(part: Part) -> str:
    """The kind of book a part belongs to."""
    return next(kind for kind, parts in PARTS.items() if part in parts)


def _closing(edition: Edition, part: Part) -> Phase | None:
    """The phase at the end of which a part is closed, if any closes it."""
    return max((phase for phase in edition.phases if part in phase.closes), key=lambda phase: phase.ends, default=None)


def closes_nothing(edition: Edition) -> Iterator[Doubt]:
    """A deadline closes parts of books that people fill."""
    for index, phase in enumerate(edition.phases):
        for place, part in enumerate(phase.closes):
            kind = _kind_of(part)
            if kind not in (*edition.collects, "master"):
                sentence = f"giai đoạn '{phase.code}' khóa '{part}', nhưng mục collects không có '{kind}'"
                yield warning(("phases", index, "closes", place), f"{sentence}; bỏ đi, hoặc thêm vào collects")


def closed_before_due(edition: Edition) -> Iterator[Doubt]:
    """Nobody is locked out of what may still be filled."""
    for kind, part in FILLED_FIRST.items():
        last, closing = edition.due(kind), _closing(edition, part)
        if last and closing and closing.ends < last:
            index = edition.phases.index(closing)
            sentence = f"'{part}' bị khóa sau ngày {_day(closing.ends)}, trước hạn nộp {_day(last)} của '{kind}'"
            yield warning(("phases", index, "closes"), f"{sentence}; chuyển sang giai đoạn kết thúc sau")


def reminders_twice(edition: Edition) -> Iterator[Doubt]:
    """A day on which people are reminded is named once."""
    for name, days in (("before", edition.reminders.before), ("after", edition.reminders.after)):
        for day, count in Counter(days).items():
            if count > 1:
                yield warning(("reminders", name), f"số ngày {day} ghi {count} lần; chỉ nhắc một lần, bỏ bớt")


# --- extensions ------------------------------------------------------------------------------------------------------


def extensions_of_nothing(edition: Edition) -> Iterator[Doubt]:
    """An exception is about a part of a book that there is, and that some phase closes."""
    kinds = {"master": "master"} | {owner.code: owner.kind for owner in edition.owners}
    for index, one in enumerate(edition.extensions):
        kind = kinds.get(one.book)
        if kind is None or kind not in (*edition.collects, "master"):
            yield Doubt(("extensions", index, "book"), f"không có bảng '{one.book}' để gia hạn; sửa lại mã")
        elif one.part not in PARTS[kind]:
            known = ", ".join(PARTS[kind])
            yield Doubt(("extensions", index, "part"), f"bảng '{one.book}' không có phần '{one.part}'; chọn: {known}")
        elif _closing(edition, one.part) is None:
            sentence = f"không giai đoạn nào khóa '{one.part}' nên không cần gia hạn"
            yield warning(("extensions", index, "part"), f"{sentence}; bỏ đi, hoặc thêm vào closes của giai đoạn")


def extensions_too_early(edition: Edition) -> Iterator[Doubt]:
    """An exception gives more time than everybody has."""
    for index, one in enumerate(edition.extensions):
        closing = _closing(edition, one.part)
        if closing and one.until <= closing.ends:
            sentence = f"gia hạn đến {_day(one.until)} không dài hơn hạn chung {_day(closing.ends)}"
            yield Doubt(("extensions", index, "until"), f"{sentence}; sửa lại ngày")


def extensions_twice(edition: Edition) -> Iterator[Doubt]:
    """One part of one book has one exception; the longest would hold."""
    seen: dict[tuple[str, str], Extension] = {}
    for index, one in enumerate(edition.extensions):
        if (one.book, one.part) in seen:
            longest = max(one.until, seen[one.book, one.part].until)
            sentence = (
                f"'{one.book}' đã được gia hạn '{one.part}' ở trên; chỉ ngày muộn nhất {_day(longest)} có hiệu lực"
            )
            yield warning(("extensions", index), f"{sentence}; gộp thành một mục")
        seen[one.book, one.part] = one
