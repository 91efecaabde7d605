"""The rules of a rubric in plain Vietnamese: what to give for a criterion, and what it is worth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from sheetsync.core.values import format_number, normalize
from sheetsync.edition.rubric import Criterion, Outcome, Rubric
from sheetsync.edition.rules import Choice, Count, Deduction, Minus, MinusPlus, Ratio, Span, Tiers

_THINGS, _CASES = "việc", "trường hợp"
"""What is counted where the rubric gives it no name."""


def how(rubric: Rubric, node: Criterion) -> str:
    """What to give for a leaf and what it is worth; of a section, which cap it has. Empty where nothing is to say."""
    sentences = _leaf_sentences(rubric, node) if node.is_leaf else _section_sentences(rubric, node)
    return " ".join(sentences)


def figure_name(leaf: Criterion) -> str:
    """What is given for a leaf, in a word or two: "tỷ lệ hộ", "số vụ", "mức đạt"; empty for points."""
    match leaf.rule:
        case Ratio(measure=measure) | Tiers(of="ratio", measure=measure):
            return f"tỷ lệ {measure}".rstrip()
        case Tiers(of="number", measure=measure):
            return measure or "số"
        case Tiers(measure=measure) | Minus(measure=measure) | MinusPlus(measure=measure) | Deduction(measure=measure):
            return f"số {measure or _CASES}"
        case Count(measure=measure):
            return f"số {measure or _THINGS}"
        case Choice():
            return "mức đạt"
    return ""


def what(leaf: Criterion) -> str:
    """What to give for a leaf, in one sentence; empty where it is points or a choice, which explain themselves."""
    name = figure_name(leaf)
    match leaf.rule:
        case Ratio() | Tiers(of="ratio"):
            return f"Ghi {name}, ví dụ 42/45 hoặc 93,3%."
        case Tiers(of="number"):
            return f"Gõ số {name}, có thể lẻ." if name != "số" else "Gõ một số, có thể lẻ."
        case MinusPlus():
            return f"Gõ {name} bị trừ; không có thì gõ 0."
        case Tiers() | Count() | Minus() | Deduction():
            return f"Gõ {name}; không có thì gõ 0."
    return ""


def what_extra(leaf: Criterion) -> str:
    """What the second figure of a leaf is, in one sentence."""
    if isinstance(leaf.rule, MinusPlus):
        return f"Gõ số {leaf.rule.measure or _CASES} được cộng; không có thì để trống."
    limit = f", tối đa {format_number(leaf.bonus.cap)}" if leaf.bonus and leaf.bonus.cap is not None else ""
    return f"Gõ điểm thưởng{limit}; không có thì để trống."


def header(rubric: Rubric, leaf: Criterion) -> str:
    """A leaf as the header of a column: "2.1 (tối đa 5)", what to give, its text, which may be long."""
    sign = {"base": "", "bonus": "thưởng ", "deduction": "trừ "}[rubric.roles[leaf.code]]
    name = figure_name(leaf)
    said = f"Ghi: {name}\n" if name else ""
    return f"{leaf.code} ({sign}tối đa {format_number(leaf.max)})\n{said}{leaf.text}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A header of a leaf, taken apart: its maximum, what is given there, and the leaf's text."""

    limit: str
    given: str
    text: str


_HEADING = re.compile(r"\S+ \(((?:thưởng |trừ )?tối đa [^()\n]*)\)\s*\n(?:Ghi: ([^\n]*)\n)?(.+)", re.DOTALL)


def read_header(text: str) -> Heading | None:
    """Take apart what `header` has made; None where a text is no such header."""
    found = _HEADING.fullmatch(text.strip())
    return Heading(*(normalize(part or "") for part in found.groups())) if found else None


def span_words(span: Span, unit: str = "") -> str:
    """The limits of a tier in words: "≥ 90 %", "từ 80 % đến dưới 90 %", "< 50 %"."""
    low = "" if span.low is None else f"{format_number(span.low)}{unit}"
    high = "" if span.high is None else f"{format_number(span.high)}{unit}"
    if low and low == high:
        return low
    if low and high:
        return f"{'từ' if span.low_in else 'trên'} {low} đến {'' if span.high_in else 'dưới '}{high}"
    if high:
        return f"{'≤' if span.high_in else '<'} {high}"
    return f"{'≥' if span.low_in else '>'} {low}" if low else "bất kỳ"


def tier_words(rule: Tiers, span: Span) -> str:
    """One tier of a rule in words, with what is measured: "từ 80 % đến dưới 90 %", "từ 1 đến 2 vụ"."""
    if rule.of == "ratio":
        return span_words(span, " %")
    if rule.of == "count":
        return _whole_words(span, f" {rule.measure}".rstrip())
    return f"{span_words(span)} {rule.measure}".rstrip()


def _whole_words(span: Span, unit: str) -> str:
    """The limits of a tier of whole things, both included: more than 0 is from 1 on."""
    low = 0 if span.low is None else ceil(span.low) if span.low_in else floor(span.low) + 1
    if span.high is None:
        return f"từ {low}{unit} trở lên"
    high = floor(span.high) if span.high_in else ceil(span.high) - 1
    if low == high:
        return f"{low}{unit}"
    return f"không quá {high}{unit}" if span.low is None else f"từ {low} đến {high}{unit}"


# --- leaves ----------------------------------------------------------------------------------------------------------


def _leaf_sentences(rubric: Rubric, leaf: Criterion) -> Iterator[str]:
    yield from filter(None, (what(leaf), _worth(rubric, leaf)))
    if leaf.bonus is not None:
        limit = "" if leaf.bonus.cap is None else f", tối đa {_points(leaf.bonus.cap)}"
        yield f"Điểm thưởng ghi ở cột kế bên{limit}."
    yield from _absences(rubric, leaf)


def _worth(rubric: Rubric, leaf: Criterion) -> str:
    most = format_number(leaf.max)
    effect = "trừ " if rubric.roles[leaf.code] == "deduction" else ""
    match leaf.rule:
        case Choice():
            return f"Chọn một mức: {_answers(leaf.rule, effect)}."
        case Ratio(target=target):
            aim, step = format_number(target), format_number(rubric.step_of(leaf))
            return f"Từ {aim} % trở lên: {most} điểm; thấp hơn: tỷ lệ / {aim} % × {most} điểm, làm tròn đến {step}."
        case Tiers():
            return f"{_first_up(_tiers(leaf.rule, effect))}."
        case Count() | Minus() | MinusPlus() | Deduction():
            return _per_case(leaf, leaf.rule)
    name = {"base": "điểm", "bonus": "điểm thưởng", "deduction": "điểm trừ"}[rubric.roles[leaf.code]]
    return f"Gõ số {name} từ 0 đến {most}, bội số của {format_number(rubric.step_of(leaf))}."


def _per_case(leaf: Criterion, rule: Count | Minus | MinusPlus | Deduction) -> str:
    most = format_number(leaf.max)
    match rule:
        case Count(per=per, measure=measure):
            return f"Mỗi {measure or _THINGS} {_points(per)}, tối đa {most}."
        case Minus(per=per, measure=measure):
            return f"Từ {_points(leaf.max)}, trừ {_points(per)} mỗi {measure or _CASES}."
        case MinusPlus():
            return _minus_plus(leaf, rule)
    return f"Trừ {_points(rule.per)} mỗi {rule.measure or _CASES}, tối đa {most}."


def _answers(rule: Choice, effect: str) -> str:
    return "; ".join(
        f"{tier.text if tier.name is None else f'{tier.name} ({tier.text})'}: {effect}{_points(tier.points)}"
        f"{_killing(killer=tier.killer)}"
        for tier in rule.tiers
    )


def _tiers(rule: Tiers, effect: str) -> str:
    return "; ".join(
        f"{tier_words(rule, span)}: {effect}{_points(tier.points)}{_killing(killer=tier.killer)}"
        for tier, span in zip(rule.tiers, rule.spans, strict=True)
    )


def _killing(*, killer: bool) -> str:
    return ", mất điểm cả mục" if killer else ""


def _minus_plus(leaf: Criterion, rule: MinusPlus) -> str:
    case = rule.measure or _CASES
    beyond = f"không quá {_points(rule.plus_cap)}" if rule.plus_cap else "không tính"
    return (
        f"Số {case} được cộng ghi ở cột kế bên. Từ {_points(leaf.max)}, trừ {_points(rule.minus)} và "
        f"cộng {_points(rule.plus)} mỗi {case}; phần cộng vượt mức tối đa {beyond}."
    )


def _absences(rubric: Rubric, leaf: Criterion) -> Iterator[str]:
    """What the rubric says of "không phát sinh", 0/0 and a blank."""
    outcomes, takes = rubric.outcomes[leaf.code], rubric.roles[leaf.code] == "deduction"
    given = [("Không phát sinh", outcomes.not_applicable), ("Để trống", outcomes.blank)]
    if isinstance(leaf.rule, Ratio) or (isinstance(leaf.rule, Tiers) and leaf.rule.of == "ratio"):
        given.insert(1, ("0/0", outcomes.zero_over_zero))
    yield from (f"{name}: {_outcome(outcome, takes=takes)}." for name, outcome in given if outcome)


def _outcome(outcome: Outcome, *, takes: bool) -> str:
    if outcome == "rebase":
        return "không tính vào thang điểm"
    if takes:
        return "không trừ"
    return "đủ điểm" if outcome == "full" else "0 điểm"


# --- sections --------------------------------------------------------------------------------------------------------


def _section_sentences(rubric: Rubric, section: Criterion) -> Iterator[str]:
    role = rubric.roles[section.code]
    if role == "bonus":
        yield f"Điểm thưởng: cả mục tối đa {_points(section.max)}."
    elif role == "deduction":
        yield f"Điểm trừ: cả mục trừ tối đa {_points(section.max)}."
    if section.bonus is not None and section.bonus.cap is not None:
        yield f"Điểm thưởng trong mục tối đa {_points(section.bonus.cap)}."


def _points(value: Decimal) -> str:
    return f"{format_number(value)} điểm"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
