"""The JSON API, at `/api/v1` under the desk's address: the verbs of the engine for programs.

A request goes through `serving` (which operation, its content) and `answering` (who asks, may they, what did they
send), which calls one operation of `resources`; that asks the engine or a read model, or has `acts` call a verb, and
returns what is written as JSON. To add one: a struct for what its address or its content may have, a function from an
`Ask` to a `Given`, and an `Operation` in the `OPERATIONS` of its file. OpenAPI is made of them.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.api.serving import Api as Api
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
