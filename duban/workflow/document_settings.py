"""What an office sets of its documents, letters as Word files and PDFs: the table `[documents]` of duban.toml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class DocumentSettings(BaseModel):
    """The documents. Word shows the fonts that are named; a PDF has them embedded if they are on this machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    templates: str | None = Field(
        default=None,
        description="A folder with the office's own Word templates, each called as its kind: 督办通知单.docx.",
        examples=["templates"],
    )
    fonts: str | None = Field(
        default=None, description="A folder with font files for PDFs, beside those of the machine.", examples=["fonts"]
    )
    title_font: str = Field(
        default="方正小标宋简体",
        min_length=1,
        max_length=60,
        description="The font of titles and of the red head (小标宋).",
        examples=["方正小标宋_GBK"],
    )
    body_font: str = Field(
        default="仿宋_GB2312",
        min_length=1,
        max_length=60,
        description="That of the text (仿宋).",
        examples=["方正仿宋_GBK"],
    )
    kai_font: str = Field(
        default="楷体_GB2312",
        min_length=1,
        max_length=60,
        description="That of second headings (楷体).",
        examples=["方正楷体_GBK"],
    )
    hei_font: str = Field(
        default="黑体",
        min_length=1,
        max_length=60,
        description="That of first headings (黑体).",
        examples=["方正黑体_GBK"],
    )
    song_font: str = Field(
        default="宋体",
        min_length=1,
        max_length=60,
        description="That of page numbers (宋体).",
        examples=["方正书宋_GBK"],
    )
