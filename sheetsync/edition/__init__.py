"""The year as data: who is scored, by what rubric, when. Read from a folder of YAML; knows no sheet."""

from sheetsync.edition.load import examine, load_edition
from sheetsync.edition.model import Edition

__all__ = ["Edition", "examine", "load_edition"]
