"""`sheetsync whatif`: who moves by a supposed rubric."""

from collections.abc import Iterator
from decimal import Decimal

import click

from sheetsync.cli import screen
from sheetsync.cli.committee import whatif_record
from sheetsync.cli.named import named_band, named_criterion
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace
from sheetsync.core.assessment import Assessment
from sheetsync.core.committee.whatif import Moved, Supposed, Supposition, out_of_order, suppose
from sheetsync.core.values import Problem, format_number, read_number
from sheetsync.edition.model import Edition
from sheetsync.errors import SheetsyncError
from sheetsync.job import recall


@click.command("whatif")
@click.option("--without-bonus", is_flag=True, help="Suppose that no bonus counted.")
@click.option("--leave-out", metavar="CODE", multiple=True, help="Suppose that a criterion or section were not there.")
@click.option("--threshold", metavar='"BAND=POINTS"', multiple=True, help="Suppose another smallest total for a band.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(
    settings: Settings, leave_out: tuple[str, ...], threshold: tuple[str, ...], *, without_bonus: bool, as_json: bool
) -> None:
    """Show who would move: the same figures by a supposed rubric. Options combine. Writes nothing, sends no request.

    \b
    Examples:
      sheetsync -e config/quan5-2020 whatif --without-bonus
      sheetsync -e config/quan5-2020 whatif --leave-out 5.2 --threshold "Xuất sắc=88"
    """
    place = open_workplace(settings)
    supposition = _supposition(place.edition, leave_out, threshold, without_bonus=without_bonus)
    with place.memory() as memory:
        assessment = recall(place.edition, memory, place.clock())
    try:
        supposed = suppose(place.edition, assessment.evidence, assessment.standings, supposition)
    except ValueError as error:
        raise SheetsyncError("Bỏ như vậy thì thang điểm không còn tiêu chí nào.", "Bớt một mục --leave-out.") from error
    if as_json:
        screen.show_json(whatif_record(supposition, supposed))
    else:
        _show(assessment, supposition, supposed)


def _supposition(
    edition: Edition, leave_out: tuple[str, ...], threshold: tuple[str, ...], *, without_bonus: bool
) -> Supposition:
    if not (without_bonus or leave_out or threshold):
        raise SheetsyncError(
            "Chưa cho biết giả định điều gì.",
            'Thêm ít nhất một trong: --without-bonus, --leave-out 1.2, --threshold "Xuất sắc=88".',
        )
    left_out = tuple(dict.fromkeys(named_criterion(edition, text) for text in leave_out))
    thresholds = dict(_threshold(edition, text) for text in threshold)
    if crossed := out_of_order(edition.rubric, thresholds):
        better, worse = (band.name for band in crossed)
        raise SheetsyncError(
            f"Với ngưỡng đã nêu, {better} không còn đòi nhiều điểm hơn {worse}.",
            f"Nêu ngưỡng {better} lớn hơn ngưỡng {worse}; có thể nêu --threshold nhiều lần.",
        )
    return Supposition(without_bonus, left_out, thresholds)


def _threshold(edition: Edition, text: str) -> tuple[str, Decimal]:
    name, equals, number = text.partition("=")
    reading = read_number(number, whole=False)
    foreign = reading.problem is Problem.NOT_A_NUMBER and len(reading.meant) == 1  # 88.5; 1.000 has two readings
    value = reading.meant[0] if foreign else reading.value
    if not equals or value is None or value < 0:
        example = edition.rubric.bands[0].name if edition.rubric.bands else "Xuất sắc"
        raise SheetsyncError(f"Không hiểu ngưỡng “{text}”.", f'Ghi tên loại, dấu bằng và số điểm: "{example}=88,5".')
    return named_band(edition, name), value


# --- the screen ------------------------------------------------------------------------------------------------------


def _show(assessment: Assessment, supposition: Supposition, supposed: Supposed) -> None:
    screen.say(f"Giả định: {'; '.join(_supposed_words(assessment.edition, supposition))}.")
    moved = sorted((one for one in supposed.units if one.moves), key=_place)
    if moved:
        columns = [("Đơn vị", "fold"), ("Tổng", "left"), ("Hạng", "left")]
        columns += [("Xếp loại", "fold")] if supposed.rubric.bands else []
        screen.table("Các đơn vị đổi hạng hoặc đổi loại", columns, [_row(supposed, one) for one in moved])
    still = len(supposed.units) - len(moved)
    same = "hạng và loại" if supposed.rubric.bands else "hạng"
    screen.say(f"{len(moved)} {assessment.edition.unit_noun} thay đổi; {still} giữ nguyên {same}.")
    for note in _notes(assessment.edition, supposition, supposed):
        screen.say(note)
    screen.say("Đây chỉ là giả định: không có gì được ghi hay gửi.")


def _place(one: Moved) -> tuple[bool, int]:
    return one.after.rank is None, one.after.rank or 0


def _supposed_words(edition: Edition, supposition: Supposition) -> Iterator[str]:
    if supposition.without_bonus:
        yield "không tính điểm thưởng"
    if supposition.left_out:
        yield f"bỏ {', '.join(supposition.left_out)}"
    minima = {band.name: band.minimum for band in edition.rubric.bands}
    for name, value in supposition.thresholds.items():
        yield f"{name} từ {format_number(value)} (nay là {format_number(minima[name])})"


def _row(supposed: Supposed, one: Moved) -> list[object]:
    decimals = supposed.rubric.decimals

    def total(value: Decimal | None) -> str:
        return "chưa có" if value is None else format_number(value, decimals=decimals)

    row: list[object] = [
        one.before.unit.name,
        _arrow(total(one.before.total), total(one.after.total)),
        _arrow(_rank(one.before.rank), _rank(one.after.rank)),
    ]
    if supposed.rubric.bands:
        row.append(_arrow(*(_band(side.band, open_=side.band_open) for side in (one.before, one.after))))
    return row


def _rank(rank: int | None) -> str:
    return "chưa có" if rank is None else str(rank)


def _band(band: str | None, *, open_: bool) -> str:
    return band or ("phải chọn" if open_ else "chưa xếp")


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _notes(edition: Edition, supposition: Supposition, supposed: Supposed) -> Iterator[str]:
    if supposition.without_bonus and not edition.rubric.has_bonus:
        yield "Thang điểm này vốn không có điểm thưởng."
    if supposed.rubric.max != edition.rubric.max:
        scale = f"Thang điểm còn {format_number(supposed.rubric.max)} thay vì {format_number(edition.rubric.max)} điểm"
        kept = [band for band in supposed.rubric.bands if band.name not in supposition.thresholds]
        same = ", ".join(f"{band.name} {format_number(band.minimum)}" for band in kept)
        yield f"{scale}; ngưỡng giữ nguyên: {same}. Đổi ngưỡng bằng --threshold." if kept else f"{scale}."
    if supposed.dropped:
        yield f"Không xét nữa: {'; '.join(supposed.dropped)}."
    lost = [one.after.unit.name for one in supposed.units if one.before.decided != one.after.decided]
    if lost:
        words = "vượt thang điểm giả định nên không dùng, lấy tổng tính ra"
        yield f"Tổng điểm do Ban Thường trực thống nhất {words}: {', '.join(lost)}."
    decided = [one.after.unit.name for one in supposed.units if one.after.decided is not None]
    if decided:
        yield f"Tổng điểm do Ban Thường trực thống nhất, không tính lại: {', '.join(decided)}."
