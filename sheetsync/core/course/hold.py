"""Whether a deadline really holds: who can still type where people are not to type any more."""

from dataclasses import dataclass

from sheetsync.core.course.deadlines import Closing
from sheetsync.edition.model import Edition


@dataclass(frozen=True, slots=True)
class Sharing:
    """With whom a file is shared; addresses in lower case."""

    owners: frozenset[str]
    """The owner; of a file in a shared drive, its managers."""
    writers: frozenset[str]
    """Who else may write, by address."""
    is_open: bool = False
    """True where a group, an organisation or anybody with the link may write: who that is cannot be told."""

    @property
    def named(self) -> frozenset[str]:
        """Everybody who may write, by address."""
        return self.owners | self.writers

    def lets_in(self, address: str) -> bool:
        """False for somebody who may certainly not write."""
        return self.is_open or address.casefold() in self.named


@dataclass(frozen=True, slots=True)
class Hold:
    """How one closed part of a book is held shut."""

    closing: Closing
    open_cells: tuple[str, ...]
    """The cells over which no protection lies, as ranges: everybody who may write types there."""
    typists: tuple[str, ...]
    """Who else than the owner and sheetsync's own accounts is an editor of all that lies over some cell."""
    owners: tuple[str, ...] | None
    """The file's owner, whom no protection binds; None where Drive does not tell."""
    owned_by_filler: bool = False
    """True where the owner is one of those who are to be kept out."""

    @property
    def is_locked(self) -> bool:
        """True where nobody types there but who keeps the books; an owner who is not known may still be anybody."""
        return not (self.open_cells or self.typists or self.owned_by_filler)


def fillers(edition: Edition, book: str) -> frozenset[str]:
    """The addresses of those who fill a book, in lower case."""
    owner = edition.owner(book)
    return frozenset(contact.email.casefold() for contact in (owner.contacts if owner else ())) - {
        contact.email.casefold() for contact in (*edition.mail.office, edition.mail.sender)
    }
