"""The settings of anchors: the key that signs them, and the public keys that check their signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from duban import words
from duban.workflow.anchors.signing import Signer, Signers
from duban.workflow.errors import KeyUnusable
from duban.workflow.people import read_file

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST = 64 * 1024


class Anchoring(BaseModel):
    """The keys that sign what `duban verify --export` writes, and that check it; Ed25519, as PEM."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: SecretStr | None = Field(
        default=None,
        description="The private key that signs. A secret: give it by `key_file` or by its variable.",
        examples=["-----BEGIN PRIVATE KEY-----…"],
    )
    key_file: str | None = Field(
        default=None, description="The file with the private key.", examples=["/etc/duban/anchor-key.pem"]
    )
    public_key_file: str | None = Field(
        default=None,
        description="The file with the public key that checks signatures, or several in a row.",
        examples=["anchor-public.pem"],
    )

    def signer(self, folder: Path) -> Signer | None:
        """Return what signs; None if no key is set. Raises KeyUnusable if it cannot be used."""
        if self.key is not None:
            return Signer(self.key.get_secret_value())
        if self.key_file is None:
            return None
        path = folder / self.key_file
        try:
            return Signer(read_key(path))
        except KeyUnusable as error:
            raise _of(path, error) from None

    def signers(self, folder: Path) -> Signers | None:
        """Return what checks signatures; None if no public key is set. Raises KeyUnusable if it cannot be used."""
        if self.public_key_file is None:
            return None
        path = folder / self.public_key_file
        try:
            return Signers(read_key(path))
        except KeyUnusable as error:
            raise _of(path, error) from None


def read_key(path: Path) -> bytes:
    """Return the text of a key's file; raises KeyUnusable."""
    try:
        return read_file(path, _LONGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or words.said_by(error)
        raise KeyUnusable(words.Line("cannot be read: {message:retold}", message=reason)) from None


def _of(path: Path, error: KeyUnusable) -> KeyUnusable:
    return KeyUnusable(error.reason, str(path))
