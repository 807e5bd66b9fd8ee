"""The office's paper: reading and importing notices (work plans), the ledger, and its page."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duban.ledger.archives import (
        ArchivedFile as ArchivedFile,
        YearArchive as YearArchive,
        archive_matter as archive_matter,
        archive_year as archive_year,
        matter_pdf as matter_pdf,
    )
    from duban.ledger.briefs import (
        Gathered as Gathered,
        HandedIn as HandedIn,
        Summary as Summary,
        Week as Week,
        WeekMatter as WeekMatter,
        gather as gather,
        summarise as summarise,
        summary_files as summary_files,
        summary_html as summary_html,
        week_files as week_files,
        week_html as week_html,
        week_of as week_of,
        week_said as week_said,
    )
    from duban.ledger.bulletins import (
        Bulletin as Bulletin,
        BulletinError as BulletinError,
        Change as Change,
        Frozen as Frozen,
        SnapshotFault as SnapshotFault,
        Standards as Standards,
        WordingFault as WordingFault,
        as_bytes as as_bytes,
        bulletin_files as bulletin_files,
        bulletin_html as bulletin_html,
        bulletin_letter as bulletin_letter,
        changes_between as changes_between,
        changes_html as changes_html,
        draft_bulletin as draft_bulletin,
        freeze as freeze,
        freeze_again as freeze_again,
        read_frozen as read_frozen,
        write_all as write_all,
    )
    from duban.ledger.charts import (
        Month as Month,
        MonthChart as MonthChart,
        RateBar as RateBar,
        RateChart as RateChart,
        RateGroup as RateGroup,
        add_months_chart as add_months_chart,
        add_rates_chart as add_rates_chart,
        chart_figure as chart_figure,
        chart_pdf as chart_pdf,
        chart_png as chart_png,
        chart_svg as chart_svg,
        chart_table as chart_table,
        draw_months as draw_months,
        draw_rates as draw_rates,
        parted as parted,
    )
    from duban.ledger.errors import (
        DemoChannelDown as DemoChannelDown,
        DemoFolderTaken as DemoFolderTaken,
        DivisionError as DivisionError,
        ListError as ListError,
        NoArchiving as NoArchiving,
        NothingCollected as NothingCollected,
        NoticeError as NoticeError,
        PackDamaged as PackDamaged,
        ScoreError as ScoreError,
        StillOpen as StillOpen,
        WrongEnding as WrongEnding,
    )
    from duban.ledger.excel.harmless import plain_cell as plain_cell, plain_or_phone as plain_or_phone
    from duban.ledger.excel.report_form import (
        read_report as read_report,
        report_table as report_table,
        write_table as write_table,
    )
    from duban.ledger.excel.sheet import read_sheet_file as read_sheet_file
    from duban.ledger.export import Exported as Exported, export_ledger as export_ledger, ledger_bytes as ledger_bytes
    from duban.ledger.layouts import (
        Layout as Layout,
        LayoutError as LayoutError,
        check_layout as check_layout,
        find_layout as find_layout,
        layout_names as layout_names,
        load_layout as load_layout,
        make_ledger as make_ledger,
        read_layout as read_layout,
        shipped_layouts as shipped_layouts,
    )
    from duban.ledger.notice import (
        DatedStep as DatedStep,
        Notice as Notice,
        NoticeHead as NoticeHead,
        NoticeItem as NoticeItem,
        TaskCells as TaskCells,
        amended as amended,
        cells_of as cells_of,
        read_notice as read_notice,
        with_task as with_task,
    )
    from duban.ledger.opening.concerns import Concern as Concern
    from duban.ledger.opening.differences import Difference as Difference
    from duban.ledger.opening.file import read_notice_file as read_notice_file
    from duban.ledger.opening.forecast import (
        HANDFUL as HANDFUL,
        Forecast as Forecast,
        ForecastMessage as ForecastMessage,
    )
    from duban.ledger.opening.listing import (
        ListedMatter as ListedMatter,
        Listing as Listing,
        listed_again as listed_again,
        listing_of as listing_of,
        read_listing as read_listing,
    )
    from duban.ledger.opening.lists import (
        ImportedRow as ImportedRow,
        ListImport as ListImport,
        import_list as import_list,
        try_list as try_list,
    )
    from duban.ledger.opening.notices import (
        ImportedTask as ImportedTask,
        ImportResult as ImportResult,
        default_importer as default_importer,
        import_notice as import_notice,
        preview_notice as preview_notice,
        try_notice as try_notice,
    )
    from duban.ledger.packs import (
        EIGHTEEN as EIGHTEEN,
        STANDING_TEXTS as STANDING_TEXTS,
        Indicator as Indicator,
        Indicators as Indicators,
        ListedIndicator as ListedIndicator,
        ListedMaterial as ListedMaterial,
        Material as Material,
        Pack as Pack,
        PackedFile as PackedFile,
        indicators_of as indicators_of,
        is_list as is_list,
        lists_of as lists_of,
        open_indicators as open_indicators,
        plan_pack as plan_pack,
        read_indicators as read_indicators,
        safe_name as safe_name,
        send_pack as send_pack,
        write_indicators as write_indicators,
        write_pack as write_pack,
    )
    from duban.ledger.page import render_page as render_page
    from duban.ledger.plans import (
        ArchivedMatter as ArchivedMatter,
        DividedTask as DividedTask,
        Division as Division,
        ForeseenLetter as ForeseenLetter,
        MonthOfMessages as MonthOfMessages,
        PlanArchive as PlanArchive,
        PlanChange as PlanChange,
        PlanRevision as PlanRevision,
        PlanYear as PlanYear,
        StruckTask as StruckTask,
        archive_plan as archive_plan,
        divide as divide,
        foresee as foresee,
        opening_hour as opening_hour,
        read_division as read_division,
        revise_notice as revise_notice,
        to_tick as to_tick,
        try_revision as try_revision,
        write_division as write_division,
    )
    from duban.ledger.table import (
        LedgerRow as LedgerRow,
        Overview as Overview,
        UnitScore as UnitScore,
        ledger_rows as ledger_rows,
        overview as overview,
    )
    from duban.ledger.told.figures import (
        COMPARED_TEXTS as COMPARED_TEXTS,
        FIGURED_BY_TEXTS as FIGURED_BY_TEXTS,
        MAIN_FIGURES as MAIN_FIGURES,
        change_said as change_said,
        compared_named as compared_named,
        compared_said as compared_said,
        NOTHING_TEXTS as NOTHING_TEXTS,
        figure_said as figure_said,
        figure_title as figure_title,
        figures_period as figures_period,
        figures_table as figures_table,
        listed_table as listed_table,
        ranking_table as ranking_table,
        sums_differ as sums_differ,
    )
    from duban.ledger.told.history import (
        Happening as Happening,
        colour_words as colour_words,
        length_words as length_words,
        names_words as names_words,
        tell as tell,
        withdrawal_words as withdrawal_words,
    )
    from duban.ledger.told.links import ended_words as ended_words, link_words as link_words
    from duban.ledger.told.matrix import cell_words as cell_words, matrix_table as matrix_table
    from duban.ledger.told.reports import said_words as said_words
    from duban.ledger.writing import write_new as write_new
else:
    from duban.doors import on_demand

    __getattr__, __dir__ = on_demand(__name__)
