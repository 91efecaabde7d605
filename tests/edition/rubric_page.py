"""Reads docs/rubric.md: pieces of configuration, and below each the table of what is typed and what comes of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drawn_tables import read_rows
from real_path import Keys
from ruamel.yaml import YAML

PAGE = Path(__file__).parents[2] / "docs" / "rubric.md"

BASE = {
    "edition.yaml": """\
title: Thi đua năm 2026 (minh họa)
body: Ủy ban MTTQ Việt Nam quận (minh họa)
year: 2026
unit_noun: phường
collects: [department]
clusters:
  - {code: C1, name: Cụm 1}
  - {code: C2, name: Cụm 2}
units:
  - {code: P1, name: Phường 1, cluster: C1, contacts: [{title: Phường 1, email: p1@example.org}]}
  - {code: P2, name: Phường 2, cluster: C1, contacts: [{title: Phường 2, email: p2@example.org}]}
  - {code: P3, name: Phường 3, cluster: C2, contacts: [{title: Phường 3, email: p3@example.org}]}
  - {code: P4, name: Phường 4, cluster: C2, contacts: [{title: Phường 4, email: p4@example.org}]}
departments:
  - {code: VP, name: Văn phòng, contacts: [{title: Văn phòng, email: vp@example.org}]}
mail:
  sender: {title: Văn phòng, email: vp@example.org}
""",
    "rubric.yaml": """\
title: Thang điểm (minh họa)
max: 10
step: 0.5
precedence: [department]
criteria:
  - {code: "1", text: Công tác Mặt trận, max: 10, scorer: VP}
""",
}
"""What a piece of the page is completed with; a setting that it names takes the place of the one here."""

CLUSTERS = {"P1": "C1", "P2": "C1", "P3": "C2", "P4": "C2"}

_FENCE = re.compile(r"^```yaml\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^\| unit \|.*(?:\n\|.*)+", re.MULTILINE)
_COLUMN = re.compile(r"(→ )?([^`]*)(?:`([^`]+)`)?(.*)")


@dataclass(frozen=True)
class Column:
    """The head of a column: what it is about ("beyond", "bonus" ...), and the criterion or figure it names."""

    head: str
    result: bool
    what: str
    code: str


def column(head: str) -> Column:
    found = _COLUMN.fullmatch(head)
    assert found
    return Column(head, bool(found[1]), f"{found[2]} {found[4]}".strip(), found[3] or "")


@dataclass(frozen=True)
class Example:
    """Pieces that belong together, and the table of cases below them; `line` is where the first piece begins."""

    line: int
    pieces: tuple[str, ...]
    table: str = field(repr=False)

    @property
    def rows(self) -> dict[str, dict[str, str]]:
        """What the table says, by ward."""
        lines = [line.strip("|") for line in self.table.splitlines()]
        return read_rows("\n".join([lines[0], *lines[2:]]))

    def write(self, folder: Path) -> Path:
        """Write the whole edition that the pieces stand for."""
        yaml = YAML(typ="safe", pure=True)  # nothing here has comments to keep
        files = {name: yaml.load(text) for name, text in BASE.items()}
        for piece in self.pieces:
            name = piece.splitlines()[0].removeprefix("# ") if piece.startswith("# ") else "rubric.yaml"
            files.setdefault(name, {}).update(yaml.load(piece))
        for name, content in files.items():
            with (folder / name).open("w", encoding="utf-8") as file:
                yaml.dump(content, file)
        return folder

    def keys(self, scorer: str = "VP") -> Iterator[Keys]:
        """What people type by the table, but for the committee."""
        proposal = 0
        for unit, row in self.rows.items():
            for head, value in row.items():
                named = column(head)
                if named.result or not value or named.what in {"granted", "decided"}:
                    continue
                if named.what == "proposed":
                    for points in value.split("; "):
                        proposal += 1
                        yield from _proposed(scorer, str(proposal), unit, points)
                elif named.what == "inspection":
                    cells = {"unit": unit, "criterion": named.code, "points": value, "reason": "Đoàn xem hồ sơ"}
                    yield from ((CLUSTERS[unit], "agreed", "1", name, cell) for name, cell in cells.items())
                else:
                    yield (*_place(scorer, unit, named), value)

    def decisions(self, scorer: str = "VP") -> list[Keys]:
        """What the committee types into the master once it has seen the proposals and the totals."""
        given = [row.get("granted", "") for row in self.rows.values()]
        totals = {unit: value for unit, row in self.rows.items() if (value := row.get("decided", ""))}
        return [
            *(
                ("master", "bonus", f"{scorer}-{place}", "decided", value)
                for place, value in enumerate(given, 1)
                if value
            ),
            *(("master", "ranking", unit, "agreed_points", value) for unit, value in totals.items()),
        ]


def _place(scorer: str, unit: str, named: Column) -> tuple[str, str, str, str]:
    return {
        "": (scorer, "points", unit, named.code),
        "bonus": (scorer, "points", unit, f"extra-{named.code}"),
        "self": (unit, "self", named.code, "points"),
        "appendix": (unit, "appendix", named.code, "value"),
    }[named.what]


def _proposed(scorer: str, key: str, unit: str, points: str) -> Iterator[Keys]:
    cells = {"unit": unit, "model": "Mô hình mới", "points": points, "reason": "Hiệu quả rõ"}
    yield from ((scorer, "bonus", key, name, cell) for name, cell in cells.items())


def examples() -> list[Example]:
    """Every example of the page: the pieces since the last table, and the table."""
    text = PAGE.read_text(encoding="utf-8")
    marks = sorted([*_FENCE.finditer(text), *_TABLE.finditer(text)], key=lambda mark: mark.start())
    found, pieces = [], []
    for mark in marks:
        if mark.re is _FENCE:
            pieces.append(mark)
        else:
            line = text.count("\n", 0, pieces[0].start()) + 1
            found.append(Example(line, tuple(piece[1] for piece in pieces), mark[0]))
            pieces = []
    assert not pieces, "an example at the end of the page has no table"
    return found
