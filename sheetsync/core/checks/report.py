"""Checks on the rest of a unit's report: the data appendix, highlights, remedies."""

from collections.abc import Iterator
from decimal import Decimal

from sheetsync.core.checks.scene import Scene
from sheetsync.core.entries import Entry, State
from sheetsync.core.findings import Finding, at
from sheetsync.core.values import format_number
from sheetsync.edition.model import Figure, Unit

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


def highlights_too_long(scene: Scene) -> Iterator[Finding]:
    """A report of highlights that would not fit the pages the plan allows; words are counted between spaces."""
    limits = scene.edition.highlights
    if limits is None:
        return
    for unit in scene.reporting:
        parsed = scene.parsed[unit.code]
        entries = [entry for _, row in parsed.rows("highlights") for entry in row.values()]
        words = sum(len(entry.text.split()) for entry in entries)
        cell = next((entry.cell for entry in entries if entry.cell), None)
        if words > limits.max_words and cell:
            counted = {"raw": format_number(Decimal(words)), "max": format_number(Decimal(limits.max_words))}
            yield at("highlights-too-long", cell, (unit.code, None), **counted, meant=limits.limit_text)
