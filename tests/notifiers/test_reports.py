"""What providers report later of SMS is read in the shape that each of them gives it."""

from __future__ import annotations

import pytest

from duban.notifiers import reports_in


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ([{"phone_number": "1", "success": True, "out_id": "a@b", "biz_id": "B1", "err_code": "DELIVERED"}], "a@b+"),
        ([{"phone_number": "1", "success": False, "out_id": "a@b", "biz_id": "B1", "err_code": "MK:0001"}], "a@b-"),
        (
            {
                "SmsSendDetailDTOs": {
                    "SmsSendDetailDTO": [{"OutId": "a", "SendStatus": 3}, {"OutId": "b", "SendStatus": 1}]
                }
            },
            "a+",
        ),
        ([{"mobile": "1", "report_status": "FAIL", "errmsg": "UNKNOWN", "sid": "S1"}], "S1-"),
        (
            {
                "Response": {
                    "PullSmsSendStatusSet": [{"PhoneNumber": "+861", "SerialNo": "S1", "ReportStatus": "SUCCESS"}]
                }
            },
            "S1+",
        ),
        ([{"id": "a", "arrived": False, "detail": "空号"}], "a-"),
        ([[[[[[[[{"id": "a", "arrived": True}]]]]]]]], ""),
        ("nothing", ""),
    ],
)
def test_each_provider_reports_in_its_own_way(answer: object, found: str) -> None:
    assert "".join(f"{each.named}{'+' if each.arrived else '-'}" for each in reports_in(answer)) == found
