"""The files that `duban init` writes: working settings, the shipped scenarios, and a directory to fill in."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.states import Definition

NEXT_STEPS = (
    "duban doctor",
    "duban open issue --by 市优化办 --unit lead=市优化办 --unit responsible=市住建局",
    "duban list",
    "duban daemon --once",
)
"""Commands that work at once in the new folder."""

_SETTINGS = """\
# duban 的设置。相对路径从本文件所在的文件夹算起；每一项也可以用环境变量 DUBAN_… 给出，环境变量优先。

# 数据库：SQLite 文件，或 PostgreSQL，如 "postgresql://duban@db.example.org/duban"（安装时选 duban[postgres]）。
database = "sqlite:///duban.db"

# 场景文件：文件、文件夹，或者随 duban 提供的场景名（issue、task、complaint；其余见 duban scenario list）。
scenarios = ["scenarios"]

# 名录：单位和联系人。
units = "units.csv"
contacts = "contacts.csv"

# 文件：保存各字段引用的文件（佐证材料等）的文件夹。不写则只记文件名和校验值，文件自行保管。
# [evidence]
# folder = "files"

# 守护进程多久看一次别的进程写了什么（秒）。
# heartbeat_seconds = 5

# 通道：先写进文件夹，便于查看。正式使用时改成下面的样子。
[channels.email]
notifier = "file"
folder = "mail"

[channels.sms]
notifier = "file"
folder = "mail"

# 用 SMTP 发邮件。密码不写在这里：password_file 是只有运行用户可读的文件，
# 或者用环境变量 DUBAN_CHANNELS__EMAIL__PASSWORD。
# [channels.email]
# notifier = "smtp"
# host = "smtp.example.org"
# security = "starttls"          # tls | starttls | none
# username = "duban@example.org"
# password_file = "smtp-password"
# sender = "督办平台 <duban@example.org>"

# 用 HTTP 网关发短信。
# [channels.sms]
# notifier = "http-sms"
# url = "https://sms.example.org/send"
# body = '{"mobile": {{ mobile | tojson }}, "template": {{ template | tojson }}, "values": {{ values | tojson }}}'
# key_file = "sms-key"             # 在模板里用 {{ key }}；阿里云、腾讯云和运营商平台的写法见 docs/how-to/send-sms.md
# success = "json.Code == 'OK'"    # 必填：网关怎样表示已受理；只看状态码的网关写 "status == 200"

# 消息发不出、地址被拒收、单位联系不到、通道停用、场景文件不能使用时告知谁：每天至多一次，没有问题不打扰。
# 依次用邮件、短信，哪个通道通就用哪个；短信模板的变量是 count（问题类数）和 what（首要问题）。
# [operators]
# email = ["admin@example.org"]
# sms = ["13800000000"]
# sms_template = "SMS_100001"
# sms_sign = "市督考办"

# 守护进程正常时定期更新这个文件、访问这个网址；不正常（不只是停了）就不再更新。
# [heartbeat]
# file = "heartbeat.json"
# url = "https://hc.example.org/ping/…"
# longest_wait_seconds = 900
"""

_UNITS = """\
name,aliases,groups,parent
市优化办,市优化营商环境办公室,,
市督考办,,,
市领导,,,
市发改委,市发展和改革委员会,市直各相关单位,
市住建局,市住房和城乡建设局,市直各相关单位,
东区,,各区,
西区,,各区,
"""

_CONTACTS = """\
unit,name,level,email,mobile,deputy,absent_until,locale
市优化办,优化办经办人,handler,youhuaban@example.org,,,,zh-CN
市优化办,优化办负责人,leader,youhuaban.leader@example.org,,,,zh-CN
市督考办,督考办经办人,handler,dukaoban@example.org,,,,zh-CN
市督考办,督考办负责人,leader,dukaoban.leader@example.org,,,,zh-CN
市领导,市领导联络员,handler,lingdao@example.org,,,,zh-CN
市发改委,发改委经办人,handler,fagaiwei@example.org,,,,zh-CN
市发改委,发改委负责人,leader,fagaiwei.leader@example.org,,,,zh-CN
市住建局,住建局经办人,handler,zhujianju@example.org,,,,zh-CN
市住建局,住建局负责人,leader,zhujianju.leader@example.org,,,,zh-CN
东区,东区经办人,handler,dongqu@example.org,,,,zh-CN
东区,东区负责人,leader,dongqu.leader@example.org,,,,zh-CN
西区,西区经办人,handler,xiqu@example.org,,,,zh-CN
西区,西区负责人,leader,xiqu.leader@example.org,,,,zh-CN
"""


def starting_files(more: Iterable[str] = ()) -> dict[str, str]:
    """Return the contents of the files to start from, by their names; `more` names scenarios of the library.

    Scenarios that these open instances of come along, and so do the units that fill their roles by default.
    """
    from duban.scenarios import needed, offered, shipped, shipped_names, shipped_text

    names = dict.fromkeys(shipped_names())
    if chosen := [shipped(name) for name in dict.fromkeys(more)]:
        everything = list(offered())
        names |= dict.fromkeys(each.scenario for one in chosen for each in (one, *needed(one, everything)))
    scenarios = {f"scenarios/{name}.yaml": shipped_text(name) for name in names}
    units = _unlisted(shipped(name) for name in names)
    listed = _UNITS + "".join(f"{unit},,,\n" for unit in units)
    reached = (
        f"{unit},{unit.removeprefix('市')}经办人,handler,unit{place}@example.org,,,,zh-CN\n"
        for place, unit in enumerate(units, start=1)
    )
    return {"duban.toml": _SETTINGS, "units.csv": listed, "contacts.csv": _CONTACTS + "".join(reached), **scenarios}


def _unlisted(definitions: Iterable[Definition]) -> list[str]:
    """Return the units that fill roles by default or of what returns, or have a share, and that the list lacks."""
    listed = {name for line in _UNITS.splitlines() for name in line.split(",")}
    filling = [
        units
        for one in definitions
        for units in (
            *(role.default for role in one.roles.values()),
            *(one.repeats.units.values() if one.repeats else ()),
            *(quota.per_unit for quota in one.targets.values()),
        )
    ]
    return [unit for unit in dict.fromkeys(chain.from_iterable(filling)) if unit not in listed]
