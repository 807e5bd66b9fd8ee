"""Letters as Word documents: templates read and checked, their tags filled in, paragraphs and tables as XML."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.documents.word.checking import TemplateCheck as TemplateCheck, check_template as check_template
    from duban.ledger.documents.word.filling import default_template as default_template, letter_docx as letter_docx
    from duban.ledger.documents.word.names import TEMPLATE_NAMES as TEMPLATE_NAMES, TemplateName as TemplateName
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
