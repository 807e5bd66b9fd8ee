"""Word templates of an office's own: used in place of ours, checked, and never able to do harm."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from test_letter_word import parts_of, text_of

from duban import words
from duban.ledger.documents import (
    LetterKind,
    TemplateFault,
    check_template,
    default_template,
    letter_docx,
    sample_letter,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

KIND = LetterKind.NOTICE
WHOLE = (
    "{{ 文号 }}",
    "{{ 标题 }}",
    "{{ 主送 }}：",
    "{{p 正文 }}",
    "{{p 事项表 }}",
    "{{p 附件说明 }}",
    "{{p 落款 }}",
    "{{p 回执 }}",
)


def template(folder: Path, *paragraphs: str | Iterable[str], kind: LetterKind = KIND) -> Path:
    """Write a template as Word leaves it: each paragraph one run, or the runs into which Word has split it."""
    document = docx.Document()
    for said in paragraphs:
        paragraph = document.add_paragraph()
        for piece in [said] if isinstance(said, str) else said:
            paragraph.add_run(piece)
    folder.mkdir(exist_ok=True)
    path = folder / f"{kind}.docx"
    document.save(str(path))
    return path


def test_an_office_s_template_takes_the_place_of_ours(tmp_path: Path) -> None:
    template(tmp_path, "云川市督办专用纸", *WHOLE)
    made = text_of(letter_docx(sample_letter(KIND), templates=tmp_path))
    assert "云川市督办专用纸" in made
    assert "云优化办督〔2024〕3号" in made
    assert "图审和消防审查合并办理" in made
    other = text_of(letter_docx(sample_letter(LetterKind.EXTENSION), templates=tmp_path))
    assert "云川市督办专用纸" not in other


def test_a_template_that_is_changed_is_read_anew(tmp_path: Path) -> None:
    template(tmp_path, "第一版", "{{ 文号 }}")
    assert "第一版" in text_of(letter_docx(sample_letter(KIND), templates=tmp_path))
    template(tmp_path, "第二版，多了几个字", "{{ 文号 }}")
    assert "第二版" in text_of(letter_docx(sample_letter(KIND), templates=tmp_path))


def test_tags_are_found_where_word_has_split_them(tmp_path: Path) -> None:
    path = template(
        tmp_path,
        ["编号：{", "{ 文", "号 }", "}"],
        ["{", "%p if ", "附件 %}"],
        "有附件",
        "{%p endif %}",
        ["{{", "p 正文 }}"],
    )
    made = text_of(letter_docx(sample_letter(KIND), templates=tmp_path))
    assert "编号：云优化办督〔2024〕3号" in made
    assert "有附件" in made
    assert "{" not in made
    assert check_template(path, KIND).split == ("{{ 文号 }}", "{%p if 附件 %}", "{{p 正文 }}")


def test_names_can_be_written_in_either_language_with_the_quotes_that_word_sets(tmp_path: Path) -> None:
    template(tmp_path, "{{ number }}|{{ 事项[‘承办单位’] }}|{{ fields[“没有这项”] }}|{{ 密级|default('无') }}")
    made = text_of(letter_docx(sample_letter(KIND), templates=tmp_path))
    assert "云优化办督〔2024〕3号|市住房和城乡建设局、市自然资源和规划局||内部" in made


def test_paragraphs_and_rows_are_repeated(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{%p for 段 in 段落 %}")
    document.add_paragraph("段：{{ 段.text }}")
    document.add_paragraph("{%p endfor %}")
    table = document.add_table(rows=3, cols=1)
    for row, said in zip(table.rows, ("{%tr for 名 in 附件 %}", "附：{{ 名 }}", "{%tr endfor %}"), strict=True):
        row.cells[0].text = said
    document.save(str(tmp_path / f"{KIND}.docx"))
    made = docx.Document(io.BytesIO(letter_docx(sample_letter(KIND), templates=tmp_path)))
    assert made.paragraphs[0].text.startswith("段：你单位承办的下列事项")
    assert [row.cells[0].text for row in made.tables[0].rows] == [
        f"附：{each}" for each in sample_letter(KIND).attachments
    ]


def test_ours_can_be_saved_by_the_office_and_taken_as_its_own(tmp_path: Path) -> None:
    for kind in LetterKind:
        (tmp_path / f"{kind}.docx").write_bytes(default_template(kind))
        checked = check_template(tmp_path / f"{kind}.docx", kind)
        assert (checked.faults, checked.unused) == ((), ())
        assert checked.sample == letter_docx(sample_letter(kind), templates=tmp_path)


MISTAKES = [
    (["{{ 文 号 }}"], "{{ 文 号 }}: expected token 'end of print statement', got '号'"),
    (["{{ 文号码 }}"], "{{ 文号码 }}: there is no 文号码; near: 文号, 正文, 份号"),
    (["{{ 文号 }"], "a tag is not closed, or not opened, in its paragraph: {{ 文号 }"),
    (["{{ 文号", "}}"], "a tag is not closed, or not opened, in its paragraph: {{ 文号"),
    (["{{ 正文 }}"], "{{ 正文 }}: write it as {{p 正文 }}"),
    (["前 {{p 正文 }}"], "{{p 正文 }}: it has to stand alone in its paragraph, which it replaces"),
    (["{{p 标题 }}"], "{{p 标题 }}: write it as {{ 标题 }}"),
    (["{{ 附件 }}"], "{{ 附件 }}: write it as {%p for each in 附件 %}"),
    (["{%p if 附件 %}", "一"], "{%p if 附件 %}: Unexpected end of template."),
    (["{%p endif %}"], "{%p endif %}: Encountered unknown tag 'endif'."),
    (["{{ 标题.title() }}"], "{{ 标题.title() }}: “call” is not for templates"),
    (["{% set a = 标题 %}"], "“assign” is not for templates"),
    (["{% for a in 附件 %}{% for b in 附件 %}{{ b }}{% endfor %}{% endfor %}"], "“for” is not for templates"),
    (["{% include 'x' %}"], "“include” is not for templates"),
    (["{{ ''.__class__ }}"], "{{ ''.__class__ }}: "),
    (["{{ 标题|safe }}"], "{{ 标题|safe }}: there is no safe; near: count"),
    (["{{ 标题 * 1000000 }}"], "{{ 标题 * 1000000 }}: *"),
]


@pytest.mark.parametrize(("paragraphs", "said"), MISTAKES, ids=[said for _, said in MISTAKES])
def test_a_mistake_gets_one_line_that_names_the_template_and_the_tag(
    tmp_path: Path, paragraphs: list[str], said: str
) -> None:
    path = template(tmp_path, "{{ 标题 }}", *paragraphs)
    with words.speaking("en"):
        with pytest.raises(TemplateFault) as raised:
            letter_docx(sample_letter(KIND), templates=tmp_path)
        line = str(raised.value)
        checked = check_template(path, KIND)
        assert [str(each) for each in checked.faults][:1] == [line]
    assert line.startswith("督办通知单.docx: ")
    assert said in line
    assert "\n" not in line
    assert checked.sample is None


def test_every_mistake_is_listed_and_what_is_left_out(tmp_path: Path) -> None:
    with words.speaking("en"):
        checked = check_template(template(tmp_path, "{{ 题目 }}", "{{ 文号 }} {{ 谁 }}", "{{ 正文 }}"), KIND)
        assert [str(each).split(":")[1].strip() for each in checked.faults] == ["{{ 正文 }}", "{{ 题目 }}", "{{ 谁 }}"]
    assert "标题" in checked.unused
    assert "主送" in checked.unused
    assert "文号" not in checked.unused
    whole = check_template(template(tmp_path, *WHOLE), KIND)
    assert (whole.ok, whole.unused) == (True, ("份号", "密级", "紧急程度", "抄送"))


def test_an_if_that_takes_half_a_table_away_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=1)
    table.rows[0].cells[0].text = "{% if 附件 %}"
    document.add_paragraph("{% endif %}")
    document.save(str(tmp_path / f"{KIND}.docx"))
    letter_docx(sample_letter(KIND), templates=tmp_path)  # with attachments nothing is lost
    document = docx.Document()
    table = document.add_table(rows=1, cols=1)
    table.rows[0].cells[0].text = "{% if 签发人 %}"
    document.add_paragraph("{% endif %}")
    document.save(str(tmp_path / f"{KIND}.docx"))
    with words.speaking("en"), pytest.raises(TemplateFault, match="break the document"):
        letter_docx(sample_letter(KIND), templates=tmp_path)


def rewritten(data: bytes, **parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {
            **parts_of(data),
            **{name.replace("__", "/"): made for name, made in parts.items()},
        }.items():
            file.writestr(name, content)
    return packed.getvalue()


OURS = default_template(KIND)
LINK = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%b" '
    b'Target="%b" TargetMode="External"/></Relationships>'
)
RELATIONS = parts_of(OURS)["word/_rels/document.xml.rels"]
FIELD = b"<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c: x</w:instrText></w:r></w:p><w:sectPr>"
HARMFUL = {
    "no zip": (b"\xd0\xcf\x11\xe0" * 200, "no Word document"),
    "empty": (b"", "no Word document"),
    "a macro": (rewritten(OURS, **{"word/vbaProject.bin": b"x"}), "has a macro"),
    "entities": (
        rewritten(
            OURS,
            **{
                "word/document.xml": b'<!DOCTYPE a [<!ENTITY b "x">]>'
                + parts_of(OURS)["word/document.xml"].split(b"?>", 1)[1]
            },
        ),
        "is damaged",
    ),
    "cut off": (rewritten(OURS, **{"word/document.xml": parts_of(OURS)["word/document.xml"][:-40]}), "is damaged"),
    "a field that runs": (
        rewritten(
            OURS, **{"word/document.xml": parts_of(OURS)["word/document.xml"].replace(b"</w:p><w:sectPr>", FIELD)}
        ),
        "has a field",
    ),
    "a bomb": (rewritten(OURS, **{"word/media/x.xml": b"\0" * (65 * 1024 * 1024)}), "unpacks to more"),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_what_means_harm_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    data, said = HARMFUL[name]
    (tmp_path / f"{KIND}.docx").write_bytes(data)
    with words.speaking("en"), pytest.raises(TemplateFault, match=said) as raised:
        letter_docx(sample_letter(KIND), templates=tmp_path)
    assert "\n" not in str(raised.value)
    assert not check_template(tmp_path / f"{KIND}.docx", KIND).ok


def linked(kind: bytes, target: bytes) -> bytes:
    made = RELATIONS.replace(b"</Relationships>", LINK % (kind, target))
    parts = parts_of(OURS) | {"word/_rels/document.xml.rels": made}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_a_link_is_found_however_it_is_quoted(tmp_path: Path, quote: bytes) -> None:
    made = linked(b"image", b"http://example.org/x.png")
    relations = parts_of(made)["word/_rels/document.xml.rels"].replace(
        b'TargetMode="External"', b"TargetMode=%bExternal%b" % (quote, quote)
    )
    (tmp_path / f"{KIND}.docx").write_bytes(rewritten(OURS, **{"word/_rels/document.xml.rels": relations}))
    with words.speaking("en"), pytest.raises(TemplateFault, match="refers to a file elsewhere"):
        letter_docx(sample_letter(KIND), templates=tmp_path)


def test_nothing_is_fetched_from_elsewhere_and_no_path_of_the_machine_leaves(tmp_path: Path) -> None:
    path = tmp_path / f"{KIND}.docx"
    path.write_bytes(linked(b"image", b"http://example.org/x.png"))
    with words.speaking("en"), pytest.raises(TemplateFault, match="refers to a file elsewhere"):
        letter_docx(sample_letter(KIND), templates=tmp_path)
    path.write_bytes(linked(b"attachedTemplate", b"file:///C:/Users/zhang/x.dotx"))
    made = letter_docx(sample_letter(KIND), templates=tmp_path)
    assert b"Users" not in b"".join(parts_of(made).values())
    path.write_bytes(linked(b"hyperlink", b"https://www.example.gov.cn"))
    assert (
        b"example.gov.cn"
        in parts_of(letter_docx(sample_letter(KIND), templates=tmp_path))["word/_rels/document.xml.rels"]
    )


def test_a_letter_bears_its_own_title_and_not_the_name_of_whoever_made_the_template(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.author = "张三"
    document.core_properties.last_modified_by = "张三"
    document.add_paragraph("{{ 标题 }}")
    document.save(str(tmp_path / f"{KIND}.docx"))
    made = docx.Document(io.BytesIO(letter_docx(sample_letter(KIND), templates=tmp_path)))
    assert made.core_properties.author == "云川市优化营商环境领导小组办公室"
    assert made.core_properties.title == "督办通知单"
    assert made.core_properties.last_modified_by == ""
