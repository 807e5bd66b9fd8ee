"""What an office sets of its archive: the table `[archive]` of duban.toml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Retention = Literal["永久", "30年", "10年"]
"""保管期限, by the rule 《机关文件材料归档范围和文书档案保管期限规定》 (国家档案局令第8号, 2006)."""


class ArchiveSettings(BaseModel):
    """The archive of closed matters: for how long they are kept (国家档案局令第8号), and which anchors prove them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    retention: dict[str, Retention] = Field(
        default={},
        description="For how long matters of a scenario are kept (保管期限), by its name: 永久, 30年 or 10年. A matter "
        "that has a field `retention` says so itself.",
        examples=[{"plan": "永久", "hotline": "10年"}],
    )
    default: Retention = Field(default="30年", description="For how long all others are kept.", examples=["10年"])
    anchors: str | None = Field(
        default=None,
        description="The log of anchors (`duban verify --export`) that archives quote as their proof.",
        examples=["/mnt/archive/anchors.jsonl"],
    )
