"""What a user names on the command line, as codes."""

from sheetsync.core.names import read_names
from sheetsync.edition.model import Edition
from sheetsync.errors import SheetsyncError


def named_unit(edition: Edition, text: str) -> str:
    """The code of the unit meant by "P4" or "Phường 4". Raises SheetsyncError."""
    code = read_names(edition).unit(text)
    if code is None:
        known = ", ".join(unit.code for unit in edition.units)
        raise SheetsyncError(f"Không có đơn vị “{text}”.", f"Dùng một trong: {known}.")
    return code


def named_criterion(edition: Edition, text: str) -> str:
    """The code of the leaf criterion meant. Raises SheetsyncError."""
    code = read_names(edition).criterion(text)
    if code is None:
        known = ", ".join(leaf.code for leaf in edition.rubric.leaves)
        raise SheetsyncError(f"Không có tiêu chí “{text}”.", f"Dùng một trong: {known}.")
    return code
