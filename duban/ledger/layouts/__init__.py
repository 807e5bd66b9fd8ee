"""Layouts of ledgers: small files that say which matters stand in a ledger, in what order, and in which columns."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.layouts.cells import Cell as Cell, text_of as text_of
    from duban.ledger.layouts.errors import (
        LayoutError as LayoutError,
        NothingToFill as NothingToFill,
        UnknownLayout as UnknownLayout,
    )
    from duban.ledger.layouts.fitting import misfits as misfits
    from duban.ledger.layouts.keys import (
        COLUMN_KEYS as COLUMN_KEYS,
        KEYS as KEYS,
        WHERE_KEYS as WHERE_KEYS,
        LayoutKey as LayoutKey,
    )
    from duban.ledger.layouts.made import Head as Head, Ledger as Ledger, Row as Row, Section as Section
    from duban.ledger.layouts.making import check_layout as check_layout, grouped as grouped, make_ledger as make_ledger
    from duban.ledger.layouts.matters import Book as Book, Lamp as Lamp
    from duban.ledger.layouts.office import (
        find_layout as find_layout,
        layout_names as layout_names,
        own_layouts as own_layouts,
    )
    from duban.ledger.layouts.periods import FORMS as FORMS
    from duban.ledger.layouts.reading import (
        PLACES as PLACES,
        load_layout as load_layout,
        read_layout as read_layout,
        shipped_layouts as shipped_layouts,
    )
    from duban.ledger.layouts.showing import WORDS as WORDS, Shown as Shown, Takes as Takes
    from duban.ledger.layouts.values import (
        Column as Column,
        Fill as Fill,
        FillAs as FillAs,
        Layout as Layout,
        RowsOf as RowsOf,
        Source as Source,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
