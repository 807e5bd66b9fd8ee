"""The errors of evidence.

EvidenceError
├── FileRefused (ValueError)        a file is not taken: its kind, its content or its size
├── FileGone (FileNotFoundError)    the bytes of a file are not where they are kept
├── FilesMissing (FileNotFoundError) a database that is to be restored names files that are nowhere
├── NoRoomForFiles (OSError)        the disk has less room left than is to stay free
└── NoEvidence (RuntimeError)       no folder for files is set, so none can be kept
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import words

if TYPE_CHECKING:
    from collections.abc import Sequence


class EvidenceError(words.Portable, Exception):
    """A file could not be kept or found; nothing was changed."""


class FileRefused(EvidenceError, ValueError):
    """A file is not taken; `reason` says why, `code` is `kind`, `content`, `size` or `archive`."""

    reason: words.Said = words.Said()

    def __init__(self, name: str, code: str, reason: words.Line | str) -> None:
        super().__init__(words.Line("{name:shown} is not taken: {reason}", name=name, reason=reason))
        self.name = name
        self.code = code
        self.reason = reason


class FileGone(EvidenceError, FileNotFoundError):
    """The bytes of a file are not where they are kept."""

    def __init__(self, sha256: str, where: str) -> None:
        super().__init__(
            words.Line(
                "the file {sha256} is not in {where}; bring it back from a backup, {way_verify_files} names all",
                sha256=sha256,
                where=where,
            )
        )
        self.sha256 = sha256
        self.where = where


class FilesMissing(EvidenceError, FileNotFoundError):
    """A database that is to be restored names `files` that are neither kept here nor beside the backup."""

    def __init__(self, files: Sequence[str], where: str, *, kept: bool) -> None:
        super().__init__(
            words.Line(
                "the backup names {count} files that are neither here nor in {where}, such as {first}; bring them, or "
                "restore without them ({way_without_files})"
                if kept
                else "the backup names {count} files, such as {first}, and no folder for files is set: name one in "
                "duban.toml, folder in [evidence], or restore without them ({way_without_files})",
                count=len(files),
                where=where,
                first=files[0],
            )
        )
        self.files = tuple(files)
        self.where = where
        self.kept = kept


class NoRoomForFiles(EvidenceError, OSError):
    """The disk has less room left than is to stay free."""

    def __init__(self, where: str, free_mb: int) -> None:
        super().__init__(
            words.Line(
                "less than {free} MiB would be left on the disk of {where}: nothing was kept; make room there",
                free=free_mb,
                where=where,
            )
        )
        self.where = where
        self.free_mb = free_mb


class NoEvidence(EvidenceError, RuntimeError):
    """No folder for files is set, so that none can be kept or opened."""

    def __init__(self) -> None:
        super().__init__(words.Line("no folder for files is set: name one in duban.toml, folder in [evidence]"))
