"""What an office sets of its desk, the web pages of `duban[office]`: the table `[desk]` of duban.toml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class DeskSettings(BaseModel):
    """The desk: the web pages on which an office and its units work. It needs `pip install 'duban[office]'`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(
        default="督办台", min_length=1, max_length=40, description="What the pages call it.", examples=["云川市督办台"]
    )
    host: str = Field(default="127.0.0.1", description="The address that it listens on.", examples=["10.0.0.8"])
    port: int = Field(default=8700, ge=0, le=65_535, description="The port that it listens on.", examples=[8080])
    url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#@]+(/[^?#]*)?$",
        description="Its address as people type it; links in messages and `duban desk init` use it.",
        examples=["https://duban.example.org"],
    )
    mail_frame: bool = Field(
        default=True,
        description="Whether mails have their light and due day at the head, HTML beside the text, and, if `url` is "
        "set, a button to the matter.",
        examples=[False],
    )
    sign_for_link: bool = Field(
        default=True,
        description="Whether mails have a button by which their reader does what takes nothing, such as signing for a "
        "matter, without signing in; it takes `url`, and a scenario can leave it out with `sign_for_link: false`.",
        examples=[False],
    )
    hosts: tuple[str, ...] = Field(
        default=(),
        description="Further host names that it answers to, beside that of `url`, `host` and this machine's own.",
        examples=[["10.0.0.8", "duban.office.lan"]],
    )
    insecure_http: bool = Field(
        default=False,
        description="Serve other machines without TLS: passwords can be read on the way, and the sign-in page says so.",
        examples=[True],
    )
    certificate: str | None = Field(
        default=None, description="A file with the TLS certificate and its chain (PEM).", examples=["desk.pem"]
    )
    private_key: str | None = Field(
        default=None, description="A file with the certificate's private key (PEM).", examples=["desk-key.pem"]
    )
    proxies: tuple[str, ...] = Field(
        default=(),
        description="Addresses of proxies in front, whose X-Forwarded-For and X-Forwarded-Proto are taken; without "
        "them all callers seem to come from the proxy, and wait for each other's wrong passwords.",
        examples=[["127.0.0.1"]],
    )
    language: Literal["zh", "en"] = Field(
        default="zh", description="The language of whoever has chosen none.", examples=["en"]
    )
    key_file: str = Field(
        default="desk.key",
        description="The key that encrypts the secrets of second factors; made when it is first needed.",
        examples=["/etc/duban/desk.key"],
    )
    profile: Literal["nist", "dengbao"] = Field(
        default="nist",
        description="How passwords are judged: `nist` (NIST SP 800-63B), or `dengbao`, which asks for characters of "
        "three kinds, another password every 90 days, and ends every session after 30 idle minutes.",
        examples=["dengbao"],
    )
    second_factor: tuple[Literal["clerk", "leader", "officer", "principal", "auditor", "admin"], ...] = Field(
        default=("admin", "officer", "auditor"),
        description="The functions that have to sign in with a second step: an authenticator's code, or one by SMS or "
        "mail. Who has none yet sets it up right after the password.",
        examples=[["admin", "officer", "auditor", "leader"]],
    )
    sms_template: str = Field(
        default="",
        description="The carrier's template for an SMS with a code to sign in, with the variable `code`; without it "
        "codes are sent by mail alone.",
        examples=["SMS_100002"],
    )
    sms_sign: str = Field(default="", description="The approved signature of such an SMS.", examples=["云川督办"])
    journal_days: int = Field(
        default=730,
        ge=180,
        le=36_500,
        description="How long entries of the journal are kept; the daemon cuts off what is older, about once a month.",
        examples=[1_825],
    )
    password_memory_kib: int = Field(
        default=19_456, ge=19_456, le=1_048_576, description="Memory that hashing a password takes.", examples=[65_536]
    )
    password_rounds: int = Field(
        default=2, ge=2, le=64, description="How often hashing a password goes over that memory.", examples=[3]
    )
    request_seconds: int = Field(
        default=30,
        ge=1,
        le=3_600,
        description="How long it waits for a request to come whole, in seconds, before it closes the connection; for "
        "each KiB that has come, it waits a second more.",
        examples=[60],
    )
    api_per_minute: int = Field(
        default=600,
        ge=1,
        le=1_000_000,
        description="How many requests a minute the API takes from each token or account, by each process.",
        examples=[1200],
    )
    api_acts_per_minute: int = Field(
        default=60,
        ge=1,
        le=1_000_000,
        description="How many of these may change something.",
        examples=[120],
    )
    threads: int = Field(
        default=8, ge=1, le=64, description="How many requests are worked on at the same time.", examples=[16]
    )
