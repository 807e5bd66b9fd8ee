"""What providers report of SMS, by callbacks and polls: the table `[receipts]` of duban.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from duban import words
from duban.workflow.errors import SettingsError
from duban.workflow.settings_files import read_secret

if TYPE_CHECKING:
    from pathlib import Path

_SHORTEST = 16


class ReceiptSettings(BaseModel):
    """How it is known whether an SMS that a provider has taken did arrive.

    With a secret the desk takes what providers post, at `/callback/sms/SECRET` below its `url`. Without an address that
    they can reach, the daemon asks those that can be asked: Aliyun and Tencent Cloud.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    secret: str = Field(
        default="",
        description="The last part of the address that the provider posts to, 16 characters or more; whoever knows it "
        "can say of messages that they did not arrive. Better in a file, or in the environment.",
        examples=["kX3vQ9pL2mW8sT5r"],
        repr=False,
    )
    secret_file: str | None = Field(
        default=None, description="A file that holds the secret.", examples=["/etc/duban/callback-secret"]
    )
    answer: str = Field(
        default="",
        description="What a provider is answered; left out, what Aliyun or Tencent Cloud wants, or else a JSON object.",
        examples=["OK"],
    )
    per_minute: int = Field(
        default=600, ge=1, le=100_000, description="So many requests a minute are taken.", examples=[60]
    )
    poll_minutes: float = Field(
        default=30, ge=0, le=1_440, description="How often the daemon asks the provider; 0: never.", examples=[10]
    )

    def known_secret(self, folder: Path) -> str:
        """Return the secret, empty without one; raises SettingsError if it cannot be read, or is too short."""
        found = self.secret
        if self.secret_file is not None:
            found = read_secret("receipts.secret_file", folder / self.secret_file)
        if found and (len(found) < _SHORTEST or not found.isascii() or not found.isalnum()):
            problem = words.Line("has to be {least} letters and digits or more", least=_SHORTEST)
            raise SettingsError(words.at("receipts.secret", problem))
        return found
