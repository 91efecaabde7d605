"""Drive's search language, the `q` of files.list: read into a condition on the rows of the store.

Terms and their operators are those of Google's reference for searching files. `and` and `or` bind alike and are
taken from left to right, as Google's guide says; `not` binds what stands right behind it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sheetsync.emulator.api.parameters import invalid_value
from sheetsync.emulator.text.stamps import rfc3339

TOKEN = re.compile(r"""\s*('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[(){}]|!=|<=|>=|=|<|>|[A-Za-z]\w*)""", re.DOTALL)
DEEPEST, LONGEST = 30, 1800  # brackets, and words: what Google takes is not known; SQLite takes little more
EQUALITY = ("=", "!=")
ORDER = ("<", "<=", ">", ">=", *EQUALITY)
TIMES = MappingProxyType({"modifiedTime": "f.modified", "createdTime": "f.created", "viewedByMeTime": "m.viewed"})
FLAGS = MappingProxyType(
    {"trashed": "f.trashed", "starred": "COALESCE(m.starred, 0)", "sharedWithMe": "COALESCE(m.shared, '') != ''"}
)
PEOPLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "owners": ("owner",),
        "writers": ("owner", "organizer", "fileOrganizer", "writer"),
        "readers": ("owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"),
    }
)
KINDS_OF_PROPERTIES = ("properties", "appProperties")
VISIBILITIES = ("anyoneCanFind", "anyoneWithLink", "domainCanFind", "domainWithLink", "limited")
SHARED_WITH = "EXISTS (SELECT 1 FROM permissions p WHERE p.file = f.id AND {})"
FINDABLE = "json_extract(p.body, '$.allowFileDiscovery')"
SEEN_BY = (
    (f"p.who = '*' AND {FINDABLE}", "anyoneCanFind"),
    ("p.who = '*'", "anyoneWithLink"),
    (f"p.who LIKE '@%' AND {FINDABLE}", "domainCanFind"),
    ("p.who LIKE '@%'", "domainWithLink"),
)
VISIBILITY = "CASE {} ELSE 'limited' END".format(
    " ".join(f"WHEN {SHARED_WITH.format(those)} THEN '{word}'" for those, word in SEEN_BY)
)
# Words of the name and the description, and of the cells as they were typed: what a formula shows is not searched.
SAYS = """says(json_extract(f.body, '$.name') || ' ' || COALESCE(json_extract(f.body, '$.description'), '')
    || ' ' || COALESCE(json_extract(f.body, '$.contentHints.indexableText'), ''),
    (SELECT group_concat(t.cells) FROM tabs t WHERE t.book = f.id), ?)"""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of SQL on a file `f` and the caller's marks `m`, with the values for its question marks."""

    sql: str
    values: tuple[Any, ...] = ()
    by_words: bool = False  # fullText takes part, which cannot be sorted


EVERYTHING = Condition("1")


def compile_query(text: str, caller: str, root: str) -> Condition:
    """Return the condition behind a query; raises Drive's 400 for one that cannot be read.

    `caller` is who `me` stands for, and `root` her top folder.
    """
    if not text.strip():
        return EVERYTHING
    tokens = _tokens(text)
    if len(tokens) > LONGEST:
        raise invalid_value("q")
    query = _Query(tokens, caller, root)
    condition = query.expression()
    query.expect_end()
    return condition


def moment(text: str) -> str:
    """Return an RFC 3339 time as the store keeps it; raises ValueError. Without a zone it is UTC."""
    found = datetime.fromisoformat(text)
    try:
        return rfc3339(found if found.tzinfo else found.replace(tzinfo=UTC))
    except OverflowError as error:  # before the year 1, or after 9999, once it is UTC
        raise ValueError(text) from error


def _tokens(text: str) -> list[str]:
    found, position = [], 0
    while position < len(text.rstrip()):
        match = TOKEN.match(text, position)
        if not match:
            raise invalid_value("q")
        found.append(match[1])
        position = match.end()
    return found


class _Query:
    def __init__(self, tokens: list[str], caller: str, root: str) -> None:
        self._tokens = tokens[::-1]
        self._caller, self._root = caller, root
        self._depth = 0

    def expression(self) -> Condition:
        found, last = self._negation(), ""
        while word := self._any_of("and", "or"):
            if last and word != last:
                self._deeper()
                found = replace(found, sql=f"({found.sql})")
            other, last = self._negation(), word
            found = Condition(
                f"{found.sql} {word} {other.sql}", found.values + other.values, found.by_words or other.by_words
            )
        return replace(found, sql=f"({found.sql})") if last else found

    def expect_end(self) -> None:
        if self._tokens:
            raise invalid_value("q")

    def _negation(self) -> Condition:
        if self._any_of("not"):
            self._deeper()
            inner = self._negation()
            return Condition(f"NOT {inner.sql}", inner.values, inner.by_words)
        if self._any_of("("):
            self._deeper()
            inner = self.expression()
            self._expect(")")
            return inner
        return self._term()

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise invalid_value("q")

    def _term(self) -> Condition:
        left = self._take()
        if _is_text(left):
            self._expect("in")
            return self._membership(_text(left), self._take())
        if left == "parents" or left in PEOPLE:  # the other way round, as gspread asks for the files of a folder
            self._expect("in")
            return self._membership(_text(self._take()), left)
        if left in KINDS_OF_PROPERTIES:
            self._expect("has")
            return self._property(left)
        if left == "sharedWithMe" and (not self._tokens or self._tokens[-1] not in EQUALITY):
            return _flag(left, "=", "true")  # the one term that the guide also shows standing alone
        sign, right = self._take(), self._take()
        build = TERMS.get(left)
        if build is None:
            raise invalid_value("q")
        return build(left, sign, right)

    def _membership(self, wanted: str, name: str) -> Condition:
        if name == "parents":
            return Condition("f.parent = ?", (self._root if wanted == "root" else wanted,))
        if name not in PEOPLE:
            raise invalid_value("q")
        person = self._caller if wanted == "me" else wanted
        marks = ", ".join("?" * len(PEOPLE[name]))
        return Condition(SHARED_WITH.format(f"p.who = ? AND p.role IN ({marks})"), (person.casefold(), *PEOPLE[name]))

    def _property(self, kind: str) -> Condition:
        self._expect("{")
        given: dict[str, str] = {}
        while not given or self._any_of("and"):
            name = self._take()
            self._expect("=")
            value = self._take()
            if name not in ("key", "value") or name in given or not _is_text(value):
                raise invalid_value("q")
            given[name] = _text(value)
        self._expect("}")
        if len(given) != 2:  # noqa: PLR2004 - a key and a value
            raise invalid_value("q")
        found = "f.id IN (SELECT file FROM properties WHERE kind = ? AND key = ? AND value = ?)"
        return Condition(found, (kind, given["key"], given["value"]))

    def _take(self) -> str:
        if not self._tokens:
            raise invalid_value("q")
        return self._tokens.pop()

    def _expect(self, word: str) -> None:
        if not self._any_of(word):
            raise invalid_value("q")

    def _any_of(self, *words: str) -> str:
        if self._tokens and self._tokens[-1].lower() in words:
            return self._tokens.pop().lower()
        return ""


def _name(_: str, sign: str, right: str) -> Condition:
    # Drive compares names without regard to case.
    if sign == "contains":
        return Condition("starts_words(f.name, ?)", (_text(right),))
    return Condition(f"f.name {_among(sign, EQUALITY)} ?", (_text(right).casefold(),))


def _mime(_: str, sign: str, right: str) -> Condition:
    if sign == "contains":
        return Condition("instr(f.mime, ?)", (_text(right).lower(),))
    return Condition(f"f.mime {_among(sign, EQUALITY)} ?", (_text(right),))


def _time(name: str, sign: str, right: str) -> Condition:
    try:
        wanted = moment(_text(right))
    except ValueError as error:
        raise invalid_value("q") from error
    return Condition(f"COALESCE({TIMES[name]}, '') {_among(sign, ORDER)} ?", (wanted,))


def _flag(name: str, sign: str, right: str) -> Condition:
    if right.lower() not in ("true", "false"):
        raise invalid_value("q")
    wanted = (right.lower() == "true") == (_among(sign, EQUALITY) == "=")
    return Condition(f"({FLAGS[name]}) = {int(wanted)}")


def _visibility(_: str, sign: str, right: str) -> Condition:
    if _text(right) not in VISIBILITIES:
        raise invalid_value("q")
    return Condition(f"{VISIBILITY} {_among(sign, EQUALITY)} ?", (_text(right),))


def _full_text(_: str, sign: str, right: str) -> Condition:
    _among(sign, ("contains",))
    return Condition(SAYS, (_text(right),), by_words=True)


TERMS: Mapping[str, Callable[[str, str, str], Condition]] = MappingProxyType(
    {
        "name": _name,
        "mimeType": _mime,
        "visibility": _visibility,
        "fullText": _full_text,
        **dict.fromkeys(TIMES, _time),
        **dict.fromkeys(FLAGS, _flag),
    }
)


def _among(sign: str, allowed: tuple[str, ...]) -> str:
    if sign not in allowed:
        raise invalid_value("q")
    return sign


def _is_text(token: str) -> bool:
    return token[0] in "'\""


def _text(token: str) -> str:
    if not _is_text(token):
        raise invalid_value("q")
    return re.sub(r"\\(.)", r"\1", token[1:-1], flags=re.DOTALL)
