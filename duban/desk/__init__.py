"""The desk (督办台): the web pages on which an office and its units work, for who installs `duban[office]`.

`Desk` is the ASGI application, over one engine. A request goes through `serving` (who comes, may they, is the form
theirs), which calls one page; the page asks a read model of `models` or has `acts` call a verb, and names a template.

To add a page:

1. a read model in `models/`: a function of engine, viewer and rulebook that returns a frozen dataclass. It hands
   `viewer.name` to every reading verb; `Viewer` comes from `visit.viewer`. It imports neither Starlette nor Jinja.
2. a template in `templates/`, which extends `base.j2`. It says `say("English")` for each text (`make words` finds
   these), `visit.url("name", …)` for addresses, and `parts.token("name", …)` in each form. No style and no script in
   it: the policy forbids both.
3. a file in a room of `pages/` with a function of a `Visit` that returns an `Answer`, and `PAGES`: a `Page` for each
   address, with its rule. `SEES_THE_MATTER` and `ACTS_ON_THE_MATTER` are for addresses with a `{number}`: the page is
   only called if the matter is inside the visitor's scope, and has it as `visit.matter`. `nav=` puts it into the
   navigation; its text stands in a `…_TEXTS` of the file as well. A form answers 303 (`go`), or shows itself again
   with what was typed. Add the file to the `__init__.py` of its room.
4. what changes something: a function in `acts/`, the only room that calls verbs that do. It takes an `Order`, whose
   `by` comes from the session, and returns an `Outcome`.
5. the page's name in the table of `tests/desk/test_rights.py`, which is walked by every function, inside and outside
   the scope; a page that is not there fails the test.

What only the desk keeps stands in tables of its own (`store`), with a migration of its own; what people save there
(views, drafts, results) is read and written by `saved`. Nobody imports this room
but the command line and the demo.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.accounts import (
        READING as READING,
        SCOPES as SCOPES,
        JournalCheck as JournalCheck,
        Limits as Limits,
        Token as Token,
        verify_journal as verify_journal,
    )
    from duban.desk.app import Desk as Desk
    from duban.desk.granting import TokenOffice as TokenOffice
    from duban.desk.keeping import DeskOffice as DeskOffice, ListedAccount as ListedAccount
    from duban.desk.running import (
        check_desk as check_desk,
        require_installed as require_installed,
        run_desk as run_desk,
        serve_desk as serve_desk,
    )
    from duban.desk.store import (
        DeskError as DeskError,
        DeskMissing as DeskMissing,
        DeskNewer as DeskNewer,
        NotInstalled as NotInstalled,
        UnsafeAddress as UnsafeAddress,
        carry_over as carry_over,
    )
    from duban.desk.who import Function as Function, Identity as Identity, Membership as Membership
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
