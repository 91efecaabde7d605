"""From a folder of YAML to an Edition: every problem at once, each with its file, its line and what to do."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args
from unicodedata import normalize

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sheetsync.edition.doubt import Doubt, Loc
from sheetsync.edition.lint import lint
from sheetsync.edition.model import Edition
from sheetsync.edition.rubric import Criterion, Rubric
from sheetsync.edition.rules import Rule
from sheetsync.edition.source import Node, read
from sheetsync.errors import ConfigError, ConfigProblem

EDITION, RUBRIC, APPENDIX, REMARKS = "edition.yaml", "rubric.yaml", "appendix.yaml", "remarks.yaml"
EXTENSIONS = "extensions.yaml"
ELSEWHERE = ("name", "rubric", "figures", "remarks", "extensions")
"""What the Edition holds but edition.yaml must not: the folder's name and the contents of the other files."""

_KEY_MATERIAL = re.compile(rb'-----BEGIN|private_key|"client_secret"|"refresh_token"')
_LARGEST_SCANNED = 1_000_000  # bytes; a key is a few kB, a larger file in the folder is a sheet or a picture


def load_edition(folder: Path) -> tuple[Edition, tuple[ConfigProblem, ...]]:
    """Load an edition for work: the edition and its warnings, or ConfigError with every error at once."""
    edition, problems = examine(folder)
    errors = tuple(problem for problem in problems if problem.severity == "error")
    if edition is None or errors:
        raise ConfigError(errors)
    return edition, problems


def examine(folder: Path) -> tuple[Edition | None, tuple[ConfigProblem, ...]]:
    """Look an edition over for `check`: all errors and warnings in reading order, and the edition if it stands."""
    problems: list[ConfigProblem] = []
    root = _gather(folder, problems)
    if root is None:
        return None, tuple(problems)
    edition = _build(root, problems)
    problems += _key_material(folder)
    problems.sort(key=_reading_order)
    return edition, tuple(problems)


# --- reading the files ---


def _gather(folder: Path, problems: list[ConfigProblem]) -> Node | None:
    """Put the files of an edition together in the shape of the Edition, or say why there is nothing to read."""
    if not folder.is_dir():
        sentence = "không có thư mục này; kiểm tra lại đường dẫn sau `-e`, ví dụ `-e config/quan5-2020`"
        problems.append(ConfigProblem(str(folder), 1, sentence))
        return None
    root = read(folder, EDITION, problems)
    rubric = read(folder, RUBRIC, problems)
    appendix = _part(folder, APPENDIX, "figures", problems)
    remarks = _part(folder, REMARKS, "remarks", problems)
    extensions = _part(folder, EXTENSIONS, "extensions", problems)
    if root is None or not isinstance(root.value, dict):
        return None
    _refuse_misplaced(root.value, problems)
    root.value["name"] = Node(EDITION, 1, normalize("NFC", folder.resolve().name))
    if rubric is not None:
        root.value["rubric"] = rubric
    if appendix is not None:
        root.value["figures"] = appendix
    if remarks is not None:
        root.value["remarks"] = _one_list(remarks, problems)
    if extensions is not None:
        root.value["extensions"] = extensions
    return root


def _refuse_misplaced(settings: dict[str, Node], problems: list[ConfigProblem]) -> None:
    """Point out, and take out, what edition.yaml must not hold because it stands elsewhere."""
    homes = {"rubric": RUBRIC, "figures": APPENDIX, "remarks": REMARKS, "extensions": EXTENSIONS}
    for key in ELSEWHERE:
        if key in settings:
            home = f"ghi ở tệp {homes[key]}" if key in homes else "lấy từ tên thư mục"
            sentence = f"mục '{key}' không đặt ở đây vì được {home}; hãy bỏ khỏi {EDITION}"
            problems.append(ConfigProblem(EDITION, settings.pop(key).line, sentence))


def _part(folder: Path, file: str, key: str, problems: list[ConfigProblem]) -> Node | None:
    """Read an optional file that holds one setting only, and give that setting."""
    if not (folder / file).exists():
        return None
    node = read(folder, file, problems)
    if node is None or not isinstance(node.value, dict):
        return None
    for other in node.value.keys() - {key}:
        sentence = f"tệp này chỉ có một mục '{key}', không có mục '{other}'; sửa lại tên hoặc bỏ đi"
        problems.append(ConfigProblem(file, node.value[other].line, sentence))
    if key not in node.value:
        problems.append(ConfigProblem(file, node.line, f"thiếu mục '{key}'; thêm mục này hoặc bỏ hẳn tệp"))
    return node.value.get(key)


def _one_list(remarks: Node, problems: list[ConfigProblem]) -> Node:
    """Turn the remarks, written under each unit's code, into the one list the Edition holds."""
    rows: list[Node] = []
    if not isinstance(remarks.value, dict):
        sentence = "mục 'remarks' phải xếp theo mã đơn vị, dưới mỗi mã là danh sách các nhận xét"
        problems.append(ConfigProblem(remarks.file, remarks.line, sentence))
        return Node(remarks.file, remarks.line, rows)
    for unit, given in remarks.value.items():
        if not isinstance(given.value, list):
            sentence = f"nhận xét của '{unit}' phải là một danh sách, mỗi nhận xét bắt đầu bằng dấu '-'"
            problems.append(ConfigProblem(given.file, given.line, sentence))
            continue
        for item in given.value:
            if isinstance(item.value, dict):
                item.value["unit"] = Node(given.file, given.line, unit)
            rows.append(item)
    return Node(remarks.file, remarks.line, rows)


def _key_material(folder: Path) -> Iterator[ConfigProblem]:
    """Find private keys lying in the folder: whoever copies the edition would copy the key."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.stat().st_size > _LARGEST_SCANNED:
            continue
        content = path.read_bytes()
        found = _KEY_MATERIAL.search(content)
        if found:
            line = content.count(b"\n", 0, found.start()) + 1
            sentence = (
                "có nội dung khóa bí mật; chuyển khóa ra ngoài thư mục này, cấp khóa mới, "
                "rồi chỉ ghi đường dẫn ở google.service_account"
            )
            yield ConfigProblem(path.relative_to(folder).as_posix(), line, sentence)


# --- building the edition ---


def _build(root: Node, problems: list[ConfigProblem]) -> Edition | None:
    """Validate and lint. Where something is refused, the rest is still linted, as far as that can be trusted."""
    unread = {problem.file for problem in problems}
    lost = frozenset({"figures"} if APPENDIX in unread else ())
    try:
        edition = Edition.model_validate(root.plain())
    except ValidationError as error:
        refused = _refused(error)
    else:
        problems += (_placed(root, doubt) for doubt in lint(edition, unsure=lost))
        return edition
    for detail in refused:
        # A rubric that could not be read is already reported; "missing" would be the same problem once more.
        if detail["loc"] != ("rubric",) or RUBRIC not in unread:
            problems.append(_placed(root, Doubt(_place(detail), _sentence(detail))))
    remainder, changed, mended = _remainder(root, refused)
    if remainder is not None:
        for doubt in lint(remainder, unsure=changed | lost):
            item = root.at(_item(doubt.loc))
            if not any(item is other for other in mended):
                problems.append(_placed(root, doubt))
    return None


def _refused(error: ValidationError) -> list[ErrorDetails]:
    """List what pydantic refuses, but for lists it finds too short only because it refuses what is in them."""
    return [
        detail
        for detail in error.errors(include_url=False)
        if detail["type"] != "too_short" or len(detail["input"]) < detail["ctx"]["min_length"]
    ]


def _placed(root: Node, doubt: Doubt) -> ConfigProblem:
    """Turn a place in the Edition into a line of a file."""
    node = root.at(doubt.loc)
    return ConfigProblem(node.file, node.line, doubt.message, doubt.severity)


def _reading_order(problem: ConfigProblem) -> tuple[int, str, int]:
    files = (EDITION, RUBRIC, APPENDIX, REMARKS, EXTENSIONS)
    rank = files.index(problem.file) if problem.file in files else len(files)
    return rank, problem.file, problem.line


def _remainder(root: Node, refused: list[ErrorDetails]) -> tuple[Edition | None, frozenset[str], list[Node]]:
    """Mend `root` until it stands, so that the rest can be linted in the same go; or give up (None).

    What pydantic refused is cut out, with the list item it makes useless; a setting that the whole cannot do without
    gets a stand-in. Returns also the settings that were touched, as `lint` names them, and the list items (units,
    criteria) out of which something was cut: nothing can be concluded from those.
    """
    changed: set[str] = set()
    mended: list[Node] = []
    while True:
        cuts: set[Loc] = set()
        for detail in refused:
            loc = _inner(detail["loc"])
            changed.update(_settings_touched(loc))
            if detail["type"] != "missing":
                cuts.add(loc)
            elif not root.stand_in(loc, _STAND_INS):
                cuts.add(loc[:-1])
        if () in cuts:
            return None, frozenset(), []
        outermost = [loc for loc in cuts if not any(loc[:depth] in cuts for depth in range(1, len(loc)))]
        mended += (root.at(item) for loc in outermost if (item := _item(loc[:-1])))
        # The last items of a list go first, so that the places of the others stay true.
        for loc in sorted(outermost, key=lambda loc: [(isinstance(part, int), part) for part in loc], reverse=True):
            root.drop(loc)
        try:
            return Edition.model_validate(root.plain()), frozenset(changed), mended
        except ValidationError as error:
            refused = _refused(error)


def _settings_touched(loc: Loc) -> Iterator[str]:
    """Name what is touched by a cut at `loc`: the setting, the one in it, and what criteria inherit."""
    if loc == ("rubric",):
        yield from (f"rubric.{name}" for name in Rubric.model_fields)
    yield str(loc[0]) if loc else ""
    yield ".".join(map(str, loc[:2]))
    yield f".{loc[-1]}" if loc else ""


def _item(loc: Loc) -> Loc:
    """The innermost list item that a place belongs to; of what stands in a rule, the criterion."""
    if "rule" in loc:
        loc = loc[: loc.index("rule")]
    while loc and not isinstance(loc[-1], int):
        loc = loc[:-1]
    return loc


_SOMEBODY = {"title": "?", "email": "ai@example.org"}
_STAND_INS: Mapping[str, object] = MappingProxyType(
    {
        "title": "?",
        "body": "?",
        "year": "2000",
        "unit_noun": "?",
        "max": "0",
        "step": "1",
        "sender": _SOMEBODY,
        "mail": {"sender": _SOMEBODY},
        "units": [{"code": "U", "name": "?"}],
        "departments": [],
        "criteria": [],
        "rubric": {"title": "?", "max": "0", "step": "1", "criteria": []},
    }
)
"""What a setting is taken for while the rest is linted, where it is missing or useless."""


# --- what pydantic says, in Vietnamese ---


def _inner(loc: Loc) -> Loc:
    """Drop what is no place in a file: pydantic's mark for "the key itself", and the kind it puts behind `rule`."""
    loc = loc[:-1] if loc and loc[-1] == "[key]" else loc
    if loc[:1] == ("rubric",) and "rule" in loc[:-1]:
        behind = loc.index("rule") + 1
        loc = (*loc[:behind], *loc[behind + 1 :])
    return loc


def _place(detail: ErrorDetails) -> Loc:
    """Where to point at: what pydantic says of a rule as a whole is about its `kind`."""
    loc = _inner(detail["loc"])
    return (*loc, "kind") if detail["type"] == "union_tag_invalid" else loc


def _sentences() -> Mapping[str, str]:
    """Give the sentence for each of pydantic's error types; the braces are filled from the error's context."""
    whole = "{what} phải là số nguyên, viết bằng chữ số"
    number = "{what} phải là một số, ví dụ 0.5 hoặc 8,5; đang ghi là {given}"
    group = "{what} phải gồm các mục con viết thụt vào bên dưới, dạng `tên: giá trị`"
    rows = "{what} phải là một danh sách, mỗi phần tử bắt đầu bằng dấu '-'"
    return {
        "missing": "thiếu mục '{name}'; thêm mục này vào",
        "string_type": "{what} phải là chữ; đang ghi là {given}",
        "string_too_short": "{what} đang để trống; ghi nội dung vào",
        "int_type": whole,
        "int_parsing": whole + "; đang ghi là {given}",
        "int_from_float": whole,
        "decimal_type": number,
        "decimal_parsing": number,
        "finite_number": number,
        "decimal_max_places": "{what} chỉ được có nhiều nhất {decimal_places} chữ số thập phân; đang ghi là {given}",
        "greater_than": "{what} phải lớn hơn {gt}; đang ghi là {given}",
        "greater_than_equal": "{what} phải từ {ge} trở lên; đang ghi là {given}",
        "less_than": "{what} phải nhỏ hơn {lt}; đang ghi là {given}",
        "less_than_equal": "{what} không được quá {le}; đang ghi là {given}",
        "literal_error": "{what} không nhận giá trị {given}; chọn một trong: {expected}",
        "too_short": "{what} cần ít nhất {min_length} phần tử; ghi thêm vào",
        "tuple_type": rows,
        "list_type": rows,
        "model_type": group,
        "model_attributes_type": group,
        "dict_type": group,
        "union_tag_not_found": f"mục 'rule' thiếu 'kind' là kiểu chấm; thêm vào, chọn một trong: {_KINDS}",
        "bool_type": "{what} phải là true hoặc false",
        "bool_parsing": "{what} phải là true hoặc false; đang ghi là {given}",
    }


def _sentence(detail: ErrorDetails) -> str:
    """Say in Vietnamese what one of pydantic's errors means and what to do about it."""
    loc, given = _inner(detail["loc"]), detail.get("input")
    name = str(loc[-1]) if loc else ""
    what = f"phần tử thứ {loc[-1] + 1} của mục '{loc[-2]}'" if isinstance(loc[-1], int) else f"mục '{name}'"
    if detail["type"] == "extra_forbidden":
        return _unknown_setting(detail["loc"])
    if detail["type"] == "union_tag_invalid":
        kind = detail["input"]["kind"]
        state = "đang để trống" if kind is None else f"không nhận giá trị {_shown(kind)}"
        return f"mục 'kind' {state}; chọn một kiểu chấm trong: {_KINDS}"
    if detail["type"] == "model_attributes_type" and name == "rule" and isinstance(given, str):
        return f"mục 'rule' phải gồm các mục con, ví dụ `rule: {{kind: ratio}}`; 'kind' là một trong: {_KINDS}"
    if given is None:
        return f"{what} đang để trống; ghi giá trị vào hoặc bỏ hẳn dòng này"
    special = {
        "string_pattern_mismatch": _pattern_sentence(loc, str(given)),
        "value_error": _calendar_sentence(what, name, str(given)),
    }
    if detail["type"] in special:
        return special[detail["type"]]
    context = {key: str(value).replace(" or ", ", ") for key, value in detail.get("ctx", {}).items()}
    fallback = "{what} có giá trị không dùng được: {given}; xem mục cùng tên trong config/quan5-2020"
    template = _sentences().get(detail["type"], fallback)
    return template.format_map({**context, "what": what, "name": name, "given": _shown(given)})


def _shown(given: object) -> str:
    """Quote a value as it stands in the file, shortly."""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, dict):
        return "một nhóm mục con"
    if isinstance(given, list | tuple):
        return "một danh sách"
    text = str(given)
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"  # noqa: PLR2004 - a line's worth of quoting


def _pattern_sentence(loc: Loc, given: str) -> str:
    if loc[-1] == "email":
        return f"địa chỉ thư '{given}' không đúng dạng ten@noi.vn; sửa lại"
    rule = "mã chỉ gồm chữ, số, dấu chấm, gạch nối, gạch dưới và bắt đầu bằng chữ hoặc số"
    if loc == ("name",):
        return f"tên thư mục '{given}' không dùng làm tên đợt thi đua được: {rule}; đổi tên thư mục"
    return f"mã '{given}' không dùng được: {rule}"


def _calendar_sentence(what: str, name: str, given: str) -> str:
    if name == "hour":
        return f"{what} phải là giờ như 08g00; đang ghi là '{given}'"
    return f"{what} phải là ngày có thật, viết như 20/11/2020; đang ghi là '{given}'"


def _unknown_setting(loc: Loc) -> str:
    """Name a setting nobody knows, and the known one it resembles, or where it belongs."""
    name, model = str(loc[-1]), _model_at(loc[:-1])
    known = [field for field in model.model_fields if model is not Edition or field not in ELSEWHERE]
    if model is Criterion and any(name in rule.model_fields for rule in _RULES):
        return f"mục '{name}' không đặt thẳng ở tiêu chí; viết trong mục 'rule' của tiêu chí"
    if model in _RULES and name in Criterion.model_fields:
        return f"mục '{name}' không đặt trong 'rule'; viết thẳng ở tiêu chí, ngang hàng với 'rule'"
    if name.isdecimal():  # the rest of "1,5", which a comma cuts in two between { and }
        return f"dấu phẩy trước '{name}' bị hiểu là hết mục; số lẻ trong ngoặc {{ }} viết bằng dấu chấm, ví dụ 1.5"
    near = get_close_matches(name, known, n=1)
    if near:
        return f"không có mục '{name}'; có phải ý là '{near[0]}'?"
    return f"không có mục '{name}'; bỏ đi, hoặc dùng một trong: {', '.join(known)}"


def _model_at(loc: Loc) -> type[BaseModel]:
    """Find the model that describes the place `loc` as pydantic writes it, with the kind of a rule behind `rule`."""
    models: list[type[BaseModel]] = [Edition]
    for part in loc:
        kind = [model for model in models if part in get_args(_kind_of(model))]
        if len(models) > 1 and kind:
            models = kind
        elif isinstance(part, str) and part in models[0].model_fields:
            models = list(_models(models[0].model_fields[part].annotation)) or models
    return models[0]


def _kind_of(model: type[BaseModel]) -> Any:
    field = model.model_fields.get("kind")
    return field.annotation if field else None


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Find the models inside an annotation such as `tuple[Unit, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


_RULES = tuple(_models(Rule))
_KINDS = ", ".join(f"'{kind}'" for rule in _RULES for kind in get_args(_kind_of(rule)))
