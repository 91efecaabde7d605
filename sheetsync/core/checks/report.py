"""Checks on the rest of a unit's report: the data appendix, highlights, remedies."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from sheetsync.core.checks.scene import Scene
from sheetsync.core.entries import FILLED, Entry, State, count_words
from sheetsync.core.findings import Finding, at
from sheetsync.core.layout import pair
from sheetsync.core.parse import Parsed
from sheetsync.core.values import format_number
from sheetsync.edition.model import Figure, Remark, Unit

MILLION = Decimal(1_000_000)


def figures(scene: Scene) -> Iterator[Finding]:
    """Figures of the appendix that are missing or cannot be what was asked for."""
    for unit in scene.reporting:
        for figure in scene.edition.figures:
            entry = scene.parsed[unit.code].entry("appendix", figure.code, "value")
            yield from _figure(scene, unit, figure, entry)


def _figure(scene: Scene, unit: Unit, figure: Figure, entry: Entry) -> Iterator[Finding]:
    if entry.cell is None:
        return
    about = (unit.code, None)
    words = {"figure": f"{figure.code} ({figure.text})", "measure": figure.measure}
    if entry.state is State.BLANK and figure.required:
        yield at("figure-missing", entry.cell, about, **words)
    number = entry.number
    if number is None:
        return
    words["raw"] = format_number(number)
    if number < 0:
        yield at("figure-negative", entry.cell, about, **words)
    elif figure.kind == "count" and number != number.to_integral_value():
        yield at("figure-not-whole", entry.cell, about, **words)
    elif figure.max is not None and number > figure.max:
        yield _too_large(figure, number, entry, about, words)
    else:
        yield from _drift(scene, unit, figure, entry)


def _too_large(
    figure: Figure, number: Decimal, entry: Entry, about: tuple[str, None], words: dict[str, str]
) -> Finding:
    """Beyond what is plausible; a sum of money that fits once divided by a million was typed in đồng."""
    assert entry.cell is not None and figure.max is not None  # noqa: S101, PT018 - the caller looked
    in_millions = number / MILLION
    if figure.kind == "money" and "triệu" in figure.measure and in_millions <= figure.max:
        return at("figure-wrong-measure", entry.cell, about, **words, meant=format_number(in_millions))
    return at("figure-implausible", entry.cell, about, **words)


def _drift(scene: Scene, unit: Unit, figure: Figure, entry: Entry) -> Iterator[Finding]:
    """Many times last year's figure, or a small part of it, with no note beside; a few more or less is no drift."""
    limits = scene.edition.limits
    last, number, times = figure.last_year.get(unit.code), entry.number, limits.drift
    note = scene.parsed[unit.code].entry("appendix", figure.code, "note")
    if not last or number is None or entry.cell is None or note.state is State.GIVEN:
        return
    if max(number, last) >= limits.drift_from and (number > last * times or number * times < last):
        words = {"figure": f"{figure.code} ({figure.text})", "raw": format_number(number), "last": format_number(last)}
        yield at("figure-drift", entry.cell, (unit.code, None), **words)


def remedy_unanswered(scene: Scene) -> Iterator[Finding]:
    """A remark of last year without the measure taken or its result."""
    reporting = {unit.code for unit in scene.reporting}
    for remark in scene.edition.remarks:
        if remark.unit not in reporting:
            continue
        for column in ("action", "result"):
            entry = scene.parsed[remark.unit].entry("remedies", remark.code, column)
            if entry.state is State.BLANK and entry.cell:
                yield at("remedy-unanswered", entry.cell, (remark.unit, None), raw=remark.code)
                break


def remedy_without_evidence(scene: Scene) -> Iterator[Finding]:
    """A measure that is told but not proven."""
    for remark, parsed in _answered(scene):
        entry = parsed.entry("remedies", remark.code, "evidence")
        if entry.state is State.BLANK and entry.cell:
            yield at("remedy-without-evidence", entry.cell, (remark.unit, None), raw=remark.code)


def remedy_unjudged(scene: Scene) -> Iterator[Finding]:
    """A remedy that its unit has reported, and on which the department has not yet said a word."""
    for remark, _ in _answered(scene):
        department = scene.parsed.get(remark.judge or "")
        if department is None:
            continue
        entry = department.entry("verdicts", pair(remark.unit, remark.code), "verdict")
        if entry.state is State.BLANK and entry.cell:
            words = {"unit": scene.unit_name(remark.unit), "raw": remark.code}
            yield at("remedy-unjudged", entry.cell, (remark.unit, None), **words)


def _answered(scene: Scene) -> Iterator[tuple[Remark, Parsed]]:
    """Yield the remarks of last year to which a unit answered what it did, each with the unit's book."""
    for remark in scene.edition.remarks:
        parsed = scene.parsed.get(remark.unit)
        if parsed and parsed.entry("remedies", remark.code, "action").state in FILLED:
            yield remark, parsed


def highlights_too_long(scene: Scene) -> Iterator[Finding]:
    """A report of highlights that would not fit the pages the plan allows, found at the cell that goes beyond them."""
    limits = scene.edition.highlights
    if limits is None:
        return
    for unit in scene.reporting:
        entries = [entry for _, row in scene.parsed[unit.code].rows("highlights") for entry in row.values()]
        words = count_words(entries)
        so_far = accumulate(count_words([entry]) for entry in entries)
        cell = next((entry.cell for entry, sum_ in zip(entries, so_far, strict=True) if sum_ > limits.max_words), None)
        if cell:
            counted = {"raw": format_number(Decimal(words)), "max": format_number(Decimal(limits.max_words))}
            yield at("highlights-too-long", cell, (unit.code, None), **counted, meant=limits.limit_text)
