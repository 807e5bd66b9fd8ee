"""A channel for SMS by Aliyun (短信服务, dysmsapi): SendSms of 2017-05-25, signed with ACS3-HMAC-SHA256."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta, timezone
from functools import partial
from typing import TYPE_CHECKING, Any

from duban.notifiers.channels.asking import PATIENCE
from duban.notifiers.channels.signed_sms import Answered, SignedSms, number_of, parts_of, wait_told
from duban.notifiers.channels.signing import encoded, signed_for_aliyun
from duban.notifiers.channels.sorting import ACCOUNT, CONFIGURATION, GONE, LATER, RECIPIENT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from datetime import datetime

    import httpx

    from duban.notifiers.channels.asking import Reply
    from duban.notifiers.message import Message
    from duban.notifiers.notifier import SentTo


_CHINA = timezone(timedelta(hours=8))
_PAGE, _MOST_PAGES = 20, 10


class AliyunSmsNotifier(SignedSms):
    """Sends each SMS by Aliyun's SendSms, for one number at a time; `OutId` is the message's id."""

    name = "aliyun-sms"
    stale = frozenset({"InvalidTimeStamp.Expired", "InvalidTimeStamp.Format"})
    codes = {  # noqa: RUF012 - a table
        LATER: (
            *("isv.BUSINESS_LIMIT_CONTROL", "isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "isp.UNKNOWN"),
            *("Throttling*", "ServiceUnavailable*", "InternalError*", "SignatureNonceUsed", "InvalidTimeStamp*"),
        ),
        GONE: ("isv.MOBILE_NUMBER_ILLEGAL",),
        RECIPIENT: (
            *("isv.BLACK_KEY_CONTROL_LIMIT", "isv.SMS_CONTENT_ILLEGAL"),
            *("isv.UNSUPPORTED_CONTENT", "MOBILE_IN_BLACK", "isv.NOT_SUPPORTED_COUNTRY"),
        ),
        CONFIGURATION: (
            *("isv.SMS_TEMPLATE_ILLEGAL", "isv.TEMPLATE_*", "isv.INVALID_*", "isv.PARAM_*"),
            *("isv.SMS_SIGNATURE_SCENE_ILLEGAL", "isv.EXTEND_CODE_ERROR", "isv.DOMESTIC_NUMBER_NOT_SUPPORTED"),
            *("isv.MOBILE_COUNT_OVER_LIMIT", "Missing*", "InvalidAction*", "InvalidVersion*"),
        ),
        ACCOUNT: (
            *("isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.ACCOUNT_*", "isv.PRODUCT_*"),
            *("isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL", "isv.BILLING_DEDUCTION_ERROR"),
            *("isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_SIGN_ILLEGAL", "isv.SIGN_*", "isv.DENY_IP_RANGE"),
            *("isp.RAM_PERMISSION_DENY", "isv.RAM_*", "InvalidAccessKeyId*", "SignatureDoesNotMatch"),
            *("IncompleteSignature", "Forbidden*", "NoPermission"),
        ),
    }

    def __init__(
        self,
        *,
        key_id: str,
        key_secret: str,
        sign: str,
        templates: Mapping[str, Any] | None = None,
        codes: Mapping[str, Sequence[str]] | None = None,
        per_minute: int | str = 0,
        per_hour: int | str = 0,
        per_day: int | str = 50,
        endpoint: str = "https://dysmsapi.aliyuncs.com",
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

    def _request(self, message: Message, template: str, values: Mapping[str, str], at: datetime) -> httpx.Request:
        query = {
            "PhoneNumbers": number_of(message.to, prefix=""),
            "SignName": self._sign,
            "TemplateCode": template,
            "TemplateParam": json.dumps(values, ensure_ascii=False),
            "OutId": message.id,
        }
        return self._signed("SendSms", query, at)

    def _signed(self, action: str, query: Mapping[str, str], at: datetime) -> httpx.Request:
        headers = signed_for_aliyun(
            key_id=self._key_id,
            secret=self._secret,
            host=self._host,
            action=action,
            version="2017-05-25",
            query=query,
            at=at,
            nonce=uuid.uuid4().hex,
        )
        sent = {name.encode(): value.encode() for name, value in headers.items()}
        return self._asking.request("POST", f"{self._endpoint}/?{encoded(query)}", sent, None)

    async def reports(self, sent: Sequence[SentTo], *, now: datetime) -> AsyncIterator[object]:
        """Yield the answers of QuerySendDetails for each number and day (in China) on which it got a message."""
        days = dict.fromkeys((number_of(each.to, prefix=""), each.at.astimezone(_CHINA).date()) for each in sent)
        for number, day in days:
            for page in range(1, _MOST_PAGES + 1):
                query = {"PhoneNumber": number, "SendDate": f"{day:%Y%m%d}", "PageSize": str(_PAGE)}
                query["CurrentPage"] = str(page)
                answer = await self._asked(partial(self._signed, "QuerySendDetails", query), now)
                yield answer
                (total,) = parts_of(answer, "TotalCount")
                if page * _PAGE >= int(total if total.isdigit() else 0):
                    break

    def _answered(self, reply: Reply) -> Answered:
        code, told = parts_of(reply.json, "Code", "Message")
        return Answered(code, code == "OK", wait_told(told) if code == "isv.BUSINESS_LIMIT_CONTROL" else None)
