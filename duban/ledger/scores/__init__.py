"""Scores (考核): a scheme as a file, reckoned exactly, each point traced to its rule and source."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.scores.comparing import (
        Difference as Difference,
    )
    from duban.ledger.scores.comparing import (
        PointsLost as PointsLost,
    )
    from duban.ledger.scores.comparing import (
        compared as compared,
    )
    from duban.ledger.scores.comparing import (
        differences_table as differences_table,
    )
    from duban.ledger.scores.comparing import (
        open_lost as open_lost,
    )
    from duban.ledger.scores.comparing import (
        points_lost as points_lost,
    )
    from duban.ledger.scores.entries import EntriesError as EntriesError
    from duban.ledger.scores.entries import Entry as Entry
    from duban.ledger.scores.entries import read_entries as read_entries
    from duban.ledger.scores.forms import score_form as score_form
    from duban.ledger.scores.reading import (
        SchemeError as SchemeError,
    )
    from duban.ledger.scores.reading import (
        read_scheme as read_scheme,
    )
    from duban.ledger.scores.reading import (
        scheme_of as scheme_of,
    )
    from duban.ledger.scores.reckoning import Measured as Measured
    from duban.ledger.scores.reckoning import reckon as reckon
    from duban.ledger.scores.scheme import (
        Extra as Extra,
    )
    from duban.ledger.scores.scheme import (
        Extras as Extras,
    )
    from duban.ledger.scores.scheme import (
        Indicator as Indicator,
    )
    from duban.ledger.scores.scheme import (
        Scheme as Scheme,
    )
    from duban.ledger.scores.scheme import (
        exact as exact,
    )
    from duban.ledger.scores.scheme import (
        rounded as rounded,
    )
    from duban.ledger.scores.sheet import (
        ScoreLine as ScoreLine,
    )
    from duban.ledger.scores.sheet import (
        ScoreSheet as ScoreSheet,
    )
    from duban.ledger.scores.sheet import (
        UnitScore as UnitScore,
    )
    from duban.ledger.scores.sheet import (
        lines_table as lines_table,
    )
    from duban.ledger.scores.sheet import (
        scores_table as scores_table,
    )
    from duban.ledger.scores.shipped import scheme_names as scheme_names
    from duban.ledger.scores.shipped import scheme_text as scheme_text
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
