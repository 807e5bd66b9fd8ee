"""The archive: a closed matter as one PDF, a year's matters with their register, and web pages of a plan's."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.archives.one import (
        ArchivedFile as ArchivedFile,
        anchors_of as anchors_of,
        archive_matter as archive_matter,
        matter_pdf as matter_pdf,
    )
    from duban.ledger.archives.pages import index_page as index_page, matter_page as matter_page
    from duban.ledger.archives.record import Record as Record, record_of as record_of
    from duban.ledger.archives.retention import RETENTION as RETENTION, retention_of as retention_of
    from duban.ledger.archives.setting import (
        can_set as can_set,
        pages_in as pages_in,
        record_pdf as record_pdf,
    )
    from duban.ledger.archives.told import ending_of as ending_of
    from duban.ledger.archives.year import YearArchive as YearArchive, archive_year as archive_year
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
