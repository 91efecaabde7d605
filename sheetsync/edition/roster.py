"""Who takes part, from a table that an office keeps: names as CSV -> parties with codes; every problem at once."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from unicodedata import category, combining, normalize

from sheetsync.edition.lint.codes import RESERVED, range_name
from sheetsync.edition.terms import CODE, EMAIL
from sheetsync.errors import ConfigProblem

_IGNORED = ""
_COLUMNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        _IGNORED: re.compile(r"stt|tt|so (tt|thu tu)|ghi chu"),
        "cluster": re.compile(r"cluster|((ten|ma|thuoc) )?cum"),
        "email": re.compile(r"(dia chi )?(hop )?(e ?mail|g?mail|thu)( dien tu)?"),
        "title": re.compile(r"title|chuc (danh|vu)|nguoi nhan( thu)?"),
        "code": re.compile(r"code|ma( .+)?"),
        "name": re.compile(r"name|ten( .+)?|don vi|phuong|xa|tinh|bo phan"),
    }
)
"""What a column holds, and what the first line may call it, in plain small letters; the first that fits counts."""

_DELIMITERS = ",;\t"
_SKIPPED = ("bo phan", "thi dua")
"""Words that every department or cluster carries, and no code needs."""


@dataclass(frozen=True, slots=True)
class Party:
    """A unit, a cluster or a department; `code` and `email` may be blank. `file` and `line` say where it stands."""

    name: str
    code: str = ""
    cluster: str = ""
    title: str = ""
    email: str = ""
    file: str = ""
    line: int = 0

    @property
    def emails(self) -> tuple[str, ...]:
        """The addresses in the cell, in which several may stand."""
        return tuple(dict.fromkeys(re.split(r"[\s,;]+", self.email))) if self.email else ()

    def problem(self, message: str) -> ConfigProblem:
        """Something wrong with this line."""
        return ConfigProblem(self.file, self.line, message)


def read_roster(file: str, content: bytes, problems: list[ConfigProblem]) -> list[Party]:
    """Read a CSV of names: UTF-8, its first line names the columns. What is wrong is added to the problems."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problems.append(ConfigProblem(file, line, "chữ không phải mã UTF-8; lưu lại tệp dạng “CSV UTF-8”"))
        return []
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    try:
        lines = list(_lines(reader))
    except csv.Error:
        problems.append(ConfigProblem(file, reader.line_num, "dòng này có ngoặc kép mở mà không đóng đúng chỗ"))
        return []
    if not lines:
        problems.append(ConfigProblem(file, 1, f"tệp trống; {_EXPECTED}"))
        return []
    columns = _columns(lines[0][1])
    if doubt := _doubt(lines[0][1], columns):
        problems.append(ConfigProblem(file, lines[0][0], f"{doubt}; {_EXPECTED}"))
        return []
    if len(lines) == 1:
        problems.append(ConfigProblem(file, lines[0][0], "dưới dòng đầu chưa có tên nào"))
    found = [_party(file, line, columns, cells, problems) for line, cells in lines[1:]]
    return [party for party in found if party.name]


_EXPECTED = "dòng đầu ghi tên các cột: mã, tên, cụm, chức danh, email (bắt buộc có tên)"


def _columns(first: Sequence[str]) -> list[str | None]:
    """What each column holds; None where nobody knows.

    Where nothing else is called a name it is a list of clusters, and “Tên cụm”, “Mã cụm” are their own.
    """
    called = [" ".join(re.findall(r"\w+", _plain(cell))).removesuffix(" thi dua") for cell in first]
    found = [_meaning(words) for words in called]
    return found if "name" in found else [_meaning(words.removesuffix(" cum")) for words in called]


def _meaning(words: str) -> str | None:
    return next((name for name, pattern in _COLUMNS.items() if pattern.fullmatch(words)), None)


def _doubt(first: Sequence[str], columns: Sequence[str | None]) -> str:
    """What is wrong with the first line, naming the column; nothing where it can be used."""
    for number, (cell, meaning) in enumerate(zip(first, columns, strict=True)):
        if meaning is None:
            return f"không rõ cột “{cell}” là gì" if cell else f"cột thứ {number + 1} chưa có tên"
        earlier = columns.index(meaning)
        if meaning != _IGNORED and earlier < number:
            return f"hai cột “{first[earlier]}” và “{cell}” cùng một nghĩa, bỏ bớt một"
    return "" if "name" in columns else "thiếu cột tên"


def _plain(text: str) -> str:
    """Small letters without their marks."""
    spelled = normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(char for char in spelled if not combining(char))


def _lines(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield (the line on which it begins, the cells cleaned) of every row in which anything stands."""
    begins = 1
    for row in reader:
        cells = [clean(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield begins, cells
        begins = reader.line_num + 1


def clean(text: str) -> str:
    """One line of composed text, without characters that nobody sees."""
    spaced = " ".join(normalize("NFC", text).split())
    return "".join(char for char in spaced if not category(char).startswith("C")).strip()


def _party(
    file: str, line: int, columns: Sequence[str | None], cells: Sequence[str], problems: list[ConfigProblem]
) -> Party:
    held = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    party = Party(**{"name": "", **held}, file=file, line=line)
    if len(cells) > len(columns):
        problems.append(party.problem("dòng này có nhiều ô hơn dòng đầu; ô nào có dấu phẩy thì đặt trong ngoặc kép"))
    if not party.name:
        problems.append(party.problem("dòng này chưa có tên; ghi tên hoặc xóa dòng"))
    if party.code and not re.fullmatch(CODE, party.code):
        sentence = "chỉ gồm chữ, số, dấu chấm, gạch nối, gạch dưới; sửa lại hoặc để trống"
        problems.append(party.problem(f"mã '{party.code}' không dùng được: {sentence}"))
    problems += [
        party.problem(f"địa chỉ thư '{email}' không đúng dạng ten@noi.vn; sửa lại")
        for email in party.emails
        if not re.fullmatch(EMAIL, email)
    ]
    return party


def clusters_of(units: Iterable[Party]) -> list[Party]:
    """The clusters that units name, where nobody lists them: "1" and "C1" are called "Cụm 1"."""
    found: dict[str, Party] = {}
    for unit in units:
        if unit.cluster:
            key = _cluster_key(unit.cluster)
            numbered = _NUMBERED.fullmatch(key)
            bare = numbered and not unit.cluster.casefold().startswith("cụm")
            name = f"Cụm {key[1:]}" if bare else unit.cluster
            found.setdefault(key, Party(name, key.upper() if numbered else ""))
    return sorted(found.values(), key=lambda party: _natural(party.name))


_NUMBERED = re.compile(r"(?:c|cụm|cụm thi đua)? ?0*([0-9]+)")


def _cluster_key(text: str) -> str:
    """One word for however people write it: 1, C1, Cụm 1, Cụm thi đua 1."""
    number = _NUMBERED.fullmatch(text.casefold())
    return f"c{number[1]}" if number else text.casefold()


def _natural(name: str) -> list[tuple[int, str]]:
    """Cụm 2 before Cụm 10."""
    return [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", name)]


def in_clusters(units: Iterable[Party], clusters: Collection[Party], problems: list[ConfigProblem]) -> list[Party]:
    """Units with the code of their cluster, whichever way they name it."""
    known = {_cluster_key(name): party.code for party in clusters for name in (party.name, party.code)}
    found = []
    for unit in units:
        code = known.get(_cluster_key(unit.cluster), "")
        if unit.cluster and not code:
            problems.append(unit.problem(f"không có cụm '{unit.cluster}'; sửa lại hoặc thêm vào danh sách cụm"))
        found.append(replace(unit, cluster=code))
    return found


def coded(lists: Iterable[list[Party]], problems: list[ConfigProblem]) -> list[list[Party]]:
    """Give every party a code that no other has, in all lists together; codes that were given stay."""
    given = list(lists)
    taken = {range_name(code): "" for code in RESERVED}
    for party in (party for parties in given for party in parties if party.code):
        name = range_name(party.code)
        if name in taken:
            problems.append(party.problem(f"mã '{party.code}' đã dùng cho nơi khác hoặc dành riêng; đặt mã khác"))
        taken[name] = party.code
    return [[_with_code(party, taken) for party in parties] for parties in given]


def _with_code(party: Party, taken: dict[str, str]) -> Party:
    if party.code:
        return party
    short = derived(party.name)
    code, number = short, 2
    while range_name(code) in taken:
        code, number = f"{short}-{number}", number + 1
    taken[range_name(code)] = code
    return replace(party, code=code)


def derived(name: str) -> str:
    """A code for a name: the first letter of every word, numbers whole: "Phường 4" is P4, "Xã Tân An" is XTA."""
    plain = _plain(name)
    short = plain
    for skipped in _SKIPPED:
        short = short.replace(skipped, " ")
    words = re.findall(r"[0-9]+|[a-z]+", short) or re.findall(r"[0-9]+|[a-z]+", plain)
    return "".join(word if word.isdecimal() else word[0].upper() for word in words) or "U"


def same_names(parties: Iterable[Party], problems: list[ConfigProblem]) -> None:
    """People write names, not codes: two of one name could not be told apart."""
    first: dict[str, Party] = {}
    for party in parties:
        earlier = first.setdefault(party.name.casefold(), party)
        if earlier is not party:
            problems.append(party.problem(f"tên '{party.name}' đã có ở dòng {earlier.line}; ghi tên cho phân biệt"))
