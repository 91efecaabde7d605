"""Drive's search language, the `q` of files.list: read into a test that a file passes or not."""

import re
from collections.abc import Callable

from sheetsync.emulator.errors import ApiError, Obj, drive_error

TOKEN = re.compile(r"\s*('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|\(|\)|!=|<=|>=|=|<|>|[\w.]+)")
Test = Callable[[Obj], bool]
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">=", "contains", "in", "has"})
TEXT_FIELDS = frozenset({"name", "mimeType", "modifiedTime", "createdTime", "viewedByMeTime", "id"})
FLAG_FIELDS = frozenset({"trashed", "starred", "sharedWithMe"})
PEOPLE_FIELDS = frozenset({"owners", "writers", "readers"})


def compile_query(text: str) -> Test:
    """Return the test behind a query; raises Drive's 400 for one that cannot be read."""
    if not text.strip():
        return lambda _: True
    query = _Query(_tokens(text))
    test = query.disjunction()
    query.expect_end()
    return test


def _tokens(text: str) -> list[str]:
    found, position = [], 0
    while position < len(text.rstrip()):
        match = TOKEN.match(text, position)
        if not match:
            raise _invalid()
        found.append(match[1])
        position = match.end()
    return found


class _Query:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens

    def disjunction(self) -> Test:
        tests = [self._conjunction()]
        while self._next_is("or"):
            tests.append(self._conjunction())
        return lambda file: any(test(file) for test in tests)

    def expect_end(self) -> None:
        if self._tokens:
            raise _invalid()

    def _conjunction(self) -> Test:
        tests = [self._negation()]
        while self._next_is("and"):
            tests.append(self._negation())
        return lambda file: all(test(file) for test in tests)

    def _negation(self) -> Test:
        if self._next_is("not"):
            test = self._negation()
            return lambda file: not test(file)
        if self._next_is("("):
            test = self.disjunction()
            if not self._next_is(")"):
                raise _invalid()
            return test
        return self._term()

    def _term(self) -> Test:
        left, sign, right = self._take(), self._take(), self._take()
        if sign not in COMPARISONS:
            raise _invalid()
        if sign == "in" and _is_text(left):
            return _membership(_text(left), right)
        if left in FLAG_FIELDS and right in ("true", "false") and sign in ("=", "!="):
            wanted = (right == "true") == (sign == "=")
            return lambda file: bool(file.get(left)) == wanted
        if left in TEXT_FIELDS and _is_text(right):
            return _text_test(left, sign, _text(right))
        raise _invalid()

    def _take(self) -> str:
        if not self._tokens:
            raise _invalid()
        return self._tokens.pop(0)

    def _next_is(self, word: str) -> bool:
        if self._tokens and self._tokens[0].lower() == word:
            self._tokens.pop(0)
            return True
        return False


def _membership(wanted: str, name: str) -> Test:
    if name == "parents":
        return lambda file: wanted in file.get("parents", [])
    if name in PEOPLE_FIELDS:
        roles = {
            "owners": ("owner",),
            "writers": ("owner", "writer"),
            "readers": ("owner", "writer", "commenter", "reader"),
        }
        return lambda file: any(
            person.get("emailAddress") == wanted and person["role"] in roles[name]
            for person in file.get("permissions", [])
        )
    raise _invalid()


def _text_test(name: str, sign: str, wanted: str) -> Test:
    if sign == "contains":
        # Drive matches a name by the beginnings of its words.
        start = re.compile(rf"(?:^|\W){re.escape(wanted)}", re.IGNORECASE)
        return lambda file: start.search(str(file.get(name, ""))) is not None
    if name in ("modifiedTime", "createdTime", "viewedByMeTime"):
        return lambda file: _compare(_instant(str(file.get(name, ""))), sign, _instant(wanted))
    # Drive compares names without regard to case.
    return lambda file: _compare(str(file.get(name, "")).casefold(), sign, wanted.casefold())


def _compare(left: str, sign: str, right: str) -> bool:
    outcomes = {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    if sign not in outcomes:
        raise _invalid()
    return outcomes[sign]


def _instant(text: str) -> str:
    """Cut a time to the part that all spellings share, to the second."""
    return text[:19].ljust(19, "0")


def _is_text(token: str) -> bool:
    return token[0] in "'\""


def _text(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def _invalid() -> ApiError:
    return drive_error(400, "invalid", "Invalid Value", ("q", "parameter"))
