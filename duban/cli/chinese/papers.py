"""The Chinese of what is said of bad input: tables, work plans, settings, values and lengths of time."""

from __future__ import annotations

PAPERS: dict[str, str] = {
    # -- files of every kind
    "has more than the {most} bytes that are read": "超过 {most} 字节，不予读取",
    "has {found} bytes, more than the {most} that are read; split it": "有 {found} 字节，超过上限 {most}，请拆分",
    "is UTF-16; save it as UTF-8": "是 UTF-16 编码，请另存为 UTF-8",
    "is empty; put the text in it and save it as UTF-8": "是空文件，请写入内容并存为 UTF-8",
    "is not plain text (a NUL character in line {line}); save it as UTF-8 text": (
        "不是纯文本（第 {line} 行有 NUL 字符），请另存为 UTF-8 文本"
    ),
    "is neither UTF-8 (broken at byte {byte}, line {line}) nor plausible GB18030; save it as UTF-8": (
        "既不是 UTF-8（第 {line} 行、第 {byte} 字节处有误），也不像 GB18030，请另存为 UTF-8"
    ),
    # -- tables
    "cannot be read ({message}); check the path and its permissions": "无法读取（{message}），请核对路径和权限",
    "there are {count} problems before this; the rest was not read": "此前已有 {count} 处问题，其余未读",
    "{found} cells under {columns} columns; quote a cell that has a comma": (
        "有 {found} 格，而表头只有 {columns} 列；格中有逗号的请加引号"
    ),
    "not CSV ({message}); check the quotes": "不是 CSV（{message}），请检查引号",
    "unexpected end of data": "引号没有成对",
    "',' expected after '\"'": "引号后面不是逗号",
    "field larger than field limit ({limit})": "一格超过 {limit} 个字符",
    "has {count} columns; is this the right file?": "有 {count} 列，是不是拿错了文件？",
    "column {column} is not known; did you mean {close}?": "没有“{column}”这一列；是不是 {close}？",
    "column {column} stands twice; keep one": "“{column}”一列出现两次，请只留一列",
    "column {column} is missing; the columns are {known}": "缺少“{column}”一列；可用的列：{known}",
    # -- units and contacts
    "a unit without a name; fill in name (单位名称)": "单位没有名称，请填“单位名称”",
    "a contact without unit or name; fill in unit (单位) and name (姓名)": "联系人缺单位或姓名，请填“单位”和“姓名”",
    "{name} cannot be a unit's name; a name has no / in it, and {system} is the engine's own": (
        "{name} 不能作单位名称：名称中不能有 /，{system} 为系统专用"
    ),
    "the name {name} is longer than {most} characters": "名称 {name} 超过 {most} 个字",
    "level {level} is not known; write handler (经办) or leader (领导)": "级别 {level} 不对，请写 经办 或 领导",
    "is not an address; write it as name@host.domain": "不是邮箱地址，请写成 name@host.domain",
    "is not a number; write 11 digits, or + and the country code": "不是手机号码，请写 11 位数字，或 + 加国家代码",
    "absent_until {day} is not a date; write it as 2024-05-31": "离岗至 {day} 不是日期，请写成 2024-05-31",
    "locale {locale} is not known; write it as zh-CN or en": "语言 {locale} 不对，请写 zh-CN 或 en",
    "{message} {name} already names {owner} ({where}); a name stands for one unit": (
        "{message} {name} 已是 {owner} 的名称（{where}），一个名称只能指一个单位"
    ),
    "unit": "单位",
    "alias": "别名",
    "group {group} is also a name of the unit {unit}; rename the group": "分组 {group} 与单位 {unit} 重名，请改分组名",
    "parents go round in a circle: {loop}; clear one of them": "上级单位互为上级：{loop}；请去掉其中一个",
    "unit {unit} of {name} is not declared; add it to the units": "{name} 的单位 {unit} 不在单位名录中，请补上",
    "{name} is already {level} of {unit} ({where}); keep one row": (
        "{unit} 的 {name}（{level}）已在 {where}，请只留一行"
    ),
    "{name} is named as their own deputy; name somebody else": "{name} 的代理人是本人，请另写一人",
    "deputy {deputy} of {name} is nobody in the contacts; add or correct it": (
        "{name} 的代理人 {deputy} 不在联系人中，请补上或改正"
    ),
    "deputy {deputy} of {name} may be of {units}; write unit/name": (
        "{name} 的代理人 {deputy} 在 {units} 都有，请写成“单位/姓名”"
    ),
    # -- calendars
    "{day} is no date; write it like 2027-01-01": "{day} 不是日期，请写成 2027-01-01",
    "{word} does not say whether it is worked; write 上班 or 休": "{word} 看不出是否上班，请写 上班 或 休",
    "{day} is named twice; keep one": "{day} 出现两次，请只留一行",
    "{day} is outside of the years {first} to {last} that can be reckoned": (
        "{day} 不在可推算的 {first} 至 {last} 年之内"
    ),
    "the note has to be text of at most {most} characters, not {given}": "备注不能超过 {most} 个字：{given}",
    "names no day; a line is 2027-01-01,休": "没有写明任何日期；一行应如 2027-01-01,休",
    "{name} is no calendar; write `china`, `24x7` or a country code of the holidays library, such as `DE` or `DE-BY`": (
        "{name} 不是日历；请写 `china`、`24x7`，或国家代码，如 `DE`、`DE-BY`"
    ),
    # -- work plans
    "is an old Office document such as .doc, or one with a password; open it and save it as .docx": (
        "是旧版 Office 文档（如 .doc）或加了密码，请打开后另存为 .docx"
    ),
    "is a PDF; open it and save its text as a UTF-8 .txt file": "是 PDF，请打开后把文字另存为 UTF-8 的 .txt 文件",
    "is RTF; open it and save it as .docx": "是 RTF，请打开后另存为 .docx",
    "is a zip archive or another Office file, not a .docx; open it and save it as .docx": (
        "是压缩包或其他 Office 文件，不是 .docx，请打开后另存为 .docx"
    ),
    "is {kind}, which needs the extra: pip install 'duban[office]'; or save it as a UTF-8 .txt file": (
        "是 {kind}，须先安装：pip install 'duban[office]'；或另存为 UTF-8 的 .txt 文件"
    ),
    "is a damaged .docx; open it and save it again": "是损坏的 .docx，请打开后重新保存",
    "no numbered task with its units was found; tasks look like {example}, or stand in a table {head}": (
        "没有找到带责任单位的编号任务；任务应如 {example}，或列在表格中：{head}"
    ),
    # -- settings
    "Field required": "必须填写",
    "Input should be a valid number, unable to parse string as a number": "不是数字",
    "Input should be a valid string": "应为文字",
    "Input should be a valid dictionary": "应为一组设置（表）",
    "Input should be a valid tuple": "应为列表",
    "Input should be less than or equal to {most}": "不能大于 {most}",
    "Input should be greater than {least}": "必须大于 {least}",
    "String should match pattern {pattern}": "格式不对，应符合 {pattern}",
    "Value error, {message}": "{message}",
    "no message leaves by {medium}; there are: {known}": "没有 {medium} 这种发送方式；可以写：{known}",
    "{message} (at line {line}, column {column})": "第 {line} 行第 {column} 列：{message}",
    "Invalid value": "值不对",
    "Cannot overwrite a value": "同一项写了两次",
    "has lists or tables nested too deeply": "列表或表嵌套过深",
    "has a number of thousands of digits": "有一个数长达数千位",
    "{setting} holds a NUL character": "{setting} 含有 NUL 字符",
    "that is no file; write it, or leave the setting out": "那不是文件；请写好它，或去掉这项设置",
    "there is no such file; write it, or leave the setting out": "没有这个文件；请写好它，或去掉这项设置",
    '{variable} is no value of "{setting}"; lists and tables are JSON, such as {example}': (
        "{variable} 不能作 {setting} 的值；列表和表要写成 JSON，如 {example}"
    ),
    "a DUBAN_ variable holds JSON that nests too deeply": "有一个 DUBAN_ 变量的 JSON 嵌套过深",
    "{database} in {folder} is not UTF-8; rename it": "{folder} 中的 {database} 不是 UTF-8，请改名",
    "folder is where this file is; move the file, or set DUBAN_FOLDER": (
        "folder 就是本文件所在的文件夹；请移动文件，或设 DUBAN_FOLDER"
    ),
    # -- channels
    "no such setting; there are: {known}": "没有这项设置；可以写：{known}",
    "no such parameter {name}; there are: {known}": "没有参数 {name}；可以写：{known}",
    "has to be text, not {message}; put it in quotes": "须为文字，不能是{message}；请加引号",
    "a list": "列表",
    "a number": "数字",
    "a table": "表",
    "true or false": "真假值",
    "is empty; name the mail server": "是空的；请写明邮件服务器",
    "{given} is not a number above 0": "{given} 不是大于 0 的数",
    "is above {most}; mail servers listen on 465, 587 or 25": "超过 {most}；邮件服务器的端口是 465、587 或 25",
    "{given} is none of tls, starttls, none": "{given} 不是 tls、starttls、none 之一",
    "a password is not sent to {host} unencrypted: use tls or starttls": (
        "密码不能不加密发给 {host}：请用 tls 或 starttls"
    ),
    "does not say who sends: add ?from=name@example.org": "没有写明发件人：请加 ?from=name@example.org",
    "follows from the body of each request; leave it out": "由请求的正文得出，请去掉",
    'have to be texts by name, such as {Authorization = "…"}': '应为按名称写的文字，如 {{Authorization = "…"}}',
    "is not an address such as https://sms.example.org/send": "不是网址，应如 https://sms.example.org/send",
    "is not a template: {reason}": "不是模板：{reason}",
    "is not an expression: {reason}": "不是表达式：{reason}",
    # -- values and lengths of time
    'field "{field}" {message}': "“{field}”{message}",
    "data has to map fields to values, not {given}": "data 应把字段对应到值，不能是 {given}",
    "has to be text, not {given}": "须为文字，不能是 {given}",
    "is longer than {most} characters": "超过 {most} 个字",
    "contains a NUL character or half of one, which no database keeps": "含有 NUL 字符或半个字符，无法保存",
    "has to be a number, not {given}": "须为数字，不能是 {given}",
    "has more than 18 digits; such a number is kept as text": "超过 18 位；这样的数请按文字登记",
    "has to be true or false, not {given}": "须为 是 或 否，不能是 {given}",
    "has to be one of {choices}, not {given}": "须为 {choices} 之一，不能是 {given}",
    "has to be a date such as 2024-04-30, not {given}": "须为日期，如 2024-04-30，不能是 {given}",
    "has to be an instant such as 2024-04-30 17:30, not {given}": "须为时刻，如 2024-04-30 17:30，不能是 {given}",
    "has to be a reference such as {example}": "须为文件，命令行中写作 字段=@文件，或 {example}",
    "takes a {kind}, and what was given is not one that can be kept": "须为 {kind}，所填的不能保存",
    "has to be a whole number from 0 to {most}, not {given}": "须为 0 至 {most} 的整数，不能是 {given}",
    "{by} names nobody: give a unit, or unit/person": "{by} 没有写明是谁：请写单位，或“单位/姓名”",
    "{text} is not a length of time; {message}": "{text} 不是时间长度；{message}",
    "{text} does not say which unit it means; {message}": "{text} 没有写明单位；{message}",
    "{text} has a unit that is not known; {message}": "{text} 的单位不对；{message}",
    "{text} must be a positive whole number": "{text} 须为正整数",
    "{text} is longer than twenty years; {most} is the most": "{text} 超过二十年；最多 {most}",
    "write {choices} or {last}": "请写成 {choices} 或 {last}",
    # -- the demo
    "is there already and is no earlier demo; name another folder, or remove this one": (
        "已经存在，且不是以前的演示结果；请换一个文件夹，或先移走它"
    ),
    "{message}; put it right, or leave --smtp out to write the mail to files": (
        "{message}；请改正，或不写 --smtp，把邮件写成文件"
    ),
}
