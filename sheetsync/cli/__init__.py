"""The door: Click commands that print, ask and exit; they decide nothing."""

from sheetsync.cli.app import main

__all__ = ["main"]
