"""The errors of the desk's tables.

DeskError
├── DeskMissing (LookupError)    the database has no tables of the desk, or older ones
├── DeskNewer (RuntimeError)     a later duban has upgraded them
├── NotInstalled (RuntimeError)  what the desk needs is not installed
└── UnsafeAddress (ValueError)   it would serve other machines without TLS
"""

from __future__ import annotations

from duban import words


class DeskError(words.Portable, Exception):
    """The base of the errors of the desk."""


class DeskMissing(DeskError, LookupError):
    """The database has no tables of the desk yet, or those of an earlier duban."""

    def __init__(self, where: str) -> None:
        super().__init__(words.Line("{where} has no desk of this version yet: run `duban desk init`", where=where))


class DeskNewer(DeskError, RuntimeError):
    """A later duban has upgraded the desk's tables."""

    def __init__(self, where: str, found: str, known: str) -> None:
        facts = {"where": where, "found": found, "known": known}
        super().__init__(
            words.Line("{where} has a desk of a newer duban ({found}; this one knows {known}): upgrade duban", **facts)
        )


class NotInstalled(DeskError, RuntimeError):
    """A library of the desk is not installed."""

    def __init__(self, library: str) -> None:
        self.library = library
        super().__init__(
            words.Line("the desk needs {library}, which is not installed: pip install 'duban[office]'", library=library)
        )


class UnsafeAddress(DeskError, ValueError):
    """The desk would serve other machines without TLS."""

    def __init__(self, host: str) -> None:
        super().__init__(
            words.Line(
                "{host} is open to other machines, and there is no TLS: name a certificate in [desk], set its url to "
                "the https:// of a proxy, or accept that passwords can be read on the way with insecure_http = true",
                host=host,
            )
        )
