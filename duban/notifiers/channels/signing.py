"""How providers want requests to be signed: pure functions of the request, the keys and the moment."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_ACS3, _TC3 = "ACS3-HMAC-SHA256", "TC3-HMAC-SHA256"


def signed_for_aliyun(
    *,
    key_id: str,
    secret: str,
    host: str,
    action: str,
    version: str,
    query: Mapping[str, str],
    at: datetime,
    nonce: str,
    method: str = "POST",
    path: str = "/",
) -> dict[str, str]:
    """Return the headers of a request without a body, signed as ACS3-HMAC-SHA256 by Aliyun's signature version 3.

    All headers but `Authorization` are part of what is signed, by their names in small letters and in their order.
    """
    payload = _sha256(b"")
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": payload,
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = "\n".join((method, path, encoded(query), lines, names, payload))
    signature = hmac.new(secret.encode(), f"{_ACS3}\n{_sha256(canonical.encode())}".encode(), hashlib.sha256)
    proof = f"{_ACS3} Credential={key_id},SignedHeaders={names},Signature={signature.hexdigest()}"
    return {**headers, "Authorization": proof}


def encoded(query: Mapping[str, str]) -> str:
    """Return a query in the order and the percent encoding that Aliyun signs."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def signed_for_tencent(
    *,
    key_id: str,
    secret: str,
    host: str,
    service: str,
    action: str,
    version: str,
    region: str,
    content: bytes,
    at: datetime,
) -> dict[str, str]:
    """Return the headers of a POST with a body of JSON, signed as TC3-HMAC-SHA256; the key is derived for the day."""
    moment = at.astimezone(UTC)
    headers = {"content-type": "application/json; charset=utf-8", "host": host}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = "\n".join(("POST", "/", "", lines, names, _sha256(content)))
    day, stamp = moment.strftime("%Y-%m-%d"), str(int(moment.timestamp()))
    scope = f"{day}/{service}/tc3_request"
    to_sign = "\n".join((_TC3, stamp, scope, _sha256(canonical.encode())))
    key = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        key = _hmac(key, part)
    proof = f"{_TC3} Credential={key_id}/{scope}, SignedHeaders={names}, Signature={_hmac(key, to_sign).hex()}"
    return {
        "Authorization": proof,
        "Content-Type": headers["content-type"],
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Version": version,
        "X-TC-Timestamp": stamp,
        "X-TC-Region": region,
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
