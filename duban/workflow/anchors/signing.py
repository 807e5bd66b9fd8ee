"""Signatures of anchors: Ed25519 by the library `cryptography`, which the extra `duban[sign]` brings."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from duban import words
from duban.workflow.errors import KeyUnusable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)
_NAME = 16
_ED25519 = words.Line("has to be an Ed25519 key: `openssl genpkey -algorithm ed25519 -out FILE` makes one")
_PUBLIC = words.Line("has to be the public key of an Ed25519 key: `openssl pkey -in FILE -pubout` writes it")


class Signer:
    """A private key that signs anchors; `name` is what its public key's SHA-256 begins with.

    Raises:
        KeyUnusable: if the PEM text holds no such key, or the library is not installed.

    """

    def __init__(self, pem: str | bytes) -> None:
        load = _library().load_pem_private_key
        try:
            key: Any = load(_bytes(pem), password=None)
        except (ValueError, TypeError, _unsupported()):
            raise KeyUnusable(_ED25519) from None
        if not _is(key, "Ed25519PrivateKey"):
            raise KeyUnusable(_ED25519)
        self._key: Ed25519PrivateKey = key
        self.name = _named(key.public_key())

    def sign(self, text: bytes) -> bytes:
        """Return the signature of a text."""
        return self._key.sign(text)

    @property
    def signers(self) -> Signers:
        """Return what checks the signatures that this key makes."""
        return Signers.of([self._key.public_key()])


class Signers:
    """The public keys that signatures are checked by.

    Raises:
        KeyUnusable: if the PEM text holds no such key, or the library is not installed.

    """

    def __init__(self, pem: str | bytes) -> None:
        load = _library().load_pem_public_key
        keys: list[Any] = []
        for block in _PEM.finditer(_bytes(pem)):
            try:
                keys.append(load(block[0] + b"\n"))
            except (ValueError, TypeError, _unsupported()):
                raise KeyUnusable(_PUBLIC) from None
        if not keys or not all(_is(key, "Ed25519PublicKey") for key in keys):
            raise KeyUnusable(_PUBLIC)
        self._keys: dict[str, Ed25519PublicKey] = {_named(key): key for key in keys}

    @classmethod
    def of(cls, keys: list[Ed25519PublicKey]) -> Signers:
        """Return those of keys that are read already."""
        made = cls.__new__(cls)
        made._keys = {_named(key): key for key in keys}  # noqa: SLF001 - its own
        return made

    def __contains__(self, name: object) -> bool:
        """Return whether the key of this name is among them."""
        return name in self._keys

    def accept(self, name: str, text: bytes, signature: bytes) -> bool:
        """Return whether the key of this name has signed the text."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an extra

        try:
            self._keys[name].verify(signature, text)
        except InvalidSignature:
            return False
        return True


def _library() -> Any:  # noqa: ANN401 - a module
    try:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        raise KeyUnusable(words.Line("needs the extra: pip install 'duban[sign]'")) from None
    return serialization


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - an extra

    return UnsupportedAlgorithm


def _is(key: object, kind: str) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - an extra

    return isinstance(key, getattr(ed25519, kind))


def _named(key: Ed25519PublicKey) -> str:
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:_NAME]


def _bytes(pem: str | bytes) -> bytes:
    return pem.encode(errors="replace") if isinstance(pem, str) else pem
