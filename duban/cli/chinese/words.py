"""The Chinese of what commands answer: headings of tables, results, and refusals of the command line's own."""

from __future__ import annotations

WORDS: dict[str, str] = {
    # -- headings
    "Act": "办理",
    "Address": "地址",
    "Allowed?": "能否办理",
    "Asked": "申请",
    "By": "方式",
    "Calendar": "日历",
    "Checked": "项目",
    "Clock": "时限",
    "Closed": "办结",
    "Counted": "计数",
    "Date": "日期",
    "Days imported": "导入天数",
    "Deadline": "完成时限",
    "Doubt": "存疑",
    "Due": "时限",
    "Due before": "原到期日",
    "Due day": "到期日",
    "Due now": "新到期日",
    "Found": "情况",
    "Groups": "分组",
    "Handlers": "经办人",
    "ID": "序号",
    "Kind": "类别",
    "Lead": "牵头单位",
    "Leaders": "领导",
    "Left": "剩余",
    "Level": "级别",
    "Light": "灯",
    "Link": "关联",
    "Matter": "事项",
    "Mail": "邮箱",
    "Message": "消息",
    "Mobile": "手机",
    "Name": "姓名",
    "Next": "下一步",
    "No.": "序号",
    "Not before": "可发时间",
    "Note": "备注",
    "Number": "编号",
    "Opened": "立项",
    "Other names": "别名",
    "Person": "收件人",
    "Published until": "公布至",
    "Reached": "送达",
    "Remark": "说明",
    "Responsible": "责任单位",
    "Result": "结果",
    "Revision": "版本",
    "Rows": "行数",
    "Seq": "序",
    "State": "状态",
    "Status": "情形",
    "Step": "步骤",
    "Table": "表",
    "Task": "任务",
    "Time": "时间",
    "To decide": "待决定",
    "Told": "已告知",
    "Tries": "次数",
    "Unit": "单位",
    "What": "事由",
    "What to do": "办法",
    "Where": "位置",
    "Who": "办理人",
    "Who decides": "由谁决定",
    "Whose turn": "轮到",
    "Why": "缘由",
    "Worked?": "是否上班",
    # -- words in cells and lines
    " (duban migrate {scenario} --by UNIT --dry-run lists each)": (
        "（duban migrate {scenario} --by 单位 --dry-run 逐个列出）"
    ),
    " (standing)": "（已有）",
    " copy": "抄送",
    "(no title found)": "（未读到方案名称）",
    "(to be assigned)": "待指定",
    ", cannot move {blocked}": "，{blocked}个不能换用",
    ", due day {day}": "，到期日{day}",
    ", used {much}": "，已用{much}",
    "; {count} cannot be moved, and keep their rules": "，{count}个不能换用，仍按原规则",
    "an empty database": "空库",
    "blue": "蓝",
    "calendar": "日历",
    "child": "分办事项",
    "dead": "发送失败",
    "daily reminders of what waits for a decision: {count}": "待决定事项逐日提醒，共{count}次",
    "delivered": "已送达",
    "differences {count}": "{count}处不同",
    "due day {day}": "到期日{day}",
    "due {day}": "{day}前",
    "entry {seq}": "第{seq}条",
    "fine": "正常",
    "fired": "已执行",
    "green": "绿",
    "handler": "经办人",
    "leader": "领导",
    "no": "否",
    "no clock is running": "没有计时中的时限",
    "no difference": "没有不同",
    "not counted: {days}": "不计入：{days}",
    "not done: {why}": "未成：{why}",
    "note": "留意",
    "none": "不限期",
    "nothing more": "无",
    "nothing more is to come": "此后不再有催督",
    "off": "休",
    "ongoing": "持续推进",
    "opened by": "来源事项",
    "parent": "上级事项",
    "paused": "暂停",
    "pending": "待发",
    "played until {moment}": "演算至{moment}",
    "private": "不公开",
    "red": "红",
    "running": "计时中",
    "skipped": "略过",
    "stopped": "已停止",
    "the plan": "方案",
    "the unit to be assigned": "指定的单位",
    "to do": "待处理",
    "withdrawn": "已撤回",
    "without end": "不限",
    "worked": "上班",
    "yellow": "黄",
    "may be done": "可以",
    "yes": "是",
    "{begin} to {end}": "{begin} 起至 {end}",
    "{clock}: {basis}; due day {day}": "{clock}：{basis}；到期日{day}",
    "{clock}: {length} more ({before} → {after})": "{clock}延期{length}（{before}→{after}）",
    "{day} (provisional)": "{day}（暂定）",
    "{state} (round {round}, version {version})": "{state}（第{round}轮，版本{version}）",
    "{title} ({scenario}, version {version})": "{title}（{scenario} 第{version}版）",
    # -- results
    "Next, as it stands:": "下一步，可以直接运行：",
    "Please check:": "请核对：",
    "Still to come:": "后续：",
    "Then put your own units and people into units.csv and contacts.csv.": (
        "然后把本地的单位和联系人写进 units.csv 和 contacts.csv。"
    ),
    "What {by} may do:": "{by}可以办理：",
    "(or set DUBAN_DATABASE), and start the daemon": "（也可设环境变量 DUBAN_DATABASE），再启动守护进程",
    "(or set DUBAN_DATABASE, with the password in place of ***), and start the daemon": (
        "（也可设环境变量 DUBAN_DATABASE；***处填密码），再启动守护进程"
    ),
    "a preview, nothing was changed": "预览，未作改动",
    "a preview, nothing was changed; to move to {scenario} version {version}: open instances {count}": (
        "预览，未作改动；将换用 {scenario} 第{version}版：未办结事项{count}个"
    ),
    "all tasks": "各项",
    "amiss on both sides alike: {finding}": "两边同样不符：{finding}",
    "asked ({id}), {units} will decide": "延期申请已提出（{id}），待{units}决定",
    "backed up into {file} ({size}, schema {schema})": "已备份到{file}（{size}，结构版本{schema}）",
    "checked: instances {instances}, entries {entries}, all sound": ("核对{instances}个事项、{entries}条记录，无异常"),
    "checked: instances {instances}, entries {entries}, not all as they were written": (
        "核对{instances}个事项、{entries}条记录，有异常"
    ),
    "copied from {source} to {target}": "已由{source}复制到{target}",
    "days that said otherwise before: {days}": "与此前不同的日期：{days}",
    "delivered {delivered}, to be retried {retried}, dead {dead}": "送达{delivered}封，待重试{retried}封，失败{dead}封",
    'from now on use the new one: write database = "{url}" in duban.toml': (
        '今后使用新库：在 duban.toml 中写 database = "{url}"'
    ),
    "granted": "已同意",
    "held for opening hours {deferred}, channel down {waiting}": "待上班时间发送{deferred}封，通道不通{waiting}封",
    "imported": "已导入",
    "instances handled {instances}: steps fired {fired}, skipped {skipped}; messages {messages}": (
        "处理{instances}个事项：执行{fired}步，略过{skipped}步，拟发{messages}封消息"
    ),
    "its schema is an older one ({schema}): run `duban db upgrade` first": (
        "结构较旧（{schema}）：先运行 `duban db upgrade`"
    ),
    "linked with {other}": "已与{other}关联",
    "messages that will be sent again: {count}": "{count}封消息将重新发送",
    "moved to {scenario} version {version}: open instances {count}": (
        "已换用 {scenario} 第{version}版：未办结事项{count}个"
    ),
    "no instance fits": "没有符合条件的事项",
    "no message fits": "没有符合条件的消息",
    "nobody": "无人",
    "nobody fits": "没有符合条件的单位或联系人",
    "nobody: {why}": "无人：{why}",
    "not as they were written: {count}": "共{count}处不符",
    "nothing is unsent": "没有未发出的消息",
    "nothing waits for a decision": "没有待决定的事项",
    "nothing was escalated yet": "尚无催督",
    "on both sides: instances {instances}, entries {entries}, each as on the other": (
        "两边各{instances}个事项、{entries}条记录，逐条核对一致"
    ),
    "open instances that go by the old one: {open}; {advice}": "现有{open}个未办结事项按旧版办理；{advice}",
    "opened": "已立项",
    "opened as recurring work: {count}": "按期立项{count}个",
    "paused clocks, dated anew when they resume: {count}": "另有{count}个时限暂停中，恢复时按新日历计算",
    "refused": "未同意",
    "restored from {source} into {file} ({size}, schema {schema})": (
        "已由{source}恢复到{file}（{size}，结构版本{schema}）"
    ),
    "sound: instances {instances}, entries {entries}": "完好：{instances}个事项，{entries}条记录",
    "task {tasks}": "第{tasks}项",
    "tasks {tasks}, doubts {doubts}; opened now {opened}, standing before {standing}": (
        "共{tasks}项任务，新立项{opened}项，已有{standing}项；存疑{doubts}处"
    ),
    "tasks {tasks}, doubts {doubts}; read on trial, nothing was opened": (
        "共{tasks}项任务，试读，未立项；存疑{doubts}处"
    ),
    "the backup is what the database is: it was changed before that; `duban verify` names every place": (
        "备份与数据库一致，记录在备份之前已被改动；`duban verify` 可逐条查看"
    ),
    "the heads are in {file}": "校验值已写入{file}",
    "this is another scenario, for which they have to be opened anew": "换成另一场景，只能另行立项",
    "to take them over, the new one needs a version above {version}": "新版的版本号须大于{version}，才能换用",
    "to the new one can move {moved}, of which get another due day {redated}": (
        "{moved}个可以换用新版，其中{redated}个改期"
    ),
    (
        "what was sent since the backup will be sent again: "
        "look at `duban outbox` and `duban list` before the daemon starts"
    ): "备份之后发出的催办、督办会再发一次：启动前先用 `duban outbox` 和 `duban list` 看一遍",
    "what was there is kept in {aside}": "原有数据库保存在{aside}",
    "written: {name}": "已写入 {name}",
    "{medium}: taken by the channel ({channel}): {detail}": "{medium}通道已接收（{channel}）：{detail}",
    "{number}: steps of the new rules that lie behind, left out: {count} ({steps})": (
        "{number}：新规则中已过时刻的{count}步不再补办（{steps}）"
    ),
    "{number} (time {time} that it stands)": "{number}（第{time}次出现）",
    "{old} version {old_version} → {new} version {new_version}: {count}": (
        "{old} 第{old_version}版 → {new} 第{new_version}版：{count}"
    ),
    "{source} is as it was: put it away once all is well, and never work with both": (
        "{source}未作改动；确认无误后再移走，不要两边同时使用"
    ),
    "{source}: {scenario} version {version} ({title}) can be used": (
        "{source}: {scenario} 第{version}版（{title}）可以使用"
    ),
    "{what}: {calendar}, days {days}; open instances {instances}, due days moved {redated}": (
        "{what}：{calendar}，{days}天；涉及未办结事项{instances}个，改期{redated}个"
    ),
    "{where}: from {before} to schema {after}": "{where}：结构版本已由{before}升级到{after}",
    "{where}: schema {after}, nothing to upgrade": "{where}：结构版本{after}，无须升级",
    "“{role}” is now {units}": "“{role}”已指定为{units}",
    "“{trigger}” can be done now": "“{trigger}”现在可以办理",
    "“{trigger}” cannot be done now:": "“{trigger}”现在不能办理：",
    "“{trigger}” is done": "“{trigger}”已办理",
    # -- progress
    "backing up": "备份",
    "checking the histories": "核对记录",
    "moving": "迁移",
    "moving the instances": "换用新版本",
    "opening the tasks": "逐项立项",
    "playing it ahead": "推演",
    "restoring": "恢复",
    "trying it on the open instances": "试换用",
    "dating the clocks": "重算时限",
    "upgrading the tables": "升级表结构",
    "playing the year": "推演全年",
    # -- refusals
    "error: ": "错误：",
    "--act {text!r} is before the opening, {opening}, or after the end": (
        "--act {text!r} 早于立项时间 {opening}，或晚于 --until"
    ),
    '--act {text!r}: write it like "2026-01-06 09:00 签收 by 责任单位", with FIELD=VALUE where it needs': (
        '--act {text!r}：请写成 "2026-01-06 09:00 签收 by 责任单位"，要填字段的再加 with 字段=值'
    ),
    "--not asks about somebody's act: say whose with --by": "--not 问的是某单位的办理，请用 --by 说明是谁",
    "--until {until!r} is not after the opening, {opening}": "--until {until!r} 不晚于立项时间 {opening}",
    "already there, nothing was changed: {names}; name another folder": (
        "{names}已经存在，未作任何改动；请换一个文件夹，或先移走"
    ),
    "name the messages, or give --dead for all dead ones": "请写明消息的序号，或用 --dead 表示全部发送失败的",
    "names nobody: give a unit, or unit/person": "没有写明是谁：请写单位，或“单位/姓名”",
    "not dead, and left as they are: {ids}": "{ids}不是发送失败的消息，未作改动",
    "scenario {name!r} does not say who opens: name the unit with --by": (
        "场景 {name!r} 没有规定由谁立项，请用 --by 写明单位"
    ),
    "{file} cannot be written ({reason}); no file was left": "{file}无法写入（{reason}），未留下任何文件",
    "{option} {given!r}: did you mean {close!r}?": "{option} {given!r}：是不是 {close!r}？",
    "{option} {given!r}: there are {known}": "{option} {given!r}：可以写 {known}",
    "{number} ({title}) cannot be moved:": "{number}（{title}）不能换用：",
    "{option} {text!r} is no date; write it like 2026-01-05, or 2026-01-05 09:00": (
        "{option} {text!r} 不是日期，请写成 2026-01-05 或 2026-01-05 09:00"
    ),
    "{option} {text!r}: write {form}": "{option} {text!r}：请写成 {form}",
    "{path}: these are no heads that `duban verify --export` wrote": (
        "{path}：不是 `duban verify --export` 导出的校验值"
    ),
    "{problem} (see `{command} --help`)": "{problem}（见 `{command} --help`）",
    "{subject}: “{trigger}” cannot be done:": "{subject}“{trigger}”不能办理：",
    "{summary} — this is a fault of duban, please report it; DUBAN_DEBUG=1 shows where": (
        "{summary} —— 这是 duban 的缺陷，请报告；设 DUBAN_DEBUG=1 可看出处"
    ),
    "{text!r} is no message's ID: `duban outbox list` shows them": (
        "{text!r} 不是消息的序号；用 `duban outbox list` 可查"
    ),
}
