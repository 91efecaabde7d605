"""Units that are already added up, to rank and band: a rubric of a base, a bonus and a deduction section."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from small_year import small_edition

from sheetsync.core.scoring.standing import NodeStanding, Standing
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Rubric

BANDS = [
    {"name": "Xuất sắc", "minimum": 90},
    {"name": "Tốt", "minimum": 80},
    {"name": "Khá", "minimum": 65},
    {"name": "Yếu", "minimum": 0},
]

RUBRIC: dict[str, Any] = {
    "title": "Thang điểm thử",
    "max": 100,
    "step": 0.25,
    "bonus": None,
    "bands": BANDS,
    "criteria": [
        {"code": "I", "text": "Công tác năm", "max": 80, "scorer": "TG"},
        {
            "code": "V",
            "text": "Giám sát",
            "max": 20,
            "criteria": [
                {"code": "V.1", "text": "Kế hoạch", "max": 5, "scorer": "TG"},
                {"code": "V.2", "text": "Đợt giám sát", "max": 15, "scorer": "TG", "not_for": ["P4"]},
            ],
        },
        {
            "code": "VIII",
            "text": "Điểm thưởng",
            "max": 10,
            "role": "bonus",
            "criteria": [
                {
                    "code": f"VIII.{place}",
                    "text": "Mô hình",
                    "max": 5,
                    "scorer": "TG",
                    "rule": {"kind": "count", "per": 1, "measure": "mô hình"},
                }
                for place in (1, 2)
            ],
        },
        {
            "code": "IX",
            "text": "Điểm trừ",
            "max": 20,
            "role": "deduction",
            "criteria": [
                {
                    "code": "IX.1",
                    "text": "Đơn thư",
                    "max": 10,
                    "scorer": "VP",
                    "rule": {"kind": "deduction", "per": 1, "measure": "vụ"},
                },
                {"code": "IX.2", "text": "Kỷ luật", "max": 10, "scorer": "VP"},
            ],
        },
    ],
}


def contest(units: int = 4, clusters: int = 1, **rubric: Any) -> Edition:
    """An edition of wards P1, P2 ... dealt out to the clusters C1, C2 ..., with some of its rubric's settings replaced.

    With 0 clusters wards belong to none.
    """
    return small_edition(
        rubric=RUBRIC | rubric,
        clusters=[{"code": f"C{place}", "name": f"Cụm {place}"} for place in range(1, clusters + 1)],
        units=[
            {"code": f"P{place + 1}", "name": f"Phường {place + 1}"}
            | ({"cluster": f"C{place % clusters + 1}"} if clusters else {})
            for place in range(units)
        ],
        remarks=[],
    )


def stood(edition: Edition, place: int, mark: str | None, **more: Any) -> Standing:
    """The ward P`place` with a mark (None: nothing was given); `more` is set as it is given."""
    points = None if mark is None else Decimal(mark)
    settings: dict[str, Any] = {"base": points, "nodes": nodes(edition.rubric), "scale": edition.rubric.max} | more
    return Standing(
        unit=edition.units[place - 1],
        self_total=None,
        department_total=None,
        bonus=settings.pop("bonus", Decimal(0)),
        decided=settings.pop("decided", None),
        decided_band=settings.pop("decided_band", None),
        missing=settings.pop("missing", ()),
        mark=None if points is None else Fraction(points),
        **settings,
    )


def nodes(rubric: Rubric, **points: str | None) -> Mapping[str, NodeStanding]:
    """Every node with its maximum and full points, but for those given (`V_1` is V.1; None: no points)."""
    given = {code.replace("_", "."): text for code, text in points.items()}
    return {
        code: NodeStanding(
            points=None if given.get(code, "") is None else Decimal(given.get(code) or node.max),
            complete=given.get(code, "") is not None,
            maximum=node.max,
        )
        for code, node in rubric.nodes.items()
    }


def all_stood(edition: Edition, marks: Sequence[str | None], **more: Any) -> list[Standing]:
    """All wards with their marks, in the edition's order."""
    return [stood(edition, place, mark, **more) for place, mark in enumerate(marks, 1)]
