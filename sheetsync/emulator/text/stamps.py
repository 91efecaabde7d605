"""Stamps: how Drive writes a time."""

from datetime import UTC, datetime


def rfc3339(moment: datetime) -> str:
    """Return a time as Drive prints it: UTC with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
