"""SMS providers as a program: it prints its port, checks who asks, and takes messages while there is credit.

PUT /account sets what it knows: `credit` (how many it still takes), `refuse` (codes by number), `now` (what its
clock says). GET /seen returns what it took, and how often it was asked. Each provider has its own path:

- `/mas`: an operator's platform; the body is the base64 of a JSON object with an MD5 over its fields.
- `/aliyun` and `/tencent`: requests signed as ACS3-HMAC-SHA256 and TC3-HMAC-SHA256, by `KEY_ID` and `SECRET`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

account: dict[str, Any] = {"credit": 0, "refuse": {}, "now": "2024-04-16T00:00:00+00:00"}
taken: list[dict[str, Any]] = []
asked = 0
lock = Lock()

MAS_KEY = "mas-secret-0123456789"
KEY_ID, SECRET = "key-id-4711", "key-secret-0815"


def mas(body: bytes) -> dict[str, Any]:
    """Answer as an operator's platform does: 200, and a code."""
    fields = json.loads(base64.b64decode(body, validate=True))
    order = [fields["ecName"], fields["apId"], MAS_KEY]
    order += [fields[name] for name in ("templateId", "mobiles", "params", "sign", "addSerial")]
    if hashlib.md5("".join(order).encode()).hexdigest() != fields["mac"]:  # noqa: S324 - what the platform asks for
        return {"rspcod": "IllegalMac", "success": False}
    code = bought(fields["mobiles"], "NoCredit", params=json.loads(fields["params"]), sign=fields["sign"])
    if code is not None:
        return {"rspcod": code, "success": False, "msgGroup": ""}
    with lock:
        ours = next(each for each in reversed(taken) if each["to"] == fields["mobiles"])
        ours["group"] = f"G{taken.index(ours)}"
        return {"rspcod": "success", "success": True, "msgGroup": ours["group"]}


def mac(key: bytes, text: str) -> bytes:
    """Return an HMAC-SHA256."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def canonical(path: str, headers: dict[str, str], names: str, body: bytes, digest: str = "") -> str:
    """Return the digest of the canonical request, as both providers describe it."""
    query = urlsplit(path).query
    lines = [f"{name}:{headers[name].strip()}" for name in names.split(";")]
    parts = ("POST", "/", query, *lines, "", names, digest or hashlib.sha256(body).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_far(moment: datetime, seconds: int) -> bool:
    """Return whether a moment is too far from what the provider's clock says."""
    return abs((moment - datetime.fromisoformat(account["now"])).total_seconds()) > seconds


def aliyun(path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
    """Answer as Aliyun does: 4xx for who asks, 200 and a code for what is asked."""
    proof = dict(re.findall(r"(Credential|SignedHeaders|Signature)=([^,]+)", headers["authorization"]))
    if proof["Credential"] != KEY_ID:
        return 404, {"Code": "InvalidAccessKeyId.NotFound"}
    if is_far(datetime.fromisoformat(headers["x-acs-date"]), 900):
        return 400, {"Code": "InvalidTimeStamp.Expired"}
    digest = canonical(path, headers, proof["SignedHeaders"], body, headers["x-acs-content-sha256"])
    signature = mac(SECRET.encode(), f"ACS3-HMAC-SHA256\n{digest}").hex()
    if signature != proof["Signature"] or "x-acs-signature-nonce" not in proof["SignedHeaders"]:
        return 400, {"Code": "SignatureDoesNotMatch", "Message": f"for {KEY_ID} and {SECRET}"}
    asked_for = dict(parse_qsl(urlsplit(path).query))
    if headers["x-acs-action"] == "QuerySendDetails":
        return 200, details(asked_for)
    facts = {"values": json.loads(asked_for["TemplateParam"]), "template": asked_for["TemplateCode"]}
    facts |= {"sign": asked_for["SignName"], "id": asked_for["OutId"]}
    code = bought(asked_for["PhoneNumbers"], "isv.AMOUNT_NOT_ENOUGH", **facts)
    told = "触发小时级流控Permits:5" if code == "isv.BUSINESS_LIMIT_CONTROL" else "OK"
    return 200, {"Code": code or "OK", "Message": told, "BizId": f"B{len(taken)}", "RequestId": "R"}


def tencent(_: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
    """Answer as Tencent Cloud does: always 200, with an error for who asks, and a status for each number."""
    proof = dict(re.findall(r"(Credential|SignedHeaders|Signature)=([^,]+)", headers["authorization"]))
    key_id, *scope = proof["Credential"].split("/")
    moment = datetime.fromtimestamp(int(headers["x-tc-timestamp"]), UTC)
    if key_id != KEY_ID:
        return 200, {"Response": {"Error": {"Code": "AuthFailure.SecretIdNotFound", "Message": "?"}}}
    if is_far(moment, 300):
        return 200, {"Response": {"Error": {"Code": "AuthFailure.SignatureExpire", "Message": "?"}}}
    key = f"TC3{SECRET}".encode()
    for part in (moment.strftime("%Y-%m-%d"), "sms", "tc3_request"):
        key = mac(key, part)
    digest = canonical("/", headers, proof["SignedHeaders"], body)
    to_sign = "\n".join(("TC3-HMAC-SHA256", headers["x-tc-timestamp"], "/".join(scope), digest))
    if mac(key, to_sign).hex() != proof["Signature"]:
        return 200, {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": SECRET}}}
    asked_for = json.loads(body)
    if headers["x-tc-action"] == "PullSmsSendStatus":
        return 200, {"Response": {"PullSmsSendStatusSet": pulled(asked_for["Limit"]), "RequestId": "R"}}
    (number,) = asked_for["PhoneNumberSet"]
    facts = {"values": asked_for["TemplateParamSet"], "template": asked_for["TemplateId"]}
    facts |= {"sign": asked_for["SignName"], "id": asked_for["SessionContext"]}
    code = bought(number, "FailedOperation.InsufficientBalanceInSmsPackage", **facts)
    status = {"SerialNo": f"S{len(taken)}", "PhoneNumber": number, "Code": code or "Ok", "Message": "send success"}
    return 200, {"Response": {"SendStatusSet": [status], "RequestId": "R"}}


def details(asked_for: dict[str, str]) -> dict[str, Any]:
    """Answer what became of the messages to one number, a page at a time."""
    number, size, page = asked_for["PhoneNumber"], int(asked_for["PageSize"]), int(asked_for["CurrentPage"])
    if len(asked_for["SendDate"]) != 8 or not 1 <= size <= 50:
        return {"Code": "isv.INVALID_PARAMETERS", "Message": "?"}
    ours = [each for each in taken if each["to"] == number]
    shown = [
        {"PhoneNum": number, "OutId": each["id"], "Content": "…", "TemplateCode": each["template"], **told(each)}
        for each in ours[(page - 1) * size : page * size]
    ]
    listed = {"SmsSendDetailDTO": shown}
    return {"Code": "OK", "Message": "OK", "TotalCount": len(ours), "SmsSendDetailDTOs": listed, "RequestId": "R"}


def told(message: dict[str, Any]) -> dict[str, Any]:
    """Return what the provider says of a message, as the account's `reports` by number have it; else it waits."""
    code = account.get("reports", {}).get(message["to"])
    return {"SendStatus": 1 if code is None else 3 if code == "DELIVERED" else 2, "ErrCode": code or ""}


def pulled(limit: int) -> list[dict[str, Any]]:
    """Return the next reports, each of them once."""
    found = []
    for place, each in enumerate(taken):
        code = account.get("reports", {}).get(each["to"])
        if code is not None and not each.get("told") and len(found) < limit:
            each["told"] = True
            status = {"ReportStatus": "SUCCESS" if code == "DELIVRD" else "FAIL", "Description": code}
            found.append({"PhoneNumber": each["to"], "SerialNo": f"S{place + 1}", "CountryCode": "86", **status})
    return found


def bought(number: str, broke: str, **facts: object) -> str | None:
    """Take a message for a number; return the code for which it is not taken, `broke` without credit."""
    with lock:
        if number in account["refuse"]:
            return str(account["refuse"][number])
        if account["credit"] <= 0:
            return broke
        account["credit"] -= 1
        taken.append({"to": number, **facts})
        return None


class Provider(BaseHTTPRequestHandler):
    """One process for all."""

    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        account.update(json.loads(self._body()))
        self._reply({})

    def do_GET(self) -> None:
        self._reply({"taken": taken, "asked": asked})

    def do_POST(self) -> None:
        global asked  # noqa: PLW0603 - the process is one provider
        with lock:
            asked += 1
        body, headers = self._body(), {name.lower(): text for name, text in self.headers.items()}
        provider, _, rest = self.path.lstrip("/").partition("/")
        if provider == "mas":
            self._reply(mas(body))
        else:
            status, answer = {"aliyun": aliyun, "tencent": tencent}[provider](f"/{rest}", headers, body)
            self._reply(answer, status)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _reply(self, answer: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(answer).encode()
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Date", format_datetime(datetime.fromisoformat(account["now"]), usegmt=True))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
