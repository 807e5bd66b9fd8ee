"""The files that fields name: adding them, listing and opening them, and taking away what nobody needs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.workflow.files.adding import AddingFiles as AddingFiles
    from duban.workflow.files.showing import ShowingFiles as ShowingFiles
    from duban.workflow.files.tidying import TidyingFiles as TidyingFiles, drop_files as drop_files
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
