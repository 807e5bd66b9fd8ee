"""The only place that calls verbs which change something: a module for each kind of act.

A function that acts takes an `Order` and returns an `Outcome`. To offer a verb, add a function to the module of its
kind, or a module, and name it here.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.desk.acts.by_link import follow as follow
    from duban.desk.acts.codes import send_code as send_code
    from duban.desk.acts.deciding import (
        decide as decide,
        opine as opine,
        record as record,
        sign as sign,
        withdraw as withdraw,
    )
    from duban.desk.acts.kinds import put_file_of_kind as put_file_of_kind, refresh_kinds as refresh_kinds
    from duban.desk.acts.many import (
        GRANT_MANY as GRANT_MANY,
        Batch as Batch,
        DoneTo as DoneTo,
        assign_each as assign_each,
        done_in_turn as done_in_turn,
        grant_one as grant_one,
        pull_many as pull_many,
        try_granting as try_granting,
        try_urging as try_urging,
        urge_each as urge_each,
    )
    from duban.desk.acts.matter import (
        answer as answer,
        assign as assign,
        correct as correct,
        divide as divide,
        excuse as excuse,
        extend as extend,
        hand_on as hand_on,
        instruct as instruct,
        link as link,
        merge as merge,
        remark as remark,
        urge as urge,
        void as void,
    )
    from duban.desk.acts.moving import keep_file as keep_file, pull as pull
    from duban.desk.acts.office import (
        give_up as give_up,
        mend_and_resend as mend_and_resend,
        resend as resend,
        say_it_works as say_it_works,
        send_test as send_test,
    )
    from duban.desk.acts.opening import (
        Opening as Opening,
        note as note,
        open_list as open_list,
        open_matter as open_matter,
        open_plan as open_plan,
        revise_plan as revise_plan,
    )
    from duban.desk.acts.orders import (
        AGAIN as AGAIN,
        CONFLICT as CONFLICT,
        DONE as DONE,
        REFUSED as REFUSED,
        Order as Order,
        Outcome as Outcome,
    )
    from duban.desk.acts.papers import (
        add_scan as add_scan,
        draft_paper as draft_paper,
        edit_draft as edit_draft,
        void_paper as void_paper,
    )
    from duban.desk.acts.people import (
        PEOPLE as PEOPLE,
        UNITS as UNITS,
        Typed as Typed,
        come_back as come_back,
        leave as leave,
        name_unit as name_unit,
        read_list as read_list,
        reshape as reshape,
        save_absence as save_absence,
        save_person as save_person,
        take_list as take_list,
        take_out as take_out,
    )
    from duban.desk.acts.reporting import bring as bring, report as report
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
