"""Tables drawn in tests: rows of cells between bars, the first line naming the columns, the first cell the row."""


def read_rows(table: str) -> dict[str, dict[str, str]]:
    """Read a table into its rows by their first cell, each a cell by column; blank cells are empty texts."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines()]
    return {key: dict(zip(head[1:], cells, strict=True)) for key, *cells in lines}
