"""The version of the rubric that is in force: frozen once scoring has begun, and what a change of it would change."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from typing import Any

from sheetsync.core.assessment import Assessment, assess
from sheetsync.core.differences import differences
from sheetsync.core.entries import FILLED
from sheetsync.core.ledger import Ledger
from sheetsync.core.reading import Source
from sheetsync.core.scoring.standing import Standing
from sheetsync.core.values import format_number, normalize
from sheetsync.edition.rubric import Rubric

FEW = 8
"""So many differences or units are named in a sentence; of more, the number is told."""

CELL = 4_900
"""Characters of a note that stands in one cell."""

REASON = 500
"""Characters of a reason that stand in a note; the whole of it is remembered."""


def content_of(rubric: Rubric) -> str:
    """A rubric as one text: equal for two that say the same, however their figures are written."""
    return json.dumps(_plain(rubric.model_dump()), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def rubric_in(content: str) -> Rubric | None:
    """The rubric that `content_of` wrote; None where another sheetsync wrote what this one does not understand.

    Settings that this one has learned since take their defaults, so that learning one is no change.
    """
    try:
        return Rubric.model_validate(json.loads(content))
    except ValueError:
        return None


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
    """A change of the frozen rubric: in which settings, and what it does to whom: ("Phường 4", "87 → 88,5")."""

    settings: tuple[str, ...]
    effects: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """The change in one sentence or two, for the screen."""
        touched = _few([f"{name}: {what}" for name, what in self.effects], "đơn vị khác")
        return f"{self._settings}. {f'Làm thay đổi {touched}' if touched else NOBODY}."

    def note(self, number: int, reason: str) -> str:
        """The change as the log keeps it: the `number`-th one, why, what, and everybody it touches."""
        why = normalize(reason)
        why = why if len(why) <= REASON else f"{why[: REASON - 1]}…"
        head = f"Đổi thang điểm lần {number} ({why}): {self._settings}."
        if not self.effects:
            return f"{head} {NOBODY}."
        return _fitting(f"{head} Thay đổi: ", [f"{name} {what}" for name, what in self.effects])

    @property
    def _settings(self) -> str:
        return _few(self.settings, "chỗ khác")


NOBODY = "Không đơn vị nào thay đổi điểm hay xếp loại"


def change_of(content: str, now: Assessment, sources: Mapping[str, Source], moment: datetime) -> Change | None:
    """What the rubric of `now` changes of the frozen one, judged from the same sources; None where nothing."""
    frozen, rubric = rubric_in(content), now.edition.rubric
    if frozen is None:
        return Change(("bản thang điểm đã khóa do bản sheetsync khác ghi, không so sánh được",), ())
    if content_of(frozen) == content_of(rubric):
        return None
    before = assess(now.edition.model_copy(update={"rubric": frozen}), sources, moment)
    return Change(differences(frozen, rubric), tuple(_effects(before, now)))


def _effects(before: Assessment, after: Assessment) -> Iterator[tuple[str, str]]:
    for now in after.standings:
        was = before.index.standings[now.unit.code]
        points, bands = _arrow(_points(was), _points(now)), _arrow(_band(was), _band(now))
        if points and bands:
            yield now.unit.name, f"{points} ({bands})"
        elif points or bands:
            yield now.unit.name, points or bands


def _arrow(was: str, now: str) -> str:
    return f"{was} → {now}" if was != now else ""


def _points(standing: Standing) -> str:
    return "chưa có điểm" if standing.total is None else format_number(standing.total)


def _band(standing: Standing) -> str:
    return standing.band or "chưa xếp loại"


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
