"""The office's words for the words of the language that are values: lights, types of fields, periods."""

from __future__ import annotations

WORDS = {
    "green": "绿灯",
    "blue": "蓝灯",
    "yellow": "黄灯",
    "red": "红灯",
    "open": "立项",
    "system": "系统",
    "anyone": "任何人",
    "note": "说明",
    "string": "短文本",
    "text": "文本",
    "number": "数",
    "boolean": "是否",
    "date": "日期",
    "datetime": "时刻",
    "choice": "选项",
    "file": "附件",
    "each": "逐步补办",
    "latest": "只补最后一步",
    "skip": "不补",
    "all": "全部",
    "any": "其一",
    "day": "日",
    "week": "周",
    "month": "月",
    "quarter": "季度",
    "half year": "半年",
    "year": "年",
}
