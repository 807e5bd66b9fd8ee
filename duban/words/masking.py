"""Addresses as anybody may read them: what is secret in them is masked, wherever they are shown."""

from __future__ import annotations

import re

MASK = "***"
"""What stands in place of a secret."""

_SECRET = re.compile(r"pass|pwd|secret|token|key|credential|signature|auth", re.IGNORECASE)


def is_secret(name: str) -> bool:
    """Return whether a setting or parameter of this name holds a secret, such as `password` or `api_key`."""
    return bool(_SECRET.search(name))


def masked(address: str) -> str:
    """Return an address without its passwords: the one before the host, and those among its parameters.

    It need not be a valid one: whatever stands before the last @ of a broken address may be a part of its password.
    """
    scheme, mark, rest = address.partition("://")
    if not mark:
        return address
    place, question, query = rest.partition("?")
    if not all("=" in parameter for parameter in query.split("&")):
        place, question, query = rest, "", ""  # a question mark within a password, which ought to be escaped
    login, at, host = place.rpartition("@")
    if at and not place.startswith("/"):
        user, colon, password = login.partition(":")
        place = f"{user}{colon}{MASK if password else ''}@{host}"
    return f"{scheme}{mark}{place}{question}{'&'.join(map(_masked_parameter, query.split('&')))}"


def _masked_parameter(parameter: str) -> str:
    name, equals, _ = parameter.partition("=")
    return f"{name}{equals}{MASK}" if equals and is_secret(name) else parameter
