"""A bulletin as HTML: each number leads to where it comes from, and to the matters behind it."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from duban import words
from duban.ledger.bulletins.blocks import Chart, Grid
from duban.ledger.charts import chart_figure
from duban.workflow import OUT_TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from duban.ledger.bulletins.blocks import Bulletin, Part, Source, Span
    from duban.ledger.bulletins.changes import Change


def bulletin_html(bulletin: Bulletin, linked: Callable[[str], str] | None = None) -> str:
    """Return a bulletin as an HTML fragment, escaped, without style sheets; `linked` gives the address of a matter."""
    keys = {source.key: f"src-{place}" for place, source in enumerate(bulletin.sources)}
    with words.speaking("zh"):
        parts = "".join(_part(part, keys, place) for place, part in enumerate(bulletin.parts))
        return f"<h1>{escape(bulletin.title)}</h1>{parts}{_sources(bulletin.sources, keys, linked)}"


def changes_html(changes: Iterable[Change]) -> str:
    """Return what has changed as an HTML table; a sentence if nothing has."""
    rows = "".join(
        f'<tr><th scope="row">{escape(each.unit)}</th><td>{escape(each.what)}</td><td>{escape(each.before)}</td>'
        f"<td>{escape(each.after)}</td><td>{escape(each.moved)}</td></tr>"
        for each in changes
    )
    if not rows:
        return "<p>数据没有变动。</p>"
    head = "".join(f'<th scope="col">{text}</th>' for text in ("单位", "项目", "更正前", "更正后", "涉及事项"))
    return f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _part(part: Part, keys: Mapping[str, str], place: int) -> str:
    if isinstance(part, Chart):
        return chart_figure(part.chart, f"chart{place}")
    if isinstance(part, Grid):
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in part.head)
        rows = "".join(f"<tr>{''.join(f'<td>{_span(span, keys)}</td>' for span in row)}</tr>" for row in part.rows)
        return (
            f'<div class="wide" tabindex="0" role="region" aria-label="{escape(part.caption)}"><table>'
            f"<caption>{escape(part.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )
    said = "".join(_span(span, keys) for span in part.spans)
    return f"<h{part.level + 1}>{said}</h{part.level + 1}>" if part.level else f'<p class="body">{said}</p>'


def _span(span: Span, keys: Mapping[str, str]) -> str:
    said = escape(span.text)
    return f'<a href="#{keys[span.source]}">{said}</a>' if span.source in keys else said


def _why(code: str) -> str:
    """Return why a matter is in no rate, as 统计 says it."""
    return escape(words.text(OUT_TEXTS[code]) if code in OUT_TEXTS else code)


def _sources(sources: Iterable[Source], keys: Mapping[str, str], linked: Callable[[str], str] | None) -> str:
    """Return the numbers with what is behind each, as an appendix."""

    def matters(numbers: Iterable[str]) -> str:
        """Return matters, each once; of one that counts more than once, for several units, how often it does."""
        return "、".join(
            (f'<a href="{escape(linked(number))}">{escape(number)}</a>' if linked else escape(number))
            + (f"（{often}次）" if often > 1 else "")
            for number, often in Counter(numbers).items()
        )

    rows = ""
    for source in sources:
        number = source.number
        lists = [("计入", matters(number.counted)), ("未计入分子", matters(number.others))]
        if number.out:
            out = "、".join(f"{escape(each)}（{_why(why)}）" for each, why in dict.fromkeys(number.out))
            lists.append(("不在统计之内", out))
        behind = "<br>".join(f"{head}：{listed}" for head, listed in lists if listed)
        counted = f"{number.part}" if number.whole is None else f"{number.part}/{number.whole}"
        rows += (
            f'<tr id="{keys[source.key]}"><th scope="row">{escape(source.whose)}</th><td>{escape(source.what)}</td>'
            f"<td>{counted}</td><td>{behind}</td></tr>"
        )
    head = "".join(f'<th scope="col">{text}</th>' for text in ("单位", "数据", "数值", "所列事项"))
    table = f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    shown = f'<div class="wide" tabindex="0" role="region" aria-label="数据来源">{table}</div>'
    return f'<details class="sources"><summary>数据来源（{len(keys)}项）</summary>{shown}</details>'
