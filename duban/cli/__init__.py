"""The `duban` command: parse, call, print. No logic."""

from duban.cli.entry import main

__all__ = ["main"]
