"""Which messages wait for the morning and leave as one: the table `[digests]` of duban.toml."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from duban import words
from duban.states import Unit, UnknownMedium, medium_named

if TYPE_CHECKING:
    from duban.states import WorkingCalendar

_SMS = "sms"


class Digests(BaseModel):
    """What is not urgent waits for the morning, and each person gets all of it as one message per medium.

    Urgent messages leave at once, and so does a paper that somebody has signed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    media: tuple[str, ...] = Field(
        default=(),
        description="The media by which messages are gathered; without any, each leaves alone as soon as it may.",
        examples=[["email"]],
    )
    at: str = Field(
        default="08:30",
        description="When they leave on a working day, by the scenario's calendar; not before the office opens.",
        examples=["09:00"],
    )
    sms_template: str = Field(
        default="",
        description="The carrier's template for such an SMS, with the variables `count` and `what`.",
        examples=["SMS_100002"],
    )
    sms_sign: str = Field(default="", description="The approved signature of such an SMS.", examples=["duban"])

    @field_validator("at")
    @classmethod
    def _an_hour(cls, at: str) -> str:
        """Refuse what is no hour of the day."""
        if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", at):
            raise ValueError(words.Line("is no hour of the day; write it as {example}", example="08:30"))
        return at

    @model_validator(mode="after")
    def _usable(self) -> Self:
        """Refuse a medium that is unknown, and SMS without a template."""
        for name in self.media:
            try:
                medium_named(name)
            except UnknownMedium as error:
                raise ValueError(words.at("media", words.said_by(error))) from None
        if _SMS in self.media and not self.sms_template:
            problem = words.Line("is missing; an SMS needs the carrier's approved template")
            raise ValueError(words.at("sms_template", problem))
        return self

    def leaves(self, calendar: WorkingCalendar, now: datetime) -> datetime:
        """Return when a message that is decided now leaves with the others of a morning."""
        day = calendar.next_working_day(calendar.local_date(now))
        while (morning := datetime.combine(day, time.fromisoformat(self.at), calendar.timezone)) < now:
            day = calendar.shift(day, 1, Unit.WORKING_DAYS)
        return calendar.next_opening(morning)
