"""The last stage: letters that say something new are queued, then what waits is sent; a kill loses nothing."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sheetsync.core.assessment import Assessment
from sheetsync.core.digest import Digest, digests
from sheetsync.errors import LetterRefusedError, SheetsyncError
from sheetsync.hands import Letter, Memory, Postbox, Scribe
from sheetsync.pulling import Progress

ENOUGH_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Mailing:
    """The hands that letters pass through."""

    memory: Memory
    scribe: Scribe
    postbox: Postbox
    clock: Callable[[], datetime]
    progress: Progress

    def new_letters(
        self, assessment: Assessment, ids: Mapping[str, str], now: datetime
    ) -> Iterator[tuple[Letter, str]]:
        """Yield the letters that say something new to their recipient, with the hash of what they say."""
        for digest in digests(assessment, ids):
            content_hash = _hash(digest)
            previous = self.memory.last_content(digest.kind, digest.about, digest.email)
            if content_hash != previous:
                yield self.scribe.write(digest, content_hash, previous, now), content_hash

    def deliver(
        self, assessment: Assessment, ids: Mapping[str, str], now: datetime, sent: list[Letter]
    ) -> Iterator[str]:
        """Queue what is new, then send what waits; `sent` grows by what left. Yield what failed.

        A letter that waits for somebody who is no longer told anything (an address that was corrected) is dropped.
        """
        wanted = {(digest.kind, digest.about, digest.email) for digest in digests(assessment, ids)}
        self.memory.drop_waiting(wanted)
        for letter, content_hash in list(self.new_letters(assessment, ids, now)):
            self.memory.queue(letter, content_hash, now)
        yield from self.send(self.memory.waiting(), sent)

    def send(self, waiting: Sequence[Letter], sent: list[Letter]) -> Iterator[str]:
        """Send letters that wait in the outbox; `sent` grows by what left. Yield what failed.

        When the server fails several times in a row the rest waits for the next run; one that refuses single
        recipients does not keep the others from their letters.
        """
        failed_in_a_row = 0
        for done, letter in enumerate(waiting, 1):
            if failed_in_a_row == ENOUGH_FAILURES:
                yield f"Còn {len(waiting) - done + 1} thư chưa gửi, sẽ gửi ở lần chạy sau."
                return
            self.memory.claim(letter.key)
            try:
                self.postbox.send(letter)
            except SheetsyncError as error:
                if isinstance(error, LetterRefusedError):
                    self.memory.release(letter.key)
                failed_in_a_row += not (isinstance(error, LetterRefusedError) and error.only_this_letter)
                yield f"Chưa gửi được thư cho {letter.recipient}: {error.sentence} {error.next_step}".strip()
            else:
                failed_in_a_row = 0
                self.memory.mark_sent(letter.key, self.clock())
                sent.append(letter)
            self.progress("notify", done, len(waiting))


def _hash(digest: Digest) -> str:
    """Name what a letter says; that one more day has passed, or an address is spelt another way, is nothing new."""
    content = dataclasses.asdict(digest)
    del content["email"]
    for line in content["lines"]:
        if line.pop("counts_days"):
            line["message"] = ""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
