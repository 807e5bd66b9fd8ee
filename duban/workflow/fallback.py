"""By which medium people are reached first, and when the next one takes over: the table `[fallback]` of duban.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, field_validator

from duban import words
from duban.states import DurationError, UnknownMedium, medium_named, parse_duration
from duban.workflow.people import wait_of

if TYPE_CHECKING:
    from duban.states import Duration


class Fallback(BaseModel):
    """What is not urgent goes to each person by one medium; the next one takes over if that does not reach them.

    Urgent messages go by all media at once.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    media: tuple[str, ...] = Field(
        default=(),
        description="The media in the order in which they are tried; those that are not named come after them.",
        examples=[["sms", "email"]],
    )
    after: str = Field(
        default="1 working day",
        description="How long the next medium waits for the one before; empty: all go at once.",
        examples=["4 working hours"],
    )

    @field_validator("media")
    @classmethod
    def _known(cls, media: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse a medium that is unknown."""
        try:
            return tuple(dict.fromkeys(medium_named(name).name for name in media))
        except UnknownMedium as error:
            raise ValueError(words.said_by(error)) from None

    @field_validator("after")
    @classmethod
    def _a_wait(cls, after: str) -> str:
        """Refuse what is no length of time, and what is too long."""
        try:
            return str(wait_of(after)) if after else after
        except DurationError as error:
            raise ValueError(words.said_by(error)) from None

    @property
    def wait(self) -> Duration | None:
        """Return how long the next medium waits; None if all go at once."""
        return parse_duration(self.after) if self.after else None
