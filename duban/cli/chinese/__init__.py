"""The Chinese of what the command says: help pages, its own words, and the sentences of the rooms below."""

from duban.cli.chinese.pages import PAGES
from duban.cli.chinese.papers import PAPERS
from duban.cli.chinese.sentences import SENTENCES as _SENTENCES
from duban.cli.chinese.words import WORDS

CHINESE = {**PAGES, **WORDS}
SENTENCES = {**_SENTENCES, **PAPERS}

__all__ = ["CHINESE", "SENTENCES"]
