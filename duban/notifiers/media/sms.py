"""What an SMS must be: how long, and how many segments it is charged as."""

from __future__ import annotations

from duban.notifiers.errors import SmsTooLong

_ONE_SEGMENT = 70
_EACH_SEGMENT = 67
_LONGEST = 500


def sms_segments(text: str, sign: str = "") -> int:
    """Return how many SMS a text is charged as: 70 characters one, longer ones 67 each, emoji counting two.

    The signature counts, with its 【】. Over 500 characters raise `SmsTooLong`.
    """
    whole = f"【{sign.strip('【】')}】{text}" if sign else text
    length = len(whole.encode("utf-16-le", errors="replace")) // 2
    if length > _LONGEST:
        raise SmsTooLong(length, _LONGEST)
    return 1 if length <= _ONE_SEGMENT else -(-length // _EACH_SEGMENT)
