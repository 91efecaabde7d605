"""The smallest edition with everything in it, and a way to spoil it in one place."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sheetsync.edition import examine
from sheetsync.edition.model import Edition
from sheetsync.errors import ConfigProblem

CONTACT = "contacts: [{title: Ai, email: a@example.org}]"
"""Who hears of a cluster's or a department's book."""

EDITION = """\
title: Thi đua năm 2020
body: Mặt trận
year: 2020
unit_noun: phường
timezone: Asia/Ho_Chi_Minh
clusters:
  - {code: C1, name: Cụm 1, contacts: [{title: Ai, email: a@example.org}]}
  - {code: C2, name: Cụm 2, contacts: [{title: Ai, email: a@example.org}]}
units:
  - {code: P1, name: Phường 1, cluster: C1, contacts: [{title: Phường 1, email: p1@example.org}]}
  - code: P2
    name: Phường 2
    cluster: C2
    contacts:
      - title: Phường 2
        email: p2@example.org
departments:
  - {code: VP, name: Văn phòng, contacts: [{title: Ai, email: a@example.org}]}
phases:
  - {code: BC, title: Báo cáo, starts: 02/11/2020, ends: 07/11/2020, due: [unit]}
  - code: KT
    title: Kiểm tra
    starts: 20/11/2020
    ends: 24/11/2020
inspections:
  - {cluster: C1, day: 20/11/2020, weekday: thứ sáu, hour: 08g00, place: Phường 1}
  - cluster: C2
    day: 24/11/2020
    weekday: thứ ba
    hour: 08g00
    place: Phường 2
highlights:
  max_words: 1000
  limit_text: 2 trang
  themes:
    - {code: MH, text: Mô hình mới}
mail:
  sender: {title: Văn phòng, email: vp@example.org}
google:
  service_account_env: SHEETSYNC_ACCOUNT
"""

RUBRIC = """\
title: Thang điểm
max: 10
step: 0.5
precedence: [cluster, department]
bonus:
  cap: 5
bands:
  - {name: Tốt, minimum: 8}
  - {name: Khá, minimum: 0}
criteria:
  - code: "1"
    text: Tuyên truyền
    max: 6
    criteria:
      - {code: "1.1", text: Kế hoạch, max: 2.5, scorer: VP}
      - code: "1.2"
        text: Báo cáo
        max: 3.5
        scorer: VP
  - {code: "2", text: Tổ chức, max: 4, scorer: VP}
"""

APPENDIX = """\
figures:
  - {code: S01, text: Số cuộc, measure: cuộc, kind: count, max: 400, last_year: {P1: 10, P2: 20}}
  - code: S02
    text: Số tiền
    measure: triệu đồng
    kind: money
    last_year:
      P1: 26.5
"""

REMARKS = """\
remarks:
  P1:
    - {code: NX1, text: Báo cáo chậm}
    - code: NX2
      text: Thiếu số liệu
"""

FILES = {"edition.yaml": EDITION, "rubric.yaml": RUBRIC, "appendix.yaml": APPENDIX, "remarks.yaml": REMARKS}


def written(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Write the edition, each change (file, old, new) applied once; what a change does not find is a mistake in it."""
    edition = folder / "tiny-2020"
    edition.mkdir(exist_ok=True)
    texts = dict(FILES)
    for file, old, new in changes:
        assert old in texts[file], (file, old)
        texts[file] = texts[file].replace(old, new, 1)
    for file, text in texts.items():
        (edition / file).write_text(text, encoding="utf-8")
    return edition


def line_of(file: str, text: str) -> int:
    """Give the 1-based line of a file on which `text` first stands."""
    return next(number for number, line in enumerate(FILES[file].splitlines(), start=1) if text in line)


_COMPOSE = YAML.compose


@lru_cache(maxsize=64)
def _composed(text: str) -> Any:
    """The tree of a text, which nobody changes; what cannot be read is read again."""
    return _COMPOSE(YAML(), text)


def examined(folder: Path) -> tuple[Edition | None, tuple[ConfigProblem, ...]]:
    """Examine an edition of which one file was spoilt: the others are the same text in every test, taken apart once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(YAML, "compose", lambda _, text: _composed(text))
        return examine(folder)
