"""The mailbox into which reports of lost mails come: the table `[bounces]` of duban.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from duban.notifiers import Mailbox
from duban.workflow.settings_files import read_secret

if TYPE_CHECKING:
    from pathlib import Path


class BounceSettings(BaseModel):
    """The mailbox of the address that mails are sent from: what mail servers report comes there, and is read by IMAP.

    Without `host` none is read. Mails that are no such reports are left as they are.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(default="", description="The IMAP server.", examples=["imap.example.org"])
    port: int | None = Field(
        default=None,
        ge=1,
        le=65_535,
        description="Its port; left out, 993 with `tls`, else 143.",
        examples=[993],
    )
    security: Literal["tls", "starttls", "none"] = Field(
        default="tls", description="How the connection is encrypted.", examples=["starttls"]
    )
    username: str = Field(default="", description="Who logs in.", examples=["duban@example.org"])
    password: str = Field(
        default="",
        description="The password; better in a file, or in the environment.",
        examples=["correct horse"],
        repr=False,
    )
    password_file: str | None = Field(
        default=None, description="A file that holds the password.", examples=["/etc/duban/imap-password"]
    )
    ca_file: str | None = Field(
        default=None, description="A file with certificate authorities, instead of the system's.", examples=["ca.pem"]
    )
    folder: str = Field(
        default="INBOX", min_length=1, description="The folder that is read.", examples=["INBOX/Bounces"]
    )
    processed: str | None = Field(
        default=None,
        description="A folder to which reports are moved that were seen to; left out, they are marked as read.",
        examples=["Processed"],
    )
    minutes: float = Field(default=5, gt=0, le=1_440, description="How often the daemon looks.", examples=[15])
    days: int = Field(
        default=14,
        ge=1,
        le=60,
        description="How long after a mail was sent a report about it is believed.",
        examples=[7],
    )
    timeout: float = Field(
        default=20, gt=0, le=300, description="How long the server has for each answer, in seconds.", examples=[60]
    )

    def mailbox(self, folder: Path) -> Mailbox:
        """Return the mailbox; raises SettingsError if the file with the password cannot be read."""
        password = self.password
        if self.password_file is not None:
            password = read_secret("bounces.password_file", folder / self.password_file)
        return Mailbox(
            host=self.host,
            port=self.port,
            security=self.security,
            username=self.username,
            password=password,
            folder=self.folder,
            processed=self.processed,
            timeout=self.timeout,
            ca_file=None if self.ca_file is None else str(folder / self.ca_file),
        )
