"""Which messages wait for the morning, and for one another, and leave as one: the table `[digests]` of duban.toml."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from duban import words
from duban.states import USUAL_MEDIUM, Duration, DurationError, Unit, UnknownMedium, medium_named, parse_duration
from duban.storage import digests

if TYPE_CHECKING:
    from duban.states import WorkingCalendar

_SMS = "sms"


class Digests(BaseModel):
    """What is not urgent waits for the morning, and each person gets all of it as one message per medium.

    Urgent messages leave at once, and so does a paper that somebody has signed. What presses nobody waits longer for
    other messages to its reader.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    media: tuple[str, ...] = Field(
        default=(USUAL_MEDIUM,),
        description="The media by which messages are gathered; without any, each leaves alone as soon as it may. "
        "Left out, SMS are gathered as well if `sms_template` is given.",
        examples=[[]],
    )
    at: str = Field(
        default="08:30",
        description="When they leave on a working day, by the scenario's calendar; not before the office opens.",
        examples=["09:00"],
    )
    patience: str = Field(
        default="15 working days",
        description="How long copies, and news of what has ended, wait for another message to their reader; a reminder "
        "waits half of the time that is left until the due day, but not longer than this. Empty: until the morning.",
        examples=["5 working days"],
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

    @field_validator("patience")
    @classmethod
    def _days(cls, patience: str) -> str:
        """Refuse what is no length of time, and hours."""
        try:
            length = parse_duration(patience) if patience else None
        except DurationError as error:
            raise ValueError(words.said_by(error)) from None
        if length is not None and length.unit not in {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS}:
            raise ValueError(words.Line("is counted in days; write it as {example}", example="10 working days"))
        most = digests.LONGEST_PATIENCE if length is None or length.unit is Unit.WORKING_DAYS else 28
        if length is not None and length.amount > most:
            raise ValueError(words.Line("is longer than {days} working days", days=digests.LONGEST_PATIENCE))
        return patience if length is None else str(length)

    @property
    def used(self) -> tuple[str, ...]:
        """Return the media by which messages are gathered; SMS without being named if they have a template."""
        chosen = "media" in self.model_fields_set or not self.sms_template
        return self.media if chosen else (*self.media, _SMS)

    def longest(self) -> Duration | None:
        """Return how long a message waits for others at most; None if it does not."""
        return parse_duration(self.patience) if self.patience else None

    def leaves(self, calendar: WorkingCalendar, now: datetime, *, after: int = 0) -> datetime:
        """Return when a message that is decided now leaves with the others of a morning.

        That is the next one, or the one so many working days `after` it.
        """
        day = calendar.next_working_day(calendar.local_date(now))
        while (morning := datetime.combine(day, time.fromisoformat(self.at), calendar.timezone)) < now:
            day = calendar.shift(day, 1, Unit.WORKING_DAYS)
        if after:
            day = calendar.shift(day, after, Unit.WORKING_DAYS)
            morning = datetime.combine(day, time.fromisoformat(self.at), calendar.timezone)
        return calendar.next_opening(morning)

    def latest(self, calendar: WorkingCalendar, now: datetime) -> datetime:
        """Return when a message leaves that waits for others as long as any."""
        return self.leaves(calendar, now, after=self.most(calendar, now))

    def most(self, calendar: WorkingCalendar, now: datetime) -> int:
        """Return how many working days a message waits for others at most."""
        longest = self.longest()
        if longest is None:
            return 0
        if longest.unit is Unit.WORKING_DAYS:
            return longest.amount
        today = calendar.local_date(now)
        last = calendar.shift(today, longest.amount, longest.unit)
        return max(0, calendar.count(today, last, Unit.WORKING_DAYS) - 1)
