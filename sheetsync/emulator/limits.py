"""Limits: how much Google takes. Each can be raised, or switched off with None."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits in one place (facts §1). The quotas are off unless asked for, so that no test has to wait.

    The quotas count requests in a minute of the emulator's clock. One spreadsheet may have so many `cells` in all its
    tabs, and one tab so many `columns`; developer metadata has room of its own for the spreadsheet and for each tab.
    Without `grid`, values written beyond the edge of a tab make it grow.
    Service accounts own files in shared drives only (facts §3), unless that is allowed here, as Google did until 2025.
    """

    reads_per_user: int | None = None
    reads_per_project: int | None = None
    writes_per_user: int | None = None
    writes_per_project: int | None = None
    drive_queries: int | None = None
    payload_bytes: int | None = 10_485_760
    cells: int | None = 10_000_000
    columns: int | None = 18_278
    cell_characters: int | None = 50_000
    title_characters: int | None = 100
    metadata_characters: int | None = 30_000
    grid: bool = True
    service_accounts_own_files: bool = False

    @classmethod
    def google(cls) -> Self:
        """Return all that Google has, the quotas too."""
        return cls(
            reads_per_user=60,
            reads_per_project=300,
            writes_per_user=60,
            writes_per_project=300,
            drive_queries=12_000,
        )

    @classmethod
    def none(cls) -> Self:
        """Return no limits at all."""
        return cls(
            payload_bytes=None,
            cells=None,
            columns=None,
            cell_characters=None,
            title_characters=None,
            metadata_characters=None,
            grid=False,
            service_accounts_own_files=True,
        )


SIZES = Limits()
"""What holds where nothing else is said: every limit of size, no quota."""


def exceeds(amount: int, limit: int | None) -> bool:
    """Tell whether an amount is over a limit; nothing is over None."""
    return limit is not None and amount > limit
