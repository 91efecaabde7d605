"""One YAML file as a tree of values that know their file and line; what cannot be read is told in Vietnamese."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from sheetsync.edition.doubt import Loc
from sheetsync.errors import ConfigProblem


@dataclass(slots=True)
class Node:
    """A value of the files with its place; numbers stay text, so that 0.5 and the code 1.10 keep their digits."""

    file: str
    line: int
    value: "str | bool | list[Node] | dict[str, Node] | None"

    def plain(self) -> object:
        """Give the value as pydantic takes it."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def at(self, loc: Loc) -> "Node":
        """Walk down `loc` as far as the files go: where a setting is missing, this is its parent."""
        node = self
        for part in loc:
            if isinstance(node.value, dict) and part in node.value:
                node = node.value[str(part)]
            elif isinstance(node.value, list) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
            else:
                break
        return node

    def drop(self, loc: Loc) -> None:
        """Take the value at `loc` out of the tree."""
        holder = self.at(loc[:-1]).value
        if isinstance(holder, dict):
            holder.pop(str(loc[-1]), None)
        elif isinstance(holder, list) and isinstance(loc[-1], int):
            del holder[loc[-1]]

    def stand_in(self, loc: Loc, values: Mapping[str, object]) -> bool:
        """Put the value named like the setting at `loc` there, unless that is a list item's; True where it was put."""
        holder = self.at(loc[:-1])
        name = str(loc[-1])
        if any(isinstance(part, int) for part in loc) or name not in values or not isinstance(holder.value, dict):
            return False
        holder.value[name] = _node(holder, values[name])
        return True


def _node(beside: Node, value: object) -> Node:
    """Give a plain value as a node with the place of another."""
    if isinstance(value, Mapping):
        return Node(beside.file, beside.line, {str(key): _node(beside, child) for key, child in value.items()})
    if isinstance(value, list):
        return Node(beside.file, beside.line, [_node(beside, child) for child in value])
    return Node(beside.file, beside.line, str(value))


def read(folder: Path, file: str, problems: list[ConfigProblem]) -> Node | None:
    """Read one file into nodes; what makes it unreadable is added to the problems."""
    from ruamel.yaml import YAML  # heavy, and commands like --help never need it
    from ruamel.yaml.error import YAMLError

    try:
        text = (folder / file).read_bytes().decode("utf-8-sig")
        tree = YAML().compose(text)
    except FileNotFoundError:
        sentence = f"thư mục {folder} không có tệp {file}; chép từ config/quan5-2020 rồi sửa lại"
        problems.append(ConfigProblem(file, 1, sentence))
    except OSError:
        problems.append(ConfigProblem(file, 1, "không mở được tệp; kiểm tra đây có phải là tệp và quyền đọc tệp"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problems.append(ConfigProblem(file, line, "chữ không phải mã UTF-8; lưu lại tệp bằng mã UTF-8 (Unicode)"))
    except YAMLError as error:
        problems.append(ConfigProblem(file, *_syntax(error)))
    else:
        node = _nodes(file, tree, (), problems) if tree is not None else Node(file, 1, None)
        if isinstance(node.value, dict):
            return node
        sentence = "tệp phải gồm các mục dạng `tên: giá trị`; xem tệp cùng tên trong config/quan5-2020"
        problems.append(ConfigProblem(file, 1, sentence))
    return None


def _syntax(error: Exception) -> tuple[int, str]:
    """Say where a file stops being YAML, and what it usually is."""
    complaint = str(getattr(error, "problem", "") or "")
    # A quote never closed is noticed at the end of the file; what helps is the line where it opened.
    mark = getattr(error, "context_mark" if "end of stream" in complaint else "problem_mark", None)
    line = mark.line + 1 if mark is not None else 1
    if "\\t" in complaint:
        return line, "dòng thụt vào bằng phím Tab; thay bằng dấu cách"
    if "alias" in complaint:
        return line, "dấu * ở đầu giá trị có nghĩa riêng trong YAML; đặt giá trị trong dấu nháy"
    if "another document" in complaint:
        return line, "tệp có dòng '---' ở giữa; bỏ dòng ấy, mỗi tệp chỉ có một phần"
    if mark is None:
        return line, "tệp có ký tự điều khiển không đọc được; gõ lại dòng có ký tự lạ"
    return line, "từ đây tệp không còn đúng YAML; xem lại dấu cách đầu dòng, dấu ':' và dấu nháy, ngoặc chưa đóng"


def _nodes(file: str, tree: Any, above: tuple[int, ...], problems: list[ConfigProblem]) -> Node:
    """Turn ruamel's nodes into ours: text as NFC, every value with its line, keys given twice reported."""
    line = int(tree.start_mark.line) + 1
    if id(tree) in above:
        problems.append(ConfigProblem(file, line, "giá trị này dẫn chiếu (dấu *) về chính nó; viết hẳn nội dung ra"))
        return Node(file, line, None)
    above = (*above, id(tree))
    if isinstance(tree.value, str):
        return Node(file, line, _scalar(tree.tag, tree.value))
    if tree.id == "sequence":  # whatever tag somebody gave it
        return Node(file, line, [_nodes(file, item, above, problems) for item in tree.value])
    settings: dict[str, Node] = {}
    for key, value in tree.value:
        name = normalize("NFC", key.value) if isinstance(key.value, str) else "[…]"
        node = _nodes(file, value, above, problems)
        node.line = int(key.start_mark.line) + 1
        if name in settings:
            sentence = f"mục '{name}' đã có ở dòng {settings[name].line}; giữ lại một dòng, bỏ dòng kia"
            problems.append(ConfigProblem(file, node.line, sentence))
        else:
            settings[name] = node
    return Node(file, line, settings)


def _scalar(tag: str, text: str) -> str | bool | None:
    """Read a plain value; numbers stay text by their digits, pydantic makes them what the setting asks for."""
    if tag.endswith(":null"):
        return None
    if tag.endswith(":bool"):
        return text.lower() == "true"
    return normalize("NFC", text)
