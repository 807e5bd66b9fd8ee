"""Keeping the directory in the database: importing and exporting it, and what becomes of units and persons."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.keeping.bodies import Bodies as Bodies
    from duban.workflow.keeping.csv_files import (
        contacts_csv as contacts_csv,
        read_contacts_csv as read_contacts_csv,
        read_units_csv as read_units_csv,
        units_csv as units_csv,
    )
    from duban.workflow.keeping.importing import Importing as Importing
    from duban.workflow.keeping.leaving import Leaving as Leaving
    from duban.workflow.keeping.persons import Persons as Persons
    from duban.workflow.keeping.told import (
        AddressMended as AddressMended,
        Departure as Departure,
        DirectoryChange as DirectoryChange,
        DirectoryImport as DirectoryImport,
        HandedMatter as HandedMatter,
        HandOver as HandOver,
        RowChange as RowChange,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
