"""Whether a deadline really holds: who can still type where people are not to type any more."""

from dataclasses import dataclass

from sheetsync.core.course.deadlines import Closing
from sheetsync.edition.model import Cluster, Department, Edition, Unit


@dataclass(frozen=True, slots=True)
class Sharing:
    """With whom a file is shared; addresses in lower case."""

    owners: frozenset[str]
    """The owner; of a file in a shared drive, its managers."""
    writers: frozenset[str]
    """Who else may write, by address."""
    is_open: bool = False
    """True where a group, an organisation or anybody with the link may write: who that is cannot be told."""

    def lets_in(self, address: str) -> bool:
        """False for somebody who may certainly not write."""
        return self.is_open or address.casefold() in self.owners | self.writers


@dataclass(frozen=True, slots=True)
class Hold:
    """How one closed part of a book is held shut."""

    closing: Closing
    open_cells: tuple[str, ...]
    """The cells over which no protection lies, as ranges: everybody who may write types there."""
    typists: tuple[str, ...]
    """Who else than the owner and sheetsync's own accounts is an editor of all that lies over some cell."""
    owners: tuple[str, ...]
    """The file's owner, whom no protection binds; empty where Drive does not tell."""
    owned_by_filler: bool = False
    """True where the owner is one of those who are to be kept out."""

    @property
    def is_locked(self) -> bool:
        """True where nobody types there but who keeps the books."""
        return not (self.open_cells or self.typists or self.owned_by_filler)


def fillers(edition: Edition, book: str) -> frozenset[str]:
    """The addresses of those who fill a book, in lower case."""
    owners: tuple[Unit | Department | Cluster, ...] = (*edition.units, *edition.departments, *edition.clusters)
    return frozenset(
        contact.email.casefold() for owner in owners if owner.code == book for contact in owner.contacts
    ) - {contact.email.casefold() for contact in (*edition.mail.office, edition.mail.sender)}
