"""Parser: tokens to a tree, by operator precedence."""

from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from types import MappingProxyType

from sheetsync.emulator.book.a1 import Span, parse_span
from sheetsync.emulator.formulas.tokens import ParseError, Token, tokenize

PRECEDENCE = MappingProxyType(
    {
        "=": 1,
        "<>": 1,
        "<": 1,
        ">": 1,
        "<=": 1,
        ">=": 1,
        "&": 2,
        "+": 3,
        "-": 3,
        "*": 4,
        "/": 4,
        "^": 5,
    }
)
UNARY_STRENGTH = 6


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text or truth value; None for an argument left out."""

    value: float | int | str | bool | None


@dataclass(frozen=True, slots=True)
class ErrorLiteral:
    """An error written out, such as #REF!."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell or rectangle; `title` None means the formula's own tab."""

    title: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A named range."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; operators are calls too (ADD, DIVIDE ...)."""

    function: str
    arguments: tuple["Node", ...]


Node = Literal | ErrorLiteral | Reference | Name | Call
OPERATORS = MappingProxyType(
    {
        "+": "ADD",
        "-": "MINUS",
        "*": "MULTIPLY",
        "/": "DIVIDE",
        "^": "POW",
        "&": "CONCAT",
        "=": "EQ",
        "<>": "NE",
        "<": "LT",
        ">": "GT",
        "<=": "LTE",
        ">=": "GTE",
    }
)


@dataclass(frozen=True, slots=True)
class Apply:
    """A step: take `count` values, give back what the function makes of them."""

    function: str
    count: int


Step = Literal | ErrorLiteral | Reference | Name | Apply


@lru_cache(maxsize=4096)
def parse(formula: str, decimal: str) -> Node:
    """Return the tree of a formula with its `=`; raises ParseError."""
    tokens = [token for token in tokenize(formula[1:], decimal) if token.kind != "space"]
    parser = _Parser(tokens, decimal)
    try:
        node = parser.expression(0)
    except RecursionError:
        raise ParseError(formula[:20]) from None  # brackets in brackets without end
    parser.expect_end()
    return node


@lru_cache(maxsize=4096)
def steps(formula: str, decimal: str) -> tuple[Step, ...] | None:
    """Return a formula as steps, arguments before their function; None if it cannot be read.

    A sum of ten thousand terms is a tree ten thousand deep, but a list of steps is flat.
    """
    try:
        waiting = [parse(formula, decimal)]
    except ParseError:
        return None
    found: list[Step] = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            found.append(Apply(node.function, len(node.arguments)))
            waiting.extend(node.arguments)
        else:
            found.append(node)
    return tuple(reversed(found))


class _Parser:
    def __init__(self, tokens: list[Token], decimal: str) -> None:
        self._tokens = tokens
        self._decimal = decimal
        self._at = 0

    def expression(self, floor: int) -> Node:
        left = self._operand()
        while (token := self._peek()) and token.kind == "op":
            if token.text == "%":
                self._take()
                left = Call("UNARY_PERCENT", (left,))
                continue
            power = PRECEDENCE[token.text]
            if power <= floor:
                break
            self._take()
            left = Call(OPERATORS[token.text], (left, self.expression(power)))
        return left

    def expect_end(self) -> None:
        if self._at != len(self._tokens):
            raise ParseError(self._tokens[self._at].text)

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> Token:
        token = self._peek()
        if token is None:
            raise ParseError("end")
        self._at += 1
        return token

    def _operand(self) -> Node:
        token = self._take()
        if token.kind == "name":
            return self._name(token)
        if token.kind == "(":
            inner = self.expression(0)
            self._close()
            return inner
        if token.kind == "op" and token.text in "+-":
            return Call("UMINUS" if token.text == "-" else "UPLUS", (self.expression(UNARY_STRENGTH),))
        return self._plain(token)

    def _plain(self, token: Token) -> Node:
        match token.kind:
            case "number":
                number = float(token.text.replace(self._decimal, "."))
                return Literal(number) if isfinite(number) else ErrorLiteral("#NUM!")  # Google's word is not known
            case "string":
                return Literal(token.text[1:-1].replace('""', '"'))
            case "ref":
                return _reference(token)
            case "error":
                return ErrorLiteral(token.text)
            case _:
                raise ParseError(token.text)

    def _name(self, token: Token) -> Node:
        following = self._peek()
        if following and following.kind == "(":
            self._take()
            return Call(token.text.upper(), tuple(self._arguments()))
        if token.text.upper() in ("TRUE", "FALSE"):
            return Literal(token.text.upper() == "TRUE")
        return Name(token.text)

    def _arguments(self) -> list[Node]:
        found: list[Node] = []
        while True:
            token = self._peek()
            if token and token.kind in (")", ";"):
                if found or token.kind == ";":
                    found.append(Literal(None))
            else:
                found.append(self.expression(0))
            closing = self._take()
            if closing.kind == ")":
                return found
            if closing.kind != ";":
                raise ParseError(closing.text)

    def _close(self) -> None:
        if self._take().kind != ")":
            raise ParseError(")")


def _reference(token: Token) -> Node:
    span = parse_span(token.span.replace("$", ""))
    if span is None:
        return ErrorLiteral("#REF!")
    title = token.title[:-1] if token.title else None
    if title and title.startswith("'"):
        title = title[1:-1].replace("''", "'")
    return Reference(title, span)
