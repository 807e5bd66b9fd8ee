"""The Chinese of the help pages: what each command, option and argument says in English, and in Chinese."""

from __future__ import annotations

PAGES: dict[str, str] = {
    # -- commands and groups
    "duban (督办): a workflow engine for work that must not be forgotten.": (
        "duban（督办）：件件有着落，事事有回音的督办引擎。"
    ),
    "Play a work plan's whole year on a virtual clock, in seconds.": (
        "用虚拟时钟把一份工作方案的全年演一遍，几秒钟看完。"
    ),
    "Write duban.toml, scenarios/, units.csv and contacts.csv to start from; nothing is overwritten.": (
        "写出 duban.toml、scenarios/、units.csv 和 contacts.csv 作为起点；不覆盖任何文件。"
    ),
    (
        "Open a task for each item of a work plan; whatever is unsure is shown, not guessed.\n\n"
        "Left out, --by is the unit that the scenario names as its opener by default."
    ): "按工作方案逐项立项；拿不准的列出来，不猜。\n\n不写 --by 时，由场景规定的默认立项单位立项。",
    "Open an instance of a scenario.": "按场景立一个事项。",
    "Pull a trigger of an instance; a refusal says every reason.": "办理事项的一步；不能办时说明全部原因。",
    "Bind units to a role of an instance.": "为事项的一个角色指定单位。",
    "Ask for more time on a clock; somebody else decides (see pending and decide).": (
        "申请延期，由其他单位决定（见 pending 和 decide）。"
    ),
    "Grant or refuse what waits for a decision: an extension, or a rung that a person releases.": (
        "对待决定的事同意或不同意：延期申请，或须由人放行的催督。"
    ),
    "Link an instance with another: the same matter again (repeat_of), or what counts for its quota.": (
        "把两个事项关联起来：同一件事再次发生（repeat_of），或计入对方的指标。"
    ),
    "Show one instance: where it stands, whose turn it is, how its clocks run; with --by, what may be done.": (
        "显示一个事项：进展到哪里，轮到谁办，时限还剩多少；加 --by 显示该单位能办什么。"
    ),
    "List instances, those due first first.": "列出事项，先到期的在前。",
    "List what waits for a decision: extensions asked for, and rungs that a person releases.": (
        "列出待决定的事：延期申请，和须由人放行的催督。"
    ),
    "Show everything that happened to an instance, in order.": "按顺序显示事项的全部经过。",
    "Show why the due day is this one, what the ladder did and whom it told, and why nothing more has happened yet.": (
        "说明到期日是怎么算出来的，催督了谁，以及为什么还没有下一步。"
    ),
    "Recompute every history and name whatever was tampered with.": "重算全部记录的校验值，指出被改动之处。",
    "Remind, escalate and deliver: until SIGTERM, or once.": (
        "催办、升级并发送消息：一直运行到收到 SIGTERM，或只做一次。"
    ),
    "Look for whatever keeps this installation from doing its work, and say what to do.": (
        "检查有什么妨碍本系统工作，并说明怎么办。"
    ),
    "Show who is who: the units, their groups, and whether anybody in them can be reached.": (
        "显示单位名录：有哪些单位，属于哪些分组，联系得上没有。"
    ),
    "Show the people of the units: whom a message reaches today, and who gets it in place of whom.": (
        "显示联系人：今天消息能送到谁，送不到的由谁代收。"
    ),
    "What is unsent and why; another try; a test message.": "未发出的消息及原因；重新发送；试发。",
    "List messages that have not left, and why.": "列出未发出的消息及原因。",
    "Give dead messages a new life: they leave with the next drain.": "让发送失败的消息重新发送，随下一次发送送出。",
    "Send a test message by the configured channel, and show what it answered.": (
        "经设置好的通道试发一封，显示对方的答复。"
    ),
    "Check, test, draw, compare and play scenario files.": "检查、试演、绘制、比较和推演场景文件。",
    "Check scenario files; every problem is shown with its place and what to write instead.": (
        "检查场景文件；每处问题都指明位置和正确的写法。"
    ),
    "Play the examples of scenario files on a virtual clock, with the real engine.": (
        "用真实的引擎在虚拟时钟上演场景文件中的例子。"
    ),
    "Draw a scenario's states and transitions as a Mermaid diagram.": "把场景的状态和流转画成 Mermaid 图。",
    "Play an instance ahead with nobody acting, or as --act says: each step, each light, and who would be told.": (
        "把一个事项往后推演，无人办理，或按 --act 办理：每一步、每次亮灯、会告知谁。"
    ),
    (
        "Say what changed between two versions of a scenario, and what that means to the instances that are open.\n\n"
        "Ends with status 0 whether or not anything changed. Examples are no rules, and are not compared."
    ): (
        "说明场景的两个版本有哪些不同，对未办结的事项有什么影响。\n\n"
        "不论有无不同，退出状态都是 0。例子不是规则，不作比较。"
    ),
    (
        "Print the JSON Schema of the scenario language, so that editors help while one types.\n\n"
        "Save it (> scenario.schema.json), and let a scenario file begin with this line:\n\n"
        "# yaml-language-server: $schema=scenario.schema.json"
    ): (
        "输出场景语言的 JSON Schema，编辑器可据此随写随查。\n\n"
        "存成文件（> scenario.schema.json），并在场景文件开头写上这一行：\n\n"
        "# yaml-language-server: $schema=scenario.schema.json"
    ),
    "Move the open instances of a scenario to a newer version of its file; what cannot be moved says why.": (
        "让未办结的事项换用场景的新版本；不能换用的说明原因。"
    ),
    "The working calendar: show it, and import days that were moved.": "工作日历：查看，以及导入调休安排。",
    "Import days off and days worked, and date every open clock anew; no reminder is repeated.": (
        "导入放假和上班的日子，重新计算未办结事项的到期日；已发的提醒不会重发。"
    ),
    "Show how far a calendar is known, and the days that were imported into it.": (
        "显示日历公布到哪一天，以及导入过哪些日子。"
    ),
    "The database: its schema, backups, and moving to another one.": "数据库：结构升级、备份和迁移。",
    "Create the tables, or bring them up to this version.": "建表，或把表结构升级到本版本。",
    "Copy the SQLite database into a file while everybody works, and prove the copy.": (
        "把 SQLite 数据库备份成一个文件并核对，其间照常工作。"
    ),
    "Prove a backup and put it in the database's place; stop the daemon first.": (
        "核对备份，用它恢复数据库；先停守护进程。"
    ),
    (
        "Copy everything into another, empty database, and verify the history on both sides; stop the daemon first."
    ): "把全部内容复制到另一个空数据库，两边逐条核对；先停守护进程。",
    (
        "Print what makes a shell complete duban's commands, options and values.\n\n"
        'For bash: eval "$(duban completion bash)" in ~/.bashrc; the same for zsh in ~/.zshrc.\n'
        "For fish: duban completion fish > ~/.config/fish/completions/duban.fish"
    ): (
        "输出让外壳补全 duban 命令、选项和值的脚本。\n\n"
        '用 bash 的，在 ~/.bashrc 中加一行 eval "$(duban completion bash)"；zsh 同样，加在 ~/.zshrc 中。\n'
        "用 fish 的：duban completion fish > ~/.config/fish/completions/duban.fish"
    ),
    # -- options and arguments
    "A field's value; again for more of a list. FIELD=@FILE makes a file reference (name and SHA-256).": (
        "字段的值；多值的字段可重复。FIELD=@FILE 登记一个文件（文件名和 SHA-256）。"
    ),
    "A file, or the name of a shipped scenario.": "场景文件，或自带场景的名称。",
    "A backup of a SQLite database.": "SQLite 数据库的备份文件。",
    "A work plan (工作方案): .txt, .docx or .html.": "工作方案：.txt、.docx 或 .html。",
    "A work plan; left out: the sample.": "工作方案；不写则用样例。",
    "All dead messages.": "全部发送失败的消息。",
    "Also where a database is; what it holds is kept in a file beside it.": (
        "已有数据库时也恢复；原有内容另存在旁边的文件里。"
    ),
    "An address of that medium: a mail address, a mobile number.": "该方式的地址：邮箱地址、手机号码等。",
    "An empty database: PostgreSQL, or SQLite.": "空数据库的地址：PostgreSQL 或 SQLite。",
    "An idempotency key: a repeat changes nothing.": "防重复的键：同一个键再来一次不会重复办理。",
    "At most so many.": "至多列出几条。",
    "CSV with 日期 and 是否上班; left out: what the library has now.": (
        "CSV，有“日期”和“是否上班”两列；不写则用日历库现有的安排。"
    ),
    "Files, folders, or names of shipped scenarios.": "文件、文件夹，或自带场景的名称。",
    "Grant it, or not.": "同意，或不同意。",
    "Hold the histories against heads kept earlier.": "与先前导出的校验值核对。",
    "How much more, such as 5个工作日.": "延多久，如 5个工作日。",
    "In this state only.": "只列这个状态的。",
    "It goes on (持续推进) and has no due dates.": "持续推进，不设到期日。",
    "Its number there: it is opened once.": "在来源处的编号：同一编号只立项一次。",
    "Messages, as `outbox list` numbers them.": "消息的序号，见 `outbox list`。",
    "New units, for an act that rebinds a role.": "新的单位，用于改派的步骤。",
    "Not yet closed.": "只列未办结的。",
    "Of this group only.": "只列这个分组的。",
    "Of this instance only.": "只列这个事项的。",
    "Of this scenario only.": "只列这个场景的。",
    "Of this unit only.": "只列这个单位的。",
    "One sweep and one drain, for cron.": "只处理一次、发送一次，供定时任务使用。",
    "Only those who cannot be reached today.": "只列今天联系不上的。",
    "Print JSON, for programs.": "输出 JSON，供程序使用。",
    "Refuse if the version is no longer N.": "版本已不是 N 时不予办理。",
    "Say why this act cannot be done; needs --by.": "说明这一步为什么不能办；须加 --by。",
    "Send real mail through this server.": "经这个服务器真的发送邮件。",
    "Show the version.": "显示版本。",
    "Show this message and exit.": "显示本帮助。",
    "Show what would be opened, and open nothing.": "只显示将要立项的内容，不立项。",
    "Show what would change, and change nothing.": "只显示将要发生的变化，不作改动。",
    "Showing green, blue, yellow or red (绿蓝黄红).": "只列这种灯的：green、blue、yellow、red（绿蓝黄红）。",
    "That this unit has a part in.": "只列这个单位参与的。",
    "That this unit may decide.": "只列这个单位可以决定的。",
    "The act, such as 签收.": "步骤，如 签收。",
    "The last day; left out: while something comes, or 120 days.": (
        "演到哪一天；不写则演到不再有事发生，至多 120 天。"
    ),
    "The new state for one that is gone. May be repeated.": "原状态已取消时换成哪个新状态。可重复。",
    "The carrier's template, for sms.": "短信模板编号。",
    "The clock, such as 整改时限.": "时限，如 整改时限。",
    "The instance that it is linked with.": "与哪个事项关联。",
    "The newest N.": "只列最新的 N 条。",
    "The number that people quote, such as RW-2024-0001.": "事项编号，如 RW-2024-0001。",
    "The role, such as lead.": "角色，如 lead。",
    "The version to move to; left out: the highest.": "换用第几版；不写则用最高的版本。",
    "What it became.": "改后的文件。",
    "What is decided, such as WT-2024-0001#7.": "待决定的事，如 WT-2024-0001#7。",
    "What it is about.": "事由。",
    'What somebody does: "2026-01-06 09:00 签收 by UNIT [with FIELD=VALUE, note=TEXT]". May be repeated.': (
        '谁办哪一步，如 "2026-01-06 09:00 签收 by 单位 [with 字段=值, note=说明]"。可重复。'
    ),
    "What to note with the act.": "办理说明。",
    "When it is opened; left out: when the office opens next.": "什么时候立项；不写则为下一个上班时间。",
    "Where it comes from.": "来源。",
    "Where to leave what it makes.": "结果放在哪里。",
    "Where to put it; nothing is overwritten.": "备份到哪个文件；不覆盖任何文件。",
    "Where to; left out: here.": "写到哪里；不写则写在当前文件夹。",
    "Which shell: bash, zsh or fish.": "哪种外壳：bash、zsh 或 fish。",
    "Which workflow its tasks take.": "任务按哪个场景办理。",
    "Which workflow, such as issue.": "哪个场景，如 issue。",
    "Who acts.": "办理单位，或“单位/姓名”。",
    "Who fills a role; `ROLE=` waits for assign. May be repeated.": "角色由谁承担；`ROLE=` 表示以后再指定。可重复。",
    "Who fills a role; left out: a unit of that name.": "角色由谁承担；不写则用与角色同名的单位。",
    "Who fills it from now on.": "今后由谁承担。",
    "With --once: print JSON, for programs.": "与 --once 同用：输出 JSON，供程序使用。",
    "Write the heads of all histories, to keep elsewhere.": "导出全部记录的校验值，另处保存。",
    "china, a country code, or a table's name.": "china、国家代码，或导入的表名。",
    "duban.toml; left out: DUBAN_CONFIG, or the one here.": "duban.toml；不写则用 DUBAN_CONFIG，或当前文件夹里的。",
    "email, sms, or another one that is installed.": "email、sms，或另行安装的方式。",
    "pending, delivered, withdrawn, dead, or all; else unsent.": (
        "pending、delivered、withdrawn、dead 或 all；不写则列未发出的。"
    ),
    "repeat_of, counts_for, or a word of your own.": "repeat_of、counts_for，或自定的词。",
    # -- the page itself
    "Usage: ": "用法：",
    "[OPTIONS]": "[选项]",
    "COMMAND": "命令",
    "Example:": "示例：",
    "Arguments:": "参数：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "[required]": "[必填]",
    "[default: {value}]": "[默认：{value}]",
}
