"""What a user names on the command line, as codes."""

import dataclasses

from sheetsync.core.names import read_names
from sheetsync.core.values import fold
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
    """The code of the criterion or section meant. Raises SheetsyncError."""
    nodes = edition.rubric.nodes
    code = dataclasses.replace(read_names(edition), criteria=frozenset(nodes)).criterion(text)
    if code is None:
        known = ", ".join(nodes)
        raise SheetsyncError(f"Không có tiêu chí “{text}”.", f"Dùng một trong: {known}.")
    return code


def named_band(edition: Edition, text: str) -> str:
    """The name of the band meant, whatever its case and accents. Raises SheetsyncError."""
    names = [band.name for band in edition.rubric.bands]
    found = [name for name in names if fold(name) == fold(text)]
    if len(found) != 1:
        known = f"Dùng một trong: {', '.join(names)}." if names else "Thang điểm này không chia loại; bỏ --threshold."
        raise SheetsyncError(f"Không có loại “{text}”.", known)
    return found[0]
