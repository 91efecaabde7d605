"""Runs `sheetsync` and dies at a chosen step without a word: `python dying.py STEP NUMBER ARGUMENTS...`.

STEP is before or after a publish, a send (of a letter) or a write (any request to Google that is not a reading one),
as in before-publish; the process is killed at its NUMBER-th time.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import requests

import sheetsync.adapters.google.books
import sheetsync.adapters.mail.postbox
from sheetsync.cli import main

STEPS: dict[str, list[tuple[type[Any], str]]] = {
    "publish": [(sheetsync.adapters.google.books.GoogleBooks, "publish")],
    "send": [
        (sheetsync.adapters.mail.postbox.FolderPostbox, "send"),
        (sheetsync.adapters.mail.postbox.SmtpPostbox, "send"),
    ],
    "write": [(requests.Session, "send")],
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(when: str, owner: type[Any], name: str, number: int) -> None:
    """Make the `number`-th call of a method the last thing this process does, or nearly does."""
    real: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def last(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        if any(isinstance(arg, requests.PreparedRequest) and arg.method == "GET" for arg in args):
            return real(*args, **kwargs)
        calls += 1
        if calls == number and when == "before":
            die()
        result = real(*args, **kwargs)
        if calls == number:
            die()
        return result

    setattr(owner, name, last)


if __name__ == "__main__":
    moment, _, step = sys.argv[1].partition("-")
    for owner, name in STEPS[step]:
        arm(moment, owner, name, int(sys.argv[2]))
    main(sys.argv[3:])
