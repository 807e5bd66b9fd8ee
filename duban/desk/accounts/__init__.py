"""Who may sign in to the desk: accounts, passwords, second factors, sessions, one-time links, and the journal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.accounts.errors import AccountProblem as AccountProblem, LinkDead as LinkDead
    from duban.desk.accounts.guesses import Guesses as Guesses
    from duban.desk.accounts.journal import JournalCheck as JournalCheck, verify_journal as verify_journal
    from duban.desk.accounts.keyring import Keyring as Keyring
    from duban.desk.accounts.passwords import Passwords as Passwords
    from duban.desk.accounts.sent_codes import TooSoon as TooSoon
    from duban.desk.accounts.sessions import Visitor as Visitor
    from duban.desk.accounts.sign_in import Accounts as Accounts, Caller as Caller, SignedIn as SignedIn
    from duban.desk.accounts.tokens import (
        READING as READING,
        SCOPES as SCOPES,
        Bearer as Bearer,
        Limits as Limits,
        Token as Token,
    )
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
