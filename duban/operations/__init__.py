"""Running an installation: the daemon, service managers, backups, moving to another database, the doctor."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.operations.backups import Backup as Backup, back_up as back_up, restore as restore
    from duban.operations.daemon import Daemon as Daemon, run_daemon as run_daemon
    from duban.operations.doctor import (
        Check as Check,
        Examination as Examination,
        examine as examine,
        look_at_heartbeat as look_at_heartbeat,
    )
    from duban.operations.moving import Move as Move, move as move
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
