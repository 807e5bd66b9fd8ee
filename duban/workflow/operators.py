"""Whom to tell that something keeps messages or work from people: the table `[operators]` of duban.toml."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from duban import words
from duban.states import UnknownMedium, media, medium_named

_LONGEST_SHOWN = 80


class Operators(BaseModel):
    """Who is told once a day what keeps messages or work from reaching people; without anybody only the log says so.

    They are told by the first of these media that takes the message, mail before SMS; one whose channel is down comes
    last. Another medium that is installed may stand here by its name, with its addresses.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    email: tuple[str, ...] = Field(default=(), description="Mail addresses.", examples=[["admin@example.org"]])
    sms: tuple[str, ...] = Field(
        default=(), description="Mobile numbers; they need `sms_template`.", examples=[["13800000000"]]
    )
    sms_template: str = Field(
        default="",
        description="The carrier's template for such an SMS, with the variables `count` and `what`.",
        examples=["SMS_100001"],
    )
    sms_sign: str = Field(default="", description="The approved signature of such an SMS.", examples=["duban"])
    locale: str = Field(default="zh-CN", description="The language in which they are told.", examples=["en"])

    @model_validator(mode="after")
    def _usable(self) -> Self:
        """Refuse a medium that is unknown, an address that is none, and SMS without a template."""
        self.ways()
        if self.sms and not self.sms_template:
            problem = words.Line("has no sms_template; an SMS needs the carrier's approved template")
            raise ValueError(words.at("sms", problem))
        return self

    def ways(self) -> dict[str, tuple[str, ...]]:
        """Return the addresses by their media, each once, as the medium writes them."""
        given: dict[str, Any] = {"email": self.email, "sms": self.sms, **(self.model_extra or {})}
        return {name: _addresses(name, listed) for name, listed in given.items() if listed != ()}


def _addresses(name: str, listed: object) -> tuple[str, ...]:
    try:
        medium = medium_named(name)
    except UnknownMedium:
        known = sorted({*Operators.model_fields, *(each.name for each in media())})
        problem = words.Line("unknown setting {name:shown}; there are: {known}", name=name, known=known)
        raise ValueError(problem) from None
    if not isinstance(listed, list | tuple) or not all(isinstance(each, str) for each in listed):
        example = f'{name} = ["…"]'
        raise ValueError(
            words.at(name, words.Line("has to be a list of addresses, such as {example}", example=example))
        )
    found = []
    for text in listed:
        try:
            found.append(medium.address(text.strip()))
        except ValueError as error:
            raise ValueError(words.at(f"{name}: {text[:_LONGEST_SHOWN]!r}", words.said_by(error))) from None
    return tuple(dict.fromkeys(found))
