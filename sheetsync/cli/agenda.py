"""`sheetsync agenda`: what an inspection session of one cluster has before it."""

from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from sheetsync.adapters.files.pages import agenda_page
from sheetsync.cli import screen
from sheetsync.cli.named import named_cluster
from sheetsync.cli.records import decimal
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import open_workplace, templates_of
from sheetsync.core.agenda import Agenda, Disagreement, Item, Late, Proposal, agenda
from sheetsync.core.course.inquiry import Inquiry
from sheetsync.core.course.review import changes_words
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.tables.course import Remedied
from sheetsync.core.values import format_moment, format_number
from sheetsync.errors import SheetsyncError
from sheetsync.job import recall

Json = dict[str, Any]


@click.command("agenda")
@click.argument("cluster")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write a page to print (HTML, A4).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, cluster: str, out: Path | None, *, as_json: bool) -> None:
    """Show what CLUSTER's inspection session has before it, unit by unit, as the last sync found it. Sends no request.

    \b
    Examples:
      sheetsync -e config/quan5-2020 agenda C1
      sheetsync -e config/quan5-2020 agenda C1 --out cum1.html
    """
    place = open_workplace(settings)
    code = named_cluster(place.edition, cluster)
    with place.memory() as memory:
        assessment = recall(place.edition, memory, place.clock())
    found = agenda(assessment, code)
    if out:
        page = agenda_page(templates_of("report"), found, place.clock())
        try:
            out.write_text(page, encoding="utf-8")
        except OSError as error:
            raise SheetsyncError(f"Không ghi được tệp {out}.", "Chọn chỗ khác cho --out.") from error
    if as_json:
        screen.show_json(_record(found))
    elif out:
        screen.line(f"Đã ghi {out}; mở bằng trình duyệt để in.")
    else:
        _show(found)


# --- on the screen ---------------------------------------------------------------------------------------------------


def _show(found: Agenda) -> None:
    edition = found.edition
    screen.say(f"CHƯƠNG TRÌNH KIỂM TRA: {found.cluster.name}")
    screen.say(f"{edition.body}. {edition.title}.")
    for session in found.sessions:
        screen.say(f"Thời gian: {session.when}{f' ({session.doubt})' if session.doubt else ''}")
        screen.say(f"Địa điểm: {session.place}")
    if not found.sessions:
        screen.say("Thời gian, địa điểm: kế hoạch chưa ghi buổi kiểm tra của cụm này.")
    if found.read_at:
        screen.say(f"Số liệu đọc lúc {format_moment(found.read_at)}.")
    for number, item in enumerate(found.items, 1):
        screen.say()
        screen.say(f"{number}. {item.unit.name}")
        for title, lines in _topics(found, item):
            _topic(title, lines)


def _topic(title: str, lines: list[str]) -> None:
    """Print one topic: what is short beside its title, several things below it."""
    if len(lines) == 1 and not lines[0].startswith("- "):
        _indented(f"{title}: {lines[0]}", "   ", "     ")
        return
    _indented(f"{title}:{'' if lines else ' không có'}", "   ", "     ")
    for one in lines:
        _indented(one, "     ", "       ")


def _indented(text: str, first: str, rest: str) -> None:
    """Print a paragraph further in; lines that people typed begin anew, everything is broken between words."""
    screen.say(first + f"\n{rest}".join(text.splitlines()), hanging=len(rest))


def _topics(found: Agenda, item: Item) -> Iterator[tuple[str, list[str]]]:
    """Yield every topic of a unit's turn with its lines."""
    standing = item.standing
    yield "Bước", [f"{item.step} ({changes_words(item.changes)})" if item.changes else item.step]
    own, theirs, total = map(_points, (standing.self_total, standing.department_total, standing.computed))
    yield "Điểm", [f"tự chấm {own}; bộ phận chấm {theirs}; tổng đến nay {total}{_decided(standing)}{_band(standing)}"]
    yield f"Chênh lệch từ {_points(found.edition.limits.gap)} điểm", [_gap(one) for one in item.gaps]
    yield "Nội dung còn hỏi", [_question(found, one) for one in item.questions]
    yield "Thay đổi sau hạn", [_late(one) for one in item.late]
    yield "Đề xuất điểm thưởng", [_proposal(one) for one in item.bonus]
    yield f"Khắc phục nhận xét năm {found.edition.year - 1}", [_answered(one) for one in item.remarks]
    yield "Nhận xét của cụm", [item.cluster_remarks or "không có"]
    yield "Cụm đề nghị xếp loại", [item.cluster_band or "không có"]
    yield "Nhận xét sơ bộ của Trưởng đoàn", [item.judgement or "không có"]
    yield "Còn thiếu", [f"- {one}" for one in item.missing]


def _points(value: Decimal | None) -> str:
    return "chưa có" if value is None else format_number(value)


def _decided(standing: Standing) -> str:
    return "" if standing.decided is None else f"; Ban Thường trực thống nhất {_points(standing.decided)}"


def _band(standing: Standing) -> str:
    return f"; xếp loại{'' if standing.is_decided else ' dự kiến'} {standing.band}" if standing.band else ""


def _gap(one: Disagreement) -> str:
    sign = "+" if one.gap > 0 else ""
    given = f"tự chấm {_points(one.own)}, {one.scorer} chấm {_points(one.theirs)}"
    return f"- {one.criterion} {one.text}: {given} (chênh {sign}{_points(one.gap)})"


def _question(found: Agenda, one: Inquiry) -> str:
    about = f", tiêu chí {one.criterion}" if one.criterion else ""
    return f"- {found.name(one.department)}{about}: {one.question} → {one.answer or 'chưa trả lời'}"


def _late(one: Late) -> str:
    about = f" (tiêu chí {one.criterion})" if one.criterion else ""
    change = f"“{one.before}” → “{one.after}”; hạn {one.closed}"
    return f"- {one.book}, {one.place}{about}: {change}; được phép: {one.allowed or 'không'}"


def _proposal(one: Proposal) -> str:
    state = f" ({one.state})" if one.state else ""
    told = f"{one.key}, {one.department}: {one.model}, {_points(one.points)} điểm{state}"
    return f"- {told}; lý do: {one.reason or 'chưa có'}; minh chứng: {one.evidence or 'chưa có'}"


def _answered(one: Remedied) -> str:
    done = "; ".join(filter(None, (one.action, one.result))) or "chưa trả lời"
    verdict = ": ".join(filter(None, (one.verdict, one.note))) or "chưa đánh giá"
    judged = f"; {one.department}: {verdict}" if one.department else ""
    return f"- {one.remark} → {done}; minh chứng: {one.evidence or 'chưa có'}{judged}"


# --- as JSON ---------------------------------------------------------------------------------------------------------


def _record(found: Agenda) -> Json:
    return {
        "cluster": found.cluster.code,
        "name": found.cluster.name,
        "body": found.edition.body,
        "title": found.edition.title,
        "sessions": [asdict(session) for session in found.sessions],
        "read_at": found.read_at.isoformat() if found.read_at else None,
        "units": [_item_record(item) for item in found.items],
    }


def _item_record(item: Item) -> Json:
    return {
        "unit": item.unit.code,
        "name": item.unit.name,
        "step": item.step,
        "changes": [asdict(change) for change in item.changes],
        "self": decimal(item.standing.self_total),
        "department": decimal(item.standing.department_total),
        "total": decimal(item.standing.total),
        "band": item.standing.band,
        "gaps": [
            asdict(one) | {"own": decimal(one.own), "theirs": decimal(one.theirs), "gap": decimal(one.gap)}
            for one in item.gaps
        ],
        "questions": [
            asdict(one) | {"since": one.since.isoformat(), "cell": one.cell.a1 if one.cell else None}
            for one in item.questions
        ],
        "late": [asdict(one) for one in item.late],
        "bonus": [asdict(one) | {"points": decimal(one.points)} for one in item.bonus],
        "remarks": [asdict(one) for one in item.remarks],
        "cluster_remarks": item.cluster_remarks,
        "cluster_band": item.cluster_band,
        "judgement": item.judgement,
        "missing": list(item.missing),
    }
