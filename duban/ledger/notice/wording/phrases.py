"""Words that say who does what: 甲局牵头，乙局、丙局按职责分工负责, and 列第一位者为牵头单位，下同."""

from __future__ import annotations

import re

from duban.ledger.notice.wording.bodies import PHRASE, is_body, names_of
from duban.ledger.notice.wording.brackets import split_outside
from duban.ledger.notice.wording.dates import is_deadline
from duban.ledger.notice.wording.labels import EDGES

CLAUSE = re.compile(r"[,，;；。]")
WITH = re.compile(r"会同|会商")
_SHARE = r"(?:职责|职能|任务|责任|部门|分工|权限|管理)"
_ADVERB = (
    rf"(?:(?:按照?|根据|依据?|结合)(?:各自)?{_SHARE}{{1,4}}|(?:按照?|根据|本着)“[^“”]{{1,20}}”的?(?:原则|要求)?|各司其职|分工(?:协作|合作)?|"
    r"共同|分别|具体|结合实际|联合|协同|统筹)"
)
_SURE = (
    r"(?:总?牵头(?:负责|落实|组织|实施|推进|抓总|汇总|办理|抓好落实){0,2}|"
    r"(?:组织)?负责(?:牵头|落实|实施|组织实施|推进|办理|抓好落实)?|(?:主办|主责|承办|协办)(?:落实|实施)?|"
    r"(?:配合|参与|参加|协助|协同|协作)(?:落实|实施|推进|做好)?|(?:组织|抓好|推动)?(?:落实|实施)|"
    r"研究提出(?:具体|落实|实施|贯彻)*(?:意见|方案|措施|办法)(?:并(?:组织|负责)?(?:落实|实施))?)"
)
_WEAK = r"(?:推进|指导|支持|执行|办理|汇总)"
_VERB = re.compile(rf"{_ADVERB}{{0,4}}(?:(?P<sure>{_SURE})|(?P<weak>{_WEAK}))$")
_FIRST = r"(?:第一(?:位|名|个|家|的|者)?|第1位|首位|首个|最前)"
_HEADS = r"(?:牵头|主办|主责|汇总|主要责任|第一责任)"
_WORDS = r"[^，,、；;。（）()\n：:]"
_FIRST_LEADS = re.compile(
    rf"(?:[（(]?(?:除{_WORDS}{{1,20}}外[，,]?)?(?:其中[，,]?)?(?:各项任务)?(?:的?(?:责任|牵头)?(?:单位|部门)中?)?"
    rf"(?:排名?|排列|列|居|名列|排序)?(?:在|为|于)?{_FIRST}{_WORDS}{{0,8}}(?:为|是){_WORDS}{{0,4}}{_HEADS}{_WORDS}{{0,12}}|"
    rf"[（(]?(?:牵头|主办)(?:单位|部门)?(?:排|列|居)(?:在|于)?{_FIRST})"
    rf"(?:[，,；;](?:其余|其他){_WORDS}{{1,14}})?[，,、；;]?(?P<on>(?:以)?下同)?[）)]?"
)


def verb_of(clause: str) -> re.Match[str] | None:
    """Return the verb that ends a clause and says what the bodies before it do."""
    verb = _VERB.search(clause, max(0, len(clause) - PHRASE))
    if verb is None or is_deadline(clause):
        return None
    if verb["weak"] and not is_body(names_of(clause[: verb.start()])[-1]):
        return None
    return verb


def leads(verb: re.Match[str]) -> bool:
    """Return whether the verb says that its subject leads."""
    return "牵头" in verb.group() or (verb["sure"] or "").startswith(("主办", "主责"))


def assists(verb: re.Match[str]) -> bool:
    """Return whether the verb says that its subject assists."""
    return (verb["sure"] or "").startswith(("配合", "参与", "参加", "协"))


def has_verb(content: str) -> bool:
    """Return whether a clause names units and ends in a verb that says what they do."""
    plain = _FIRST_LEADS.sub("", content).strip(EDGES)
    verbs = (verb_of(part[-2 * PHRASE :].rstrip(EDGES)) for part in split_outside(plain, CLAUSE))
    return any(verb and verb.group() != plain for verb in verbs)


def says_first_leads(text: str, *, of_all: bool) -> bool:
    """Return whether a text says that in every list the unit listed first leads.

    With `of_all` the text does not belong to one list, so it need not say 下同 or be a note (注).
    """
    return any(
        of_all or found["on"] or "注" in text[max(0, found.start() - 12) : found.start()]
        for found in _FIRST_LEADS.finditer(text)
    )


def without_first_leads(content: str) -> tuple[str, str | None]:
    """Remove 列第一位者为牵头单位，下同; return the rest, and for which lists it was said: `here`, `onward` or None."""
    said = _FIRST_LEADS.search(content)
    if said is None:
        return content, None
    return content[: said.start()] + content[said.end() :], "onward" if said["on"] else "here"
