"""What each decision of the committee rests on, whether that has changed since, and what would be without it.

A decision carries the fingerprint of the figures that the master showed when it was typed. It never moves by itself:
when a figure beneath it changes, that decision and only that one is called stale, and a person looks at it again.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sheetsync.core.entries import NOT_PULLED, Entry
from sheetsync.core.findings import Finding, at
from sheetsync.core.ledger import Ledger, ListRow
from sheetsync.core.locate import Place
from sheetsync.core.scoring.outcome import placed
from sheetsync.core.scoring.register import BonusScored, decision_on, is_decided, proposal_texts, score_bonus
from sheetsync.core.scoring.score import Scored
from sheetsync.core.scoring.standing import Evidence, Standing, adding
from sheetsync.core.values import format_number, normalize
from sheetsync.edition.model import Edition

_BASIS = re.compile(r"(.+) · ([0-9a-f]{8})")
_FOR = " cho "
"""In the words of a proposal: before the name of its unit."""
_RESTED = re.compile(r"(.+) · ([0-9a-f]{8}) · ([0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class Basis:
    """Figures a decision may rest on: in words ("92,5 điểm"), and by their fingerprint."""

    words: str
    mark: str

    @property
    def about(self) -> str:
        """The unit a proposal is for."""
        return self.words.rpartition(_FOR)[2]

    def __str__(self) -> str:
        return f"{self.words} · {self.mark}"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that stands: at which cell, which one it is, the figures it rests on and those of now."""

    entry: Entry
    identity: str
    then: Basis
    now: Basis
    without: Standing | None = None
    """Where its unit would stand without it; only of a stale decision."""

    @property
    def stale(self) -> bool:
        """True where what it rests on is no longer what stands there."""
        return self.then.mark != self.now.mark

    @property
    def text(self) -> str:
        """What the master keeps of it."""
        return f"{self.then} · {self.identity}"

    @property
    def change(self) -> str:
        """What has changed beneath it, in words."""
        if self.then.words == self.now.words:
            return f"khi đó và nay đều {self.now.words}, nhưng số liệu bên dưới đã khác"
        return f"khi đó {self.then.words}, nay {self.now.words}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions that stand, on totals by unit and on bonus by proposal, and what each unit's would rest on now."""

    bases: Mapping[str, Basis] = field(default_factory=dict)
    units: Mapping[str, Decided] = field(default_factory=dict)
    bonus: Mapping[str, Decided] = field(default_factory=dict)


def decisions(
    edition: Edition,
    evidence: Evidence,
    settled: Mapping[tuple[str, str], Scored],
    stood: Sequence[Standing],
    places: Mapping[str, Place],
) -> Decisions:
    """Put every decision beside the figures it rests on, as the pulled master showed them and as they are now.

    `settled` is what counts of every line, `stood` where every unit stands, `places` the tabs of the master.
    """
    bases = _bases(edition, evidence, settled, stood)
    ledger, names = evidence.ledger, {unit.code: unit.name for unit in edition.units}
    units = {}
    for one in stood:
        code = one.unit.code
        if entry := _decision(ledger, one):
            shown, typed = _shown(places["ranking"], code), ledger.decisions[code].values()
            units[code] = _rested(entry, typed, shown, _basis_shown(shown), bases[code])
    bonus = _on_bonus(names, ledger, places)
    return Decisions(bases, *_weighed(edition, evidence, stood, units, bonus))


def decided_elsewhere(edition: Edition, ledger: Ledger, places: Mapping[str, Place]) -> frozenset[str]:
    """The proposals beside which a decision stands that was taken on another unit's: their row has been used again."""
    names = {unit.code: unit.name for unit in edition.units}
    return frozenset(key for key, one in _on_bonus(names, ledger, places).items() if one.then.about != one.now.about)


def _on_bonus(names: Mapping[str, str], ledger: Ledger, places: Mapping[str, Place]) -> dict[str, Decided]:
    found = {}
    for row in ledger.bonus:
        entry = decision_on(ledger, row.key)
        if is_decided(entry):
            shown, typed = _shown(places["bonus"], row.key), ledger.bonus_decisions[row.key].values()
            found[row.key] = _rested(entry, typed, shown, _proposal_shown(shown), _proposal(names, row))
    return found


def _weighed(
    edition: Edition,
    evidence: Evidence,
    stood: Sequence[Standing],
    units: Mapping[str, Decided],
    bonus: Mapping[str, Decided],
) -> tuple[dict[str, Decided], dict[str, Decided]]:
    """Say of every stale decision where its unit would stand without it and with all the others.

    A decision changes what its own unit comes to, so only that one is added up again before all are placed.
    """
    ledger, homes = evidence.ledger, {row.key: row.unit for row in evidence.ledger.bonus}

    def weighed(one: Decided, about: str | None, rest: Ledger) -> Decided:
        if not one.stale:
            return one
        again = adding(edition.rubric, replace(evidence, ledger=rest, bonus=score_bonus(edition.rubric, rest)))
        added = tuple(again.standing(each.unit) if each.unit.code == about else each for each in stood)
        return replace(one, without=next((it for it in placed(edition, added) if it.unit.code == about), None))

    return (
        {
            code: weighed(one, code, replace(ledger, decisions=_all_but(code, ledger.decisions)))
            for code, one in units.items()
        },
        {
            key: weighed(one, homes[key], replace(ledger, bonus_decisions=_all_but(key, ledger.bonus_decisions)))
            for key, one in bonus.items()
        },
    )


def _all_but(key: str, decided: Mapping[str, Mapping[str, Entry]]) -> dict[str, Mapping[str, Entry]]:
    return {other: entries for other, entries in decided.items() if other != key}


def _decision(ledger: Ledger, standing: Standing) -> Entry | None:
    """The first cell in which the committee decided on a unit; neither a reason alone nor what cannot be used does."""
    if not standing.is_decided:
        return None
    entries = ledger.decisions[standing.unit.code]
    return entries["agreed_band" if standing.decided is None else "agreed_points"]


def _rested(
    entry: Entry, typed: Iterable[Entry], shown: Mapping[str, str | Decimal], basis: Basis | None, now: Basis
) -> Decided:
    """A decision the master already keeps rests on what is kept of it, a new one on what was shown beside it."""
    identity = _fingerprint(_typed(one) for one in typed)[:4]
    kept = _RESTED.fullmatch(str(shown.get("decided_on", "")))
    if kept and kept[3] == identity:
        return Decided(entry, identity, Basis(kept[1], kept[2]), now)
    return Decided(entry, identity, basis or now, now)


# --- what was shown --------------------------------------------------------------------------------------------------


def _shown(place: Place, key: str) -> dict[str, str | Decimal]:
    """What the master showed in one row when it was pulled, by column; a formula or an error shows nothing of ours."""
    cells = {name: place.cell(place.rows[key], name) for name in place.columns}
    return {
        name: cell.value if isinstance(cell.value, Decimal) else normalize(str(cell.value or ""))
        for name, cell in cells.items()
        if cell.formula is None and cell.error is None
    }


def _basis_shown(shown: Mapping[str, str | Decimal]) -> Basis | None:
    found = _BASIS.fullmatch(str(shown.get("basis", "")))
    return Basis(found[1], found[2]) if found else None


_PROPOSAL = ("unit", "model", "evidence", "reason")


def _proposal_shown(shown: Mapping[str, str | Decimal]) -> Basis | None:
    """The proposal as the master showed it; None where it did not show the whole of it."""
    if not {*_PROPOSAL, "points"} <= shown.keys():
        return None
    return _proposal_basis({name: str(shown[name]) for name in _PROPOSAL}, shown["points"])


def _proposal(names: Mapping[str, str], row: ListRow) -> Basis:
    return _proposal_basis(proposal_texts(names, row), row["points"].number)


def _proposal_basis(texts: Mapping[str, str], points: object) -> Basis:
    number = points if isinstance(points, Decimal) else None
    words = "chưa rõ điểm đề xuất" if number is None else f"đề xuất {format_number(number)} điểm"
    words += _FOR + normalize(texts["unit"])
    parts = [normalize(texts[name]) for name in _PROPOSAL]
    return Basis(words, _fingerprint([*parts, _plain(number)])[:8])


# --- fingerprints ----------------------------------------------------------------------------------------------------


def _bases(
    edition: Edition, evidence: Evidence, settled: Mapping[tuple[str, str], Scored], stood: Sequence[Standing]
) -> dict[str, Basis]:
    granted: dict[str | None, list[BonusScored]] = {}
    for item in evidence.bonus:
        granted.setdefault(item.unit, []).append(item)
    leaves = [leaf.code for leaf in edition.rubric.leaves]
    return {
        one.unit.code: _basis(
            evidence.ledger,
            one,
            {code: settled[one.unit.code, code] for code in leaves},
            granted.get(one.unit.code, ()),
        )
        for one in stood
    }


def _basis(ledger: Ledger, standing: Standing, scores: Mapping[str, Scored], bonus: Iterable[BonusScored]) -> Basis:
    """What a decision on one unit rests on: what counts and what it was made of, not the wording of reasons."""
    unit = standing.unit.code
    parts = [f"{code} {_scored(ledger, unit, code, scored)}" for code, scored in scores.items()]
    parts += [f"{item.key} {_plain(item.counted)} {_plain(item.overflow)}" for item in bonus]
    sums = (standing.base, standing.bonus, standing.deductions, standing.late, standing.clamped, standing.computed)
    parts += [_plain(value) for value in sums]
    total = standing.computed
    words = "chưa có điểm" if total is None else f"{format_number(total)} điểm"
    return Basis(words, _fingerprint(parts)[:8])


def _scored(ledger: Ledger, unit: str, code: str, scored: Scored) -> str:
    line, hand = ledger.lines[unit, code], scored.hand
    given = f"{hand} {_typed(line.hand(hand))} {_typed(line.extras.get(hand, NOT_PULLED))}" if hand else ""
    return f"{_plain(scored.points)} {given}"


def _typed(entry: Entry) -> str:
    """What was typed, by its value, so that 8,0 and 8 are the same."""
    if entry.ratio:
        return f"{entry.state.value} {_plain(entry.ratio.numerator)}/{_plain(entry.ratio.denominator)}"
    value = normalize(entry.text or entry.raw) if entry.number is None else _plain(entry.number)
    return f"{entry.state.value} {value}"


def _plain(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize() + 0, "f")


def _fingerprint(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


# --- words -----------------------------------------------------------------------------------------------------------


def stale_words(decided: Decided, standing: Standing) -> str:
    """What a stale decision rests on, and what would be without it, for the state of its unit."""
    return f"Quyết định dựa trên số cũ: {decided.change}{_effect(decided, standing)}"


def _effect(decided: Decided, standing: Standing | None) -> str:
    """Where a unit would stand by the figures of now: "; nếu theo số mới: hạng 4, loại Tốt (đang là hạng 2, ...)"."""
    if decided.without is None or standing is None:
        return ""
    then, now = _stands(decided.without), _stands(standing)
    return f"; nếu theo số mới: vẫn {now}" if then == now else f"; nếu theo số mới: {then} (đang là {now})"


def _stands(standing: Standing) -> str:
    rank = f"hạng {standing.rank}" if standing.rank else "chưa có hạng"
    return f"{rank}, loại {standing.band}" if standing.band else rank


def stale_findings(found: Decisions, ledger: Ledger, stood: Sequence[Standing]) -> Iterator[Finding]:
    """Yield a finding for every stale decision, at the cell in which it was taken."""
    standings = {one.unit.code: one for one in stood}
    for code, decided in found.units.items():
        if decided.stale and decided.entry.cell:
            words = {"unit": standings[code].unit.name, "change": decided.change + _effect(decided, standings[code])}
            yield at("decision-stale", decided.entry.cell, (code, None), **words)
    for row in ledger.bonus:
        own = found.bonus.get(row.key)
        if own and own.stale and own.entry.cell:
            words = {"key": row.key, "change": own.change + _effect(own, standings.get(row.unit or ""))}
            yield at("bonus-decision-stale", own.entry.cell, (row.unit, None), **words)
