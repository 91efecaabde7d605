"""What a user names on the command line, as codes."""

import dataclasses

from sheetsync.core.books import books
from sheetsync.core.layout import Book
from sheetsync.core.names import owner_names, read_names
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


def named_book(edition: Edition, text: str) -> Book:
    """The book meant by its code or by its owner as people write it: "P4", "Phường 4", "Bộ phận Tuyên giáo", "master".

    Raises SheetsyncError.
    """
    laid = {book.code: book for book in books(edition)}
    called = {code: {fold(code), fold(name)} for code, name in owner_names(edition).items() if code in laid}
    meant = [code for code, spellings in called.items() if fold(text) in spellings]
    unit = read_names(edition).unit(text)
    code = meant[0] if len(meant) == 1 else unit
    if code not in laid:
        raise SheetsyncError(f"Không có bảng nào của “{text}”.", f"Dùng một trong: {', '.join(laid)}.")
    return laid[code]


def named_cluster(edition: Edition, text: str) -> str:
    """The code of the cluster meant by "C1" or "Cụm thi đua 1". Raises SheetsyncError."""
    meant = fold(text)
    found = [one.code for one in edition.clusters if meant in {fold(one.code), fold(one.name)}]
    if len(found) != 1:
        known = ", ".join(f"{one.code} ({one.name})" for one in edition.clusters)
        next_step = f"Dùng một trong: {known}." if known else "Đợt này không chia cụm."
        raise SheetsyncError(f"Không có cụm “{text}”.", next_step)
    return found[0]


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
