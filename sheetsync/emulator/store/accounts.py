"""Accounts: whose keys are known, which access tokens are out, and which shared drives there are.

They lie in the store's database and take part in its transactions.
"""

import json
import sqlite3
import threading
from dataclasses import dataclass

from sheetsync.emulator.errors import Obj


@dataclass(frozen=True, slots=True)
class Token:
    """An access token: on whose behalf it speaks, what it was given for, and until when (seconds since 1970)."""

    caller: str
    scopes: frozenset[str]
    expires: float


@dataclass(frozen=True, slots=True)
class Account:
    """A service account whose public key is known; `delegated`: its domain lets it speak for people."""

    public_key: str
    delegated: bool


class Accounts:
    """What the emulator knows of accounts, tokens and shared drives."""

    def __init__(self, database: sqlite3.Connection, lock: threading.RLock) -> None:
        """`database` and `lock` are the store's."""
        self._db = database
        self._lock = lock

    def register(self, address: str, public_key: str, *, delegated: bool = False) -> None:
        """Make a service account known by its public key (PEM): from now on its signature is checked."""
        with self._lock:
            self._db.execute(
                "INSERT OR REPLACE INTO accounts VALUES (?, ?, ?)", (address.casefold(), public_key, int(delegated))
            )

    def account(self, address: str) -> Account | None:
        """Return a registered service account."""
        with self._lock:
            row = self._db.execute(
                "SELECT public_key, delegated FROM accounts WHERE address = ?", (address.casefold(),)
            ).fetchone()
        return Account(row[0], bool(row[1])) if row else None

    def issue(self, text: str, token: Token) -> None:
        """Remember an access token."""
        with self._lock:
            self._db.execute(
                "INSERT INTO tokens VALUES (?, ?, ?, ?)",
                (text, token.caller, " ".join(sorted(token.scopes)), token.expires),
            )

    def token(self, text: str) -> Token | None:
        """Return an access token that was issued, expired or not."""
        with self._lock:
            row = self._db.execute("SELECT caller, scopes, expires FROM tokens WHERE token = ?", (text,)).fetchone()
        return Token(row[0], frozenset(row[1].split()), row[2]) if row else None

    def expired_permissions(self, now: str) -> list[tuple[str, str]]:
        """Return file and permission id of all sharing that has run out by a time."""
        with self._lock:
            rows = self._db.execute(
                "SELECT file, id FROM permissions WHERE json_extract(body, '$.expirationTime') IS NOT NULL "
                "AND json_extract(body, '$.expirationTime') <= ?",
                (now,),
            ).fetchall()
        return [(row[0], row[1]) for row in rows]

    def add_drive(self, body: Obj, creator: str, request: str) -> None:
        """Insert a shared drive; its top-level folder is a file with the same id."""
        with self._lock:
            self._db.execute("INSERT INTO drives VALUES (?, ?, ?, ?)", (body["id"], creator, request, json.dumps(body)))

    def change_drive(self, body: Obj) -> None:
        """Replace the resource of a shared drive."""
        with self._lock:
            self._db.execute("UPDATE drives SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))

    def drive(self, drive_id: str) -> Obj | None:
        """Return a shared drive's resource as stored."""
        with self._lock:
            row = self._db.execute("SELECT body FROM drives WHERE id = ?", (drive_id,)).fetchone()
        return json.loads(row[0]) if row else None

    def drive_of_request(self, creator: str, request: str) -> bool:
        """Tell whether a creator's request id has made a shared drive already."""
        with self._lock:
            row = self._db.execute(
                "SELECT 1 FROM drives WHERE creator = ? AND request = ?", (creator, request)
            ).fetchone()
        return row is not None

    def drives(self) -> list[Obj]:
        """Return all shared drives, in the order they were made."""
        with self._lock:
            rows = self._db.execute("SELECT body FROM drives ORDER BY rowid").fetchall()
        return [json.loads(row[0]) for row in rows]
