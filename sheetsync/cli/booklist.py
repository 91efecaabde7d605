"""books.yaml: which spreadsheet is which book of the edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sheetsync.errors import ConfigError, ConfigProblem, SheetsyncError

HEADER = (
    "# Book code: spreadsheet id. Written by `sheetsync provision`; ids of books that exist may be put here by hand.\n"
)


_RESTORE = "Để tệp danh sách bảng ở chỗ đó; không có thì chép lại từ bản sao lưu."
_SAVE_AS_UTF8 = "Mở tệp bằng trình soạn thảo, lưu lại với bảng mã UTF-8."


@dataclass(frozen=True, slots=True)
class BookList:
    """The file that names each book's spreadsheet."""

    path: Path

    def read(self) -> dict[str, str]:
        """Book code -> spreadsheet id; empty where the file is not there yet. Raises SheetsyncError."""
        if not self.path.exists():
            return {}
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        try:
            content = YAML(typ="safe").load(self.path.read_text(encoding="utf-8"))
        except OSError as error:
            raise SheetsyncError(f"Không đọc được {self.path} ({error.strerror}).", _RESTORE) from error
        except UnicodeDecodeError as error:
            raise SheetsyncError(f"Tệp {self.path} không phải UTF-8.", _SAVE_AS_UTF8) from error
        except (YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            raise ConfigError((self._problem(mark.line + 1 if mark else 1),)) from error
        if content is None:
            return {}
        if not isinstance(content, Mapping) or not all(isinstance(value, str) for value in content.values()):
            raise ConfigError((self._problem(1),))
        return {str(code): value for code, value in content.items()}

    def _problem(self, line: int) -> ConfigProblem:
        return ConfigProblem(self.path.name, line, "mỗi dòng phải là `mã bảng: mã trang tính`, ví dụ P4: 1AbC...")

    def write(self, ids: Mapping[str, str]) -> None:
        """Replace the file at once, so that a killed command leaves the old list or the new one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".new")
        draft.write_text(HEADER + "".join(f'"{code}": "{value}"\n' for code, value in ids.items()), encoding="utf-8")
        draft.replace(self.path)
