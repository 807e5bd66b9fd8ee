"""How much evidence is taken, and which kinds of files: the table `[evidence]` of duban.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from duban import words
from duban.evidence.disk import DiskStore
from duban.evidence.kinds import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from duban.evidence.store import Store

MIB = 1024 * 1024
_MOST_MB = 1024 * 1024


class Evidence(BaseModel):
    """Where the files of file fields are kept, and what is taken; without `folder` only their names and hashes are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: str | None = Field(
        default=None,
        description="The folder of the files, beside the database; every process that works on the database uses it.",
        examples=["files"],
    )
    file_mb: int = Field(default=50, ge=1, le=_MOST_MB, description="The most MiB of one file.", examples=[100])
    act_files: int = Field(default=20, ge=1, le=1000, description="The most files of one act.", examples=[50])
    act_mb: int = Field(
        default=200, ge=1, le=_MOST_MB, description="The most MiB of all files of one act.", examples=[500]
    )
    free_mb: int = Field(
        default=2048,
        ge=0,
        le=_MOST_MB,
        description="How many MiB stay free on the disk: no file is taken that would leave less.",
        examples=[10240],
    )
    unused_hours: int = Field(
        default=24,
        ge=1,
        le=24 * 31,
        description="How long a file that was added may be named in an act; after that it goes if no act has named it.",
        examples=[72],
    )
    kinds: tuple[str, ...] = Field(
        default=tuple(KINDS), description="The kinds of files that are taken.", examples=[["pdf", "jpg", "png"]]
    )

    @field_validator("kinds")
    @classmethod
    def _known(cls, kinds: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse a kind that could not be told from others by its content."""
        for kind in kinds:
            if kind not in KINDS:
                raise ValueError(
                    words.Line("unknown kind {kind:shown}; there are: {known}", kind=kind, known=list(KINDS))
                )
        return kinds

    @property
    def is_set(self) -> bool:
        """Return whether files are kept at all."""
        return self.folder is not None

    def store(self, folder: Path) -> Store | None:
        """Return where the files are, from the `folder` of the settings on; None if none are kept."""
        return None if self.folder is None else DiskStore(folder / self.folder, free=self.free_mb * MIB)

    def of_act(self) -> dict[str, Any]:
        """Return what one act may bring, for the sentence that refuses more."""
        return {"files": self.act_files, "mb": self.act_mb}
