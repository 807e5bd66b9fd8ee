"""The Chinese of sentences that the rooms below and the library of the command line write in English.

What stands in a place called `message` is a sentence itself, and is looked up in its turn.
"""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # -- wrong usage, as Typer says it
    "No such option: {option}": "没有选项 {option}",
    "No such option: {option}; did you mean {close}?": "没有选项 {option}；是不是 {close}？",
    "No such command '{command}'": "没有命令 {command}",
    "No such command '{command}'; did you mean {close}?": "没有命令 {command}；是不是 {close}？",
    "Missing command": "缺少命令",
    "Missing option {option}": "缺少选项 {option}",
    "Missing argument {argument}": "缺少参数 {argument}",
    "Got unexpected extra argument ({given})": "多出了参数：{given}",
    "Got unexpected extra arguments ({given})": "多出了参数：{given}",
    "Got unexpected extra argument(s) ({given})": "多出了参数：{given}",
    "Option {option} requires an argument": "选项 {option} 后面要有值",
    "Option {option} does not take a value": "选项 {option} 后面不能有值",
    "Invalid value: {message}": "{message}",
    "Invalid value for {what}: {message}": "{what} 的值不对：{message}",
    "'{given}' is not a valid integer range": "{given} 不是整数",
    "'{given}' is not a valid integer": "{given} 不是整数",
    "{given} is not in the range x>={least}": "{given} 小于 {least}",
    "Input should be a valid integer, unable to parse string as an integer": "不是整数",
    "Input should be greater than or equal to {least}": "不能小于 {least}",
    # -- the system
    "No such file or directory": "没有这个文件或文件夹",
    "Permission denied": "没有权限",
    "Is a directory": "是文件夹，不是文件",
    "Not a directory": "不是文件夹",
    "File exists": "已经存在",
    "File name too long": "文件名过长",
    "No space left on device": "磁盘已满",
    "file is not a database": "不是数据库文件",
    # -- workflow
    "the key {key} was used before for another {verb}: use a new key for a new act": (
        "键 {key} 已用于另一次办理（{verb}），新的办理请用新的键"
    ),
    "no instance {number}: `duban list` shows the numbers": "没有事项 {number}；用 `duban list` 可查编号",
    "no instance {number}; did you mean {close}?": "没有事项 {number}；是不是 {close}？",
    "no scenario {name}; did you mean {close}?": "没有场景 {name}；是不是 {close}？",
    "no scenario {name}; there are: {known}": "没有场景 {name}；已有：{known}",
    "{number} has no trigger {trigger}; did you mean {close}?": "{number} 没有 {trigger} 这一步；是不是 {close}？",
    "{number} has no trigger {trigger}; there are: {known}": "{number} 没有 {trigger} 这一步；可以办理：{known}",
    "{scenario} has no role {role}; did you mean {close}?": "场景 {scenario} 没有角色 {role}；是不是 {close}？",
    "{scenario} has no role {role}; there are: {known}": "场景 {scenario} 没有角色 {role}；已有：{known}",
    "role {role} ({title}) is required: name its units, or give [] and let it wait for assign": (
        "角色 {role}（{title}）必须有单位：用 --unit 写明，或写空，以后用 assign 指定"
    ),
    "role {role} ({title}) takes one unit, not {units}": "角色 {role}（{title}）只能有一个单位，不能是{units}",
    "role {role}: {name} is no unit's name": "角色 {role}：{name} 不是单位名称",
    "role {role}: {name} cannot be a unit's name": "角色 {role}：{name} 不能作单位名称",
    "{trigger} rebinds no role in state {state}: leave units out, or use assign": (
        "在 {state} 办理 {trigger} 不改派单位：请去掉 --units，或用 assign"
    ),
    '{scenario} has no field "{field}"; its fields are: {known}': "场景 {scenario} 没有字段 {field}；已有：{known}",
    "{name} is pinned to definition {digest}…, which the database does not hold": (
        "{name} 所依据的场景版本 {digest}… 不在数据库中"
    ),
    "scenario {name} has no version {version} loaded; there are: {known}": (
        "场景 {name} 没有第 {version} 版；已有：{known}"
    ),
    "state {state}: {message}": "状态 {state}：{message}",
    "version {version} has none of that name: {known}": "第 {version} 版没有这个状态；已有：{known}",
    "version {version} has it too; people move instances, by their acts": (
        "第 {version} 版也有这个状态；事项由人办理来推进，不能这样改"
    ),
    "no open instance's definition has it; there are: {known}": "未办结事项的规则中没有这个状态；已有：{known}",
    "no scenario has it; did you mean {close}?": "没有哪个场景有这个状态；是不是 {close}？",
    "no scenario has it; there are: {known}": "没有哪个场景有这个状态；已有：{known}",
    "no scenario has a role {role}; did you mean {close}?": "没有哪个场景有角色 {role}；是不是 {close}？",
    "no scenario has a role {role}; there are: {known}": "没有哪个场景有角色 {role}；已有：{known}",
    "no unit {unit}, neither in the directory nor in an instance; did you mean {close}?": (
        "没有单位 {unit}，名录和事项中都没有；是不是 {close}？"
    ),
    "no unit {unit}, neither in the directory nor in an instance: `duban units` shows those in the directory": (
        "没有单位 {unit}，名录和事项中都没有；用 `duban units` 可查名录"
    ),
    "{unit} is a group of units: ask for one of them, such as {member}": (
        "{unit} 是单位分组；请写其中一个单位，如 {member}"
    ),
    "refused: {reasons}": "不能立项：{reasons}",
    # -- settings
    "{file}: unknown setting {name}; there are: {known}": "{file}：没有 {name} 这项设置；可以写：{known}",
    "{path}: there is no such file; `duban init` writes one to start from": (
        "{path}：没有这个文件；`duban init` 可生成一份样例"
    ),
    "is not UTF-8 text; save it as UTF-8": "不是 UTF-8 文本；请另存为 UTF-8",
    "cannot be read: {message}": "无法读取：{message}",
    "{name} = {path}: cannot be read: {message}": "{name} = {path}：无法读取：{message}",
    "no channel for {medium} is configured; there are: {known}. Add [channels.{same}] to duban.toml": (
        "没有设置 {medium} 通道（已有：{known}）。请在 duban.toml 中加 [channels.{same}]"
    ),
    # -- the database
    "the database is locked by another writer: nothing was changed; try again": (
        "数据库正被其他进程写入，未作改动；请再试一次"
    ),
    "cannot open the database {where}: {message}; check the address, the server and the rights": (
        "打不开数据库 {where}：{message}；请检查地址、服务和权限"
    ),
    "the database {where} is read-only: nothing was changed; give this user the right to write": (
        "数据库 {where} 只读，未作改动；请给运行用户写权限"
    ),
    "no space left for the database {where}: nothing was changed; free some space and try again": (
        "数据库 {where} 所在磁盘已满，未作改动；请腾出空间再试"
    ),
    "the tables in {where} are of schema {found}, this duban needs {wanted}: run `duban db upgrade`": (
        "{where} 的结构版本是 {found}，本程序需要 {wanted}：请运行 `duban db upgrade`"
    ),
    "the tables in {where} are of schema {found}, newer than this duban knows ({wanted}): upgrade duban": (
        "{where} 的结构版本是 {found}，比本程序（{wanted}）新：请升级 duban"
    ),
    "duban keeps its memory in SQLite or PostgreSQL": "duban 只用 SQLite 或 PostgreSQL",
    "{message}; PostgreSQL needs the extra: pip install 'duban[postgres]'": (
        "{message}；用 PostgreSQL 须先安装：pip install 'duban[postgres]'"
    ),
    "no duban tables in {where}: call engine.create_tables(), or run `duban db upgrade`": (
        "{where} 中没有 duban 的表：请运行 `duban db upgrade`"
    ),
    "the tables in {where} are {message}: nothing was changed; restore them from a backup": (
        "{where} 中的表{message}，未作改动；请用备份恢复"
    ),
    "of schema {found}, which no duban has made": "结构版本是 {found}，没有哪个版本的程序建过这样的表",
    "without the version of their schema": "没有记下结构版本",
    (
        "the database {where} is in use: nothing was changed; "
        "stop the daemon and whatever else works with it, and try again"
    ): "数据库 {where} 正在使用，未作改动；请停下守护进程和其他使用它的程序，再试一次",
    "there is no database in {where}: check the name": "{where} 处没有数据库，请核对文件名",
    "the database in {where} is damaged: {message}; nothing was changed; take an earlier backup": (
        "{where} 中的数据库已损坏（{message}），未作改动；请改用更早的备份"
    ),
    "row {row} of {table} belongs to no row of {other}": "{table} 第 {row} 行在 {other} 中没有对应的行",
    "{where} is no SQLite file: {message}": "{where} 不是 SQLite 文件：{message}",
    "a database in memory is gone with its process; keep it in a file": "内存中的数据库随进程消失，请改用文件",
    (
        "use PostgreSQL's own tools: `pg_dump --format=custom --file=FILE URL`, "
        "and `pg_restore --clean --if-exists --dbname=URL FILE` to bring it back"
    ): (
        "请用 PostgreSQL 自己的工具：备份用 `pg_dump --format=custom --file=FILE URL`，"
        "恢复用 `pg_restore --clean --if-exists --dbname=URL FILE`"
    ),
    "{where} is there already: nothing was changed; {message}": "{where} 已经存在，未作改动；{message}",
    "name another file, or move that one away": "请换一个文件名，或先移走它",
    "that is the database itself, name a backup of it": "那是数据库本身，请写明它的备份",
    "that is the database itself, name another": "那是数据库本身，请写另一个",
    "with --force it is kept under another name": "加 --force 则把原有的另存后恢复",
    "it is left of a database that is gone; keep it somewhere else": "那是已不在的数据库留下的，请先移到别处",
    "the database {where} is not empty (there are rows in {table}): nothing was changed; take another": (
        "数据库 {where} 不是空库（{table} 中有数据），未作改动；请换一个"
    ),
    "the history in {where} does not hold: {found}; nothing was changed; {message}": (
        "{where} 中的记录核对不符：{found}；未作改动；{message}"
    ),
    "to use it all the same, copy it to the database's place by hand": "仍要使用的，请手工把它复制到数据库的位置",
    "this is a fault of duban, please report it": "这是 duban 的缺陷，请报告",
    "there is no such folder": "没有这个文件夹",
    # -- channels
    "connection refused, nobody listens there": "连接被拒绝，那里没有服务在运行",
    "it refuses the user name or password: {answer}": "用户名或密码不对：{answer}",
    "its certificate is not trusted: {answer}": "证书不受信任：{answer}",
    "a header cannot be sent": "有请求头无法发送",
    "no connection: is the address right, and does the gateway run?": ("连不上，请核对地址，看网关是否在运行"),
    "no TLS: {answer}": "无法建立 TLS：{answer}",
    "it refuses our key: HTTP {status}": "密钥不对：HTTP {status}",
    "cannot be written: {message}": "无法写入：{message}",
    "{place} is no folder": "{place} 不是文件夹",
    "notifier {name}: {setting}: {message}": "通道 {name}：{setting}：{message}",
    "no notifier {name}; there are: {known}": "没有通道 {name}；已有：{known}",
    "is missing": "没有写",
    # -- papers
    'no shipped scenario "{name}"; there are {known}': "没有自带的场景 {name}；已有：{known}",
}
