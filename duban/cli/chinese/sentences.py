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
    "No space left on device": "磁盘已满",
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
    # -- settings
    "{file}: unknown setting {name}; there are: {known}": "{file}：没有 {name} 这项设置；可以写：{known}",
    "{name} = {path}: there is no such file; write it, or leave the setting out": (
        "{name} = {path}：没有这个文件；请写好它，或去掉这项设置"
    ),
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
    # -- channels
    "connection refused, nobody listens there": "连接被拒绝，那里没有服务在运行",
    "it refuses the user name or password: {answer}": "用户名或密码不对：{answer}",
    "its certificate is not trusted: {answer}": "证书不受信任：{answer}",
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
