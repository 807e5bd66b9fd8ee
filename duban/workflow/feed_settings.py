"""What an installation sets of its feed: the table `[feed]` of duban.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class FeedSettings(BaseModel):
    """The feed of events, which applications read: how long it is kept. The histories stay whatever is set here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_days: int | None = Field(
        default=None,
        ge=1,
        le=36_500,
        description="How many days events are kept in the feed; left out, as long as the history. Whoever comes later "
        "is refused, and told where the feed begins.",
        examples=[90],
    )
