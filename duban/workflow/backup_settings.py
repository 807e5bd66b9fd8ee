"""What an office sets of its backups: the table `[backups]` of duban.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class BackupSettings(BaseModel):
    """Backups: how old the last one may be. Those of `duban db backup` are known; of others a file's time can tell."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    longest_days: int = Field(
        default=7,
        ge=0,
        le=3_650,
        description="How old the last backup may be before `duban doctor` and the desk warn; 0: they do not look.",
        examples=[2],
    )
    stamp: str | None = Field(
        default=None,
        description="A file that is written or touched with each backup by what else makes them, such as a nightly "
        "pg_dump: its time tells of the last one.",
        examples=["/var/backups/duban/last"],
    )
