"""What the user said before the command's name: which edition, which backend, what time it is."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The options of the `sheetsync` command itself."""

    edition: Path | None
    force_local: bool = False
    moment: str | None = None
