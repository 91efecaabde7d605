"""What earlier journeys leave on the disk, so that not every one has to take the same steps again."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .office import Office


@dataclass(frozen=True)
class Archive:
    """A folder that all workers share: whatever is in it is there at once and whole."""

    folder: Path

    def resume(self, office: Office, name: str) -> bool:
        """Go on from what an earlier test has left, if it has."""
        kept = self.folder / name
        if kept.exists():
            shutil.copytree(kept, office.folder / ".sheetsync", dirs_exist_ok=True)
        return kept.exists()

    def keep(self, office: Office, name: str) -> None:
        """Leave a copy for later tests; whoever has started this one goes on from the same state."""
        office.close()
        office.traffic.clear()
        self.store(name, office.folder / ".sheetsync")

    def store(self, name: str, source: Path) -> None:
        """Leave a copy of any folder; the first worker's stays."""
        fresh = Path(tempfile.mkdtemp(dir=self.folder))
        shutil.copytree(source, fresh, symlinks=True, dirs_exist_ok=True)
        try:
            fresh.rename(self.folder / name)
        except OSError:  # another worker was quicker
            shutil.rmtree(fresh)
