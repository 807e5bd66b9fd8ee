"""A page that stands alone, on A4 when printed: it loads nothing from the network."""

from __future__ import annotations

from html import escape

_STYLE = """
body{font:16px/1.7 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;max-width:820px;margin:24px auto}
body{padding:0 16px;color:#1f2933} h1{text-align:center;font-size:26px} h2,h3,h4{font-size:17px;margin:18px 0 6px}
.body{text-indent:2em;margin:6px 0} .under{text-align:center} a{color:inherit}
table{width:100%;border-collapse:collapse;font-size:14px} th,td{border:1px solid #555;padding:4px 6px}
th,td{text-align:center} .plain td:last-child{text-align:left} caption{font-weight:bold;padding:10px 0 4px}
.wide{overflow-x:auto} figure{margin:12px 0} svg{max-width:100%;height:auto} .narrow-chart{display:none}
.matter h2{margin:12px 0 2px} dl.facts{display:grid;grid-template-columns:6em 1fr;margin:0;font-size:15px}
dl.facts dd{margin:0}
@media(max-width:640px){.wide-chart{display:none} .narrow-chart{display:block}}
@page{size:A4;margin:20mm 18mm}
@media print{body{margin:0;max-width:none} details{display:none} figure{break-inside:avoid}}
@media print{.narrow-chart{display:none} .wide-chart{display:block}}
"""


def standing_page(title: str, body: str) -> str:
    """Return a whole page around a fragment, which is escaped already."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" '
        f'content="{policy}"><style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n'
    )
