"""Standings -> bands: thresholds and what bands ask besides, then sanctions, then quotas; over all, the committee."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from sheetsync.core.findings import Finding, on
from sheetsync.core.layout import MASTER
from sheetsync.core.scoring.ranks import best_reached, competition_ranks, ladder, ranking_key
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.scoring.worth import ZERO
from sheetsync.core.values import format_number
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Rubric
from sheetsync.edition.verdict import Band, Condition, Quota, Sanction

_NAMED = 3
"""How many of a unit's equals a sentence names."""


@dataclass(frozen=True, slots=True)
class Found:
    """A unit on its way down the ladder. `rung` is its band (0 is the best); beyond the last: none."""

    standing: Standing
    rung: int
    because: tuple[str, ...] = ()
    open: bool = False


def banded(edition: Edition, standings: Sequence[Standing]) -> tuple[Standing, ...]:
    """Give every complete unit its band and why it is not the one its mark alone reaches.

    A band from half the points would be a false one, so an incomplete unit has none but the committee's.
    """
    return seated(edition, [by_itself(edition, one) for one in standings])


def seated(edition: Edition, found: Sequence[Found]) -> tuple[Standing, ...]:
    """Let the quotas choose among units that are placed by themselves, and give all of them their bands."""
    bands = ladder(edition.rubric)
    for rung, band in enumerate(bands):
        for quota in _quotas(edition.rubric, band):
            found = _within(edition, quota, rung, found)
    return tuple(_told(edition.rubric, bands, one) for one in found)


def quota_findings(edition: Edition, standings: Sequence[Standing]) -> Iterator[Finding]:
    """Yield the units whose band a person must still choose, and the quotas that the committee's bands exceed."""
    for one in standings:
        if one.band_open:
            because = one.band_because[:1].lower() + one.band_because[1:]
            yield on("band-open", MASTER, "ranking", (one.unit.code, None), unit=one.unit.name, raw=because)
    for quota in edition.rubric.quotas:
        given = Counter(_group(quota, one) for one in standings if one.decided_band == quota.band)
        limits = _limits(edition, quota)
        for group, number in given.items():
            if number > limits[group]:
                among = edition.unit_noun + _of_cluster(edition, group)
                words = {"raw": str(number), "max": str(limits[group]), "among": among, "band": quota.band}
                yield on("quota-exceeded", MASTER, "ranking", (None, None), **words)


def _told(rubric: Rubric, bands: Sequence[Band], one: Found) -> Standing:
    names = (*(band.name for band in bands), None)
    if one.standing.decided_band:
        reached = best_reached(rubric, one.standing)
        same = reached is not None and names[reached] == one.standing.decided_band
        because = "" if same else "Ban Thường trực quyết định"
        return replace(one.standing, band=one.standing.decided_band, band_because=because, band_open=False)
    band = None if one.open else names[one.rung]
    return replace(one.standing, band=band, band_because=". ".join(one.because), band_open=one.open)


# --- a unit by itself: its mark, what bands ask, sanctions -----------------------------------------------------------


def by_itself(edition: Edition, standing: Standing) -> Found:
    """Place one unit by its mark, what bands ask and sanctions; quotas come after."""
    bands = ladder(edition.rubric)
    reached = best_reached(edition.rubric, standing)
    if reached is None or standing.decided_band or not standing.complete:
        return Found(standing, len(bands))
    return _sanctioned(edition, bands, _down(edition, bands, Found(standing, reached), reached))


def _down(edition: Edition, bands: Sequence[Band], one: Found, rung: int) -> Found:
    """The unit at `rung`, or at the next one below all of whose needs hold."""
    because = list(one.because)
    for place in range(rung, len(bands)):
        lacks = [lack for need in bands[place].needs if (lack := _lack(edition, one.standing, need))]
        if not lacks:
            return replace(one, rung=place, because=tuple(because))
        because.append(f"Đủ điểm {bands[place].name} nhưng {' và '.join(lacks)}")
    return replace(one, rung=len(bands), because=tuple(because))


def _lack(edition: Edition, standing: Standing, need: Condition) -> str:
    """What the unit falls short of; empty where the need holds."""
    if need.criterion is not None:
        return _lack_there(edition.rubric, standing, need.criterion, need)
    if need.figure is not None:
        have, wanted = standing.figures.get(need.figure), need.at_least or ZERO
        name = next((figure.text for figure in edition.figures if figure.code == need.figure), need.figure)
        if have is None:
            return f"chưa có số liệu “{name}”"
        return "" if have >= wanted else f"số liệu “{name}” là {format_number(have)}, cần {format_number(wanted)}"
    counted, proposed = standing.proposals, need.proposals or ZERO
    return "" if counted >= proposed else f"có {counted} đề xuất điểm thưởng được tính, cần {format_number(proposed)}"


def _lack_there(rubric: Rubric, standing: Standing, code: str, need: Condition) -> str:
    """What the unit falls short of at a criterion. What does not stand on its scale cannot be asked of it."""
    node, criterion = standing.nodes[code], rubric.nodes[code]
    name = f"{'tiêu chí' if criterion.is_leaf else 'tiêu chuẩn'} {code}"
    rebased = node.points is None and node.complete
    if rebased or not rubric.applies(code, standing.unit.code):
        return ""
    if need.count is not None:
        counted = sum((standing.amounts.get(below.code, ZERO) for _, below in criterion.walk()), ZERO)
        short = f"{name} đếm được {format_number(counted)}, cần {format_number(need.count)}"
        return "" if counted >= need.count else short
    if need.percent is not None and not node.maximum:  # percent of nothing
        return ""
    if node.points is None:
        return f"{name} chưa có điểm"
    if need.percent is not None:
        percent = Fraction(node.points) * 100 / Fraction(node.maximum)
        short = f"{name} đạt {_percent_below(percent, need.percent)} %, cần {format_number(need.percent)} %"
        return "" if percent >= Fraction(need.percent) else short
    wanted = need.points or ZERO
    short = f"{name} được {format_number(node.points)} điểm, cần {format_number(wanted)} điểm"
    return "" if node.points >= wanted else short


def _percent_below(percent: Fraction, wanted: Decimal) -> str:
    """Cut off, not rounded: 59,996 % must not be shown as the 60 % that it falls short of."""
    decimals = max(2, -int(wanted.normalize().as_tuple().exponent))
    return format_number(Decimal(int(percent * 10**decimals)).scaleb(-decimals))


def _sanctioned(edition: Edition, bands: Sequence[Band], one: Found) -> Found:
    """The gravest result of all sanctions that the unit has brought on itself; none lifts it."""
    rungs = {band.name: rung for rung, band in enumerate(bands)}
    lowest = len(bands) - 1
    amounts = one.standing.amounts
    active = [each for each in edition.rubric.sanctions if amounts.get(each.criterion, 0) >= each.at_least]
    cap = max((each for each in active if each.not_above), key=lambda each: rungs[each.not_above or ""], default=None)
    if cap and rungs[cap.not_above or ""] > one.rung:
        one = _down(edition, bands, _because(edition.rubric, one, [cap]), rungs[cap.not_above or ""])
    drops = [each for each in active if each.drop]
    if drops and one.rung < lowest:
        rung = min(lowest, one.rung + sum(each.drop or 0 for each in drops))
        one = _down(edition, bands, _because(edition.rubric, one, drops), rung)
    fixed = max((each for each in active if each.band), key=lambda each: rungs[each.band or ""], default=None)
    if fixed and rungs[fixed.band or ""] > one.rung:  # whatever else there was: this alone explains the band
        one = _because(edition.rubric, replace(one, rung=rungs[fixed.band or ""], because=()), [fixed])
    return one


def _because(rubric: Rubric, one: Found, sanctions: Sequence[Sanction]) -> Found:
    told = (_sanction_words(rubric, one.standing, each) for each in sanctions)
    return replace(one, because=(*one.because, *told))


def _sanction_words(rubric: Rubric, standing: Standing, sanction: Sanction) -> str:
    if sanction.because:
        return sanction.because.rstrip(".")
    measure = getattr(rubric.nodes[sanction.criterion].rule, "measure", "")
    cases = f" có {format_number(standing.amounts.get(sanction.criterion, ZERO))} {measure}" if measure else ""
    if sanction.not_above:
        does = f"không xếp trên {sanction.not_above}"
    elif sanction.drop:
        does = f"hạ {sanction.drop} bậc"
    else:
        does = f"xếp {sanction.band}"
    return f"Tiêu chí {sanction.criterion}{cases}: {does}"


# --- units among each other: quotas ----------------------------------------------------------------------------------


def _quotas(rubric: Rubric, band: Band) -> list[Quota]:
    """The quotas of a band, those of clusters first: who fails there takes no seat from others overall."""
    return sorted((quota for quota in rubric.quotas if quota.band == band.name), key=lambda quota: quota.per == "all")


def _group(quota: Quota, standing: Standing) -> str | None:
    """Among whom a unit counts: its cluster, or all (None). Units without a cluster are one group of their own."""
    return standing.unit.cluster if quota.per == "cluster" else None


def _limits(edition: Edition, quota: Quota) -> dict[str | None, int]:
    """How many may have the band, by group; units whose points are missing count too."""
    sizes = Counter(unit.cluster if quota.per == "cluster" else None for unit in edition.units)
    return {group: int(Fraction(quota.percent) * size / 100) for group, size in sizes.items()}


def _within(edition: Edition, quota: Quota, rung: int, found: Sequence[Found]) -> list[Found]:
    """Seat those who go first; who is beyond falls, and of equals astride the border nobody is seated."""
    limits = _limits(edition, quota)
    decided = Counter(_group(quota, one.standing) for one in found if one.standing.decided_band == quota.band)
    waiting = Counter(_group(quota, one.standing) for one in found if _is_waiting(one.standing))
    contenders: dict[str | None, list[int]] = {}
    for place, one in enumerate(found):
        if one.rung == rung and not one.open:
            contenders.setdefault(_group(quota, one.standing), []).append(place)
    after = list(found)
    for group, places in contenders.items():
        border = _Border(edition, quota, rung, group, limits[group], decided[group], waiting[group])
        for place, one in zip(places, border.judge([found[place] for place in places]), strict=True):
            after[place] = one
    return after


def _is_waiting(standing: Standing) -> bool:
    return not standing.complete and standing.decided_band is None


@dataclass(frozen=True, slots=True)
class _Border:
    """The seats of one quota in one group. Bands that the committee decided on have taken theirs before."""

    edition: Edition
    quota: Quota
    rung: int
    group: str | None
    limit: int
    decided: int
    waiting: int
    """Units still without all their points: they may yet take a seat."""

    def judge(self, contenders: Sequence[Found]) -> Iterator[Found]:
        """Yield every contender as it is, fallen, or left open."""
        rubric = self.edition.rubric
        words = [word for word in self.quota.order or rubric.ranking if word != "band"]  # they all have this one
        ranks = [
            rank + self.decided
            for rank in competition_ranks([ranking_key(rubric, one.standing, words) for one in contenders])
            if rank is not None
        ]
        sharing = Counter(ranks)
        equals = [
            one.standing.unit.name
            for one, rank in zip(contenders, ranks, strict=True)
            if rank <= self.limit < rank + sharing[rank] - 1
        ]
        for one, rank in zip(contenders, ranks, strict=True):
            if rank + sharing[rank] - 1 <= self.limit:
                yield self._seated(one, rank + sharing[rank] - 1)
            elif rank <= self.limit:
                yield self._open(one, equals, self.limit - rank + 1)
            else:
                yield self._fallen(one, rank)

    def _seated(self, one: Found, last: int) -> Found:
        """Seated for the time being, where units still without all their points could push it out."""
        if last + self.waiting <= self.limit:
            return one
        among = f"{self.waiting} {self.edition.unit_noun}{_of_cluster(self.edition, self.group)}"
        return replace(one, because=(*one.because, f"Tạm xếp {self.quota.band}: còn {among} chưa đủ điểm"))

    def _open(self, one: Found, equals: Sequence[str], seats: int) -> Found:
        others = [name for name in equals[: _NAMED + 1] if name != one.standing.unit.name][:_NAMED]
        rest = len(equals) - 1 - len(others)
        names = ", ".join(others) + (f" và {rest} {self.edition.unit_noun} khác" if rest else "")
        equal = f"Bằng điểm với {names} cho {seats} suất {self.quota.band} còn lại"
        return replace(one, open=True, because=(*one.because, f"{equal}: Ban Thường trực phải chọn"))

    def _fallen(self, one: Found, rank: int) -> Found:
        noun, cluster = self.edition.unit_noun, _of_cluster(self.edition, self.group)
        allowed = f"chỉ {self.limit} {noun}{cluster}" if self.limit else f"không {noun} nào{cluster}"
        because = f"Vượt chỉ tiêu: {allowed} được xếp {self.quota.band}, đứng thứ {rank}"
        fallen = replace(one, because=(*one.because, because))
        return _down(self.edition, ladder(self.edition.rubric), fallen, self.rung + 1)


def _of_cluster(edition: Edition, group: str | None) -> str:
    """The words " của Cụm 1"; none where all units count together."""
    return next((f" của {cluster.name}" for cluster in edition.clusters if cluster.code == group), "")
