"""Official letters as files: Word documents from the office's own templates, PDFs and pictures from ours.

Pure functions from values to bytes: a `Letter` says what stands in it; `letter_docx`, `letter_pdf` and `letter_png`
make it. `typesetting` is the base of all PDFs.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.documents.errors import (
        DocumentError as DocumentError,
        NoDocuments as NoDocuments,
        TemplateFault as TemplateFault,
        TypesettingFailed as TypesettingFailed,
    )
    from duban.ledger.documents.fonts import (
        FontNames as FontNames,
        FontRole as FontRole,
        MissingFont as MissingFont,
        missing_fonts as missing_fonts,
    )
    from duban.ledger.documents.letter import (
        Block as Block,
        Cell as Cell,
        Colour as Colour,
        Field as Field,
        Layout as Layout,
        Letter as Letter,
        LetterKind as LetterKind,
        Paragraph as Paragraph,
        Picture as Picture,
        ReplySlip as ReplySlip,
        Table as Table,
        chinese_day as chinese_day,
        layout_of as layout_of,
    )
    from duban.ledger.documents.own import own_templates as own_templates
    from duban.ledger.documents.paragraphs import paragraphs_of as paragraphs_of
    from duban.ledger.documents.pdf import letter_pdf as letter_pdf, letter_png as letter_png
    from duban.ledger.documents.plain import plain_text as plain_text
    from duban.ledger.documents.samples import sample_letter as sample_letter
    from duban.ledger.documents.typesetting import (
        pdf_of as pdf_of,
        picture_data as picture_data,
        png_of as png_of,
        png_of_svg as png_of_svg,
        table_data as table_data,
    )
    from duban.ledger.documents.word import (
        TEMPLATE_NAMES as TEMPLATE_NAMES,
        TemplateCheck as TemplateCheck,
        TemplateName as TemplateName,
        check_template as check_template,
        default_template as default_template,
        letter_docx as letter_docx,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
