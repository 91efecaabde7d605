"""What points are given by: frozen once scoring has begun, and what a change of it would change."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any

from sheetsync.core.assessment import Assessment, assess
from sheetsync.core.differences import edition_differences
from sheetsync.core.entries import FILLED
from sheetsync.core.ledger import Ledger
from sheetsync.core.ratios import round_fraction
from sheetsync.core.reading import Source
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.tables.results import TEN_THOUSANDTH
from sheetsync.core.values import format_number, normalize
from sheetsync.edition.model import Cluster, Edition, Phase, Unit
from sheetsync.edition.rubric import Rubric

FEW = 8
"""So many differences or units are named in a sentence; of more, the number is told."""

CELL = 4_900
"""Characters of a note that stands in one cell."""

HEAD = 4_000
"""Characters of a note that tell why and what was changed: lists of codes may be long, and whom it touches has room."""

REASON = 500
"""Characters of a reason that stand in a note; the whole of it is remembered."""


def content_of(edition: Edition) -> str:
    """What decides points, ranks and bands, as one text: equal for two that say the same, however they are written.

    That is the rubric, and of the edition the last days of the phases that `late` names and the zone in which days are
    meant, the units with their clusters (ranks and quotas count them, and a cluster agrees on its own units' points)
    and the kinds of books (a hand without one gives nothing). Names, contacts, the rest of the calendar, the data
    appendix and the limits from which a difference is worth a word decide nothing.
    """
    ends = {phase.code: phase.ends for phase in edition.phases}
    around = {
        "phases": {late.phase: ends[late.phase] for late in edition.rubric.late if late.phase in ends},
        "timezone": edition.timezone,
        "units": {unit.code: unit.cluster for unit in edition.units},
        "collects": sorted(edition.collects),
    }
    told = _plain({**edition.rubric.model_dump(), _AROUND: around})
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_AROUND = "edition"
"""What is frozen of the edition, beside the settings of the rubric; what was frozen at first did not have it."""


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def edition_in(content: str, now: Edition) -> Edition | None:
    """The edition by which points were given when `content_of` wrote this; what it does not say is as it is `now`.

    None where another sheetsync wrote what this one does not understand. Settings that this one has learned since take
    their defaults, so that learning one is no change.
    """
    try:
        told = json.loads(content)
        around = told.pop(_AROUND, {})
        rubric = Rubric.model_validate(told)
        frozen = Edition.model_validate(
            {
                **{name: getattr(now, name) for name in Edition.model_fields},
                **{name: around[name] for name in ("timezone", "collects") if name in around},
                "phases": _phases(now, around.get("phases", {})),
                "clusters": _clusters(now, around.get("units", {})),
                "units": _units(now, around["units"]) if "units" in around else now.units,
                "rubric": rubric,
            }
        )
    except (ValueError, TypeError, AttributeError):
        return None
    return frozen


def _phases(now: Edition, ends: Mapping[str, str]) -> list[Phase]:
    """The phases of now with the last days of then, and those that are no longer there."""
    days = {code: date.fromisoformat(day) for code, day in ends.items()}
    kept = [phase.model_copy(update={"ends": days.get(phase.code, phase.ends)}) for phase in now.phases]
    known = {phase.code for phase in now.phases}
    gone = [Phase(code=code, title=code, starts=day, ends=day) for code, day in days.items() if code not in known]
    return [*kept, *gone]


def _clusters(now: Edition, units: Mapping[str, str | None]) -> list[Cluster]:
    known = {cluster.code for cluster in now.clusters}
    gone = dict.fromkeys(code for code in units.values() if code and code not in known)
    return [*now.clusters, *(Cluster(code=code, name=code) for code in gone)]


def _units(now: Edition, clusters: Mapping[str, str | None]) -> list[Unit]:
    """The units of then, in the order of now; those that are no longer there come last."""
    kept = [unit.model_copy(update={"cluster": clusters[unit.code]}) for unit in now.units if unit.code in clusters]
    known = {unit.code for unit in now.units}
    gone = [Unit(code=code, name=code, cluster=home) for code, home in clusters.items() if code not in known]
    return [*kept, *gone]


def has_begun(rubric: Rubric, ledger: Ledger) -> bool:
    """True once a hand that counts, other than the units' own, has given a figure."""
    hands = [hand for hand in rubric.precedence if hand != "self"]
    return any(
        given[hand].state in FILLED
        for line in ledger.lines.values()
        for given in (line.hands, line.extras)
        for hand in hands
        if hand in given
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A change of what was frozen: in which settings, and what it does to whom: ("Phường 4", "87 → 88,5").

    `effects` are None where what was frozen cannot be understood, and nobody can know.
    """

    settings: tuple[str, ...]
    effects: tuple[tuple[str, str], ...] | None

    @property
    def words(self) -> str:
        """The change in one sentence or two, for the screen."""
        if not self.effects:
            return f"{self._settings}. {self._no_effect}."
        return f"{self._settings}. Làm thay đổi {_few([f'{name}: {what}' for name, what in self.effects], _OTHERS)}."

    def note(self, number: int, reason: str) -> str:
        """The change as the log keeps it: the `number`-th one, why, what, and everybody it touches."""
        why = normalize(reason)
        why = why if len(why) <= REASON else f"{why[: REASON - 1]}…"
        head = f"Đổi thang điểm lần {number} ({why}): {self._settings}."
        head = head if len(head) <= HEAD else f"{head[: HEAD - 1]}…"
        if not self.effects:
            return f"{head} {self._no_effect}."
        return _fitting(f"{head} Thay đổi: ", [f"{name} {what}" for name, what in self.effects])

    @property
    def _settings(self) -> str:
        return _few(self.settings, "chỗ khác")

    @property
    def _no_effect(self) -> str:
        return UNKNOWN if self.effects is None else NOBODY


_OTHERS = "đơn vị khác"
NOBODY = "Không đơn vị nào thay đổi tổng điểm, hạng hay xếp loại"
UNKNOWN = "Không rõ đơn vị nào thay đổi tổng điểm, hạng hay xếp loại"


def change_of(content: str, now: Assessment, sources: Mapping[str, Source], moment: datetime) -> Change | None:
    """What the edition of `now` changes of what was frozen, judged from the same sources; None where nothing."""
    frozen = edition_in(content, now.edition)
    if frozen is None:
        return Change(("bản thang điểm đã khóa do bản sheetsync khác ghi, không so sánh được",), None)
    if content_of(frozen) == content_of(now.edition):
        return None
    before = assess(frozen, sources, moment)
    return Change(edition_differences(frozen, now.edition), tuple(_effects(before, now)))


def _effects(before: Assessment, after: Assessment) -> Iterator[tuple[str, str]]:
    """Yield every unit of then and now to which something happens."""
    percent = "percent" in {before.edition.rubric.compare, after.edition.rubric.compare}
    for now in after.standings:
        was = before.index.standings.get(now.unit.code)
        moves = [move for move in _moves(was, now, percent=percent) if move] if was else []
        if moves:
            first, rest = moves[0], ", ".join(moves[1:])
            yield now.unit.name, f"{first} ({rest})" if rest else first


def _moves(was: Standing, now: Standing, *, percent: bool) -> Iterator[str]:
    """Yield what happens to a unit, the total first; empty where nothing does."""
    yield _arrow("", _points(was.total), _points(now.total))
    if was.decided is not None and now.decided is not None:  # the committee's total hides what happens beneath it
        yield _arrow("tổng điểm tính được ", _points(was.computed), _points(now.computed))
    if percent:
        yield _arrow("phần trăm ", _percent(was.mark), _percent(now.mark))
    overall = _arrow("hạng ", _rank(was.rank), _rank(now.rank))
    yield overall or _arrow("hạng trong cụm ", _rank(was.cluster_rank), _rank(now.cluster_rank))
    yield _arrow("", was.band or "chưa xếp loại", now.band or "chưa xếp loại")


def _arrow(label: str, was: str, now: str) -> str:
    return f"{label}{was} → {now}" if was != now else ""


def _points(points: Decimal | None) -> str:
    return "chưa có điểm" if points is None else format_number(points)


def _percent(mark: Fraction | None) -> str:
    return "chưa có" if mark is None else format_number(round_fraction(mark, TEN_THOUSANDTH))


def _rank(rank: int | None) -> str:
    return "chưa có" if rank is None else str(rank)


def _few(parts: Sequence[str], others: str) -> str:
    more = [f"và {len(parts) - FEW} {others}"] if len(parts) > FEW else []
    return "; ".join([*parts[:FEW], *more])


def _fitting(head: str, parts: Sequence[str]) -> str:
    """As many parts as one cell has room for, and how many more there are."""
    text = f"{head}{'; '.join(parts)}."
    if len(text) <= CELL:
        return text
    lengths = accumulate((len(part) + 2 for part in parts), initial=len(head) + len("và 1000 đơn vị khác."))
    shown = sum(length <= CELL for length in lengths) - 1
    return f"{head}{'; '.join([*parts[:shown], f'và {len(parts) - shown} đơn vị khác'])}."
