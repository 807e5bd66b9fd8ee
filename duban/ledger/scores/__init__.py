"""Scores (考核): a scheme as a file, reckoned exactly, each point traced to its rule and source."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.scores.comparing import (
        Difference as Difference,
        PointsLost as PointsLost,
        compared as compared,
        differences_table as differences_table,
        lost_table as lost_table,
        open_lost as open_lost,
        points_lost as points_lost,
    )
    from duban.ledger.scores.entries import EntriesError as EntriesError, Entry as Entry, read_entries as read_entries
    from duban.ledger.scores.forms import score_form as score_form
    from duban.ledger.scores.kept import MOST_BYTES as MOST_BYTES, read_scores as read_scores
    from duban.ledger.scores.measuring import measured as measured
    from duban.ledger.scores.reading import (
        SchemeError as SchemeError,
        read_scheme as read_scheme,
        scheme_of as scheme_of,
    )
    from duban.ledger.scores.reckoning import Measured as Measured, reckon as reckon
    from duban.ledger.scores.scheme import (
        Extra as Extra,
        Extras as Extras,
        Indicator as Indicator,
        Scheme as Scheme,
        exact as exact,
        rounded as rounded,
    )
    from duban.ledger.scores.sheet import (
        ScoreLine as ScoreLine,
        ScoreSheet as ScoreSheet,
        UnitScore as UnitScore,
        lines_table as lines_table,
        scores_table as scores_table,
    )
    from duban.ledger.scores.shipped import scheme_names as scheme_names, scheme_text as scheme_text
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
