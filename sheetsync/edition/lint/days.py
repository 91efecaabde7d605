"""Rules about the calendar of an edition: weekdays, Sundays, phases and inspections that do not fit together."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from unicodedata import normalize
from zoneinfo import ZoneInfo

from sheetsync.edition.doubt import Doubt, warning
from sheetsync.edition.model import Edition

WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "Chủ nhật")
SUNDAY = 6


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


def _weekday(text: str) -> int | None:
    """Read a weekday as plans write it: "thứ sáu", "Thứ 6", "chủ nhật", "CN"; Monday is 0."""
    plain = " ".join(normalize("NFC", text).casefold().split())
    names = {name.casefold(): number for number, name in enumerate(WEEKDAYS)}
    names |= {f"thứ {number + 2}": number for number in range(SUNDAY)} | {"thứ bẩy": 5, "cn": SUNDAY}
    return names.get(plain)


def wrong_weekday(edition: Edition) -> Iterator[Doubt]:
    """The weekday a plan prints is that of the date: people come on either."""
    for index, inspection in enumerate(edition.inspections):
        if inspection.weekday is None:
            continue
        loc, real = ("inspections", index, "weekday"), WEEKDAYS[inspection.day.weekday()]
        told = _weekday(inspection.weekday)
        if told is None:
            yield warning(loc, f"'{inspection.weekday}' không phải là một thứ trong tuần; ghi ví dụ: {real}")
        elif told != inspection.day.weekday():
            sentence = f"kế hoạch ghi ngày {_day(inspection.day)} là {inspection.weekday} nhưng hôm ấy là {real}"
            yield warning(loc, f"{sentence}; hỏi lại nơi ban hành kế hoạch xem đúng ngày hay đúng thứ")


def last_day_on_sunday(edition: Edition) -> Iterator[Doubt]:
    """On a Sunday offices are closed; a plan that says so itself means it."""
    for index, phase in enumerate(edition.phases):
        if phase.ends.weekday() == SUNDAY:
            sentence = f"giai đoạn '{phase.code}' kết thúc ngày {_day(phase.ends)}, là Chủ nhật; xem lại hạn"
            yield warning(("phases", index, "ends"), sentence)
    for index, inspection in enumerate(edition.inspections):
        # A weekday on paper is either right, then a Sunday is meant, or wrong, then `wrong_weekday` has said so.
        if inspection.weekday is None and inspection.day.weekday() == SUNDAY:
            sentence = f"buổi kiểm tra '{inspection.cluster}' vào ngày {_day(inspection.day)}, là Chủ nhật; xem lại"
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
