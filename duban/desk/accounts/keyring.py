"""The desk's key: it encrypts the secrets of second factors, and marks browsers that somebody has signed in from."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from duban.desk.store import NotInstalled

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_BYTES = 32
_LIBRARY = "cryptography"
_DEVICE_PARTS = 3


class Keyring:
    """What is derived from the secret of 32 bytes in a file.

    The file is made, readable by its owner alone, when something is first derived: whoever has nobody sign in has none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _secret(self) -> bytes:
        if not self._path.exists():
            self._make()
        return base64.urlsafe_b64decode(self._path.read_bytes().strip())

    def _make(self) -> None:
        """Put a new secret where there is none, whole at once: other processes may look for it in the same moment."""
        handle, whole = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)))
            with suppress(FileExistsError):
                os.link(whole, self._path)
        finally:
            Path(whole).unlink()

    def encrypt(self, text: str) -> str:
        """Return a text that only this key can read."""
        return self._fernet().encrypt(text.encode()).decode()

    def decrypt(self, text: str) -> str:
        """Return what `encrypt` was given."""
        return self._fernet().decrypt(text.encode()).decode()

    def device(self, account: int) -> str:
        """Return a mark for the browser in which an account has just signed in."""
        nonce = secrets.token_urlsafe(12)
        return f"{account}.{nonce}.{self._mark(account, nonce)}"

    def device_of(self, mark: str, account: int) -> str | None:
        """Return the nonce of a mark that this desk gave to this account's browser; None if it is anything else."""
        parts = mark.split(".")
        if len(parts) != _DEVICE_PARTS or parts[0] != str(account):
            return None
        return parts[1] if hmac.compare_digest(parts[2].encode(), self._mark(account, parts[1]).encode()) else None

    def named(self, name: str) -> str:
        """Return what stands for a name that was typed, where the name itself is not to be kept."""
        return hmac.new(self._derived("name"), name.encode(), hashlib.sha256).hexdigest()[:32]

    def coded(self, text: str) -> str:
        """Return what stands for a code that was sent, of which there are so few that a plain hash would tell it."""
        return hmac.new(self._derived("code"), text.encode(), hashlib.sha256).hexdigest()

    def _mark(self, account: int, nonce: str) -> str:
        return hmac.new(self._derived("device"), f"{account}.{nonce}".encode(), hashlib.sha256).hexdigest()[:32]

    def _derived(self, purpose: str) -> bytes:
        return hmac.new(self._secret, f"duban desk {purpose}".encode(), hashlib.sha256).digest()

    def _fernet(self) -> Fernet:
        try:
            from cryptography.fernet import Fernet  # noqa: PLC0415 - only second factors need it
        except ImportError:
            raise NotInstalled(_LIBRARY) from None
        return Fernet(base64.urlsafe_b64encode(self._derived("second factor")))
