"""Is the same measure laid to all? How departments, clusters and units score, side by side.

Facts and warnings for people, never a correction. Only base points are looked at: bonus and deductions are given where
there is occasion for them, which says nothing of how strictly somebody scores. Fractions stay exact until they are
shown; shares are in percent units.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sheetsync.core.ratios import round_fraction
from sheetsync.core.scoring.score import Scored, score_hand
from sheetsync.core.scoring.standing import Adding, Evidence, Standing, adding
from sheetsync.core.scoring.worth import ZERO
from sheetsync.core.values import format_number
from sheetsync.edition.model import Cluster, Department, Edition, Unit
from sheetsync.edition.rubric import Criterion
from sheetsync.edition.terms import Hand

FEWEST_UNITS = 5
"""With fewer units one unusual unit makes the whole picture: no warning then."""
FEWEST_FIGURES = 20
"""With fewer figures of a department an average says little: no warning then."""
FEWEST_IN_CLUSTER = 3
"""With fewer units scored in a cluster its average is that of one or two: no warning then."""

FULL = Fraction(100)
"""The share that is the maximum, in percent."""
LENIENT = Fraction(8)
"""Percent above or below the others: on ten points nearly a whole one, more than a step anywhere."""
MOSTLY_FULL = Fraction(90)
"""Percent of figures at their maximum: nine of ten leave no room to tell units apart."""
FLAT = Fraction(1)
"""Standard deviation between units, in percent: on a hundred points less than one between most of them."""
UNDECIDING = Fraction(20)
"""Percent of the scale at which all units have the same: a fifth of it then decides nothing."""
RAISED = Fraction(2)
"""Percent of the scale by which one cluster's inspection changes more than the others': often a whole band."""
OVERRATED = Fraction(10)
"""Percent of the scale by which a unit rates itself above what counts: a whole band and more."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How one department scores. Shares are percent of the maximum; None where there is nothing to go by."""

    department: Department
    leaves: int
    figures: int
    """How many figures it has given on base criteria."""
    mean: Fraction | None
    """The mean share of its figures."""
    others: Fraction | None
    """The mean of the other departments' means."""
    full: Fraction | None
    """How many of its figures are the maximum, in percent."""
    variance: Fraction | None
    """Population variance between units of a unit's mean share."""
    lowest: Fraction | None
    highest: Fraction | None
    """The units' mean shares, the smallest and the largest."""
    against_self: Fraction | None
    """Its share less the units' own, on average where both are given."""

    @property
    def spread(self) -> Decimal | None:
        """Standard deviation between units, in percent, two decimals."""
        if self.variance is None:
            return None
        exact = Decimal(self.variance.numerator) / Decimal(self.variance.denominator)
        return round_fraction(Fraction(exact.sqrt()), Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Undeciding:
    """A criterion at which all units that have points have the same."""

    criterion: Criterion
    points: Decimal
    units: int

    @property
    def full(self) -> bool:
        """True where it is the maximum."""
        return self.points == self.criterion.max


@dataclass(frozen=True, slots=True)
class ClusterScoring:
    """How one cluster comes out. `scored`: its units with complete points; the means are of those."""

    cluster: Cluster
    units: int
    scored: int
    total: Fraction | None
    """The mean total."""
    raised: Fraction | None
    """What the inspection changed: the points agreed on less the department's, per unit."""
    against_self: Fraction | None
    """What units gave themselves less what counts, per unit."""


@dataclass(frozen=True, slots=True)
class SelfScoring:
    """What a unit gave itself and what counts, on the criteria where both are given."""

    unit: Unit
    own: Decimal
    counted: Decimal
    leaves: int

    @property
    def difference(self) -> Decimal:
        """Positive where the unit gave itself more."""
        return self.own - self.counted


@dataclass(frozen=True, slots=True)
class Caution:
    """A fact somebody should look at: a stable code, whom or what it is about, and the sentence."""

    code: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Fairness:
    """All that is laid side by side; parts for which an edition has nothing are empty."""

    departments: tuple[Scoring, ...]
    undeciding: tuple[Undeciding, ...]
    clusters: tuple[ClusterScoring, ...]
    units: tuple[SelfScoring, ...]
    """Units against themselves, the largest difference first."""
    cautions: tuple[Caution, ...]


def fairness(
    edition: Edition, evidence: Evidence, stood: Sequence[Standing], settled: Mapping[tuple[str, str], Scored]
) -> Fairness:
    """Lay side by side how everybody scores. `settled`: what counts of every line, by unit and leaf."""
    departments = _compared([_scoring(edition, evidence, one) for one in edition.departments])
    undeciding = tuple(_undeciding(edition, settled))
    scene = _Scene(edition, adding(edition.rubric, evidence), settled)
    clusters = tuple(_cluster(scene, one, stood) for one in edition.clusters)
    units = tuple(sorted(_selves(scene, stood), key=lambda one: -abs(one.difference)))
    cautions = (
        *_of_departments(edition, departments),
        *_of_criteria(edition, undeciding),
        *_of_clusters(edition, clusters),
        *_of_units(edition, units),
    )
    return Fairness(departments, undeciding, clusters, units, cautions)


def mean(values: Iterable[Fraction | Decimal]) -> Fraction | None:
    """The exact mean; None of nothing."""
    given = [Fraction(value) for value in values]
    return sum(given, Fraction(0)) / len(given) if given else None


# --- departments -----------------------------------------------------------------------------------------------------


def _base_leaves(edition: Edition) -> list[Criterion]:
    """The leaves whose points make up the scale."""
    rubric = edition.rubric
    return [leaf for leaf in rubric.leaves if rubric.roles[leaf.code] == "base" and leaf.max]


def _scoring(edition: Edition, evidence: Evidence, department: Department) -> Scoring:
    leaves = [leaf for leaf in _base_leaves(edition) if leaf.scorer == department.code]
    shares: dict[str, list[Fraction]] = {}
    gaps: list[Fraction] = []
    for unit in edition.units:
        for leaf in leaves:
            line = evidence.ledger.lines[unit.code, leaf.code]
            given, own = (_share(leaf, score_hand(edition.rubric, line, hand)) for hand in ("department", "self"))
            if given is not None:
                shares.setdefault(unit.code, []).append(given)
                gaps += [given - own] if own is not None else []
    every = [share for of_unit in shares.values() for share in of_unit]
    of_units = [sum(each, Fraction(0)) / len(each) for each in shares.values()]
    middle = mean(of_units)
    return Scoring(
        department=department,
        leaves=len(leaves),
        figures=len(every),
        mean=mean(every),
        others=None,
        full=mean([FULL if share == FULL else Fraction(0) for share in every]),
        variance=None if middle is None else mean([(one - middle) ** 2 for one in of_units]),
        lowest=min(of_units, default=None),
        highest=max(of_units, default=None),
        against_self=mean(gaps),
    )


def _share(leaf: Criterion, one: Scored) -> Fraction | None:
    """Base points in percent of the maximum; None where the hand gave none that count."""
    points = _base_points(one)
    return None if points is None else Fraction(points) * 100 / Fraction(leaf.max)


def _base_points(one: Scored) -> Decimal | None:
    """Points without the bonus among them; None where there are none."""
    return None if one.points is None else one.points - one.bonus


def _compared(found: Sequence[Scoring]) -> tuple[Scoring, ...]:
    """Set beside each department the mean of the others."""
    return tuple(
        Scoring(
            one.department, one.leaves, one.figures, one.mean,
            mean([other.mean for other in found if other is not one and other.mean is not None]),
            one.full, one.variance, one.lowest, one.highest, one.against_self,
        )
        for one in found
    )  # fmt: skip


def _of_departments(edition: Edition, found: Sequence[Scoring]) -> Iterator[Caution]:
    for one in found:
        if len(edition.units) < FEWEST_UNITS or one.figures < FEWEST_FIGURES or one.mean is None:
            continue
        name, code = one.department.name, one.department.code
        share = shown(one.mean)
        if one.others is not None and abs(one.mean - one.others) >= LENIENT:
            lenient = one.mean > one.others
            facts = f"{name} cho bình quân {share} % điểm tối đa, các bộ phận khác {shown(one.others)} %"
            advice = "nên xem lại có dễ hơn mặt bằng không" if lenient else "nên xem lại có chặt hơn mặt bằng không"
            yield Caution("department-lenient" if lenient else "department-strict", code, f"{facts}: {advice}.")
        if one.full is not None and one.full >= MOSTLY_FULL:
            facts = f"{name} cho điểm tối đa ở {shown(one.full)} % số lần chấm"
            yield Caution("department-mostly-full", code, f"{facts}: nên xem lại minh chứng của các mức điểm này.")
        if one.variance is not None and one.variance < FLAT**2:
            facts = f"{name} cho các {edition.unit_noun} gần như nhau (bình quân {share} %, lệch chuẩn"
            advice = "nên xem điểm có phản ánh đúng khác biệt không"
            yield Caution("department-flat", code, f"{facts} {format_number(one.spread or ZERO)} %): {advice}.")


# --- criteria --------------------------------------------------------------------------------------------------------


def _undeciding(edition: Edition, settled: Mapping[tuple[str, str], Scored]) -> Iterator[Undeciding]:
    """Yield the criteria at which at least two units have points, and all of them the same."""
    for leaf in _base_leaves(edition):
        given = [_base_points(settled[unit.code, leaf.code]) for unit in edition.units]
        points = [one for one in given if one is not None]
        if len(points) > 1 and len(set(points)) == 1:
            yield Undeciding(leaf, points[0], len(points))


def _of_criteria(edition: Edition, found: Sequence[Undeciding]) -> Iterator[Caution]:
    points = sum((one.criterion.max for one in found), ZERO)
    scale = Fraction(edition.rubric.max)
    if len(edition.units) >= FEWEST_UNITS and scale and Fraction(points) * 100 / scale >= UNDECIDING:
        facts = f"{len(found)} tiêu chí, {format_number(points)} trên {format_number(edition.rubric.max)} điểm"
        where = f"các {edition.unit_noun} bằng điểm nhau"
        advice = "phần này không phân loại được ai, nên xem lại cách chấm hoặc thang điểm"
        yield Caution("criteria-undeciding", "", f"Ở {facts}, {where}: {advice}.")


# --- clusters and units ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Scene:
    """What clusters and units are compared by."""

    edition: Edition
    adder: Adding
    settled: Mapping[tuple[str, str], Scored]

    def beside(self, unit: str, hand: Hand) -> Iterator[tuple[Scored, Decimal, Decimal]]:
        """Yield, leaf by leaf of the base, what counts, its points, and those of one hand; where both are there."""
        alone = self.adder.hand(unit, hand)
        for leaf in _base_leaves(self.edition):
            counted = self.settled[unit, leaf.code]
            points, given = _base_points(counted), _base_points(alone[self.adder.settling.places[leaf.code]])
            if points is not None and given is not None:
                yield counted, points, given


def _cluster(scene: _Scene, cluster: Cluster, stood: Sequence[Standing]) -> ClusterScoring:
    own = [one for one in stood if one.unit.cluster == cluster.code]
    whole = [one for one in own if one.complete and one.total is not None]
    selves = [one.difference for one in _selves(scene, whole)]
    return ClusterScoring(
        cluster=cluster,
        units=len(own),
        scored=len(whole),
        total=mean([one.total for one in whole if one.total is not None]),
        raised=mean([_raised(scene, one.unit) for one in whole]),
        against_self=mean(selves),
    )


def _raised(scene: _Scene, unit: Unit) -> Decimal:
    """By how much the inspection's points differ from the department's, where it agreed on some."""
    both = scene.beside(unit.code, "department")
    return sum((points - given for counted, points, given in both if counted.hand == "cluster"), ZERO)


def _selves(scene: _Scene, stood: Sequence[Standing]) -> Iterator[SelfScoring]:
    for one in stood:
        both = [(given, points) for _, points, given in scene.beside(one.unit.code, "self")]
        if both:
            own, counted = (sum(side, ZERO) for side in zip(*both, strict=True))
            yield SelfScoring(one.unit, own, counted, len(both))


def _of_clusters(edition: Edition, found: Sequence[ClusterScoring]) -> Iterator[Caution]:
    enough = [one for one in found if one.scored >= FEWEST_IN_CLUSTER]
    for one in enough:
        others = mean([other.raised for other in enough if other is not one and other.raised is not None])
        if one.raised is None or others is None or abs(one.raised - others) < _of_scale(edition, RAISED):
            continue
        facts = f"Kiểm tra ở {one.cluster.name} thay đổi bình quân {signed(one.raised)} điểm mỗi {edition.unit_noun}"
        advice = "nên đối chiếu cách làm của các đoàn kiểm tra"
        yield Caution("cluster-inspection", one.cluster.code, f"{facts}, ở các cụm khác {signed(others)}: {advice}.")


def _of_units(edition: Edition, found: Sequence[SelfScoring]) -> Iterator[Caution]:
    for one in found:
        if abs(one.difference) >= _of_scale(edition, OVERRATED):
            more = "cao" if one.difference > 0 else "thấp"
            facts = f"{one.unit.name} tự chấm {more} hơn điểm được tính {shown(abs(one.difference))} điểm"
            yield Caution("unit-self", one.unit.code, f"{facts}: nên trao đổi với đơn vị về từng tiêu chí lệch.")


def _of_scale(edition: Edition, percent: Fraction) -> Fraction:
    return Fraction(edition.rubric.max) * percent / 100


# --- figures in words ------------------------------------------------------------------------------------------------


def rounded(value: Fraction | Decimal) -> Decimal:
    """Two decimals, half away from zero."""
    return round_fraction(Fraction(value), Decimal("0.01"))


def shown(value: Fraction | Decimal) -> str:
    """A figure as people read it: "85,5"."""
    return format_number(rounded(value))


def signed(value: Fraction | Decimal) -> str:
    """A difference as people read it: "+1,25", "−0,5", "0"."""
    number = rounded(value)
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + format_number(abs(number))
