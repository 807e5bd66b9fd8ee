"""A channel for SMS by Tencent Cloud (腾讯云短信): SendSms of 2021-01-11, signed with TC3-HMAC-SHA256."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from duban import words
from duban.notifiers.channels.asking import PATIENCE
from duban.notifiers.channels.signed_sms import Answered, SignedSms, number_of, parts_of, wait_told
from duban.notifiers.channels.signing import signed_for_tencent
from duban.notifiers.channels.sorting import ACCOUNT, CONFIGURATION, GONE, LATER, RECIPIENT
from duban.notifiers.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from datetime import datetime

    import httpx

    from duban.notifiers.channels.asking import Reply
    from duban.notifiers.message import Message
    from duban.notifiers.notifier import SentTo


_PAGE, _MOST_PULLS = 100, 20


class TencentSmsNotifier(SignedSms):
    """Sends each SMS by Tencent's SendSms, for one number at a time; `SessionContext` is the message's id.

    Its templates number their variables: the values go in the order of `params`, or as the scenario has them.
    """

    name = "tencent-sms"
    stale = frozenset({"AuthFailure.SignatureExpire"})
    codes = {  # noqa: RUF012 - a table
        LATER: (
            *("LimitExceeded.*", "LimitExceeded", "RequestLimitExceeded*", "InternalError*", "ResourceUnavailable*"),
            "AuthFailure.SignatureExpire",
        ),
        GONE: ("InvalidParameterValue.IncorrectPhoneNumber",),
        RECIPIENT: (
            *("FailedOperation.PhoneNumberInBlacklist", "FailedOperation.PhoneNumberOnBlacklist"),
            "FailedOperation.ContainSensitiveWord",
        ),
        CONFIGURATION: (
            *(
                "FailedOperation.TemplateIncorrectOrUnapproved",
                "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
            ),
            *("FailedOperation.FailResolvePacket", "FailedOperation.JsonParseFail", "FailedOperation.MissingTemplate*"),
            *("InvalidParameter", "InvalidParameter.*", "InvalidParameterValue.*", "MissingParameter*"),
            *("UnsupportedOperation*", "InvalidAction*", "NoSuchVersion*"),
        ),
        ACCOUNT: (
            *("FailedOperation.InsufficientBalanceInSmsPackage", "FailedOperation.SignatureIncorrectOrUnapproved"),
            *("InvalidParameterValue.SdkAppIdNotExist", "LimitExceeded.AppMainlandChinaDailyLimit"),
            *("LimitExceeded.AppGlobalDailyLimit", "LimitExceeded.AppDailyLimit", "LimitExceeded.DailyLimit"),
            *("UnauthorizedOperation*", "AuthFailure*", "IpInBlacklist", "IpNotInWhitelist"),
            "InternalError.SigVerificationFail",
        ),
    }

    def __init__(
        self,
        *,
        key_id: str,
        key_secret: str,
        app_id: str,
        sign: str,
        templates: Mapping[str, Any] | None = None,
        codes: Mapping[str, Sequence[str]] | None = None,
        per_minute: int | str = 0,
        per_hour: int | str = 0,
        per_day: int | str = 10,
        region: str = "ap-guangzhou",
        endpoint: str = "https://sms.tencentcloudapi.com",
        timeout: float | str = PATIENCE,
    ) -> None:
        super().__init__(
            key_id=key_id,
            key_secret=key_secret,
            sign=sign,
            templates=templates,
            codes=codes,
            limits={"per_minute": per_minute, "per_hour": per_hour, "per_day": per_day},
            endpoint=endpoint,
            timeout=timeout,
        )
        if not app_id.strip():
            raise BadSetting(self.name, "app_id", words.Line("is missing"))
        self._app_id, self._region = app_id.strip(), region

    def _request(self, message: Message, template: str, values: Mapping[str, str], at: datetime) -> httpx.Request:
        content = json.dumps(
            {
                "PhoneNumberSet": [number_of(message.to, prefix="+86")],
                "SmsSdkAppId": self._app_id,
                "SignName": self._sign,
                "TemplateId": template,
                "TemplateParamSet": list(values.values()),
                "SessionContext": message.id,
            },
            ensure_ascii=False,
        ).encode()
        return self._signed("SendSms", content, at)

    def _signed(self, action: str, content: bytes, at: datetime) -> httpx.Request:
        headers = signed_for_tencent(
            key_id=self._key_id,
            secret=self._secret,
            host=self._host,
            service="sms",
            action=action,
            version="2021-01-11",
            region=self._region,
            content=content,
            at=at,
        )
        sent = {name.encode(): value.encode() for name, value in headers.items()}
        return self._asking.request("POST", f"{self._endpoint}/", sent, content)

    async def reports(self, sent: Sequence[SentTo], *, now: datetime) -> AsyncIterator[object]:
        """Yield the answers of PullSmsSendStatus until there are no more; each report is told only once."""
        content = json.dumps({"SmsSdkAppId": self._app_id, "Limit": _PAGE}).encode()
        for _ in range(max(_MOST_PULLS, len(sent) // _PAGE)):
            answer = await self._asked(partial(self._signed, "PullSmsSendStatus", content), now)
            yield answer
            response = answer.get("Response")
            found = response.get("PullSmsSendStatusSet") if isinstance(response, dict) else None
            if not isinstance(found, list) or len(found) < _PAGE:
                return

    def _answered(self, reply: Reply) -> Answered:
        whole = reply.json
        response = whole.get("Response") if isinstance(whole, dict) else None
        response = response if isinstance(response, dict) else {}
        (failed,) = parts_of(response.get("Error"), "Code")
        each = response.get("SendStatusSet")
        (code,) = parts_of(each[0] if isinstance(each, list) and each else None, "Code")
        found = failed or code
        return Answered(found, found == "Ok", wait_told(found) if found.startswith("LimitExceeded") else None)
