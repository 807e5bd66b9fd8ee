BEGIN TRANSACTION;
CREATE TABLE duban_address (
	medium VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	reason TEXT NOT NULL, 
	message_id VARCHAR, 
	cleared_at DATETIME, 
	cleared_by VARCHAR, 
	PRIMARY KEY (medium, address)
);
INSERT INTO "duban_address" VALUES('email','gone3@example.org',1,'2024-04-02 02:00:00.000000','[{"code":"refused","facts":{"answer":"no such mailbox"}}]','5763a979f17815e33c77290388875836@duban.local',NULL,NULL);
CREATE TABLE duban_alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT duban_alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "duban_alembic_version" VALUES('0011');
CREATE TABLE duban_binding (
	instance_id INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, open BOOLEAN DEFAULT true NOT NULL, done BOOLEAN DEFAULT false NOT NULL, 
	PRIMARY KEY (instance_id, role, unit), 
	FOREIGN KEY(instance_id) REFERENCES duban_instance (id)
);
INSERT INTO "duban_binding" VALUES(1,'lead','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(1,'responsible','市住建局',1,0);
INSERT INTO "duban_binding" VALUES(1,'supervisor','市督考办',1,0);
INSERT INTO "duban_binding" VALUES(1,'leader','市领导',1,0);
INSERT INTO "duban_binding" VALUES(2,'lead','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(2,'responsible','市住建局',1,0);
INSERT INTO "duban_binding" VALUES(2,'supervisor','市督考办',1,0);
INSERT INTO "duban_binding" VALUES(2,'leader','市领导',1,0);
INSERT INTO "duban_binding" VALUES(3,'lead','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(3,'responsible','市住建局',1,0);
INSERT INTO "duban_binding" VALUES(3,'supervisor','市督考办',1,0);
INSERT INTO "duban_binding" VALUES(3,'leader','市领导',1,0);
INSERT INTO "duban_binding" VALUES(4,'lead','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(4,'supervisor','市督考办',1,0);
INSERT INTO "duban_binding" VALUES(4,'leader','市领导',1,0);
INSERT INTO "duban_binding" VALUES(5,'reception','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(5,'supervisor','市督考办',1,0);
INSERT INTO "duban_binding" VALUES(5,'leader','市领导',1,0);
INSERT INTO "duban_binding" VALUES(6,'reception','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(6,'supervisor','市督考办',1,0);
INSERT INTO "duban_binding" VALUES(6,'leader','市领导',1,0);
INSERT INTO "duban_binding" VALUES(5,'responsible','市教育局',1,0);
INSERT INTO "duban_binding" VALUES(7,'lead','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(7,'helper','市住建局',1,0);
INSERT INTO "duban_binding" VALUES(7,'helper','市教育局',1,0);
INSERT INTO "duban_binding" VALUES(7,'helper','市公安局',1,0);
INSERT INTO "duban_binding" VALUES(7,'office','市督考办',1,0);
INSERT INTO "duban_binding" VALUES(8,'doer','市住建局',1,0);
INSERT INTO "duban_binding" VALUES(8,'lead','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(9,'doer','市教育局',0,0);
INSERT INTO "duban_binding" VALUES(9,'lead','市优化办',0,0);
INSERT INTO "duban_binding" VALUES(10,'doer','市公安局',1,0);
INSERT INTO "duban_binding" VALUES(10,'lead','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(4,'responsible','市公安局',1,0);
INSERT INTO "duban_binding" VALUES(11,'office','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(11,'responsible','市住建局',1,0);
INSERT INTO "duban_binding" VALUES(11,'supervisor','市督考办',1,0);
INSERT INTO "duban_binding" VALUES(11,'principal','市领导',1,0);
INSERT INTO "duban_binding" VALUES(12,'lead','市优化办',1,0);
INSERT INTO "duban_binding" VALUES(12,'responsible','市住建局',1,0);
INSERT INTO "duban_binding" VALUES(12,'supervisor','市督考办',1,0);
INSERT INTO "duban_binding" VALUES(12,'leader','市领导',1,0);
CREATE TABLE duban_calendar (
	name VARCHAR NOT NULL, 
	stamp INTEGER NOT NULL, 
	imported_at DATETIME NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "duban_calendar" VALUES('china',1,'2024-03-29 01:00:00.000000');
CREATE TABLE duban_calendar_day (
	calendar VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	works BOOLEAN NOT NULL, 
	note VARCHAR, 
	PRIMARY KEY (calendar, day)
);
INSERT INTO "duban_calendar_day" VALUES('china','2024-06-03',0,'停电');
CREATE TABLE duban_calendar_version (
	calendar VARCHAR NOT NULL, 
	stamp INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	days TEXT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (calendar, stamp)
);
INSERT INTO "duban_calendar_version" VALUES('china',1,'2024-03-29 01:00:00.000000','{"2024-06-03":[false,"停电"]}','e37da9f77ab54721cc0f54fc1dedd578c57f071cd4d196cee3f4b8b1dacbc074');
CREATE TABLE duban_claim (
	instance_id INTEGER NOT NULL, 
	clock VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	lap INTEGER NOT NULL, 
	rung VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (instance_id, clock, round, lap, rung), 
	FOREIGN KEY(instance_id) REFERENCES duban_instance (id)
);
INSERT INTO "duban_claim" VALUES(4,'签收时限',1,2,'due','fired','2024-04-02 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(6,'受理时限',1,1,'due - 1 working day','fired','2024-04-02 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(6,'受理时限',1,1,'due','fired','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(6,'受理时限',1,1,'due + 2 working days','fired','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(1,'整改时限',1,1,'due - 2 working days','fired','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(4,'整改时限',1,2,'due - 2 working days','fired','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(5,'办理时限',1,1,'due - 2 working days','fired','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(8,'分项时限',1,1,'due','fired','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(9,'分项时限',1,1,'due','fired','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(10,'分项时限',1,1,'due','fired','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(1,'整改时限',1,1,'due - 5 working days','skipped','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(4,'整改时限',1,2,'due - 5 working days','skipped','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(5,'办理时限',1,1,'due - 5 working days','skipped','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(4,'签收时限',1,3,'due','skipped','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(4,'整改时限',1,3,'due - 5 working days','skipped','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(4,'整改时限',1,3,'due - 2 working days','skipped','2024-04-18 02:00:00.000000');
INSERT INTO "duban_claim" VALUES(2,'整改时限',2,1,'#6 2024-04-24','fired','2024-04-24 01:00:00.000000');
INSERT INTO "duban_claim" VALUES(1,'整改时限',1,1,'due','fired','2024-04-24 01:00:00.000000');
INSERT INTO "duban_claim" VALUES(4,'整改时限',1,3,'due','fired','2024-04-24 01:00:00.000000');
INSERT INTO "duban_claim" VALUES(5,'办理时限',1,1,'due','fired','2024-04-24 01:00:00.000000');
INSERT INTO "duban_claim" VALUES(5,'办理时限',1,1,'due + 2 working days','fired','2024-04-24 01:00:00.000000');
INSERT INTO "duban_claim" VALUES(1,'整改时限',1,1,'due + 3 working days','fired','2024-04-26 01:00:00.000000');
INSERT INTO "duban_claim" VALUES(2,'整改时限',2,1,'#6 2024-04-26','fired','2024-04-26 01:00:00.000000');
INSERT INTO "duban_claim" VALUES(4,'整改时限',1,3,'due + 3 working days','fired','2024-04-26 01:00:00.000000');
INSERT INTO "duban_claim" VALUES(2,'整改时限',2,1,'due - 2 working days','fired','2024-05-09 01:05:00.000000');
INSERT INTO "duban_claim" VALUES(2,'整改时限',2,1,'#6 2024-05-09','fired','2024-05-09 01:05:00.000000');
INSERT INTO "duban_claim" VALUES(5,'办理时限',1,1,'due + 5 working days','fired','2024-05-09 01:05:00.000000');
INSERT INTO "duban_claim" VALUES(7,'总时限',1,1,'due','fired','2024-05-09 01:05:00.000000');
INSERT INTO "duban_claim" VALUES(1,'整改时限',1,1,'due + 10 working days','fired','2024-05-09 01:05:00.000000');
INSERT INTO "duban_claim" VALUES(4,'整改时限',1,3,'due + 10 working days','fired','2024-05-09 01:05:00.000000');
INSERT INTO "duban_claim" VALUES(2,'整改时限',2,1,'due - 5 working days','skipped','2024-05-09 01:05:00.000000');
CREATE TABLE duban_content (
	scenario VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (scenario, version), 
	FOREIGN KEY(digest) REFERENCES duban_definition (digest)
);
INSERT INTO "duban_content" VALUES('issue',2,'40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','2024-03-29 01:00:00.000000');
INSERT INTO "duban_content" VALUES('complaint',2,'6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','2024-03-29 01:00:00.000000');
INSERT INTO "duban_content" VALUES('plan',1,'63e3674c66b6d3a2881f750b9a247a100735c60ea5704efd58f20ea45b21692f','2024-03-29 01:00:00.000000');
INSERT INTO "duban_content" VALUES('part',1,'ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955','2024-03-29 01:00:00.000000');
INSERT INTO "duban_content" VALUES('office_papers',1,'c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9','2024-05-09 01:05:00.000000');
CREATE TABLE duban_counter (
	scenario VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (scenario, year)
);
INSERT INTO "duban_counter" VALUES('issue',2024,5);
INSERT INTO "duban_counter" VALUES('complaint',2024,2);
INSERT INTO "duban_counter" VALUES('plan',2024,1);
INSERT INTO "duban_counter" VALUES('part',2024,3);
INSERT INTO "duban_counter" VALUES('office_papers',2024,1);
INSERT INTO "duban_counter" VALUES(' 鄂优化办督〔{year}〕{seq}号',2024,1);
CREATE TABLE duban_definition (
	digest VARCHAR(64) NOT NULL, 
	scenario VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	document TEXT NOT NULL, 
	stored_at DATETIME NOT NULL, 
	PRIMARY KEY (digest)
);
INSERT INTO "duban_definition" VALUES('40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','issue',2,'{"scenario":"issue","version":2,"title":"问题整改","number":"WT-{year}-{seq:04d}","calendar":"china","timezone":"Asia/Shanghai","hours":["08:30-12:00","14:00-17:30"],"opens_by":"lead","fallback":"lead","roles":{"lead":{"title":"牵头单位","required":true},"responsible":{"title":"责任单位","required":true,"many":true},"supervisor":{"title":"督考办","default":"市督考办"},"leader":{"title":"分管市领导","default":"市领导"}},"fields":{"source":{"title":"问题来源","type":"choice","choices":["省评反馈","政治生态分析","优化提升行动","群众投诉"]},"deadline":{"title":"完成时限","type":"date"},"measure":{"title":"整改措施","type":"text"},"evidence":{"title":"佐证材料","type":"file","many":true},"satisfaction":{"title":"满意度","type":"choice","choices":["满意","基本满意","不满意"]},"reporter":{"title":"反映人","type":"string","private":["lead"]}},"states":{"交办":{"initial":true,"waits_for":"responsible"},"整改":{"waits_for":"responsible"},"复核":{"waits_for":"lead"},"挂账":{"waits_for":"lead","pauses":["整改时限"],"at_most":"60 working days","then":"恢复"},"销号":{"final":true}},"transitions":{"签收":{"from":"交办","to":"整改","by":"responsible"},"退单":{"from":"交办","to":"交办","by":"responsible","requires":["note"],"times":2,"within":"2 working days","rebinds":"responsible"},"申请销号":{"from":"整改","to":"复核","by":"responsible","requires":["measure","evidence"]},"通过":{"from":"复核","to":"销号","by":"lead","not_by":"申请销号","when":"satisfaction != ''不满意''"},"退回整改":{"from":"复核","to":"整改","by":"lead","requires":["note"]},"挂起":{"from":"整改","to":"挂账","by":"lead","requires":["note"]},"恢复":{"from":"挂账","to":"整改","by":["lead","system"]},"重新挂账":{"from":"销号","to":"整改","by":"lead","requires":["note"],"new_round":true}},"clocks":{"签收时限":{"starts":"open","stops":"整改","budget":"1 working day"},"整改时限":{"starts":"open","stops":"销号","budget":"15 working days","unless":"deadline"}},"ladder":{"签收时限":[{"at":"due","light":"yellow","notify":"responsible","copy":"lead","message":"催签"}],"整改时限":[{"at":"due - 5 working days","light":"blue","notify":"responsible","message":"催办"},{"at":"due - 2 working days","light":"yellow","notify":["responsible","lead"],"message":"催办"},{"at":"due","light":"red","notify":["responsible","lead"],"message":"逾期"},{"at":"due + 3 working days","notify":"supervisor","copy":"responsible","message":"督办单","urgent":true},{"at":"due + 10 working days","notify":"leader","copy":"supervisor","message":"专报","confirm":"supervisor"}]},"extension":[{"clock":"整改时限","by":"responsible","approve":"lead","before":"due","at_most":"10 working days"},{"clock":"整改时限","by":"responsible","approve":"leader","before":"due","at_most":"5 working days"}],"announce":[{"on":"open","notify":"responsible","message":"交办通知"},{"on":"退单","notify":"lead","copy":"responsible","message":"退单通知"},{"on":"申请销号","notify":"lead","message":"待复核"},{"on":"退回整改","notify":"responsible","message":"退回通知"},{"on":"通过","notify":"responsible","message":"销号通知"},{"on":"重新挂账","notify":"responsible","copy":"supervisor","message":"反弹通知"}],"messages":{"交办通知":{"subject":"【交办】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n现将“{{ item.title }}”（编号{{ item.number }}）交你单位办理。请于1个工作日内签收，{% if deadline %}{{ deadline | date }}前{% else %}15个工作日内{% endif %}完成整改并申请销号。\n牵头单位：{{ item.units.lead | join(''、'') }}。如不属你单位职责，请在2个工作日内说明理由退单。\n","sms":{"template":"SMS_100001","text":"新交办事项${number}，请于1个工作日内签收办理。","values":{"number":"{{ item.number }}"}}},"催签":{"subject":"【催签】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）已交办，签收时限为{{ clock.due | date }}，至今尚未签收。请责任单位（{{ item.units.responsible | join(''、'') }}）立即签收办理。不签收不影响整改时限计算。\n"},"催办":{"subject":"【催办】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）应于{{ clock.due | date }}前办结，现剩{{ clock.left }}，目前处于“{{ item.state }}”环节。请抓紧办理，按时申请销号。\n","sms":{"template":"SMS_100002","text":"事项${number}距办结时限还剩${left}，请抓紧办理。","values":{"number":"{{ item.number }}","left":"{{ clock.left }}"}}},"逾期":{"subject":"【逾期】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）应于{{ clock.due | date }}前办结，现已逾期，目前处于“{{ item.state }}”环节。请责任单位（{{ item.units.responsible | join(''、'') }}）立即办结，并向牵头单位说明原因。逾期3个工作日仍未办结的，转督考办督办。\n","sms":{"template":"SMS_100003","text":"事项${number}已逾期，请立即办结并说明原因。","values":{"number":"{{ item.number }}"}}},"督办单":{"subject":"【督办】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）应于{{ clock.due | date }}前办结，逾期3个工作日仍未销号，目前处于“{{ item.state }}”环节，现予督办。\n牵头单位：{{ item.units.lead | join(''、'') }}。责任单位：{{ item.units.responsible | join(''、'') }}。\n请责任单位收到本督办单后立即办结，并书面报告逾期原因。\n","sms":{"template":"SMS_100004","text":"事项${number}逾期未办结，已列入督办。","values":{"number":"{{ item.number }}"}}},"专报":{"subject":"【专报】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）应于{{ clock.due | date }}前办结，经催办、督办，逾期10个工作日仍未销号，目前处于“{{ item.state }}”环节，特此专报。\n牵头单位：{{ item.units.lead | join(''、'') }}。责任单位：{{ item.units.responsible | join(''、'') }}。\n"},"退单通知":{"subject":"【退单】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）已由责任单位退单，理由见系统记录，现责任单位为{{ item.units.responsible | join(''、'') }}。请核实职责分工，必要时重新指定责任单位。\n"},"待复核":{"subject":"【待复核】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）责任单位已申请销号。请核查整改措施和佐证材料，予以通过或者退回整改。\n"},"退回通知":{"subject":"【退回整改】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）复核未通过，退回继续整改，理由见系统记录。整改时限不变。\n"},"销号通知":{"subject":"【销号】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）经复核同意销号。如问题反弹，将重新挂账。\n"},"反弹通知":{"subject":"【重新挂账】{{ item.number }} {{ item.title }}","text":"{{ unit }}：\n“{{ item.title }}”（编号{{ item.number }}）销号后问题反弹，现重新挂账，进入第{{ round }}轮整改，时限重新计算，理由见系统记录。\n"}}}','2024-03-29 01:00:00.000000');
INSERT INTO "duban_definition" VALUES('6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','complaint',2,'{"scenario":"complaint","version":2,"title":"投诉办理","number":"TS-{year}-{seq:04d}","calendar":"china","opens_by":"reception","fallback":"reception","roles":{"reception":{"title":"受理单位","required":true},"responsible":{"title":"承办单位","many":true},"supervisor":{"title":"督考办","default":"市督考办"},"leader":{"title":"分管市领导","default":"市领导"}},"fields":{"channel":{"title":"投诉渠道","type":"choice","choices":["12345热线","网络平台","来信","来访","微信","上级转办"]},"content":{"title":"投诉内容","type":"text","private":["reception","responsible"]},"reporter":{"title":"投诉人","type":"string","private":["reception","responsible"]},"phone":{"title":"联系电话","type":"string","private":["reception","responsible"]},"result":{"title":"办理结果","type":"text"},"evidence":{"title":"佐证材料","type":"file","many":true},"reply":{"title":"答复情况","type":"text"},"satisfaction":{"title":"满意度","type":"choice","choices":["满意","基本满意","不满意"]}},"states":{"登记":{"initial":true,"waits_for":"reception"},"办理":{"waits_for":"responsible"},"反馈":{"waits_for":"responsible"},"回访":{"waits_for":"reception"},"销号":{"final":true},"不予受理":{"final":true}},"transitions":{"受理":{"from":"登记","to":"办理","by":"reception","rebinds":"responsible"},"不受理":{"from":"登记","to":"不予受理","by":"reception","requires":["note"]},"退单":{"from":"办理","to":"登记","by":"responsible","requires":["note"],"times":2,"within":"2 working days","each_entry":true},"转办":{"from":"办理","to":"办理","by":"reception","requires":["note"],"rebinds":"responsible"},"办结":{"from":"办理","to":"反馈","by":"responsible","requires":["result","evidence"],"fresh":true},"答复":{"from":"反馈","to":"回访","by":"responsible","requires":["reply"],"fresh":true},"回访销号":{"from":"回访","to":"销号","by":"reception","requires":["satisfaction"],"fresh":true,"when":"satisfaction != ''不满意''","not_by":"办结"},"退回重办":{"from":"回访","to":"办理","by":"reception","requires":["satisfaction","note"],"fresh":true,"when":"satisfaction == ''不满意''","new_round":true},"重新受理":{"from":["销号","不予受理"],"to":"办理","by":"reception","requires":["note"],"rebinds":"responsible","new_round":true}},"clocks":{"受理时限":{"starts":"登记","stops":["办理","不予受理"],"budget":"3 working days"},"办理时限":{"starts":"办理","stops":["登记","反馈"],"budget":"15 working days"},"反馈时限":{"starts":"反馈","stops":"回访","budget":"5 working days"},"回访时限":{"starts":"回访","stops":["办理","销号"],"budget":"3 working days"}},"ladder":{"受理时限":[{"at":"due - 1 working day","light":"yellow","notify":"reception","message":"催受理"},{"at":"due","light":"red","notify":["reception","reception.leader"],"message":"受理逾期"},{"at":"due + 2 working days","notify":"supervisor","copy":"reception","message":"督办单","urgent":true}],"办理时限":[{"at":"due - 5 working days","light":"blue","notify":"responsible","message":"催办"},{"at":"due - 2 working days","light":"yellow","notify":"responsible","copy":"reception","message":"催办"},{"at":"due","light":"red","notify":["responsible","responsible.leader"],"copy":"reception","message":"逾期"},{"at":"due + 2 working days","notify":"supervisor","copy":["responsible","reception"],"message":"督办单","urgent":true},{"at":"due + 5 working days","notify":"leader","copy":"supervisor","message":"专报"}],"反馈时限":[{"at":"due - 1 working day","light":"yellow","notify":"responsible","message":"催反馈"},{"at":"due","light":"red","notify":"responsible","copy":"reception","message":"逾期"},{"at":"due + 2 working days","notify":"supervisor","copy":["responsible","reception"],"message":"督办单","urgent":true}],"回访时限":[{"at":"due - 1 working day","light":"yellow","notify":"reception","message":"催回访"},{"at":"due","light":"red","notify":["reception","reception.leader"],"message":"催回访"}]},"announce":[{"on":"open","notify":"reception","message":"登记通知"},{"on":"受理","notify":"responsible","message":"交办通知"},{"on":"转办","notify":"responsible","message":"交办通知"},{"on":"重新受理","notify":"responsible","copy":"supervisor","message":"交办通知"},{"on":"退单","notify":"reception","message":"退单通知"},{"on":"答复","notify":"reception","message":"待回访"},{"on":"退回重办","notify":"responsible","copy":"supervisor","message":"重办通知"},{"on":"回访销号","notify":"responsible","message":"销号通知"}],"messages":{"登记通知":{"subject":"【投诉登记】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}已登记。请于{{ item.due_on | date }}前决定是否受理，受理的一并确定承办单位，不予受理的书面说明理由。\n"},"交办通知":{"subject":"【投诉交办】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}交你单位承办，请于{{ item.due_on | date }}前办结，办结后5个工作日内答复投诉人。投诉人信息请在系统中查看，严格保密。\n不属你单位职责的，请在2个工作日内说明理由退单。\n","sms":{"template":"SMS_200001","text":"投诉件${number}交你单位承办，请于${due}前办结并答复投诉人。","values":{"number":"{{ item.number }}","due":"{{ item.due_on | date }}"}}},"催受理":{"subject":"【催办】{{ item.number }}待受理","text":"{{ unit }}：\n投诉件{{ item.number }}应于{{ clock.due | date }}前决定是否受理，现剩{{ clock.left }}，请抓紧研究。\n"},"受理逾期":{"subject":"【逾期】{{ item.number }}未按期受理","text":"{{ unit }}：\n投诉件{{ item.number }}应于{{ clock.due | date }}前决定是否受理，现已逾期，请立即处理。仍未处理的，1个工作日后转督考办督办。\n","sms":{"template":"SMS_200002","text":"投诉件${number}未按期受理，请立即处理。","values":{"number":"{{ item.number }}"}}},"催办":{"subject":"【催办】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}应于{{ clock.due | date }}前办结，现剩{{ clock.left }}，请抓紧办理。\n","sms":{"template":"SMS_200003","text":"投诉件${number}距办结时限还剩${left}，请抓紧办理。","values":{"number":"{{ item.number }}","left":"{{ clock.left }}"}}},"催反馈":{"subject":"【催办】{{ item.number }}待答复","text":"{{ unit }}：\n投诉件{{ item.number }}已办结，应于{{ clock.due | date }}前答复投诉人，现剩{{ clock.left }}，请抓紧答复。\n"},"逾期":{"subject":"【逾期】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}“{{ item.state }}”环节应于{{ clock.due | date }}前完成，现已逾期。请承办单位（{{ item.units.get(''responsible'', [''未定'']) | join(''、'') }}）立即完成并说明原因。2个工作日后仍未完成的，转督考办督办。\n","sms":{"template":"SMS_200004","text":"投诉件${number}已逾期，请立即办理并说明原因。","values":{"number":"{{ item.number }}"}}},"督办单":{"subject":"【督办】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}“{{ item.state }}”环节应于{{ clock.due | date }}前完成，至今未完成，现予督办。\n受理单位：{{ item.units.reception | join(''、'') }}。承办单位：{{ item.units.get(''responsible'', [''未定'']) | join(''、'') }}。\n请责任方收到本督办单后立即办理，并书面报告逾期原因。\n","sms":{"template":"SMS_200005","text":"投诉件${number}逾期未办，已列入督办。","values":{"number":"{{ item.number }}"}}},"专报":{"subject":"【专报】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}应于{{ clock.due | date }}前办结，经催办、督办，逾期5个工作日仍未办结，特此专报。\n受理单位：{{ item.units.reception | join(''、'') }}。承办单位：{{ item.units.get(''responsible'', [''未定'']) | join(''、'') }}。\n"},"退单通知":{"subject":"【退单】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}已由承办单位退单，理由见系统记录，请核实职责分工后重新交办。\n"},"待回访":{"subject":"【待回访】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}承办单位已答复投诉人，请于{{ item.due_on | date }}前回访，记录满意度。\n"},"催回访":{"subject":"【催办】{{ item.number }}待回访","text":"{{ unit }}：\n投诉件{{ item.number }}应于{{ clock.due | date }}前回访，请立即回访投诉人并记录满意度。\n"},"重办通知":{"subject":"【退回重办】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}经回访，投诉人对办理结果不满意，现退回重办，进入第{{ round }}轮，请于{{ item.due_on | date }}前办结，理由见系统记录。\n","sms":{"template":"SMS_200006","text":"投诉件${number}回访不满意，退回重办，请于${due}前办结。","values":{"number":"{{ item.number }}","due":"{{ item.due_on | date }}"}}},"销号通知":{"subject":"【销号】{{ item.number }}","text":"{{ unit }}：\n投诉件{{ item.number }}经回访，投诉人评价为“{{ satisfaction }}”，同意销号。\n"}}}','2024-03-29 01:00:00.000000');
INSERT INTO "duban_definition" VALUES('63e3674c66b6d3a2881f750b9a247a100735c60ea5704efd58f20ea45b21692f','plan',1,'{"scenario":"plan","version":1,"title":"专项行动","number":"ZX-{year}-{seq:03d}","calendar":"china","timezone":"Asia/Shanghai","opens_by":"lead","roles":{"lead":{"title":"牵头单位","required":true},"helper":{"title":"协办单位","many":true},"office":{"title":"督考办","default":"市督考办"}},"fields":{"deadline":{"title":"完成时限","type":"date"},"reason":{"title":"缘由","type":"text"}},"states":{"部署":{"initial":true,"waits_for":"lead"},"推进":{"waits_for":"helper"},"汇总":{"waits_for":"lead"},"办结":{"final":true}},"transitions":{"启动":{"from":"部署","to":"推进","by":"lead"},"汇总":{"from":"推进","to":"汇总","by":["lead","system"]},"返工":{"from":"汇总","to":"推进","by":"lead"},"督办":{"from":"推进","to":"推进","by":"lead","when":"repeats() >= 2","opens":{"scenario":"part","with":{"title":"督办：{{ item.title }}","deadline":"{{ deadline }}","origin":"{{ item.number }}第{{ round }}轮"},"units":{"doer":"office"}}},"办结":{"from":"汇总","to":"办结","by":"lead"},"再来":{"from":"办结","to":"部署","by":"lead","new_round":true}},"children":{"scenario":"part","on":"推进","each":"helper","as":"doer","with":["title","deadline"],"join":"all","then":"汇总","withdraw":"撤销"},"target":{"count":"完成","at_least":4},"clocks":{"总时限":{"starts":"open","stops":"办结","budget":"20 working days","unless":"deadline"}},"ladder":{"总时限":[{"at":"due","light":"red","notify":"lead","message":"催办"}]},"messages":{"催办":{"subject":"{{ item.number }}","text":"{{ unit }}：{{ clock.left }}"}}}','2024-03-29 01:00:00.000000');
INSERT INTO "duban_definition" VALUES('ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955','part',1,'{"scenario":"part","version":1,"title":"分项任务","number":"FX-{year}-{seq:03d}","calendar":"china","timezone":"Asia/Shanghai","opens_by":"lead","roles":{"doer":{"title":"承办单位","required":true},"lead":{"title":"牵头单位"}},"fields":{"deadline":{"title":"完成时限","type":"date"},"origin":{"title":"来源"}},"states":{"办理":{"initial":true,"waits_for":"doer"},"完成":{"final":true},"撤销":{"final":true}},"transitions":{"完成":{"from":"办理","to":"完成","by":"doer"},"重办":{"from":"完成","to":"办理","by":"lead"},"撤销":{"from":"办理","to":"撤销","by":["lead","system"]}},"clocks":{"分项时限":{"starts":"open","stops":"完成","budget":"10 working days","unless":"deadline"}},"ladder":{"分项时限":[{"at":"due","light":"red","notify":"doer","message":"催办"}]},"messages":{"催办":{"subject":"{{ item.number }}","text":"{{ unit }}：{{ clock.left }}"}}}','2024-03-29 01:00:00.000000');
INSERT INTO "duban_definition" VALUES('c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9','office_papers',1,'{"scenario":"office_papers","version":1,"title":"督办文件","number":"WJ-{year}-{seq:04d}","calendar":"china","opens_by":"office","roles":{"office":{"title":"交办单位","default":"市优化办"},"responsible":{"title":"责任单位","required":true,"many":true},"supervisor":{"title":"督考办","default":"市督考办"},"principal":{"title":"分管市领导","default":"市领导"}},"fields":{"reporter":{"title":"反映人","private":["office","supervisor"]},"proof":{"title":"佐证材料","type":"file","many":true}},"states":{"办理":{"initial":true,"waits_for":"responsible"},"销号":{"final":true}},"transitions":{"办结":{"from":"办理","to":"销号","by":"responsible","requires":["proof"]},"直接办结":{"from":"办理","to":"销号","by":"office"}},"papers":{"交办单":{"message":"交办","number":"鄂优化办交〔{year}〕{seq}号","by":"office","to":"responsible","copy":"supervisor","sign":"office","reply_within":"5 working days","four_eyes":true},"督办通知单":{"message":"督办","document":"督办文","number":"鄂优化办督〔{year}〕{seq}号","levels":["第一次","第二次","第三次"],"by":["office","supervisor"],"to":"responsible","sign":"supervisor","voids":["supervisor","office"],"office":"鄂州市优化营商环境领导小组办公室"},"延期批复":{"message":"延期批复","number":"鄂优化办延〔{year}〕{seq}号","after":"extension","to":"responsible","sign":"office"},"销号审批单":{"message":"销号","form":"销号审批单","number":"鄂优化办销〔{year}〕{seq}号","on":["办结","直接办结"],"to":"office","sign":"supervisor","evidence":true},"内部专报":{"message":"内部专报","form":"专报","number":"第{seq}期","by":"office","to":"supervisor","sign":"office"}},"clocks":{"完成时限":{"starts":"open","stops":"销号","budget":"10 working days"}},"extension":[{"clock":"完成时限","by":"responsible","approve":"office","before":"due","at_most":"10 working days"}],"ladder":{"完成时限":[{"at":"due","light":"red","notify":"responsible","message":"逾期"},{"at":"due + 1 working day","paper":"督办通知单","to":"responsible","sign":"supervisor","copy":"office"}]},"messages":{"逾期":{"subject":"【逾期】{{ item.title }}","text":"{{ unit }}：请办。"},"交办":{"subject":"【交办】{{ paper.number }}：{{ item.title }}","text":"{{ unit }}：请办理“{{ item.title }}”，{{ paper.reply_by | day }}前反馈。"},"督办":{"subject":"【督办】{{ paper.number }}：{{ item.title }}","text":"{{ unit }}：督办通知单已发，请登录查看。{{ paper.requirements }}"},"督办文":{"subject":"关于{{ item.title }}的督办通知","text":"{{ unit }}：\n“{{ item.title }}”应于{{ clock.due | day }}前完成。现予{{ paper.level }}督办。"},"延期批复":{"subject":"【延期】{{ item.title }}","text":"{{ unit }}：同意由{{ old | day }}延至{{ new | day }}。"},"销号":{"subject":"【销号】{{ item.title }}","text":"“{{ item.title }}”拟予销号。"},"内部专报":{"subject":"【专报】{{ item.title }}","text":"反映人{{ reporter }}来信，请阅。"}}}','2024-05-09 01:05:00.000000');
CREATE TABLE duban_directory (
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	note VARCHAR, 
	changes TEXT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "duban_directory" VALUES(1,'2024-05-09 01:05:00.000000','市优化办','import-units','建库','{"units":{"市住建局":[1,["住建局"],["市直"],null],"市房管局":[2,[],[],null]}}','0c4d40288ff7a0a0399d97bdda1ba495387937ae470cf5e30906c7f5f660135e');
INSERT INTO "duban_directory" VALUES(2,'2024-05-09 01:05:00.000000','市优化办','import-contacts',NULL,'{"people":[["市住建局","张三","handler",[1,"b6209b4d80d9bc6ec57a8781479878c2db7f67ee16f3a4da5fb52b723984b267",null,null,"zh-CN"]]]}','65f27fe34dc3d3f17de8c0d5aef59cd73fd065db1499cd791bf50c470377084d');
INSERT INTO "duban_directory" VALUES(3,'2024-05-09 01:05:00.000000','市优化办','rename','更名','{"units":{"市房产局":[2,["市房管局"],[],null],"市房管局":null}}','71adc48fe87b00be78ff3425cff589f4d2a05bc1207d31231fabc3ea70c36454');
CREATE TABLE duban_errand (
	id INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	payload TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	set_aside TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "duban_errand" VALUES(1,'ZX-2024-001','news','{"closed":true,"number":"FX-2024-002","parties":["市教育局","市优化办"],"roles":{"doer":["市教育局"],"lead":["市优化办"]},"scenario":"part","state":"完成","title":"占道整治"}','2024-05-09 01:05:00.000000',NULL);
CREATE TABLE duban_feed (
	position INTEGER NOT NULL, 
	instance_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	PRIMARY KEY (position)
);
INSERT INTO "duban_feed" VALUES(1,1,1);
INSERT INTO "duban_feed" VALUES(2,2,1);
INSERT INTO "duban_feed" VALUES(3,3,1);
INSERT INTO "duban_feed" VALUES(4,4,1);
INSERT INTO "duban_feed" VALUES(5,1,2);
INSERT INTO "duban_feed" VALUES(6,2,2);
INSERT INTO "duban_feed" VALUES(7,3,2);
INSERT INTO "duban_feed" VALUES(8,2,3);
INSERT INTO "duban_feed" VALUES(9,2,4);
INSERT INTO "duban_feed" VALUES(10,3,3);
INSERT INTO "duban_feed" VALUES(11,4,2);
INSERT INTO "duban_feed" VALUES(12,1,3);
INSERT INTO "duban_feed" VALUES(13,4,3);
INSERT INTO "duban_feed" VALUES(14,5,1);
INSERT INTO "duban_feed" VALUES(15,6,1);
INSERT INTO "duban_feed" VALUES(16,5,2);
INSERT INTO "duban_feed" VALUES(17,7,1);
INSERT INTO "duban_feed" VALUES(18,7,2);
INSERT INTO "duban_feed" VALUES(19,7,3);
INSERT INTO "duban_feed" VALUES(20,8,1);
INSERT INTO "duban_feed" VALUES(21,9,1);
INSERT INTO "duban_feed" VALUES(22,10,1);
INSERT INTO "duban_feed" VALUES(23,4,4);
INSERT INTO "duban_feed" VALUES(24,6,2);
INSERT INTO "duban_feed" VALUES(25,6,3);
INSERT INTO "duban_feed" VALUES(26,6,4);
INSERT INTO "duban_feed" VALUES(27,1,4);
INSERT INTO "duban_feed" VALUES(28,1,5);
INSERT INTO "duban_feed" VALUES(29,4,5);
INSERT INTO "duban_feed" VALUES(30,4,6);
INSERT INTO "duban_feed" VALUES(31,5,3);
INSERT INTO "duban_feed" VALUES(32,5,4);
INSERT INTO "duban_feed" VALUES(33,8,2);
INSERT INTO "duban_feed" VALUES(34,9,2);
INSERT INTO "duban_feed" VALUES(35,10,2);
INSERT INTO "duban_feed" VALUES(36,2,5);
INSERT INTO "duban_feed" VALUES(37,1,6);
INSERT INTO "duban_feed" VALUES(38,1,7);
INSERT INTO "duban_feed" VALUES(39,2,6);
INSERT INTO "duban_feed" VALUES(40,4,7);
INSERT INTO "duban_feed" VALUES(41,1,8);
INSERT INTO "duban_feed" VALUES(42,1,9);
INSERT INTO "duban_feed" VALUES(43,1,10);
INSERT INTO "duban_feed" VALUES(44,4,8);
INSERT INTO "duban_feed" VALUES(45,4,9);
INSERT INTO "duban_feed" VALUES(46,2,7);
INSERT INTO "duban_feed" VALUES(47,1,11);
INSERT INTO "duban_feed" VALUES(48,4,10);
INSERT INTO "duban_feed" VALUES(49,5,5);
INSERT INTO "duban_feed" VALUES(50,5,6);
INSERT INTO "duban_feed" VALUES(51,1,12);
INSERT INTO "duban_feed" VALUES(52,2,8);
INSERT INTO "duban_feed" VALUES(53,4,11);
INSERT INTO "duban_feed" VALUES(54,2,9);
INSERT INTO "duban_feed" VALUES(55,2,10);
INSERT INTO "duban_feed" VALUES(56,2,11);
INSERT INTO "duban_feed" VALUES(57,5,7);
INSERT INTO "duban_feed" VALUES(58,7,4);
INSERT INTO "duban_feed" VALUES(59,1,13);
INSERT INTO "duban_feed" VALUES(60,4,12);
INSERT INTO "duban_feed" VALUES(61,11,1);
INSERT INTO "duban_feed" VALUES(62,11,2);
INSERT INTO "duban_feed" VALUES(63,11,3);
INSERT INTO "duban_feed" VALUES(64,11,4);
INSERT INTO "duban_feed" VALUES(65,11,5);
CREATE TABLE duban_feed_follower (
	id INTEGER NOT NULL, 
	until DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "duban_feed_follower" VALUES(1,'2024-05-08 01:00:00.000000');
CREATE TABLE duban_feed_waiting (
	id INTEGER NOT NULL, 
	instance_id INTEGER NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "duban_feed_waiting" VALUES(1,9,3,3);
INSERT INTO "duban_feed_waiting" VALUES(2,5,8,8);
INSERT INTO "duban_feed_waiting" VALUES(3,12,1,1);
CREATE TABLE duban_file (
	sha256 VARCHAR(64) NOT NULL, 
	size BIGINT NOT NULL, 
	kind VARCHAR NOT NULL, 
	first_by VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (sha256)
);
INSERT INTO "duban_file" VALUES('e93a3db01173243c42867e8530923a56765220ecf05172d09593f78c7c8ba6e7',12,'txt','市优化办','2024-05-09 01:05:00.000000');
CREATE TABLE duban_file_upload (
	sha256 VARCHAR(64) NOT NULL, 
	"by" VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	used BOOLEAN NOT NULL, 
	PRIMARY KEY (sha256, "by"), 
	FOREIGN KEY(sha256) REFERENCES duban_file (sha256)
);
INSERT INTO "duban_file_upload" VALUES('e93a3db01173243c42867e8530923a56765220ecf05172d09593f78c7c8ba6e7','市优化办','说明.txt','2024-05-09 01:05:00.000000',1);
CREATE TABLE duban_file_use (
	instance_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	field VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	name VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (instance_id, seq, field, place), 
	FOREIGN KEY(instance_id) REFERENCES duban_instance (id), 
	FOREIGN KEY(sha256) REFERENCES duban_file (sha256)
);
INSERT INTO "duban_file_use" VALUES(12,1,'evidence',0,'e93a3db01173243c42867e8530923a56765220ecf05172d09593f78c7c8ba6e7','说明.txt','市优化办');
CREATE TABLE duban_history (
	instance_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	"trigger" VARCHAR, 
	from_state VARCHAR, 
	to_state VARCHAR, 
	round INTEGER NOT NULL, 
	payload TEXT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (instance_id, seq), 
	FOREIGN KEY(instance_id) REFERENCES duban_instance (id)
);
INSERT INTO "duban_history" VALUES(1,1,'2024-03-29 01:00:00.000000','市优化办','open',NULL,NULL,'交办',1,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"},"签收时限":{"consumed":0,"due_at":"2024-04-01T16:00:00Z","due_on":"2024-04-01","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"external_no":"占道施工未公示","key":"b7a3ee163917e14c8f29043191400e214b1f92e246012cef45236de50a493e50","posted":{"9a19b6c5f0c355ad812af4c86fd916c6@duban.local":"9fc442740ff0db261f4e799c69a443862778527b793020c663fd40e099bf297e"},"private":{"reporter":"beab1556c2ccdf2bad6f6b6a741e9696d47dec19d2dd5359a386f5ed6e7ad339"},"source":"省平台","texts":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"title":"占道施工未公示","told":["市住建局"],"units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]}}','ca2a34e54ae2cc918736bfad67de6427cc5e1cfe70da97683ba165bb01b264b5');
INSERT INTO "duban_history" VALUES(2,1,'2024-03-29 01:00:00.000000','市优化办','open',NULL,NULL,'交办',1,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"},"签收时限":{"consumed":0,"due_at":"2024-04-01T16:00:00Z","due_on":"2024-04-01","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"external_no":"窗口排队过长","posted":{"20f447a704ce22e89fe90a17308fa614@duban.local":"376afd8f3a5a5b6a36fd75bcbf49c84b28449eeece0928202951df4bf27b26ae"},"private":{"reporter":"cf91d8c3ffa6df8fec218898fbd4493611f119ede28b95b87ab0750bdd511260"},"source":"省平台","texts":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"title":"窗口排队过长","told":["市住建局"],"units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]}}','7511597359923c6d2487d7487270cb8c9f34bcae32cb77356143645598b7bf0c');
INSERT INTO "duban_history" VALUES(3,1,'2024-03-29 01:00:00.000000','市优化办','open',NULL,NULL,'交办',1,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"},"签收时限":{"consumed":0,"due_at":"2024-04-01T16:00:00Z","due_on":"2024-04-01","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"external_no":"路灯不亮","posted":{"4f16fd4bcca215eeaa9f33ebd4090857@duban.local":"3ce33af365dbfe85a311920e298c897fada2e34393d6ce3eebbe27b1a095e14d"},"private":{"reporter":"5d2833d5fa29dfc4bf74bc1505f491e01671422ae75c593bda5349933fd972a7"},"source":"省平台","texts":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"title":"路灯不亮","told":["市住建局"],"units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]}}','95ff6816dfad715fb3fdf33bfb488c024dffbf583902afbd416b3908afd9b7a2');
INSERT INTO "duban_history" VALUES(4,1,'2024-03-29 01:00:00.000000','市优化办','open',NULL,NULL,'交办',1,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"},"签收时限":{"consumed":0,"due_at":"2024-04-01T16:00:00Z","due_on":"2024-04-01","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"external_no":"占道施工","posted":{"79d4ef5ee870bcfe4bbeb3c0746bec03@duban.local":"2e830d222d3d171d6abeb8861b3f1076d343f7d2aa15d4bc8ce9509906a742b1"},"private":{"reporter":"840d9365695816d8d49eee8c775edcc4e14e140c5239f804f74a9e0a87a9568c"},"source":"省平台","texts":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"title":"占道施工","told":["市住建局"],"units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]}}','af06828858868125e591274abbb474aaf30ac9942bd19217d2af395a07ae63e4');
INSERT INTO "duban_history" VALUES(1,2,'2024-03-29 01:00:00.000000','市住建局/张三','act','签收','交办','整改',1,'{"clocks":{"签收时限":{"consumed":0,"due_at":"2024-04-01T16:00:00Z","due_on":"2024-04-01","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"stopped"}},"key":"5eee5e1fca00180e808cdbb6233ae81d1e6a9d4e839fa3eababbf507860281c5"}','41512b4c77e508c5c2f32d05473c6707ae2abb8654089e411465146fe5a83b47');
INSERT INTO "duban_history" VALUES(2,2,'2024-03-29 01:00:00.000000','市住建局/张三','act','签收','交办','整改',1,'{"clocks":{"签收时限":{"consumed":0,"due_at":"2024-04-01T16:00:00Z","due_on":"2024-04-01","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"stopped"}},"key":"3957151130bd256a0d5d54f27a0068b6660629b2eca5680d0218ee4c16443ea8"}','8cb8e6cd30d862000c3571be11c4cb757b0b68c8b8f12121a3b33e300c443731');
INSERT INTO "duban_history" VALUES(3,2,'2024-03-29 01:00:00.000000','市住建局/张三','act','签收','交办','整改',1,'{"clocks":{"签收时限":{"consumed":0,"due_at":"2024-04-01T16:00:00Z","due_on":"2024-04-01","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"stopped"}},"key":"110156f7d780a69226edcc47997dceac910e1430512750bb84b934cc16d0304e"}','9e0344e2044951501509ed8912468c0cbae05bf0305395b9d957695bfae198f4');
INSERT INTO "duban_history" VALUES(2,3,'2024-03-29 01:00:00.000000','市住建局','act','申请销号','整改','复核',1,'{"data":{"evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}],"measure":"增设窗口"},"posted":{"74585e1dd2d1e7245cc1a257bb518361@duban.local":"1c75892d458c5f3fac9f270eb56a56b3c14562268fbe693c4646a92b89de8fd2"},"told":["市优化办"]}','718f96e12db79c3207e5bd399716f5b56fbca22c2ca0954382165108b22690b4');
INSERT INTO "duban_history" VALUES(2,4,'2024-03-29 01:00:00.000000','市优化办','act','通过','复核','销号',1,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"stopped"}},"posted":{"66d30b9ea50b7e4f065f8e234380e559@duban.local":"9fa9767a83e17da982978e918f981e83e49ee2ad2a7b904d7bb652e9010790b0"},"told":["市住建局"]}','a9db8c282aa3b378502bc52cdd41a61eeefc46761d96fceedd3dc00bdae99b78');
INSERT INTO "duban_history" VALUES(3,3,'2024-03-29 01:00:00.000000','市优化办','act','挂起','整改','挂账',1,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"paused"}},"note":"待上级政策明确"}','cf846e9de729ebcc08119bc4eadc29967e72d460c87cfd9dc1ef99a51e8fcf84');
INSERT INTO "duban_history" VALUES(4,2,'2024-03-29 01:00:00.000000','市优化办','link',NULL,'交办','交办',1,'{"link":"repeat_of","other":"WT-2024-0001"}','3be037d2432c3c7a1a01f9d201197c6b650f8dedcc744d67087983a79cecfd87');
INSERT INTO "duban_history" VALUES(1,3,'2024-03-29 01:00:00.000000','system','linked',NULL,'整改','整改',1,'{"link":"repeat_of","number":"WT-2024-0004"}','3efce6f9abb15ff982cd1a535028eb4a6bc9cea3b6104ddf64b4971ad8b5e9cd');
INSERT INTO "duban_history" VALUES(4,3,'2024-03-29 01:00:00.000000','市住建局','act','退单','交办','交办',1,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","lap":2,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"},"签收时限":{"consumed":0,"due_at":"2024-04-01T16:00:00Z","due_on":"2024-04-01","lap":2,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"note":"不属本单位职责","posted":{"5763a979f17815e33c77290388875836@duban.local":"17e61a2ec06b25328231e709091020a7ce4e03d94e1e40ea7759804c3227411a","e928e46ee6f569171e5874e994cc3eee@duban.local":"98d811081ae6dac75f4c6c97db89cb750a2c2a120d6bf69801b40a3e77889cc1"},"texts":{"responsible":["市教育局"]},"told":["市优化办","市教育局"],"units":{"responsible":["市教育局"]}}','7704cff34e6cd1030cf7d0d611f4ea71b05cd3d0a1cd2531f76c96101ea60dbd');
INSERT INTO "duban_history" VALUES(5,1,'2024-03-29 01:00:00.000000','市优化办','open',NULL,NULL,'登记',1,'{"clocks":{"受理时限":{"consumed":0,"due_at":"2024-04-03T16:00:00Z","due_on":"2024-04-03","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"posted":{"c195e5b387d3161f0b6e9034e7904cdf@duban.local":"e16c8b9a8226c3c37f17e198d8ef2d7e498382ae0350cfd08eab9938f4b53772"},"private":{"phone":"0e2831f6f33d0a5364b3e58e6b9fea84ec19cf48e20b129c9cea6db1e87d7e2f","reporter":"8d69433683e8b96ba50f13e699e91de8e54c5f8df1c3d2fc0c24f8036a589373"},"texts":{"leader":["市领导"],"reception":["市优化办"],"supervisor":["市督考办"]},"title":"投诉办理","told":["市优化办"],"units":{"leader":["市领导"],"reception":["市优化办"],"supervisor":["市督考办"]}}','1c4e7531bb9d7f8fe8ac2dd5ef9685c2866f588ad32044ce47429307d6304c0b');
INSERT INTO "duban_history" VALUES(6,1,'2024-03-29 01:00:00.000000','市优化办','open',NULL,NULL,'登记',1,'{"clocks":{"受理时限":{"consumed":0,"due_at":"2024-04-03T16:00:00Z","due_on":"2024-04-03","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"posted":{"18a208bba3497f50b2a1b88f783c7ed6@duban.local":"886f7efce22085b8f2652075bbab9a60be315192dc4793b642ce682b36cb6863"},"private":{"content":"cf6a79929f60b6cb4a406ba20e11434a8935eb65d21cbb21de8377460fd489b4","reporter":"0394c92df0c3d1b4e1cf9d1380b8690ae29b9aab6395d83fc92e02c725ac64f3"},"texts":{"leader":["市领导"],"reception":["市优化办"],"supervisor":["市督考办"]},"title":"投诉办理","told":["市优化办"],"units":{"leader":["市领导"],"reception":["市优化办"],"supervisor":["市督考办"]}}','5d744df7dcf4f413ce9ced274e0effafdb65a7ed455448ae0892ce2ebaaad1a4');
INSERT INTO "duban_history" VALUES(5,2,'2024-03-29 01:00:00.000000','市优化办','act','受理','登记','办理',1,'{"clocks":{"办理时限":{"consumed":0,"due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"},"受理时限":{"consumed":0,"due_at":"2024-04-03T16:00:00Z","due_on":"2024-04-03","lap":2,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"stopped"}},"posted":{"2f899efe3257fa841df1b925a576a791@duban.local":"dc93ebb3f8f1716ba2af5ff8d85b6c1e8e397cfb58e2daac5181659841fa30f6"},"texts":{"responsible":["市教育局"]},"told":["市教育局"],"units":{"responsible":["市教育局"]}}','b369bfa0f1366a123ee6e22c826b585b53f8be4d9f520d36918a72e92f3f6152');
INSERT INTO "duban_history" VALUES(7,1,'2024-03-29 01:00:00.000000','市优化办','open',NULL,NULL,'部署',1,'{"clocks":{"总时限":{"consumed":0,"due_at":"2024-04-28T16:00:00Z","due_on":"2024-04-28","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"texts":{"helper":["市住建局","市教育局","市公安局"],"lead":["市优化办"],"office":["市督考办"]},"title":"占道整治","units":{"helper":["市住建局","市教育局","市公安局"],"lead":["市优化办"],"office":["市督考办"]}}','c908af24b04c8aeb50acc74ec0b41a8235a2ed4ffbfe7e8540aa1638e12a9ef2');
INSERT INTO "duban_history" VALUES(7,2,'2024-03-29 01:00:00.000000','市优化办','act','启动','部署','推进',1,'{}','e47152cd9cb263d8e150173f5c6fc3fa2d295a106ac70985af5fe1a8f9591956');
INSERT INTO "duban_history" VALUES(7,3,'2024-03-29 01:00:00.000000','system','parts',NULL,'推进','推进',1,'{"on":"推进","parts":[{"number":"FX-2024-001","parties":["市住建局","市优化办"],"state":"办理","units":["市住建局"]},{"number":"FX-2024-002","parties":["市教育局","市优化办"],"state":"办理","units":["市教育局"]},{"number":"FX-2024-003","parties":["市公安局","市优化办"],"state":"办理","units":["市公安局"]}],"scenario":"part"}','4f04095a379464267d57a9b38318569870fdc0d08690938bb9a8a53271b5509c');
INSERT INTO "duban_history" VALUES(8,1,'2024-03-29 01:00:00.000000','system','open',NULL,NULL,'办理',1,'{"clocks":{"分项时限":{"consumed":0,"due_at":"2024-04-15T16:00:00Z","due_on":"2024-04-15","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"link":"child_of","parent":"ZX-2024-001","reports":true,"texts":{"doer":["市住建局"],"lead":["市优化办"]},"title":"占道整治","units":{"doer":["市住建局"],"lead":["市优化办"]}}','0fb8a06988f5ce3c37cdbeefca6f2baf3775a66945310537c81f65368a0eb6d7');
INSERT INTO "duban_history" VALUES(9,1,'2024-03-29 01:00:00.000000','system','open',NULL,NULL,'办理',1,'{"clocks":{"分项时限":{"consumed":0,"due_at":"2024-04-15T16:00:00Z","due_on":"2024-04-15","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"link":"child_of","parent":"ZX-2024-001","reports":true,"texts":{"doer":["市教育局"],"lead":["市优化办"]},"title":"占道整治","units":{"doer":["市教育局"],"lead":["市优化办"]}}','6e2baa46d6827e804da674e3fb3df6f3e94790d8e50fcee4631a3d5dac157c80');
INSERT INTO "duban_history" VALUES(10,1,'2024-03-29 01:00:00.000000','system','open',NULL,NULL,'办理',1,'{"clocks":{"分项时限":{"consumed":0,"due_at":"2024-04-15T16:00:00Z","due_on":"2024-04-15","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"link":"child_of","parent":"ZX-2024-001","reports":true,"texts":{"doer":["市公安局"],"lead":["市优化办"]},"title":"占道整治","units":{"doer":["市公安局"],"lead":["市优化办"]}}','fa514215cc0aa7ef227ce789257fbc8eda025265713e6cf1a9e7c812e34f3538');
INSERT INTO "duban_history" VALUES(4,4,'2024-04-02 02:00:00.000000','system','rung',NULL,'交办','交办',1,'{"clock":"签收时限","lap":2,"light":"yellow","message":"催签","moment":"2024-04-01T16:00:00+00:00","posted":{"d312669768afbea7cc8b5878f3c02e24@duban.local":"1309c0a0b1eb7bec217e358267ad583fd61a96d98b1d017242f87613198932a5","f33c1b62b2ad54fc27b914f0af3dca4c@duban.local":"2a41032238b9e1652cdbbfc291a7dc494bd51f36c51f2af9ed4e657a829db54a"},"rung":"due","told":["市教育局","市优化办"]}','6e8225f0766739e0732864da92356217aa1e8bf197e18a647a5e6a4a3465cd87');
INSERT INTO "duban_history" VALUES(6,2,'2024-04-02 02:00:00.000000','system','rung',NULL,'登记','登记',1,'{"clock":"受理时限","lap":1,"light":"yellow","message":"催受理","moment":"2024-04-02T00:30:00+00:00","posted":{"2486664e438817b49563b7523d20963c@duban.local":"fd01fd5b19ab2890b6f85984e7a2d05f5e902400c23cfb2bb361f0771ad54bd1"},"rung":"due - 1 working day","told":["市优化办"]}','370eda2f051628c9c8e1b49cb1e1be7596d94e850dfd221f8b9a80ff3a2c6307');
INSERT INTO "duban_history" VALUES(6,3,'2024-04-18 02:00:00.000000','system','rung',NULL,'登记','登记',1,'{"clock":"受理时限","lap":1,"light":"red","message":"受理逾期","moment":"2024-04-03T16:00:00+00:00","posted":{"059896262f237d23f9bd781df40df510@duban.local":"dff991903036a759d9bef7ac269791752af0cb1dacea6d0e9d3c9162cbd7fdb7","0e1f6a1c79a52c45fbac71a22e205552@duban.local":"0c80023a90d0dfac8768b757ee1e6618383be1747565d3cb1f8f02fc69e629ec"},"rung":"due","told":["市优化办"]}','023551ed0c9288930ce06feeba6ea3c7e134df782dd704b5dac38b59ad293123');
INSERT INTO "duban_history" VALUES(6,4,'2024-04-18 02:00:00.000000','system','rung',NULL,'登记','登记',1,'{"clock":"受理时限","lap":1,"message":"督办单","moment":"2024-04-08T00:30:00+00:00","posted":{"13db35b7d6447967eacbea36ad60dfd9@duban.local":"ce467450eb8f1349c6bd6d2940e27a0d3c97cb45314f6897cc53258083e6f319","9c265492cd971ced44057f6d6a2133f1@duban.local":"d61da9cb40d50b1765586ed279750787681a63508b94afba5136219cd6a163b8"},"rung":"due + 2 working days","told":["市督考办","市优化办"]}','fdc10786df2dcf3a9a3ae36ecb74bcf668a277adcde57a1ea51658e073b774e8');
INSERT INTO "duban_history" VALUES(1,4,'2024-04-18 02:00:00.000000','system','skip',NULL,'整改','整改',1,'{"clock":"整改时限","lap":1,"moment":"2024-04-15T00:30:00+00:00","rung":"due - 5 working days","why":"missed"}','7bcf29bad595f6759e7a550aaf94146b163c883a842076a079f317649d14d732');
INSERT INTO "duban_history" VALUES(1,5,'2024-04-18 02:00:00.000000','system','rung',NULL,'整改','整改',1,'{"clock":"整改时限","lap":1,"light":"yellow","message":"催办","moment":"2024-04-18T00:30:00+00:00","posted":{"4cf243b08a799ca0e9e3c009068efc42@duban.local":"cf70ba2dff7a783dce9c8d4f70f2746d7cd82b99d31dcd356e9818cd5a86f586","b1abf00fa841b85235740a13ba63cf21@duban.local":"6b358a57391076d976db851014ed99cbee439503b83612b0464279da091d288a"},"rung":"due - 2 working days","told":["市住建局","市优化办"]}','bf5add71ddc77916b4eab8aa17214dfcdbdd378e7aac980d2ec4ae64cd9838cd');
INSERT INTO "duban_history" VALUES(4,5,'2024-04-18 02:00:00.000000','system','skip',NULL,'交办','交办',1,'{"clock":"整改时限","lap":2,"moment":"2024-04-15T00:30:00+00:00","rung":"due - 5 working days","why":"missed"}','afb9cc03d0438a77ab9fc314414041e7991f4b95fa1fdbe36a7da38bcb06dd5b');
INSERT INTO "duban_history" VALUES(4,6,'2024-04-18 02:00:00.000000','system','rung',NULL,'交办','交办',1,'{"clock":"整改时限","lap":2,"light":"yellow","message":"催办","moment":"2024-04-18T00:30:00+00:00","posted":{"2d723f149908a2bd917342bca54b1bc0@duban.local":"dfb6ee19ad3393ac7110241beba71b948f427ae0b2384bda5da740e89623aaf7","bfe63f412ca53df00955917f0b625b7c@duban.local":"291f87e2e322b8159247a3c95d538c66a9f7517b418ceeed411d3439335d8e52"},"rung":"due - 2 working days","told":["市教育局","市优化办"]}','f5d10baa81fb6512f55a3025ed257989038a4c813d60919bcb393f5240a16925');
INSERT INTO "duban_history" VALUES(5,3,'2024-04-18 02:00:00.000000','system','skip',NULL,'办理','办理',1,'{"clock":"办理时限","lap":1,"moment":"2024-04-15T00:30:00+00:00","rung":"due - 5 working days","why":"missed"}','8704abfec3e994ae94dd54b62fa55eac000c2d485a0040dbcf06f3fbdbb537b9');
INSERT INTO "duban_history" VALUES(5,4,'2024-04-18 02:00:00.000000','system','rung',NULL,'办理','办理',1,'{"clock":"办理时限","lap":1,"light":"yellow","message":"催办","moment":"2024-04-18T00:30:00+00:00","posted":{"dd962b4ceb9a90f235f3e8f8d3c56225@duban.local":"57e4aa1bedbf4d66919eadd0e41c3e115e2e6a783f8f056364afe730d04d0c55","e143db6fa5dba1575fb33ba60ad6d7d5@duban.local":"4ef1f0694159c606a93ac47713656ab5e4b44b3c83a77310a352ebdb92dc5f0f"},"rung":"due - 2 working days","told":["市教育局","市优化办"]}','2695c16ecc2aae136ad63537766e7036ca05c5c109cf983ffd2a88d4f35c60aa');
INSERT INTO "duban_history" VALUES(8,2,'2024-04-18 02:00:00.000000','system','rung',NULL,'办理','办理',1,'{"clock":"分项时限","lap":1,"light":"red","message":"催办","moment":"2024-04-15T16:00:00+00:00","posted":{"62fc3b4960edb8ed6c4894ca5fd5f8ce@duban.local":"dd3435de110071e28f03ca11cb2ee6c623a4dbdeb8f656ba2ce853d40a5cabd3"},"rung":"due","told":["市住建局"]}','d12f7c3fcbf43e603543a83bf188d31a0e31875baa4331c6f7a25f15859587cc');
INSERT INTO "duban_history" VALUES(9,2,'2024-04-18 02:00:00.000000','system','rung',NULL,'办理','办理',1,'{"clock":"分项时限","lap":1,"light":"red","message":"催办","moment":"2024-04-15T16:00:00+00:00","posted":{"2cb697519a4924281668433c497e0ae5@duban.local":"d058e97741982bd7583793b4d910643aa9c58b14d43fdc7bdf7e7f16fa392a19"},"rung":"due","told":["市教育局"]}','5e0d0f5e8281458726570590de4034a41ab2fbfedca54baee06abb9b58baa9e2');
INSERT INTO "duban_history" VALUES(10,2,'2024-04-18 02:00:00.000000','system','rung',NULL,'办理','办理',1,'{"clock":"分项时限","lap":1,"light":"red","message":"催办","moment":"2024-04-15T16:00:00+00:00","posted":{"488cc9331de712ca100b9acecb1795e3@duban.local":"05bab181c91e8b3251b8c5d115c2e20e86fabbda65f4e0a57fe59b2d04281921"},"rung":"due","told":["市公安局"]}','f680011e5dd109f1f52c31df451af1e5bceaada7b47b32ce4bef4c7e1595df2c');
INSERT INTO "duban_history" VALUES(2,5,'2024-04-18 02:00:00.000000','市优化办','act','重新挂账','销号','整改',2,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-05-11T16:00:00Z","due_on":"2024-05-11","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":2,"status":"running"},"签收时限":{"consumed":0,"due_at":"2024-04-19T16:00:00Z","due_on":"2024-04-19","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":2,"status":"stopped"}},"note":"问题反弹","posted":{"6a12c0bd354d37d379228baba48a9d50@duban.local":"39c582ea934438a633fc65a48926d65eb5acbe7bd6ff4df83d9f32461081e654","eb2086eb07729848e31cf6b13b9f0464@duban.local":"6f0c73d92811c0bbd8cfde7b85e537be535c415ffd39801cbde81da480a56567"},"told":["市住建局","市督考办"]}','1bccc67c8699f4c1467ee365e54b69fcbf865cd2666ab692df36184983c1f153');
INSERT INTO "duban_history" VALUES(1,6,'2024-04-18 02:00:00.000000','市住建局','extend',NULL,'整改','整改',1,'{"approvers":["lead"],"clock":"整改时限","due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","due_on_if_granted":"2024-04-24","length":"2 working days","note":"等待评审","posted":{"5bd3db6c60071db8940b3e4572eed79c@duban.local":"bf0ee868bc2b842ade713167971bf2dc328b20605f289d544e6d929e128aef7d"},"told":["市优化办"]}','ad56c27c5e34e856e8da5c5b52cbad237969b58d3cb86efbb11fe7a6be099764');
INSERT INTO "duban_history" VALUES(1,7,'2024-04-18 02:00:00.000000','市优化办','decide',NULL,'整改','整改',1,'{"approve":false,"asked":6,"clock":"整改时限","due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","length":"2 working days","posted":{"595669c37b4d9996a92a2ef1d41d1ecc@duban.local":"6a9bd7a5478b5c89406c6761bf835a6ca7e61f46e1ff3008f29ec922fd1021a7"},"told":["市住建局"]}','dc1b46bc5176b2ca8833e35519fe921e44a460d47056edabb03b41a0746a2ebb');
INSERT INTO "duban_history" VALUES(2,6,'2024-04-18 02:00:00.000000','市住建局','extend',NULL,'整改','整改',2,'{"approvers":["lead"],"clock":"整改时限","due_at":"2024-05-11T16:00:00Z","due_on":"2024-05-11","due_on_if_granted":"2024-05-17","length":"5 working days","note":"等待评审","posted":{"1214c2cbd9b7ae7c4aafcf0f7824ac4a@duban.local":"ae7fd190355abd01cb63202749c45283a3e518db1e0246d9a7606b112848d502"},"told":["市优化办"]}','992ca1197d96c5421b662bdef5e5c045093ce72565a40c8ab489d4a8f0c22941');
INSERT INTO "duban_history" VALUES(4,7,'2024-04-18 02:00:00.000000','市优化办','assign',NULL,'交办','交办',1,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-04-22T16:00:00Z","due_on":"2024-04-22","lap":3,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"},"签收时限":{"consumed":0,"due_at":"2024-04-01T16:00:00Z","due_on":"2024-04-01","lap":3,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"key":"7e188c01b3b3bf052ddf6a9efb32310dd82a56bd0a19de0384da644ac71f0181","skipped":[{"clock":"签收时限","lap":3,"rung":"due","why":"at or before the start of the lap"},{"clock":"整改时限","lap":3,"rung":"due - 5 working days","why":"at or before the start of the lap"},{"clock":"整改时限","lap":3,"rung":"due - 2 working days","why":"at or before the start of the lap"}],"texts":{"responsible":["市公安局"]},"units":{"responsible":["市公安局"]},"withdrawn":{"整改时限":"new lap","签收时限":"new lap"}}','3a7c710b777a6a39601d04952c2a221d25110d59cdda0966af1f56d997aac90c');
INSERT INTO "duban_history" VALUES(1,8,'2024-04-18 02:00:00.000000','市优化办','remark',NULL,'整改','整改',1,'{"salt":"88a113e42a4725b793cbdd42b37a1323","text":"领导关注此件","to":"office"}','758770422f5bf91ef918ac960649acb7c65cff741c84e493864b5d1243bd0c79');
INSERT INTO "duban_history" VALUES(1,9,'2024-04-18 02:00:00.000000','市优化办','urge',NULL,'整改','整改',1,'{"note":"何时办完？","posted":{"69e62b71dcef358ec1af881a4a0735ec@duban.local":"8f83837ebc438838c98e60505ccf28f6914e723b76ea1b760aebc7fadd2b77d2"},"told":["市住建局"],"units":["市住建局"]}','35a9038f346d7bab87c8b31a9c0371e942051aca41671c87c8d714585ee436bf');
INSERT INTO "duban_history" VALUES(1,10,'2024-04-18 02:00:00.000000','市住建局/市住建局经办','answer',NULL,'整改','整改',1,'{"asked":9,"by_link":"69e62b71dcef358ec1af881a4a0735ec@duban.local","text":"已收到催办，正在办理。"}','0d1736926648862c5be056fff8650486ec26da7aa3ecdbea7d23f548f85dc436');
INSERT INTO "duban_history" VALUES(4,8,'2024-04-18 02:00:00.000000','市优化办','urge',NULL,'交办','交办',1,'{"posted":{"4d1d5c3c1e6b2d6063a9dc90ee772cb0@duban.local":"577af075073bab3d920ce9061a1fee180544b6ec654f10fbf4732387607ddfb8"},"told":["市公安局"],"units":["市公安局"]}','f9be38a56c7a02bb6107c634feb5280b35048d3e639a184602929858c93fddb3');
INSERT INTO "duban_history" VALUES(4,9,'2024-04-18 02:00:00.000000','市优化办','instruct',NULL,'交办','交办',1,'{"demand":"周五前报进展","leader":"市领导","on":"2024-04-18","posted":{"0ffd14148e98e0ba9199a4a9bfe107a1@duban.local":"a4beabea7bf3dbf1f28b6533e8d487333e8967e7662170d0b3e46485c3d87f52"},"salt":"37568440dfbf7b485ad49a65305a8c5e","text":"请抓紧","told":["市公安局"]}','fe0aede6ee6cf9cbefdabefef9c1f1d90f92f69247ecea506a94213fa0d6b263');
INSERT INTO "duban_history" VALUES(2,7,'2024-04-24 01:00:00.000000','system','remind',NULL,'整改','整改',2,'{"asked":6,"clock":"整改时限","day":"2024-04-24","posted":{"a86f3fc855c4a6b44946f677c608da26@duban.local":"c497b8126f66685da3dc45100a4f04ced924d822c6f01e76238423a74872e13f"},"told":["市优化办"]}','991eef054893a6eb9ef26b0c93228f33d821752f2a16481e79134bb066e0d59f');
INSERT INTO "duban_history" VALUES(1,11,'2024-04-24 01:00:00.000000','system','rung',NULL,'整改','整改',1,'{"clock":"整改时限","lap":1,"light":"red","message":"逾期","moment":"2024-04-22T16:00:00+00:00","posted":{"3e3c2e553417efb59cc473ba6f652bee@duban.local":"ff739cdfc6683a4fe68ab69b72ff393aecd313f6af9db108e7e35dd6e2f02563","5a26eac4b6b9a0083ae4bf49235560da@duban.local":"eb1b1e010d84869efaa8c0f99f548a31402097a9b5ddc910391180e7db7323e1"},"rung":"due","told":["市住建局","市优化办"]}','49c4a1daba117f8aa7a73a2c3356db31cf836bdf0436a68cb2859fe71d2600eb');
INSERT INTO "duban_history" VALUES(4,10,'2024-04-24 01:00:00.000000','system','rung',NULL,'交办','交办',1,'{"clock":"整改时限","lap":3,"light":"red","message":"逾期","moment":"2024-04-22T16:00:00+00:00","posted":{"115b54bd282d1682d30b2e33a478cefc@duban.local":"f4141957a73d5587cb1e5c67f5731f2a924acc3891a9c6aaa878cdc197b2a869","bb94ba2aa56ad35af7305a6109b260f1@duban.local":"5795ec04cd14664da0b11afea00ef956292e2a7f2e96310b83d1d3d4d1f08109"},"rung":"due","told":["市公安局","市优化办"]}','20f22c9e191537fa05a6509e40bf5a8cad83eac11c87170fccdaa51dc662dd25');
INSERT INTO "duban_history" VALUES(5,5,'2024-04-24 01:00:00.000000','system','rung',NULL,'办理','办理',1,'{"clock":"办理时限","lap":1,"light":"red","message":"逾期","moment":"2024-04-22T16:00:00+00:00","posted":{"1fe8476d7dce232418d49d61fe43e8b5@duban.local":"76141abca9f45a86b3263d2c4282869740d48a382a726e206850c25069923a0e","92f67eb9651fce8c35bd038694989a5a@duban.local":"3790cc1743f855e157286dd6887b228eb24810316808fa8984b01c44809d81a6"},"rung":"due","told":["市教育局","市优化办"]}','5f6a143ef2f34ad31003cf04cc25cffb37df0711218514f4d62918a629dd5c93');
INSERT INTO "duban_history" VALUES(5,6,'2024-04-24 01:00:00.000000','system','rung',NULL,'办理','办理',1,'{"clock":"办理时限","lap":1,"message":"督办单","moment":"2024-04-24T00:30:00+00:00","posted":{"1d2f7729dfe8301880c9c85fb69e41ac@duban.local":"a665c7f85cb9b62fd24ce1fc9a128d867db78cb2b85d5be38737159ecd8c20fb","636ad3fc5c66dfe6d2ba82072c13a5c0@duban.local":"b0d8765f1f1afd140190a20018c6d58353ded1a1fce7c56777089c4b4fd8ea1a","6ce3294d7e15b83b6b778e20c3ecc91c@duban.local":"190502e27a30dc8ddc0ee6846baec8647a366de0ea1f46a0caa2880d7f99112c"},"rung":"due + 2 working days","told":["市督考办","市教育局","市优化办"]}','58bec4383d8f0a0d0f9a320b448647e3abbde4b6ad8d30272b2193678346e06b');
INSERT INTO "duban_history" VALUES(1,12,'2024-04-26 01:00:00.000000','system','rung',NULL,'整改','整改',1,'{"clock":"整改时限","lap":1,"message":"督办单","moment":"2024-04-25T00:30:00+00:00","posted":{"5940d318f954a674ab72534388217ff7@duban.local":"cfcd371a240cea197362f2def7477ae5152f217bb5b04011be90216f6b5afcd9","b391ddcdc8e38f450d00dc9911a0ee86@duban.local":"3634372d8101786123cfd8ea8a6eabb311c723a16743c9d04c7e978a22d7f563"},"rung":"due + 3 working days","told":["市督考办","市住建局"]}','5ff4f545e68430ee50c6bec5dc8dc1020904455b8e1661818df3869a3f1604e7');
INSERT INTO "duban_history" VALUES(2,8,'2024-04-26 01:00:00.000000','system','remind',NULL,'整改','整改',2,'{"asked":6,"clock":"整改时限","day":"2024-04-26","posted":{"006c7a619b5afb5e8bec13c6d0d66ecf@duban.local":"3af79ea28ed824c653b608f29f103a463d33932a608d85c934f1f63724f45f00"},"told":["市优化办"]}','068f9bb2a2437eef05fa3a99aa3a4e35b2115c483f7bb78a0365d6386a70bdbe');
INSERT INTO "duban_history" VALUES(4,11,'2024-04-26 01:00:00.000000','system','rung',NULL,'交办','交办',1,'{"clock":"整改时限","lap":3,"message":"督办单","moment":"2024-04-25T00:30:00+00:00","posted":{"46533da52982418bee11791477f15a3e@duban.local":"7cbaac4e020d04c941ac934e2b8fe4d0030a85ae08bf5290be9527ff55f62a07","ab38d832516085d66003f6ac886b8c64@duban.local":"50a57f3eeb1ef06c76994c7365a332df6fc6650195c9bb60f77c7909de3e6a85"},"rung":"due + 3 working days","told":["市督考办","市公安局"]}','f349e4c6f94dbb4ae2a337c8dfd59904f67047f9349e29abd7e9b4e571900e6f');
INSERT INTO "duban_history" VALUES(2,9,'2024-05-09 01:05:00.000000','system','skip',NULL,'整改','整改',2,'{"clock":"整改时限","lap":1,"moment":"2024-05-06T00:30:00+00:00","rung":"due - 5 working days","why":"missed"}','08ccbf992cd7a04dfc393b8bbd02f89c6d433f66bb00144c6db693d1646e528f');
INSERT INTO "duban_history" VALUES(2,10,'2024-05-09 01:05:00.000000','system','rung',NULL,'整改','整改',2,'{"clock":"整改时限","lap":1,"light":"yellow","message":"催办","moment":"2024-05-09T00:30:00+00:00","posted":{"47d3c5fb30f38a0b68d8b534225da782@duban.local":"264a5b28f371fc0c3ffff0f29bf4e5caef9991ac71096771b7cdb4fa5e3f80a7","5eaaca60aa635fcd03a8767435fabe13@duban.local":"e23fbc9d53239a9f0cf8766f56670925eed019377bd25a627dcd47c99d915268"},"rung":"due - 2 working days","told":["市住建局","市优化办"]}','7f0c6f2b2e06ce0af2294a87744ed9e7cab574b0ccb112f147fde8582c72f522');
INSERT INTO "duban_history" VALUES(2,11,'2024-05-09 01:05:00.000000','system','remind',NULL,'整改','整改',2,'{"asked":6,"clock":"整改时限","day":"2024-05-09","posted":{"fb0b355eb2621cff0a5ef2fa03bfc640@duban.local":"cd79128536f57cddd2e9e7eba732d658303b8cd29d67260c509b40e43c276afd"},"told":["市优化办"]}','af44dcc2d902974ce721536b86318c6eed357b3aa72dbdfca3baefeaf3ee3bcc');
INSERT INTO "duban_history" VALUES(5,7,'2024-05-09 01:05:00.000000','system','rung',NULL,'办理','办理',1,'{"clock":"办理时限","lap":1,"message":"专报","moment":"2024-04-28T00:30:00+00:00","posted":{"06ea1ce376394d1cdfc46b4375b97e8c@duban.local":"fedf09d643a8b0a447a0cc4c3dba8797c41120b9c6e7af68ada08e9304b91c3d","702e168445dc78edd6aba668d2061545@duban.local":"0d892e717ac1517fea389e055a1c46f92a5ae8f8603f1d198b5b51d9cc393c21"},"rung":"due + 5 working days","told":["市领导","市督考办"]}','e9db65763ee54e94d53aa3d1268b1baeb735c66db1436c722a5cc50f0efb337e');
INSERT INTO "duban_history" VALUES(7,4,'2024-05-09 01:05:00.000000','system','rung',NULL,'推进','推进',1,'{"clock":"总时限","lap":1,"light":"red","message":"催办","moment":"2024-04-28T16:00:00+00:00","posted":{"b5919ef99963e93f0b469c21556dec3f@duban.local":"1020c1de877d7dcfa39f1990f2c2084d2f6197ce375ec367b1d0074b46b98814"},"rung":"due","told":["市优化办"]}','03798a2603856ee96f3e8ea424cd0a9960e88b62740ae191820bba088ceafd57');
INSERT INTO "duban_history" VALUES(1,13,'2024-05-09 01:05:00.000000','system','rung',NULL,'整改','整改',1,'{"clock":"整改时限","confirm":"supervisor","lap":1,"moment":"2024-05-08T00:30:00+00:00","posted":{"f3d880ab50742cbd7bf44a2069af176e@duban.local":"f87e0284932eba63648302f7984d74b6f965a26828abc1920f23dad681c7ab41"},"rung":"due + 10 working days","told":["市督考办"]}','b370ecad1ee3c991c21794df686c5ef503367cc7d8dc0c94b2bf4df4581c0f63');
INSERT INTO "duban_history" VALUES(4,12,'2024-05-09 01:05:00.000000','system','rung',NULL,'交办','交办',1,'{"clock":"整改时限","confirm":"supervisor","lap":3,"moment":"2024-05-08T00:30:00+00:00","posted":{"48a69ad7b1a9f5ef18b4930583ddb22c@duban.local":"9fbcc48d915e6fa51ca7a18ed66b6b5554869864bef5ae3406b18938b7c3a4cd"},"rung":"due + 10 working days","told":["市督考办"]}','4906c0b7288711fad2ead1e7a6d1fd8573a7bd3faaaeb8b24a62d96f3b083188');
INSERT INTO "duban_history" VALUES(11,1,'2024-05-09 01:05:00.000000','市优化办','open',NULL,NULL,'办理',1,'{"clocks":{"完成时限":{"consumed":0,"due_at":"2024-05-22T16:00:00Z","due_on":"2024-05-22","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"edition":2,"texts":{"office":["市优化办"],"principal":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"title":"排涝不力","units":{"office":["市优化办"],"principal":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]}}','4622e1139681feb53fa372ce76c63039b6076000f7f780bce279af0046e030df');
INSERT INTO "duban_history" VALUES(11,2,'2024-05-09 01:05:00.000000','市优化办/方晓宁','draft',NULL,'办理','办理',1,'{"content":"8f615acbb847696e0baba4b2f3acb87cbf94b801f1575dc0cffda7f24cd21e88","paper":"督办通知单","posted":{"82cd9db5f7527a247aceb720d930d83a@duban.local":"921c438bf918029d59bf1a0a41c2a5dbe2ae0a17e0f209f243edb071b243674e"},"roles":["supervisor"],"told":["市督考办"]}','0cdb86abb7893f1c5ea36df3d6fa1bc8aac847924b0aeb6d26c72dc05ad8dedf');
INSERT INTO "duban_history" VALUES(11,3,'2024-05-09 01:05:00.000000','市优化办/方晓宁','draft',NULL,'办理','办理',1,'{"content":"7b17642e6f0c3520790677c8adf95aeee66c936e37a8fd904ba425a4ea82127e","paper":"督办通知单","posted":{"5cdeb7bf77a4c36cf91cd362e8e6487f@duban.local":"ab1dafc86e8f1619de8718ab8354dba3ba0a6cd0d9e6f009741900605423c6d1"},"roles":["supervisor"],"told":["市督考办"]}','2b92fa277bea8c86418821d48bbf015f13665c89146cdb2a397f2d6e844a5109');
INSERT INTO "duban_history" VALUES(11,4,'2024-05-09 01:05:00.000000','市督考办/段知远','edit',NULL,'办理','办理',1,'{"asked":2,"content":"e7ef401c8c2efa2ebdeb3c9706a3e4f692e6f03ff710aba10a334f1c7212b690"}','b8dec6ab7995f2a1c2117bea1129b961b1509580ad5c5de292f9c24dcf99fdf1');
INSERT INTO "duban_history" VALUES(11,5,'2024-05-09 01:05:00.000000','市督考办/段知远','sign',NULL,'办理','办理',1,'{"asked":2,"clock":"","content":"c7fd54f5be43b2713139849ce09c5c2f2428ac6a8b44878008e3d47ebb446378","copies":[],"lap":0,"level":1,"message":"督办","number":"鄂优化办督〔2024〕1号","paper":"督办通知单","place":1,"posted":{"8e9997066830d950358f176aa902b4dc@duban.local":"814050c0006bdfdb4ff903f262f71a76cf890bbc7ec40f3c107375bea6b313b3"},"rung":"","salt":"f5107828df9f8ad10f3dce6ad7452ec8","series":"鄂优化办督〔{year}〕{seq}号","text":"5957fc0618588bfdfb0a1cf5a55e659c2c3a5c66e11b0f11f5ba7b89caf9194e","to":["市住建局"],"told":["市住建局"],"year":2024}','5bf11114713260ebab8883e4caada9c491dd9c714c3562ea6d5d1266f75c84f8');
INSERT INTO "duban_history" VALUES(9,3,'2024-05-09 01:05:00.000000','市教育局','act','完成','办理','完成',1,'{"clocks":{"分项时限":{"consumed":25,"due_at":"2024-04-15T16:00:00Z","due_on":"2024-04-15","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"stopped"}},"withdrawn":{"分项时限":"stopped"}}','fc9522895a5dbce5cc412eae289897d923edb0afa4dafcb162927cdf20d8f6d5');
INSERT INTO "duban_history" VALUES(5,8,'2024-05-09 01:05:00.000000','市优化办','erased',NULL,'办理','办理',1,'{"field":"phone","note":"反映人要求删除","values":[1]}','8d554a82d3ed490a93a03b40b77939a02afc780cbdbc7256dd7781da648f7a3c');
INSERT INTO "duban_history" VALUES(12,1,'2024-05-09 01:05:00.000000','市优化办','open',NULL,NULL,'交办',1,'{"clocks":{"整改时限":{"consumed":0,"due_at":"2024-05-29T16:00:00Z","due_on":"2024-05-29","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"},"签收时限":{"consumed":0,"due_at":"2024-05-10T16:00:00Z","due_on":"2024-05-10","lap":1,"provisional":false,"revision":"china/holidays-0.109/2026/8a313348","round":1,"status":"running"}},"data":{"evidence":[{"name":"说明.txt","sha256":"e93a3db01173243c42867e8530923a56765220ecf05172d09593f78c7c8ba6e7"}]},"edition":2,"filed":{"evidence":1},"posted":{"ca8b77f4544f83094b57ff832e2b7869@duban.local":"a33bbe476871f2ed7ab42b1b7947a91e875b4e3b86da7957ab344da65a802cff"},"texts":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"title":"雨后积水","told":["市住建局"],"units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]}}','0473abca403b5f62fb683bd22b0ee55b27d4403183cf12233470f20886b21e02');
CREATE TABLE duban_instance (
	id INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	scenario VARCHAR NOT NULL, 
	year INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	definition VARCHAR(64) NOT NULL, 
	title VARCHAR NOT NULL, 
	source VARCHAR, 
	external_no VARCHAR, 
	state VARCHAR NOT NULL, 
	round INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	ongoing BOOLEAN NOT NULL, 
	memory TEXT NOT NULL, 
	due_on DATE, 
	due_at DATETIME, 
	provisional BOOLEAN NOT NULL, 
	blue_at DATETIME, 
	yellow_at DATETIME, 
	red_at DATETIME, 
	opened_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	wake_at DATETIME, 
	set_aside TEXT, 
	head_seq INTEGER NOT NULL, 
	head_hash VARCHAR(64) NOT NULL, pending INTEGER DEFAULT '0' NOT NULL, ended VARCHAR, light INTEGER DEFAULT '0' NOT NULL, light_until DATETIME, turn VARCHAR, acted_at DATETIME, latest TEXT DEFAULT '{}' NOT NULL, searched INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(definition) REFERENCES duban_definition (digest), 
	UNIQUE (number), 
	CONSTRAINT duban_instance_number_parts UNIQUE (scenario, year, seq), 
	CONSTRAINT duban_instance_external UNIQUE (source, external_no)
);
INSERT INTO "duban_instance" VALUES(1,'WT-2024-0001','issue',2024,1,'40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','占道施工未公示','省平台','占道施工未公示','整改',1,7,0,'{"entered_at":"2024-03-29T01:00:00Z","units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"texts":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"given":{"reporter":1},"pulls":{"签收":[1,"市住建局/张三"]},"clocks":[{"name":"签收时限","round":1,"lap":1,"status":"stopped","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","halted_at":"2024-03-29T01:00:00Z","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","budget":"1 working day"},{"name":"整改时限","round":1,"lap":1,"status":"running","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-03-29T01:00:00Z","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","budget":"15 working days"}],"claimed":{"签收时限":[],"整改时限":["due - 5 working days","due - 2 working days","due","due + 3 working days","due + 10 working days"]},"shed":{"yellow":1,"red":1},"waiting":[{"seq":13,"clock":"整改时限","roles":["supervisor"],"asked_by":"system","asked_at":"2024-05-09T01:05:00Z","reminded_on":"2024-05-09","rung":"due + 10 working days"}],"repeats":1,"edition":2,"first_entered":{"交办":"2024-03-29T01:00:00Z"},"urges":{"9":["2024-04-18T02:00:00Z","市优化办"]}}','2024-04-22','2024-04-22 16:00:00.000000',0,'2024-04-15 00:30:00.000000','2024-04-18 00:30:00.000000','2024-04-22 16:00:00.000000','2024-03-29 01:00:00.000000',NULL,'2024-05-10 00:30:00.000000',NULL,13,'b370ecad1ee3c991c21794df686c5ef503367cc7d8dc0c94b2bf4df4581c0f63',1,NULL,3,NULL,'responsible','2024-04-18 02:00:00.000000','{"act":10,"office":8,"trail":["交办","整改"]}',13);
INSERT INTO "duban_instance" VALUES(2,'WT-2024-0002','issue',2024,2,'40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','窗口排队过长','省平台','窗口排队过长','整改',2,6,0,'{"entered_at":"2024-04-18T02:00:00Z","units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"texts":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"given":{"reporter":1,"measure":1,"evidence":1},"pulls":{},"clocks":[{"name":"签收时限","round":2,"lap":1,"status":"stopped","started_at":"2024-04-18T02:00:00Z","lap_at":"2024-04-18T02:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","halted_at":"2024-04-18T02:00:00Z","due_on":"2024-04-19","due_at":"2024-04-19T16:00:00Z","budget":"1 working day"},{"name":"整改时限","round":2,"lap":1,"status":"running","started_at":"2024-04-18T02:00:00Z","lap_at":"2024-04-18T02:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-04-18T02:00:00Z","due_on":"2024-05-11","due_at":"2024-05-11T16:00:00Z","budget":"15 working days"}],"claimed":{"签收时限":[],"整改时限":["due - 5 working days","due - 2 working days"]},"shed":{"yellow":1},"waiting":[{"seq":6,"clock":"整改时限","roles":["lead"],"asked_by":"市住建局","asked_at":"2024-04-18T02:00:00Z","reminded_on":"2024-05-09","length":"5 working days","note":"等待评审"}],"edition":2}','2024-05-11','2024-05-11 16:00:00.000000',0,'2024-05-06 00:30:00.000000','2024-05-09 00:30:00.000000','2024-05-11 16:00:00.000000','2024-03-29 01:00:00.000000',NULL,'2024-05-10 00:30:00.000000',NULL,11,'af44dcc2d902974ce721536b86318c6eed357b3aa72dbdfca3baefeaf3ee3bcc',1,NULL,2,'2024-05-11 16:00:00.000000','responsible','2024-04-18 02:00:00.000000','{"act":6,"back":5,"round":2,"trail":["整改"]}',11);
INSERT INTO "duban_instance" VALUES(3,'WT-2024-0003','issue',2024,3,'40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','路灯不亮','省平台','路灯不亮','挂账',1,3,0,'{"entered_at":"2024-03-29T01:00:00Z","units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"texts":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"given":{"reporter":1},"pulls":{"签收":[1,"市住建局/张三"],"挂起":[1,"市优化办"]},"clocks":[{"name":"签收时限","round":1,"lap":1,"status":"stopped","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","halted_at":"2024-03-29T01:00:00Z","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","budget":"1 working day"},{"name":"整改时限","round":1,"lap":1,"status":"paused","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","halted_at":"2024-03-29T01:00:00Z","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","light":"green","budget":"15 working days"}],"claimed":{"签收时限":[],"整改时限":[]},"stays":{"挂账":1},"edition":2,"first_entered":{"交办":"2024-03-29T01:00:00Z"}}',NULL,NULL,0,NULL,NULL,NULL,'2024-03-29 01:00:00.000000',NULL,'2024-05-09 01:10:00.000000','unreadable',3,'cf846e9de729ebcc08119bc4eadc29967e72d460c87cfd9dc1ef99a51e8fcf84',0,NULL,0,NULL,'lead','2024-03-29 01:00:00.000000','{"act":3,"trail":["交办","整改","挂账"]}',3);
INSERT INTO "duban_instance" VALUES(4,'WT-2024-0004','issue',2024,4,'40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','占道施工','省平台','占道施工','交办',1,6,0,'{"entered_at":"2024-03-29T01:00:00Z","units":{"lead":["市优化办"],"responsible":["市公安局"],"supervisor":["市督考办"],"leader":["市领导"]},"texts":{"lead":["市优化办"],"responsible":["市公安局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"given":{"reporter":1},"pulls":{"退单":[1,"市住建局"]},"clocks":[{"name":"签收时限","round":1,"lap":3,"status":"running","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-04-18T02:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-03-29T01:00:00Z","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","budget":"1 working day"},{"name":"整改时限","round":1,"lap":3,"status":"running","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-04-18T02:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-03-29T01:00:00Z","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","budget":"15 working days"}],"claimed":{"签收时限":["due"],"整改时限":["due - 5 working days","due - 2 working days","due","due + 3 working days","due + 10 working days"]},"shed":{"yellow":2,"red":1},"waiting":[{"seq":12,"clock":"整改时限","roles":["supervisor"],"asked_by":"system","asked_at":"2024-05-09T01:05:00Z","reminded_on":"2024-05-09","rung":"due + 10 working days"}],"repeats":1,"edition":2,"first_entered":{"交办":"2024-03-29T01:00:00Z"},"urges":{"8":["2024-04-18T02:00:00Z","市优化办","市公安局"]}}','2024-04-01','2024-04-01 16:00:00.000000',0,'2024-04-15 00:30:00.000000','2024-04-01 16:00:00.000000','2024-04-22 16:00:00.000000','2024-03-29 01:00:00.000000',NULL,'2024-05-10 00:30:00.000000',NULL,12,'4906c0b7288711fad2ead1e7a6d1fd8573a7bd3faaaeb8b24a62d96f3b083188',1,NULL,3,NULL,'responsible','2024-04-18 02:00:00.000000','{"act":9,"trail":["交办"]}',12);
INSERT INTO "duban_instance" VALUES(5,'TS-2024-0001','complaint',2024,1,'6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','投诉办理',NULL,NULL,'办理',1,3,0,'{"entered_at":"2024-03-29T01:00:00Z","units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"texts":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"given":{"reporter":1,"phone":1},"pulls":{"受理":[1,"市优化办"]},"clocks":[{"name":"受理时限","round":1,"lap":2,"status":"stopped","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","halted_at":"2024-03-29T01:00:00Z","due_on":"2024-04-03","due_at":"2024-04-03T16:00:00Z","budget":"3 working days"},{"name":"办理时限","round":1,"lap":1,"status":"running","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-03-29T01:00:00Z","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","budget":"15 working days"}],"claimed":{"受理时限":[],"办理时限":["due - 5 working days","due - 2 working days","due","due + 2 working days","due + 5 working days"]},"shed":{"yellow":1,"red":1},"edition":2}','2024-04-22','2024-04-22 16:00:00.000000',0,'2024-04-15 00:30:00.000000','2024-04-18 00:30:00.000000','2024-04-22 16:00:00.000000','2024-03-29 01:00:00.000000',NULL,NULL,NULL,8,'8d554a82d3ed490a93a03b40b77939a02afc780cbdbc7256dd7781da648f7a3c',0,NULL,3,NULL,'responsible','2024-05-09 01:05:00.000000','{"act":8,"trail":["登记","办理"]}',8);
INSERT INTO "duban_instance" VALUES(6,'TS-2024-0002','complaint',2024,2,'6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','投诉办理',NULL,NULL,'登记',1,1,0,'{"entered_at":"2024-03-29T01:00:00Z","units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"]},"texts":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"given":{"reporter":1,"content":1},"pulls":{},"clocks":[{"name":"受理时限","round":1,"lap":1,"status":"running","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-03-29T01:00:00Z","due_on":"2024-04-03","due_at":"2024-04-03T16:00:00Z","budget":"3 working days"}],"claimed":{"受理时限":["due - 1 working day","due","due + 2 working days"]},"shed":{"yellow":1,"red":1},"edition":2}','2024-04-03','2024-04-03 16:00:00.000000',0,NULL,'2024-04-02 00:30:00.000000','2024-04-03 16:00:00.000000','2024-03-29 01:00:00.000000',NULL,NULL,NULL,4,'fdc10786df2dcf3a9a3ae36ecb74bcf668a277adcde57a1ea51658e073b774e8',0,NULL,3,NULL,'reception','2024-03-29 01:00:00.000000','{"act":1,"trail":["登记"]}',4);
INSERT INTO "duban_instance" VALUES(7,'ZX-2024-001','plan',2024,1,'63e3674c66b6d3a2881f750b9a247a100735c60ea5704efd58f20ea45b21692f','占道整治',NULL,NULL,'推进',1,2,0,'{"entered_at":"2024-03-29T01:00:00Z","units":{"lead":["市优化办"],"helper":["市住建局","市教育局","市公安局"],"office":["市督考办"]},"texts":{"lead":["市优化办"],"helper":["市住建局","市教育局","市公安局"],"office":["市督考办"]},"data":{},"given":{},"pulls":{"启动":[1,"市优化办"]},"clocks":[{"name":"总时限","round":1,"lap":1,"status":"running","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-03-29T01:00:00Z","due_on":"2024-04-28","due_at":"2024-04-28T16:00:00Z","budget":"20 working days"}],"claimed":{"总时限":["due"]},"shed":{"red":1},"linked":{"FX-2024-001":["办理",false,"市住建局","市优化办"],"FX-2024-002":["办理",false,"市教育局","市优化办"],"FX-2024-003":["办理",false,"市公安局","市优化办"]},"children":{"推进":{"市住建局":"FX-2024-001","市教育局":"FX-2024-002","市公安局":"FX-2024-003"}},"edition":2}','2024-04-28','2024-04-28 16:00:00.000000',0,NULL,'2024-04-01 02:30:00.000000','2024-04-07 05:30:00.000000','2024-03-29 01:00:00.000000',NULL,NULL,NULL,4,'03798a2603856ee96f3e8ea424cd0a9960e88b62740ae191820bba088ceafd57',0,NULL,3,NULL,'helper','2024-03-29 01:00:00.000000','{"act":2,"trail":["部署","推进"]}',4);
INSERT INTO "duban_instance" VALUES(8,'FX-2024-001','part',2024,1,'ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955','占道整治',NULL,NULL,'办理',1,1,0,'{"entered_at":"2024-03-29T01:00:00Z","units":{"doer":["市住建局"],"lead":["市优化办"]},"texts":{"doer":["市住建局"],"lead":["市优化办"]},"data":{},"given":{},"pulls":{},"clocks":[{"name":"分项时限","round":1,"lap":1,"status":"running","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-03-29T01:00:00Z","due_on":"2024-04-15","due_at":"2024-04-15T16:00:00Z","budget":"10 working days"}],"claimed":{"分项时限":["due"]},"shed":{"red":1},"reports_to":["ZX-2024-001"],"edition":2}','2024-04-15','2024-04-15 16:00:00.000000',0,NULL,NULL,'2024-04-15 16:00:00.000000','2024-03-29 01:00:00.000000',NULL,NULL,NULL,2,'d12f7c3fcbf43e603543a83bf188d31a0e31875baa4331c6f7a25f15859587cc',0,NULL,3,NULL,'doer','2024-03-29 01:00:00.000000','{"act":1,"trail":["办理"]}',2);
INSERT INTO "duban_instance" VALUES(9,'FX-2024-002','part',2024,2,'ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955','占道整治',NULL,NULL,'完成',1,2,0,'{"entered_at":"2024-05-09T01:05:00Z","units":{"doer":["市教育局"],"lead":["市优化办"]},"texts":{"doer":["市教育局"],"lead":["市优化办"]},"data":{},"given":{},"pulls":{"完成":[1,"市教育局"]},"clocks":[{"name":"分项时限","round":1,"lap":1,"status":"stopped","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":25,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","halted_at":"2024-05-09T01:05:00Z","due_on":"2024-04-15","due_at":"2024-04-15T16:00:00Z","budget":"10 working days"}],"claimed":{"分项时限":["due"]},"closed_light":"red","shed":{"red":1},"reports_to":["ZX-2024-001"],"edition":2}',NULL,NULL,0,NULL,NULL,'2024-05-09 01:05:00.000000','2024-03-29 01:00:00.000000','2024-05-09 01:05:00.000000',NULL,NULL,3,'fc9522895a5dbce5cc412eae289897d923edb0afa4dafcb162927cdf20d8f6d5',0,NULL,3,NULL,NULL,'2024-05-09 01:05:00.000000','{"act":3,"trail":["办理","完成"]}',3);
INSERT INTO "duban_instance" VALUES(10,'FX-2024-003','part',2024,3,'ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955','占道整治',NULL,NULL,'办理',1,1,0,'{"entered_at":"2024-03-29T01:00:00Z","units":{"doer":["市公安局"],"lead":["市优化办"]},"texts":{"doer":["市公安局"],"lead":["市优化办"]},"data":{},"given":{},"pulls":{},"clocks":[{"name":"分项时限","round":1,"lap":1,"status":"running","started_at":"2024-03-29T01:00:00Z","lap_at":"2024-03-29T01:00:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-03-29T01:00:00Z","due_on":"2024-04-15","due_at":"2024-04-15T16:00:00Z","budget":"10 working days"}],"claimed":{"分项时限":["due"]},"shed":{"red":1},"reports_to":["ZX-2024-001"],"edition":2}','2024-04-15','2024-04-15 16:00:00.000000',0,NULL,NULL,'2024-04-15 16:00:00.000000','2024-03-29 01:00:00.000000',NULL,NULL,NULL,2,'f680011e5dd109f1f52c31df451af1e5bceaada7b47b32ce4bef4c7e1595df2c',0,NULL,3,NULL,'doer','2024-03-29 01:00:00.000000','{"act":1,"trail":["办理"]}',2);
INSERT INTO "duban_instance" VALUES(11,'WJ-2024-0001','office_papers',2024,1,'c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9','排涝不力',NULL,NULL,'办理',1,5,0,'{"entered_at":"2024-05-09T01:05:00Z","units":{"office":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"principal":["市领导"]},"texts":{"office":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"principal":["市领导"]},"data":{},"given":{},"pulls":{},"clocks":[{"name":"完成时限","round":1,"lap":1,"status":"running","started_at":"2024-05-09T01:05:00Z","lap_at":"2024-05-09T01:05:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-05-09T01:05:00Z","due_on":"2024-05-22","due_at":"2024-05-22T16:00:00Z","budget":"10 working days"}],"claimed":{"完成时限":[]},"waiting":[{"seq":3,"clock":"","roles":["supervisor"],"asked_by":"市优化办/方晓宁","asked_at":"2024-05-09T01:05:00Z","reminded_on":"2024-05-09","paper":"督办通知单","drafted":{"revision":3,"by":["市优化办/方晓宁"]}}],"edition":2,"papers":{"5":{"paper":"督办通知单","number":"鄂优化办督〔2024〕1号","level":1,"at":"2024-05-09T01:05:00Z"}}}','2024-05-22','2024-05-22 16:00:00.000000',0,NULL,NULL,'2024-05-22 16:00:00.000000','2024-05-09 01:05:00.000000',NULL,'2024-05-10 00:30:00.000000',NULL,5,'5bf11114713260ebab8883e4caada9c491dd9c714c3562ea6d5d1266f75c84f8',1,NULL,0,'2024-05-22 16:00:00.000000','responsible','2024-05-09 01:05:00.000000','{"act":5,"trail":["办理"]}',5);
INSERT INTO "duban_instance" VALUES(12,'WT-2024-0005','issue',2024,5,'40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','雨后积水',NULL,NULL,'交办',1,1,0,'{"entered_at":"2024-05-09T01:05:00Z","units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"texts":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"evidence":[{"name":"说明.txt","sha256":"e93a3db01173243c42867e8530923a56765220ecf05172d09593f78c7c8ba6e7"}]},"given":{"evidence":1},"pulls":{},"clocks":[{"name":"签收时限","round":1,"lap":1,"status":"running","started_at":"2024-05-09T01:05:00Z","lap_at":"2024-05-09T01:05:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-05-09T01:05:00Z","due_on":"2024-05-10","due_at":"2024-05-10T16:00:00Z","budget":"1 working day"},{"name":"整改时限","round":1,"lap":1,"status":"running","started_at":"2024-05-09T01:05:00Z","lap_at":"2024-05-09T01:05:00Z","consumed":0,"unit":"working days","revision":"china/holidays-0.109/2026/8a313348","since":"2024-05-09T01:05:00Z","due_on":"2024-05-29","due_at":"2024-05-29T16:00:00Z","budget":"15 working days"}],"claimed":{"签收时限":[],"整改时限":[]},"edition":2,"first_entered":{"交办":"2024-05-09T01:05:00Z"}}','2024-05-10','2024-05-10 16:00:00.000000',0,'2024-05-22 00:30:00.000000','2024-05-10 16:00:00.000000','2024-05-29 16:00:00.000000','2024-05-09 01:05:00.000000',NULL,'2024-05-10 16:00:00.000000',NULL,1,'0473abca403b5f62fb683bd22b0ee55b27d4403183cf12233470f20886b21e02',0,NULL,0,'2024-05-10 16:00:00.000000','responsible','2024-05-09 01:05:00.000000','{"act":1,"trail":["交办"]}',0);
CREATE TABLE duban_key (
	"key" VARCHAR NOT NULL, 
	verb VARCHAR NOT NULL, 
	arguments VARCHAR(64) NOT NULL, 
	result TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "duban_key" VALUES('k-open','open','694415b9fc560e4d7e0aded6042fcf78d3d108bfc9e0f8c25217a77fddd6ad1e','{"closed_at":null,"data":{},"definition":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","due_at":"2024-04-01T16:00:00+00:00","due_on":"2024-04-01","edition":2,"ended":null,"headline_on":"2024-04-01","light":"green","number":"WT-2024-0001","ongoing":false,"opened_at":"2024-03-29T01:00:00+00:00","owing":{},"provisional":false,"public_state":null,"reports":{},"round":1,"scenario":"issue","scenario_version":2,"sheet":null,"state":"交办","title":"占道施工未公示","units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"version":1}','2024-03-29 01:00:00.000000');
INSERT INTO "duban_key" VALUES('k-sign-WT-2024-0001','fire','c4727cb071e146bd58625837c633c5a416bbc21c4aac46cea6777ba9d1ccc7bf','{"closed_at":null,"data":{},"definition":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","due_at":"2024-04-22T16:00:00+00:00","due_on":"2024-04-22","edition":2,"ended":null,"headline_on":"2024-04-22","light":"green","number":"WT-2024-0001","ongoing":false,"opened_at":"2024-03-29T01:00:00+00:00","owing":{},"provisional":false,"public_state":null,"reports":{},"round":1,"scenario":"issue","scenario_version":2,"sheet":null,"state":"整改","title":"占道施工未公示","units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"version":2}','2024-03-29 01:00:00.000000');
INSERT INTO "duban_key" VALUES('k-sign-WT-2024-0002','fire','f18a1fc2aca1f43442be843fe5f53b33aa498e0a66d1f471ec16090735563896','{"closed_at":null,"data":{},"definition":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","due_at":"2024-04-22T16:00:00+00:00","due_on":"2024-04-22","edition":2,"ended":null,"headline_on":"2024-04-22","light":"green","number":"WT-2024-0002","ongoing":false,"opened_at":"2024-03-29T01:00:00+00:00","owing":{},"provisional":false,"public_state":null,"reports":{},"round":1,"scenario":"issue","scenario_version":2,"sheet":null,"state":"整改","title":"窗口排队过长","units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"version":2}','2024-03-29 01:00:00.000000');
INSERT INTO "duban_key" VALUES('k-sign-WT-2024-0003','fire','f4f46c4dd1e1bb379649ea9a7747bd9d9cfefda0b5268c3b9ebeab31a255a592','{"closed_at":null,"data":{},"definition":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","due_at":"2024-04-22T16:00:00+00:00","due_on":"2024-04-22","edition":2,"ended":null,"headline_on":"2024-04-22","light":"green","number":"WT-2024-0003","ongoing":false,"opened_at":"2024-03-29T01:00:00+00:00","owing":{},"provisional":false,"public_state":null,"reports":{},"round":1,"scenario":"issue","scenario_version":2,"sheet":null,"state":"整改","title":"路灯不亮","units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"version":2}','2024-03-29 01:00:00.000000');
INSERT INTO "duban_key" VALUES('k-assign','assign','e1ce1acd11d54337b005072afc1e9af7b9bdd3062837c89f460eae8c49d7b59e','{"closed_at":null,"data":{},"definition":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","due_at":"2024-04-01T16:00:00+00:00","due_on":"2024-04-01","edition":2,"ended":null,"headline_on":"2024-04-01","light":"yellow","number":"WT-2024-0004","ongoing":false,"opened_at":"2024-03-29T01:00:00+00:00","owing":{},"provisional":false,"public_state":null,"reports":{},"round":1,"scenario":"issue","scenario_version":2,"sheet":null,"state":"交办","title":"占道施工","units":{"lead":["市优化办"],"leader":["市领导"],"responsible":["市公安局"],"supervisor":["市督考办"]},"version":4}','2024-04-18 02:00:00.000000');
CREATE TABLE duban_link (
	from_id INTEGER NOT NULL, 
	to_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (from_id, to_id, kind), 
	FOREIGN KEY(from_id) REFERENCES duban_instance (id), 
	FOREIGN KEY(to_id) REFERENCES duban_instance (id)
);
INSERT INTO "duban_link" VALUES(4,1,'repeat_of','2024-03-29 01:00:00.000000');
INSERT INTO "duban_link" VALUES(8,7,'child_of','2024-03-29 01:00:00.000000');
INSERT INTO "duban_link" VALUES(9,7,'child_of','2024-03-29 01:00:00.000000');
INSERT INTO "duban_link" VALUES(10,7,'child_of','2024-03-29 01:00:00.000000');
CREATE TABLE duban_link_use (
	message_id VARCHAR NOT NULL, 
	"trigger" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	PRIMARY KEY (message_id, "trigger")
);
INSERT INTO "duban_link_use" VALUES('69e62b71dcef358ec1af881a4a0735ec@duban.local','#answer','2024-04-18 02:00:00.000000','市住建局/市住建局经办');
CREATE TABLE duban_outbox (
	id INTEGER NOT NULL, 
	message_id VARCHAR NOT NULL, 
	instance_id INTEGER, 
	number VARCHAR NOT NULL, 
	definition VARCHAR(64) NOT NULL, 
	message VARCHAR NOT NULL, 
	facts TEXT NOT NULL, 
	medium VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	contact VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	is_copy BOOLEAN NOT NULL, 
	urgent BOOLEAN NOT NULL, 
	clock VARCHAR, 
	round INTEGER NOT NULL, 
	lap INTEGER, 
	rung VARCHAR, 
	status VARCHAR NOT NULL, 
	not_before DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	leased_until DATETIME, 
	leased_by VARCHAR, 
	created_at DATETIME NOT NULL, 
	settled_at DATETIME, 
	reason VARCHAR, 
	recalled VARCHAR, 
	digest_id INTEGER, salt VARCHAR(32), behind VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(digest_id) REFERENCES duban_outbox (id), 
	FOREIGN KEY(instance_id) REFERENCES duban_instance (id), 
	UNIQUE (message_id)
);
INSERT INTO "duban_outbox" VALUES(1,'9a19b6c5f0c355ad812af4c86fd916c6@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','交办通知','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":1,"light":"green","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":1,"unit":"working days","minutes":0},"light":"green"},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,1,NULL,NULL,'delivered','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'7b84f4d5fe9955f3c4a699d4063be27e',NULL);
INSERT INTO "duban_outbox" VALUES(2,'20f447a704ce22e89fe90a17308fa614@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','交办通知','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":1,"light":"green","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":1,"unit":"working days","minutes":0},"light":"green"},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,1,NULL,NULL,'delivered','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'3cd7ad34a63fb9aa4ba7a5fbf7331350',NULL);
INSERT INTO "duban_outbox" VALUES(3,'4f16fd4bcca215eeaa9f33ebd4090857@duban.local',3,'WT-2024-0003','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','交办通知','{"item":{"number":"WT-2024-0003","title":"路灯不亮","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":1,"light":"green","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":1,"unit":"working days","minutes":0},"light":"green"},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,1,NULL,NULL,'delivered','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'7b54ad8bd9151cf35ed2840c451f0757',NULL);
INSERT INTO "duban_outbox" VALUES(4,'79d4ef5ee870bcfe4bbeb3c0746bec03@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','交办通知','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":1,"light":"green","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":1,"unit":"working days","minutes":0},"light":"green"},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,1,NULL,NULL,'delivered','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'9fce5104187c3bc1d539cab21c2bb2ab',NULL);
INSERT INTO "duban_outbox" VALUES(5,'74585e1dd2d1e7245cc1a257bb518361@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','待复核','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"复核","round":1,"version":3,"light":"green","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":15,"unit":"working days","minutes":0},"light":"green"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,NULL,1,NULL,NULL,'delivered','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'c19fc3865176e77a9dabc51248e589c4',NULL);
INSERT INTO "duban_outbox" VALUES(6,'66d30b9ea50b7e4f065f8e234380e559@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','销号通知','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"销号","round":1,"version":4,"light":"green","due_on":null,"due_at":null,"provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":"2024-03-29T01:00:00Z","ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":null,"ended":null,"owing":{},"reports":{},"sheet":null},"clock":null,"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,1,NULL,NULL,'delivered','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'40a2a83a7857682c1d16944901395f82',NULL);
INSERT INTO "duban_outbox" VALUES(7,'e928e46ee6f569171e5874e994cc3eee@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','退单通知','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":3,"light":"green","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市教育局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":1,"unit":"working days","minutes":0},"light":"green"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,NULL,1,NULL,NULL,'delivered','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'635f5b2b26e729df80b9ea8677c5be2b',NULL);
INSERT INTO "duban_outbox" VALUES(8,'5763a979f17815e33c77290388875836@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','退单通知','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":3,"light":"green","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市教育局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":1,"unit":"working days","minutes":0},"light":"green"},"unit":"市教育局","contact":"市教育局经办"}','email','市教育局','市教育局经办','gone3@example.org',1,0,NULL,1,NULL,NULL,'dead','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000','[{"code":"refused","facts":{"answer":"no such mailbox"}}]',NULL,NULL,'05a84838d1ad0264054631f49c6b6db3',NULL);
INSERT INTO "duban_outbox" VALUES(9,'c195e5b387d3161f0b6e9034e7904cdf@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','登记通知','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"登记","round":1,"version":1,"light":"green","due_on":"2024-04-03","due_at":"2024-04-03T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-03","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"受理时限","due":"2024-04-03","left":{"amount":3,"unit":"working days","minutes":0},"light":"green"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,NULL,1,NULL,NULL,'delivered','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'f9a8424d605c7b70cf4f3ee2267c433c',NULL);
INSERT INTO "duban_outbox" VALUES(10,'18a208bba3497f50b2a1b88f783c7ed6@duban.local',6,'TS-2024-0002','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','登记通知','{"item":{"number":"TS-2024-0002","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"登记","round":1,"version":1,"light":"green","due_on":"2024-04-03","due_at":"2024-04-03T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-03","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"受理时限","due":"2024-04-03","left":{"amount":3,"unit":"working days","minutes":0},"light":"green"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,NULL,1,NULL,NULL,'delivered','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'947e4da8858b5fc2d1100d947f759221',NULL);
INSERT INTO "duban_outbox" VALUES(11,'2f899efe3257fa841df1b925a576a791@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','交办通知','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"green","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":15,"unit":"working days","minutes":0},"light":"green"},"unit":"市教育局","contact":"市教育局经办"}','email','市教育局','市教育局经办','gone3@example.org',0,0,NULL,1,NULL,NULL,'dead','2024-03-29 01:00:00.000000',1,NULL,NULL,'2024-03-29 01:00:00.000000','2024-04-02 02:00:00.000000','[{"code":"refused","facts":{"answer":"no such mailbox"}}]',NULL,NULL,'d8f54b7dc8a515081780999022b94a04',NULL);
INSERT INTO "duban_outbox" VALUES(12,'d312669768afbea7cc8b5878f3c02e24@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催签','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":3,"light":"yellow","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市教育局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":0,"unit":"working days","minutes":0},"light":"yellow","over":{"amount":1,"unit":"working days","minutes":0}},"unit":"市教育局","contact":"市教育局经办"}','email','市教育局','市教育局经办','gone3@example.org',0,0,'签收时限',1,2,'due','dead','2024-04-02 02:00:00.000000',1,NULL,NULL,'2024-04-02 02:00:00.000000','2024-04-02 02:00:00.000000','[{"code":"refused","facts":{"answer":"no such mailbox"}}]',NULL,NULL,'d78898b19c5abd840e57095370ef20a1',NULL);
INSERT INTO "duban_outbox" VALUES(13,'f33c1b62b2ad54fc27b914f0af3dca4c@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催签','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":3,"light":"yellow","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市教育局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":0,"unit":"working days","minutes":0},"light":"yellow","over":{"amount":1,"unit":"working days","minutes":0}},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',1,0,'签收时限',1,2,'due','delivered','2024-04-02 02:00:00.000000',1,NULL,NULL,'2024-04-02 02:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'6b6c56621822b4aefe6235b4cb9d6a1e',NULL);
INSERT INTO "duban_outbox" VALUES(14,'2486664e438817b49563b7523d20963c@duban.local',6,'TS-2024-0002','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','催受理','{"item":{"number":"TS-2024-0002","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"登记","round":1,"version":1,"light":"yellow","due_on":"2024-04-03","due_at":"2024-04-03T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-03","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"受理时限","due":"2024-04-03","left":{"amount":2,"unit":"working days","minutes":0},"light":"yellow"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,'受理时限',1,1,'due - 1 working day','delivered','2024-04-02 02:00:00.000000',1,NULL,NULL,'2024-04-02 02:00:00.000000','2024-04-02 02:00:00.000000',NULL,NULL,NULL,'b6f6b1c61b2fa87e02d732c778ab7483',NULL);
INSERT INTO "duban_outbox" VALUES(15,'0e1f6a1c79a52c45fbac71a22e205552@duban.local',6,'TS-2024-0002','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','受理逾期','{"item":{"number":"TS-2024-0002","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"登记","round":1,"version":1,"light":"red","due_on":"2024-04-03","due_at":"2024-04-03T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-03","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"受理时限","due":"2024-04-03","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":10,"unit":"working days","minutes":0}},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,'受理时限',1,1,'due','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'86eb4a57ce1ffa57e8b0f0fe4c5e3609',NULL);
INSERT INTO "duban_outbox" VALUES(16,'059896262f237d23f9bd781df40df510@duban.local',6,'TS-2024-0002','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','受理逾期','{"item":{"number":"TS-2024-0002","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"登记","round":1,"version":1,"light":"red","due_on":"2024-04-03","due_at":"2024-04-03T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-03","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"受理时限","due":"2024-04-03","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":10,"unit":"working days","minutes":0}},"unit":"市优化办","contact":"市优化办领导"}','email','市优化办','市优化办领导','leader0@example.org',0,0,'受理时限',1,1,'due','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'293250a1a49a8336c0c9f11cfea2c30b',NULL);
INSERT INTO "duban_outbox" VALUES(17,'9c265492cd971ced44057f6d6a2133f1@duban.local',6,'TS-2024-0002','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','督办单','{"item":{"number":"TS-2024-0002","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"登记","round":1,"version":1,"light":"red","due_on":"2024-04-03","due_at":"2024-04-03T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-03","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"受理时限","due":"2024-04-03","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":10,"unit":"working days","minutes":0}},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',0,1,'受理时限',1,1,'due + 2 working days','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'0daf6a8a58717dca7e215461502dbd21',NULL);
INSERT INTO "duban_outbox" VALUES(18,'13db35b7d6447967eacbea36ad60dfd9@duban.local',6,'TS-2024-0002','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','督办单','{"item":{"number":"TS-2024-0002","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"登记","round":1,"version":1,"light":"red","due_on":"2024-04-03","due_at":"2024-04-03T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-03","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"受理时限","due":"2024-04-03","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":10,"unit":"working days","minutes":0}},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',1,1,'受理时限',1,1,'due + 2 working days','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'7030f7ce44664b7a3a85e767bc0d9042',NULL);
INSERT INTO "duban_outbox" VALUES(19,'b1abf00fa841b85235740a13ba63cf21@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催办','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":2,"light":"yellow","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,'整改时限',1,1,'due - 2 working days','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'c1fd55983726689f5570c01d435f504b',NULL);
INSERT INTO "duban_outbox" VALUES(20,'4cf243b08a799ca0e9e3c009068efc42@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催办','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":2,"light":"yellow","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,'整改时限',1,1,'due - 2 working days','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'02c690dada0429649101e6b50a5a40d7',NULL);
INSERT INTO "duban_outbox" VALUES(21,'bfe63f412ca53df00955917f0b625b7c@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催办','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":3,"light":"yellow","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市教育局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"unit":"市教育局","contact":"市优化办经办","reader":"市优化办","because":[{"code":"forwarded","facts":{"why":[{"code":"unreachable","facts":{"unit":"市教育局"}}],"title":"牵头单位"}}]}','email','市教育局','市优化办经办','handler0@example.org',0,0,'整改时限',1,2,'due - 2 working days','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'c99b4c067e7d5ec5400fd0c70e39cc24',NULL);
INSERT INTO "duban_outbox" VALUES(22,'2d723f149908a2bd917342bca54b1bc0@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催办','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":3,"light":"yellow","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市教育局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,'整改时限',1,2,'due - 2 working days','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'25f15be6d0cbae488cd375f8b626cb39',NULL);
INSERT INTO "duban_outbox" VALUES(23,'e143db6fa5dba1575fb33ba60ad6d7d5@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','催办','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"yellow","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"unit":"市教育局","contact":"市优化办经办","reader":"市优化办","because":[{"code":"forwarded","facts":{"why":[{"code":"unreachable","facts":{"unit":"市教育局"}}],"title":"受理单位"}}]}','email','市教育局','市优化办经办','handler0@example.org',0,0,'办理时限',1,1,'due - 2 working days','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'d37d2fe8fa8ced592b7a4a08b11813b9',NULL);
INSERT INTO "duban_outbox" VALUES(24,'dd962b4ceb9a90f235f3e8f8d3c56225@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','催办','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"yellow","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',1,0,'办理时限',1,1,'due - 2 working days','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'c86165580ad179e20ecfaedd60d2016f',NULL);
INSERT INTO "duban_outbox" VALUES(25,'62fc3b4960edb8ed6c4894ca5fd5f8ce@duban.local',8,'FX-2024-001','ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955','催办','{"item":{"number":"FX-2024-001","title":"占道整治","scenario":"part","scenario_version":1,"state":"办理","round":1,"version":1,"light":"red","due_on":"2024-04-15","due_at":"2024-04-15T16:00:00Z","provisional":false,"units":{"doer":["市住建局"],"lead":["市优化办"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955","edition":2,"public_state":null,"headline_on":"2024-04-15","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"分项时限","due":"2024-04-15","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":3,"unit":"working days","minutes":0}},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,'分项时限',1,1,'due','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000',NULL,NULL,NULL,'b6cbae4319453bce8f02dc3f406e9654',NULL);
INSERT INTO "duban_outbox" VALUES(26,'2cb697519a4924281668433c497e0ae5@duban.local',9,'FX-2024-002','ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955','催办','{"item":{"number":"FX-2024-002","title":"占道整治","scenario":"part","scenario_version":1,"state":"办理","round":1,"version":1,"light":"red","due_on":"2024-04-15","due_at":"2024-04-15T16:00:00Z","provisional":false,"units":{"doer":["市教育局"],"lead":["市优化办"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955","edition":2,"public_state":null,"headline_on":"2024-04-15","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"分项时限","due":"2024-04-15","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":3,"unit":"working days","minutes":0}},"unit":"市教育局","contact":"","because":[{"code":"nobody","facts":{"why":[{"code":"unreachable","facts":{"unit":"市教育局"}}],"title":"承办单位"}}],"level":"handler"}','email','市教育局','','',0,0,'分项时限',1,1,'due','dead','2024-04-18 02:00:00.000000',0,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000','[{"code":"nobody","facts":{"why":[{"code":"unreachable","facts":{"unit":"市教育局"}}],"title":"承办单位"}}]',NULL,NULL,'0d07bfab2c33d8349d3bf529fb38c040',NULL);
INSERT INTO "duban_outbox" VALUES(27,'488cc9331de712ca100b9acecb1795e3@duban.local',10,'FX-2024-003','ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955','催办','{"item":{"number":"FX-2024-003","title":"占道整治","scenario":"part","scenario_version":1,"state":"办理","round":1,"version":1,"light":"red","due_on":"2024-04-15","due_at":"2024-04-15T16:00:00Z","provisional":false,"units":{"doer":["市公安局"],"lead":["市优化办"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"ea85ff2e5949d730d15a80372ee3198a791c274ec34dcc6c1bbaaa3c54314955","edition":2,"public_state":null,"headline_on":"2024-04-15","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"分项时限","due":"2024-04-15","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":3,"unit":"working days","minutes":0}},"unit":"市公安局","contact":"市公安局经办"}','email','市公安局','市公安局经办','full4@example.org',0,0,'分项时限',1,1,'due','pending','2024-04-26 01:04:22.941455',3,NULL,NULL,'2024-04-18 02:00:00.000000',NULL,'[{"code":"retry","facts":{"answer":"mailbox full"}}]',NULL,NULL,'a9fd87e1c39f571cb2a27dca062dcd94',NULL);
INSERT INTO "duban_outbox" VALUES(28,'eb2086eb07729848e31cf6b13b9f0464@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','反弹通知','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"整改","round":2,"version":5,"light":"green","due_on":"2024-05-11","due_at":"2024-05-11T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-05-11","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-05-11","left":{"amount":15,"unit":"working days","minutes":0},"light":"green"},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,2,NULL,NULL,'delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'14f7c4b715c5375312d27edf5cde4238',NULL);
INSERT INTO "duban_outbox" VALUES(29,'6a12c0bd354d37d379228baba48a9d50@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','反弹通知','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"整改","round":2,"version":5,"light":"green","due_on":"2024-05-11","due_at":"2024-05-11T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-05-11","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-05-11","left":{"amount":15,"unit":"working days","minutes":0},"light":"green"},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',1,0,NULL,2,NULL,NULL,'delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'7b054cbb063643fa5ce4bf3e7c7a995a',NULL);
INSERT INTO "duban_outbox" VALUES(30,'5bd3db6c60071db8940b3e4572eed79c@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','延期待审批','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":3,"light":"yellow","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"decision":{"id":"WT-2024-0001#6","seq":6,"by":"市住建局","clock":"整改时限","note":"等待评审","length":"2 working days","before":"2024-04-22","after":"2024-04-24"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,NULL,1,NULL,'#6','withdrawn','2024-04-18 02:00:00.000000',0,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000','decided',NULL,NULL,'22f915dcd0e99c3b8026a16ae7f78805',NULL);
INSERT INTO "duban_outbox" VALUES(31,'595669c37b4d9996a92a2ef1d41d1ecc@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','延期审批结果','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":4,"light":"yellow","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"decision":{"id":"WT-2024-0001#6","seq":6,"by":"市住建局","clock":"整改时限","note":null,"length":"2 working days","before":"2024-04-22","after":"2024-04-22","approved":false},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,1,NULL,'#6','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'83c06fd49d3fd5ee460e4859e18ddb15',NULL);
INSERT INTO "duban_outbox" VALUES(32,'1214c2cbd9b7ae7c4aafcf0f7824ac4a@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','延期待审批','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"整改","round":2,"version":6,"light":"green","due_on":"2024-05-11","due_at":"2024-05-11T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-05-11","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-05-11","left":{"amount":15,"unit":"working days","minutes":0},"light":"green"},"decision":{"id":"WT-2024-0002#6","seq":6,"by":"市住建局","clock":"整改时限","note":"等待评审","length":"5 working days","before":"2024-05-11","after":"2024-05-17"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,NULL,2,NULL,'#6','delivered','2024-04-18 02:00:00.000000',1,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'d545e5f4045373836a9d567e469f5ced',NULL);
INSERT INTO "duban_outbox" VALUES(33,'69e62b71dcef358ec1af881a4a0735ec@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催请办理','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":6,"light":"yellow","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"said":{"id":"WT-2024-0001#9","seq":9,"by":"市优化办","note":"何时办完？","turn":"责任单位","units":["市住建局"],"on":"2024-04-18","due":null},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,1,NULL,'#9','withdrawn','2024-04-18 02:00:00.000000',0,NULL,NULL,'2024-04-18 02:00:00.000000','2024-04-18 02:00:00.000000','answered',NULL,NULL,'bd17c30206aef4256c5c69c46631611e',NULL);
INSERT INTO "duban_outbox" VALUES(34,'4d1d5c3c1e6b2d6063a9dc90ee772cb0@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催请办理','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":5,"light":"yellow","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市公安局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":0,"unit":"working days","minutes":0},"light":"yellow","over":{"amount":12,"unit":"working days","minutes":0}},"said":{"id":"WT-2024-0004#8","seq":8,"by":"市优化办","note":null,"turn":"责任单位","units":["市公安局"],"on":"2024-04-18","due":null},"unit":"市公安局","contact":"市公安局经办"}','email','市公安局','市公安局经办','full4@example.org',0,0,NULL,1,NULL,'#8','pending','2024-04-26 01:02:24.135631',2,NULL,NULL,'2024-04-18 02:00:00.000000',NULL,'[{"code":"retry","facts":{"answer":"mailbox full"}}]',NULL,NULL,'27a0fd6dde649ff604504bc089f65c05',NULL);
INSERT INTO "duban_outbox" VALUES(35,'0ffd14148e98e0ba9199a4a9bfe107a1@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','批示落实要求','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":6,"light":"yellow","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市公安局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-04-01","left":{"amount":0,"unit":"working days","minutes":0},"light":"yellow","over":{"amount":12,"unit":"working days","minutes":0}},"said":{"by":"市优化办","demand":"周五前报进展"},"unit":"市公安局","contact":"市公安局经办"}','email','市公安局','市公安局经办','full4@example.org',0,0,NULL,1,NULL,NULL,'pending','2024-04-26 01:02:23.877441',2,NULL,NULL,'2024-04-18 02:00:00.000000',NULL,'[{"code":"retry","facts":{"answer":"mailbox full"}}]',NULL,NULL,'f9befee0cdaf28140a0e0a3f0ee0aa24',NULL);
INSERT INTO "duban_outbox" VALUES(36,'a86f3fc855c4a6b44946f677c608da26@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','延期待审批','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"整改","round":2,"version":6,"light":"green","due_on":"2024-05-11","due_at":"2024-05-11T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-05-11","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-05-11","left":{"amount":12,"unit":"working days","minutes":0},"light":"green"},"decision":{"id":"WT-2024-0002#6","seq":6,"by":"市住建局","clock":"整改时限","note":"等待评审","length":"5 working days","before":"2024-05-11","after":"2024-05-17"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,NULL,2,NULL,'#6','delivered','2024-04-24 01:00:00.000000',1,NULL,NULL,'2024-04-24 01:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'0341706160e2513207632f0e9b749747',NULL);
INSERT INTO "duban_outbox" VALUES(37,'3e3c2e553417efb59cc473ba6f652bee@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','逾期','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":7,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":2,"unit":"working days","minutes":0}},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,'整改时限',1,1,'due','delivered','2024-04-24 01:00:00.000000',1,NULL,NULL,'2024-04-24 01:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'9e65a650a461638edfbbc540a206b1f0',NULL);
INSERT INTO "duban_outbox" VALUES(38,'5a26eac4b6b9a0083ae4bf49235560da@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','逾期','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":7,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":2,"unit":"working days","minutes":0}},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,'整改时限',1,1,'due','delivered','2024-04-24 01:00:00.000000',1,NULL,NULL,'2024-04-24 01:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'03372309bd41a0364438e7256a90fa79',NULL);
INSERT INTO "duban_outbox" VALUES(39,'115b54bd282d1682d30b2e33a478cefc@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','逾期','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":6,"light":"red","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市公安局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":2,"unit":"working days","minutes":0}},"unit":"市公安局","contact":"市公安局经办"}','email','市公安局','市公安局经办','full4@example.org',0,0,'整改时限',1,3,'due','pending','2024-04-26 01:02:07.001844',2,'2024-05-09 01:05:00.000000','elsewhere|1|1|0','2024-04-24 01:00:00.000000',NULL,'[{"code":"retry","facts":{"answer":"mailbox full"}}]',NULL,NULL,'08827d3ee748a1e93af467a29a941a20',NULL);
INSERT INTO "duban_outbox" VALUES(40,'bb94ba2aa56ad35af7305a6109b260f1@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','逾期','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":6,"light":"red","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市公安局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":2,"unit":"working days","minutes":0}},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,'整改时限',1,3,'due','delivered','2024-04-24 01:00:00.000000',1,NULL,NULL,'2024-04-24 01:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'952f11b7909071069f90928b4c9c1ec1',NULL);
INSERT INTO "duban_outbox" VALUES(41,'1fe8476d7dce232418d49d61fe43e8b5@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','逾期','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":2,"unit":"working days","minutes":0}},"unit":"市教育局","contact":"市优化办经办","reader":"市优化办","because":[{"code":"forwarded","facts":{"why":[{"code":"unreachable","facts":{"unit":"市教育局"}}],"title":"受理单位"}}]}','email','市教育局','市优化办经办','handler0@example.org',0,0,'办理时限',1,1,'due','delivered','2024-04-24 01:00:00.000000',1,NULL,NULL,'2024-04-24 01:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'62898552719e62d6dfd5cc4be5a582c2',NULL);
INSERT INTO "duban_outbox" VALUES(42,'92f67eb9651fce8c35bd038694989a5a@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','逾期','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":2,"unit":"working days","minutes":0}},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',1,0,'办理时限',1,1,'due','withdrawn','2024-04-24 01:00:00.000000',0,NULL,NULL,'2024-04-24 01:00:00.000000','2024-04-24 01:00:00.000000','[{"code":"overtaken","facts":{}}]',NULL,NULL,'3d6eaeb19893ba46397ddcbbc3e19c51',NULL);
INSERT INTO "duban_outbox" VALUES(43,'636ad3fc5c66dfe6d2ba82072c13a5c0@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','督办单','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":2,"unit":"working days","minutes":0}},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',0,1,'办理时限',1,1,'due + 2 working days','delivered','2024-04-24 01:00:00.000000',1,NULL,NULL,'2024-04-24 01:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'1d6d5f1cdd9d17eba93e08b9a0e5fd2c',NULL);
INSERT INTO "duban_outbox" VALUES(44,'1d2f7729dfe8301880c9c85fb69e41ac@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','督办单','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":2,"unit":"working days","minutes":0}},"unit":"市教育局","contact":"市优化办经办","reader":"市优化办","because":[{"code":"forwarded","facts":{"why":[{"code":"unreachable","facts":{"unit":"市教育局"}}],"title":"受理单位"}}]}','email','市教育局','市优化办经办','handler0@example.org',1,1,'办理时限',1,1,'due + 2 working days','delivered','2024-04-24 01:00:00.000000',1,NULL,NULL,'2024-04-24 01:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'ebcc81bab65970baca2d72e2e8330ce0',NULL);
INSERT INTO "duban_outbox" VALUES(45,'6ce3294d7e15b83b6b778e20c3ecc91c@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','督办单','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":2,"unit":"working days","minutes":0}},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',1,1,'办理时限',1,1,'due + 2 working days','delivered','2024-04-24 01:00:00.000000',1,NULL,NULL,'2024-04-24 01:00:00.000000','2024-04-24 01:00:00.000000',NULL,NULL,NULL,'c58d898b0704a02965b0d16848111fb2',NULL);
INSERT INTO "duban_outbox" VALUES(46,'b391ddcdc8e38f450d00dc9911a0ee86@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','督办单','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":7,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":4,"unit":"working days","minutes":0}},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',0,1,'整改时限',1,1,'due + 3 working days','delivered','2024-04-26 01:00:00.000000',1,NULL,NULL,'2024-04-26 01:00:00.000000','2024-04-26 01:00:00.000000',NULL,NULL,NULL,'2db2d99eaa16aac5d2b94bec457c1609',NULL);
INSERT INTO "duban_outbox" VALUES(47,'5940d318f954a674ab72534388217ff7@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','督办单','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":7,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":4,"unit":"working days","minutes":0}},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',1,1,'整改时限',1,1,'due + 3 working days','delivered','2024-04-26 01:00:00.000000',1,NULL,NULL,'2024-04-26 01:00:00.000000','2024-04-26 01:00:00.000000',NULL,NULL,NULL,'8c93b89101d08ca3cdef0994c893868b',NULL);
INSERT INTO "duban_outbox" VALUES(48,'006c7a619b5afb5e8bec13c6d0d66ecf@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','延期待审批','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"整改","round":2,"version":6,"light":"green","due_on":"2024-05-11","due_at":"2024-05-11T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-05-11","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-05-11","left":{"amount":10,"unit":"working days","minutes":0},"light":"green"},"decision":{"id":"WT-2024-0002#6","seq":6,"by":"市住建局","clock":"整改时限","note":"等待评审","length":"5 working days","before":"2024-05-11","after":"2024-05-17"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,NULL,2,NULL,'#6','delivered','2024-04-26 01:00:00.000000',1,NULL,NULL,'2024-04-26 01:00:00.000000','2024-04-26 01:00:00.000000',NULL,NULL,NULL,'342cc985717c0cae6a6f00a6f68d25d1',NULL);
INSERT INTO "duban_outbox" VALUES(49,'ab38d832516085d66003f6ac886b8c64@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','督办单','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":6,"light":"red","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市公安局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":4,"unit":"working days","minutes":0}},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',0,1,'整改时限',1,3,'due + 3 working days','delivered','2024-04-26 01:00:00.000000',1,NULL,NULL,'2024-04-26 01:00:00.000000','2024-04-26 01:00:00.000000',NULL,NULL,NULL,'b35f54d2cf3719b8d9800b242cdad4a4',NULL);
INSERT INTO "duban_outbox" VALUES(50,'46533da52982418bee11791477f15a3e@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','督办单','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":6,"light":"red","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市公安局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":4,"unit":"working days","minutes":0}},"unit":"市公安局","contact":"市公安局经办"}','email','市公安局','市公安局经办','full4@example.org',1,1,'整改时限',1,3,'due + 3 working days','pending','2024-04-26 01:01:09.777086',1,'2024-05-09 01:05:00.000000','elsewhere|1|1|0','2024-04-26 01:00:00.000000',NULL,'[{"code":"retry","facts":{"answer":"mailbox full"}}]',NULL,NULL,'bfe841b026ba69874ec1609da9111103',NULL);
INSERT INTO "duban_outbox" VALUES(51,'47d3c5fb30f38a0b68d8b534225da782@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催办','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"整改","round":2,"version":6,"light":"yellow","due_on":"2024-05-11","due_at":"2024-05-11T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-05-11","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-05-11","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,'整改时限',2,1,'due - 2 working days','pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'808e45738fc259d99834768695960f0b',NULL);
INSERT INTO "duban_outbox" VALUES(52,'5eaaca60aa635fcd03a8767435fabe13@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催办','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"整改","round":2,"version":6,"light":"yellow","due_on":"2024-05-11","due_at":"2024-05-11T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-05-11","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-05-11","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,'整改时限',2,1,'due - 2 working days','pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'6a4970df0c53e19b9a82636320fdbedf',NULL);
INSERT INTO "duban_outbox" VALUES(53,'fb0b355eb2621cff0a5ef2fa03bfc640@duban.local',2,'WT-2024-0002','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','延期待审批','{"item":{"number":"WT-2024-0002","title":"窗口排队过长","scenario":"issue","scenario_version":2,"state":"整改","round":2,"version":6,"light":"yellow","due_on":"2024-05-11","due_at":"2024-05-11T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"measure":"增设窗口","evidence":[{"name":"现场.jpg","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-05-11","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-05-11","left":{"amount":3,"unit":"working days","minutes":0},"light":"yellow"},"decision":{"id":"WT-2024-0002#6","seq":6,"by":"市住建局","clock":"整改时限","note":"等待评审","length":"5 working days","before":"2024-05-11","after":"2024-05-17"},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,NULL,2,NULL,'#6','pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'b72efe40bd598c99f235b338a50b038e',NULL);
INSERT INTO "duban_outbox" VALUES(54,'702e168445dc78edd6aba668d2061545@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','专报','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":11,"unit":"working days","minutes":0}},"unit":"市领导","contact":"市领导经办"}','email','市领导','市领导经办','handler5@example.org',0,0,'办理时限',1,1,'due + 5 working days','pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'353dba1e3023b278f6d692df08df1c25',NULL);
INSERT INTO "duban_outbox" VALUES(55,'06ea1ce376394d1cdfc46b4375b97e8c@duban.local',5,'TS-2024-0001','6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7','专报','{"item":{"number":"TS-2024-0001","title":"投诉办理","scenario":"complaint","scenario_version":2,"state":"办理","round":1,"version":2,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"reception":["市优化办"],"supervisor":["市督考办"],"leader":["市领导"],"responsible":["市教育局"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"6da2729a2c60283516f712a5df41e21973f66489969311af5752d57f297f96b7","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"办理时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":11,"unit":"working days","minutes":0}},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',1,0,'办理时限',1,1,'due + 5 working days','pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'1f1632870eea8f812a6cf376930e3822',NULL);
INSERT INTO "duban_outbox" VALUES(56,'b5919ef99963e93f0b469c21556dec3f@duban.local',7,'ZX-2024-001','63e3674c66b6d3a2881f750b9a247a100735c60ea5704efd58f20ea45b21692f','催办','{"item":{"number":"ZX-2024-001","title":"占道整治","scenario":"plan","scenario_version":1,"state":"推进","round":1,"version":2,"light":"red","due_on":"2024-04-28","due_at":"2024-04-28T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"helper":["市住建局","市教育局","市公安局"],"office":["市督考办"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"63e3674c66b6d3a2881f750b9a247a100735c60ea5704efd58f20ea45b21692f","edition":2,"public_state":null,"headline_on":"2024-04-28","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"总时限","due":"2024-04-28","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":6,"unit":"working days","minutes":0}},"unit":"市优化办","contact":"市优化办经办"}','email','市优化办','市优化办经办','handler0@example.org',0,0,'总时限',1,1,'due','pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'70417037b2b26a18f4f7547a760938cd',NULL);
INSERT INTO "duban_outbox" VALUES(57,'f3d880ab50742cbd7bf44a2069af176e@duban.local',1,'WT-2024-0001','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催督待确认','{"item":{"number":"WT-2024-0001","title":"占道施工未公示","scenario":"issue","scenario_version":2,"state":"整改","round":1,"version":7,"light":"red","due_on":"2024-04-22","due_at":"2024-04-22T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":11,"unit":"working days","minutes":0}},"decision":{"id":"WT-2024-0001#13","seq":13,"by":"system","clock":"整改时限","note":null,"what":{"message":"专报","then":null}},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',0,0,'整改时限',1,1,'#13','pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'92c0b0acec1d49eff19aa0b8aeba3ced',NULL);
INSERT INTO "duban_outbox" VALUES(58,'48a69ad7b1a9f5ef18b4930583ddb22c@duban.local',4,'WT-2024-0004','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','催督待确认','{"item":{"number":"WT-2024-0004","title":"占道施工","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":6,"light":"red","due_on":"2024-04-01","due_at":"2024-04-01T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市公安局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{},"opened_at":"2024-03-29T01:00:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-04-01","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"整改时限","due":"2024-04-22","left":{"amount":0,"unit":"working days","minutes":0},"light":"red","over":{"amount":11,"unit":"working days","minutes":0}},"decision":{"id":"WT-2024-0004#12","seq":12,"by":"system","clock":"整改时限","note":null,"what":{"message":"专报","then":null}},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',0,0,'整改时限',1,3,'#12','pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'b76b2ae21d67dbb26be14e99ccae1284',NULL);
INSERT INTO "duban_outbox" VALUES(59,'82cd9db5f7527a247aceb720d930d83a@duban.local',11,'WJ-2024-0001','c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9','文件待签发','{"item":{"number":"WJ-2024-0001","title":"排涝不力","scenario":"office_papers","scenario_version":1,"state":"办理","round":1,"version":2,"light":"green","due_on":"2024-05-22","due_at":"2024-05-22T16:00:00Z","provisional":false,"units":{"office":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"principal":["市领导"]},"data":{},"opened_at":"2024-05-09T01:05:00Z","closed_at":null,"ongoing":false,"digest":"c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9","edition":2,"public_state":null,"headline_on":"2024-05-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"完成时限","due":"2024-05-22","left":{"amount":10,"unit":"working days","minutes":0},"light":"green"},"decision":{"id":"WJ-2024-0001#2","seq":2},"paper":{"id":"WJ-2024-0001#2","name":"督办通知单","level":"第一次","to":["市住建局"]},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',0,0,NULL,1,NULL,'#2','withdrawn','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000','2024-05-09 01:05:00.000000','decided',NULL,NULL,'e4c00c717bc6aff2a1d467e1eb7e8b43',NULL);
INSERT INTO "duban_outbox" VALUES(60,'5cdeb7bf77a4c36cf91cd362e8e6487f@duban.local',11,'WJ-2024-0001','c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9','文件待签发','{"item":{"number":"WJ-2024-0001","title":"排涝不力","scenario":"office_papers","scenario_version":1,"state":"办理","round":1,"version":3,"light":"green","due_on":"2024-05-22","due_at":"2024-05-22T16:00:00Z","provisional":false,"units":{"office":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"principal":["市领导"]},"data":{},"opened_at":"2024-05-09T01:05:00Z","closed_at":null,"ongoing":false,"digest":"c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9","edition":2,"public_state":null,"headline_on":"2024-05-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"完成时限","due":"2024-05-22","left":{"amount":10,"unit":"working days","minutes":0},"light":"green"},"decision":{"id":"WJ-2024-0001#3","seq":3},"paper":{"id":"WJ-2024-0001#3","name":"督办通知单","level":"第一次","to":["市住建局"]},"unit":"市督考办","contact":"市督考办经办"}','email','市督考办','市督考办经办','handler1@example.org',0,0,NULL,1,NULL,'#3','pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'b791676a25379fd3c64d7ebd6842fd12',NULL);
INSERT INTO "duban_outbox" VALUES(61,'8e9997066830d950358f176aa902b4dc@duban.local',11,'WJ-2024-0001','c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9','督办','{"item":{"number":"WJ-2024-0001","title":"排涝不力","scenario":"office_papers","scenario_version":1,"state":"办理","round":1,"version":5,"light":"green","due_on":"2024-05-22","due_at":"2024-05-22T16:00:00Z","provisional":false,"units":{"office":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"principal":["市领导"]},"data":{},"opened_at":"2024-05-09T01:05:00Z","closed_at":null,"ongoing":false,"digest":"c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9","edition":2,"public_state":null,"headline_on":"2024-05-22","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"完成时限","due":"2024-05-22","left":{"amount":10,"unit":"working days","minutes":0},"light":"green"},"paper":{"id":"WJ-2024-0001#2","name":"督办通知单","level":"第一次","to":["市住建局"],"requirements":"书面报告","number":"鄂优化办督〔2024〕1号","reply_by":null,"signed_by":"市督考办/段知远"},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,1,NULL,NULL,'pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'4bc81ea9ca1aa0ac2660c3550defd191',NULL);
INSERT INTO "duban_outbox" VALUES(62,'ca8b77f4544f83094b57ff832e2b7869@duban.local',12,'WT-2024-0005','40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91','交办通知','{"item":{"number":"WT-2024-0005","title":"雨后积水","scenario":"issue","scenario_version":2,"state":"交办","round":1,"version":1,"light":"green","due_on":"2024-05-10","due_at":"2024-05-10T16:00:00Z","provisional":false,"units":{"lead":["市优化办"],"responsible":["市住建局"],"supervisor":["市督考办"],"leader":["市领导"]},"data":{"evidence":[{"name":"说明.txt","sha256":"e93a3db01173243c42867e8530923a56765220ecf05172d09593f78c7c8ba6e7"}]},"opened_at":"2024-05-09T01:05:00Z","closed_at":null,"ongoing":false,"digest":"40dbef175238f71da2e3f1d7256c1f6d3a504b3201591840e0b15a8fb3b8ac91","edition":2,"public_state":null,"headline_on":"2024-05-10","ended":null,"owing":{},"reports":{},"sheet":null},"clock":{"name":"签收时限","due":"2024-05-10","left":{"amount":1,"unit":"working days","minutes":0},"light":"green"},"unit":"市住建局","contact":"市住建局经办"}','email','市住建局','市住建局经办','handler2@example.org',0,0,NULL,1,NULL,NULL,'pending','2024-05-09 01:05:00.000000',0,NULL,NULL,'2024-05-09 01:05:00.000000',NULL,NULL,NULL,NULL,'0ad5fd4618323afe43d685d54fd88b54',NULL);
CREATE TABLE duban_paper (
	instance_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	salt VARCHAR NOT NULL, 
	due_at DATETIME, 
	tries INTEGER NOT NULL, 
	fault TEXT, 
	PRIMARY KEY (instance_id, seq), 
	FOREIGN KEY(instance_id) REFERENCES duban_instance (id)
);
INSERT INTO "duban_paper" VALUES(11,2,'{"text":"请连夜排涝。"}','99744dd352118fdd46e225e5ca7ed3d3',NULL,0,NULL);
INSERT INTO "duban_paper" VALUES(11,3,'{"text":"请三日内排涝。"}','9e3b549bb7a80a48640c3277869463e7',NULL,0,NULL);
INSERT INTO "duban_paper" VALUES(11,4,'{"requirements":"书面报告","text":"请连夜排涝。"}','d22c8fd1b93da62a9d1ba180ac435f91',NULL,0,NULL);
INSERT INTO "duban_paper" VALUES(11,5,'{"definition":"c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9","drafted_by":"市优化办/方晓宁","facts":{"clock":{"due":"2024-05-22","left":{"amount":10,"minutes":0,"unit":"working days"},"light":"green","name":"完成时限"},"item":{"closed_at":null,"data":{},"digest":"c56657012b7f5a39dc74810a4fc0663bc81e2c07efda7b445d9d90b6641a6ee9","due_at":"2024-05-22T16:00:00Z","due_on":"2024-05-22","edition":2,"ended":null,"headline_on":"2024-05-22","light":"green","number":"WJ-2024-0001","ongoing":false,"opened_at":"2024-05-09T01:05:00Z","owing":{},"provisional":false,"public_state":null,"reports":{},"round":1,"scenario":"office_papers","scenario_version":1,"sheet":null,"state":"办理","title":"排涝不力","units":{"office":["市优化办"],"principal":["市领导"],"responsible":["市住建局"],"supervisor":["市督考办"]},"version":5},"paper":{"id":"WJ-2024-0001#2","level":"第一次","name":"督办通知单","number":"鄂优化办督〔2024〕1号","reply_by":null,"requirements":"书面报告","signed_by":"市督考办/段知远","to":["市住建局"]},"unit":"市住建局"},"message":"督办文","note":"","on":"2024-05-09","paper":{"id":"WJ-2024-0001#2","level":"第一次","name":"督办通知单","number":"鄂优化办督〔2024〕1号","reply_by":null,"requirements":"书面报告","signed_by":"市督考办/段知远","to":["市住建局"]},"text":"请连夜排涝。"}','39d77673e28a0f07c776055b49d9a5cb','2024-05-09 01:05:00.000000',0,NULL);
CREATE TABLE duban_person (
	unit VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	email VARCHAR, 
	mobile VARCHAR, 
	addresses TEXT NOT NULL, 
	deputy VARCHAR, 
	absent_until DATE, 
	locale VARCHAR NOT NULL, 
	salt VARCHAR(32) NOT NULL, absences TEXT DEFAULT '[]' NOT NULL, wishes TEXT DEFAULT '{}' NOT NULL, 
	PRIMARY KEY (unit, name, level)
);
INSERT INTO "duban_person" VALUES('市住建局','张三','handler',1,'z@example.org',NULL,'{}',NULL,NULL,'zh-CN','30ccacb2ec8a4888c20832d5f0a5d563','[]','{}');
CREATE TABLE duban_private (
	instance_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	field VARCHAR NOT NULL, 
	salt VARCHAR NOT NULL, 
	value TEXT, 
	PRIMARY KEY (instance_id, seq, field), 
	FOREIGN KEY(instance_id) REFERENCES duban_instance (id)
);
INSERT INTO "duban_private" VALUES(1,1,'reporter','c1f48e06330d23dac50f1341985e954d','"不愿透露姓名的王某"');
INSERT INTO "duban_private" VALUES(2,1,'reporter','1b44239327ec67551883d5a7b2c6fac6','"不愿透露姓名的王某"');
INSERT INTO "duban_private" VALUES(3,1,'reporter','6491107866bfce1df8d51b4548d6804e','"不愿透露姓名的王某"');
INSERT INTO "duban_private" VALUES(4,1,'reporter','4613d83f6fa2ac5baf90053767ba782b','"不愿透露姓名的王某"');
INSERT INTO "duban_private" VALUES(5,1,'reporter','3f0593484692e0a99b361acdd0f75fcc','"不愿透露姓名的王某"');
INSERT INTO "duban_private" VALUES(5,1,'phone','',NULL);
INSERT INTO "duban_private" VALUES(6,1,'reporter','f3bffb7af558e68128b7a8bf348417a8','"不愿透露姓名的王某"');
INSERT INTO "duban_private" VALUES(6,1,'content','2febd4678cf84aaecfb495c1848baf45',NULL);
CREATE TABLE duban_receipt (
	id INTEGER NOT NULL, 
	outbox_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	outcome VARCHAR NOT NULL, 
	detail TEXT NOT NULL, hash VARCHAR(64), 
	PRIMARY KEY (id), 
	FOREIGN KEY(outbox_id) REFERENCES duban_outbox (id)
);
INSERT INTO "duban_receipt" VALUES(1,1,'2024-04-02 02:00:00.000000','delivered','post: taken','beacefa045ca92e1d7c23eaa42b169cf1dccd66c1689aa5d3d17b9106b320cef');
INSERT INTO "duban_receipt" VALUES(2,2,'2024-04-02 02:00:00.000000','delivered','post: taken','263e04b6103eba20c48d70194e97295b9064542470981ec797e791b09924a7f0');
INSERT INTO "duban_receipt" VALUES(3,3,'2024-04-02 02:00:00.000000','delivered','post: taken','2aee6ffbfeb766f0d37c77b9a8123b39627b22cd093040a50460f5d19e71c58d');
INSERT INTO "duban_receipt" VALUES(4,4,'2024-04-02 02:00:00.000000','delivered','post: taken','4e85573e40c14c8b0d82f24bc1994bdbf6852ca3f112ffb09b0d63ff6e8e337a');
INSERT INTO "duban_receipt" VALUES(5,5,'2024-04-02 02:00:00.000000','delivered','post: taken','280a1ffaa25ccae6a588f82e8852e4ab4e5d889416db402686e61461da2be52a');
INSERT INTO "duban_receipt" VALUES(6,6,'2024-04-02 02:00:00.000000','delivered','post: taken','e7df80df2496c44bf70dc3f2b5e1e323783cf598039ca3460406f2dde2aedc36');
INSERT INTO "duban_receipt" VALUES(7,7,'2024-04-02 02:00:00.000000','delivered','post: taken','35b72b18dbaab8ee1a9d6fb3713d906feadd6807341a02fa0aff30e4ffd0dec7');
INSERT INTO "duban_receipt" VALUES(8,8,'2024-04-02 02:00:00.000000','refused','[{"code":"refused","facts":{"answer":"no such mailbox"}}]','d523b17b807c8d39790142936c4fcc2778250f7cb5ab2aade2ae010814e70a91');
INSERT INTO "duban_receipt" VALUES(9,9,'2024-04-02 02:00:00.000000','delivered','post: taken','d6af561446762e6aa96f42329996c2f2659225745811faac1374109830474379');
INSERT INTO "duban_receipt" VALUES(10,10,'2024-04-02 02:00:00.000000','delivered','post: taken','0fa0e7095f9f5bde56b5fdffb0e9e20e5ce25782f5cfbcddb48b74b23f20baf9');
INSERT INTO "duban_receipt" VALUES(11,11,'2024-04-02 02:00:00.000000','refused','[{"code":"refused","facts":{"answer":"no such mailbox"}}]','b7f8d5d07ae973c6cd2bd0988acb54dc0092f6f5a6e18aa4ad15ff04a1e25227');
INSERT INTO "duban_receipt" VALUES(12,12,'2024-04-02 02:00:00.000000','refused','[{"code":"refused","facts":{"answer":"no such mailbox"}}]','6918db2e9139f27fda03083aafd4199d2b7116ebea370cce46ae5b9956ac4a25');
INSERT INTO "duban_receipt" VALUES(13,13,'2024-04-02 02:00:00.000000','delivered','post: taken','bef78a57cbb107fa358383a8127feb6ea6b0923b880c7b27f160b8d4eb964b75');
INSERT INTO "duban_receipt" VALUES(14,14,'2024-04-02 02:00:00.000000','delivered','post: taken','4dd2c0a6ae370120d1e31f590928f6ad802ca464a6c459ca82c1bb73f64b6311');
INSERT INTO "duban_receipt" VALUES(15,15,'2024-04-18 02:00:00.000000','delivered','post: taken','9fb001fadbdc7f30397d6ee20f456268aa99b802413b8701b8a2c16193ece765');
INSERT INTO "duban_receipt" VALUES(16,16,'2024-04-18 02:00:00.000000','delivered','post: taken','846e02e9669a1e2181b79d567466f3569a105f628582c73d819e67610de1f1f1');
INSERT INTO "duban_receipt" VALUES(17,17,'2024-04-18 02:00:00.000000','delivered','post: taken','35273c7e0e8f7fcac1dd2b90412d7d0d9f8a1bef70607fab33b6b99498a44df0');
INSERT INTO "duban_receipt" VALUES(18,18,'2024-04-18 02:00:00.000000','delivered','post: taken','d392b9502b5d1c7a13f32c072efc3bad0b225e4d1bb98b14cd156df4a857fe3d');
INSERT INTO "duban_receipt" VALUES(19,19,'2024-04-18 02:00:00.000000','delivered','post: taken','e6cd92109936ae8965b568e1382291ce1d92909dc97a8ef5ae0fbdc8afe8fc9e');
INSERT INTO "duban_receipt" VALUES(20,20,'2024-04-18 02:00:00.000000','delivered','post: taken','be942647de53331eee4efd1acae3d4bf2dd68408bf80e091f6b873dc5a73ac10');
INSERT INTO "duban_receipt" VALUES(21,21,'2024-04-18 02:00:00.000000','delivered','post: taken','e3fb190b1e8f31b93c1bb20c22ab7b8d786aacf844e8ac5f5b75d64e6be2cefb');
INSERT INTO "duban_receipt" VALUES(22,22,'2024-04-18 02:00:00.000000','delivered','post: taken','9ba0026a2cdaf3e04795124b5f08b0ad48e16047b3251880d84f141c1cf154b7');
INSERT INTO "duban_receipt" VALUES(23,23,'2024-04-18 02:00:00.000000','delivered','post: taken','51199f2f50946cae65bedf449fc82a7197d8502c1b8a4b607147a706dfa7d78e');
INSERT INTO "duban_receipt" VALUES(24,24,'2024-04-18 02:00:00.000000','delivered','post: taken','082b0af7ddcf873eeb929fb514d3c93b5339e155c24ef80d4d310e1f862d699e');
INSERT INTO "duban_receipt" VALUES(25,25,'2024-04-18 02:00:00.000000','delivered','post: taken','bce4ce2f26d89950bae7a11da3adf86663a00ff4fc4f8f2c40aeb9a9b11906fb');
INSERT INTO "duban_receipt" VALUES(26,27,'2024-04-18 02:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','5cad7066936c729346162afda0880aaa71bc238f28cff8b236c8e46d97e675a7');
INSERT INTO "duban_receipt" VALUES(27,28,'2024-04-24 01:00:00.000000','delivered','post: taken','265bf22e162692990754ba94c7377ecc947f87fa309a472c74a2904f2c8ba216');
INSERT INTO "duban_receipt" VALUES(28,29,'2024-04-24 01:00:00.000000','delivered','post: taken','8e1d5b4e7d81a6b90f9f12ef61a5defd32a44a1f35db167d5e12531ad6ad3437');
INSERT INTO "duban_receipt" VALUES(29,31,'2024-04-24 01:00:00.000000','delivered','post: taken','0607267bb522549baa9b8eb57f4b59d256c534a933f8af28538657b2ede6d207');
INSERT INTO "duban_receipt" VALUES(30,32,'2024-04-24 01:00:00.000000','delivered','post: taken','c0196dcb834b919e46777ac89a7ba53ec24226a2c4a3ee3e4e8c2981a8f6baac');
INSERT INTO "duban_receipt" VALUES(31,34,'2024-04-24 01:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','8a117a46c7c449e8d8cc8956198945f9dad824e635060b6c8e376db4e567c055');
INSERT INTO "duban_receipt" VALUES(32,35,'2024-04-24 01:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','5846d2f16e058252efc2142226667a1e20bfedc4e62fecf72c6c010e5f3709bb');
INSERT INTO "duban_receipt" VALUES(33,27,'2024-04-24 01:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','23236ee918eefaa1dbcd8f1e9b1272702e570d703352213255930e486798f094');
INSERT INTO "duban_receipt" VALUES(34,36,'2024-04-24 01:00:00.000000','delivered','post: taken','166e3bbfc63d9849dee159a6a8dd78c2b9f98f4bd53c4ec1afbe8c9731c03339');
INSERT INTO "duban_receipt" VALUES(35,37,'2024-04-24 01:00:00.000000','delivered','post: taken','2b25f397fbd4ece69f9d2624e2b1ded55f79d06652a8bf5ae7be3c80372f127b');
INSERT INTO "duban_receipt" VALUES(36,38,'2024-04-24 01:00:00.000000','delivered','post: taken','67f3f2acfc85296505e399f626f7434971d5c552a539ffe7edb2c60a1bb8dfb6');
INSERT INTO "duban_receipt" VALUES(37,39,'2024-04-24 01:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','d43c950a822b02c2e74a6247bd48d8eac48053ed8682574400a708d92e0db1d5');
INSERT INTO "duban_receipt" VALUES(38,40,'2024-04-24 01:00:00.000000','delivered','post: taken','6b98308bda1774696a1f444ceaef7eb0e0474a205a0fb59f4e23169d07ced581');
INSERT INTO "duban_receipt" VALUES(39,41,'2024-04-24 01:00:00.000000','delivered','post: taken','97b1afddc3c008d7e0363b58cfc9e3584d7ac69fa164e5d4e3961908dd6c1665');
INSERT INTO "duban_receipt" VALUES(40,43,'2024-04-24 01:00:00.000000','delivered','post: taken','e7c27a63b825583a17c312374c612826d4babbacb06fec9f4b0993af905e1592');
INSERT INTO "duban_receipt" VALUES(41,44,'2024-04-24 01:00:00.000000','delivered','post: taken','27087749aab45530121578f96af9ee120b4fbd5692e355f0228b8a441d7598e4');
INSERT INTO "duban_receipt" VALUES(42,45,'2024-04-24 01:00:00.000000','delivered','post: taken','6e910b31e03aa08c3c14219573d049f5d26c357388047b075696319b3e6a860a');
INSERT INTO "duban_receipt" VALUES(43,35,'2024-04-26 01:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','1dd97760bc2a97a67dcdfec075d2d85dd7530ff7290d4187f0ba8ea57cd42f2e');
INSERT INTO "duban_receipt" VALUES(44,34,'2024-04-26 01:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','e07b01a5d8f4df01b991d1ed6892727652882995c0e000d135e4a88b5dd7fb4a');
INSERT INTO "duban_receipt" VALUES(45,39,'2024-04-26 01:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','4bc9e74e31077d38531700eddfb9a0eaf24f653bbcdbf24613eefca916f71276');
INSERT INTO "duban_receipt" VALUES(46,27,'2024-04-26 01:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','daf4fbf9966cc27a1bfd149480f03616d76766dea22bcad15f932eb8ce3016b1');
INSERT INTO "duban_receipt" VALUES(47,46,'2024-04-26 01:00:00.000000','delivered','post: taken','1722cf96c2db311e825bbffc84c30865ed9dcc64961d8365883bcd309a63cfab');
INSERT INTO "duban_receipt" VALUES(48,47,'2024-04-26 01:00:00.000000','delivered','post: taken','d970d162d42b8ea24b48c49da9a0783c9ae7ae86068c1761395eca4dd1473731');
INSERT INTO "duban_receipt" VALUES(49,48,'2024-04-26 01:00:00.000000','delivered','post: taken','17fc31809c51b2c70cdea86b1fc5906974824cb4091ce3b8077ad0c8ca71e47e');
INSERT INTO "duban_receipt" VALUES(50,49,'2024-04-26 01:00:00.000000','delivered','post: taken','582f5387663ec027c12822b4aebe178e26b091542801f1f8d7eef89628440b23');
INSERT INTO "duban_receipt" VALUES(51,50,'2024-04-26 01:00:00.000000','retry','[{"code":"retry","facts":{"answer":"mailbox full"}}]','ba31636863bc3a2e4942b61fbc770555e98fee3d2cd1d986fbeb4d6c5cb6ebcd');
CREATE TABLE duban_recurrence (
	scenario VARCHAR NOT NULL, 
	period VARCHAR NOT NULL, 
	instance_id INTEGER, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (scenario, period), 
	FOREIGN KEY(instance_id) REFERENCES duban_instance (id)
);
INSERT INTO "duban_recurrence" VALUES('quarterly','',NULL,'2024-04-02 02:00:00.000000');
CREATE TABLE duban_search (
	instance_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (instance_id)
);
INSERT INTO "duban_search" VALUES(1,13,'wt-2024-0001
占道施工未公示
省平台
占道施工未公示
市优化办
市住建局
市督考办
市领导
等待评审
何时办完?
已收到催办,正在办理。
');
INSERT INTO "duban_search" VALUES(2,11,'wt-2024-0002
窗口排队过长
省平台
窗口排队过长
市优化办
市住建局
市督考办
市领导
增设窗口
现场.jpg
问题反弹
等待评审
');
INSERT INTO "duban_search" VALUES(3,3,'wt-2024-0003
路灯不亮
省平台
路灯不亮
市优化办
市住建局
市督考办
市领导
待上级政策明确
');
INSERT INTO "duban_search" VALUES(4,12,'wt-2024-0004
占道施工
省平台
占道施工
市优化办
市公安局
市督考办
市领导
不属本单位职责
周五前报进展
');
INSERT INTO "duban_search" VALUES(5,8,'ts-2024-0001
投诉办理
市优化办
市督考办
市领导
市教育局
反映人要求删除
');
INSERT INTO "duban_search" VALUES(6,4,'ts-2024-0002
投诉办理
市优化办
市督考办
市领导
');
INSERT INTO "duban_search" VALUES(7,4,'zx-2024-001
占道整治
市优化办
市住建局
市教育局
市公安局
市督考办
');
INSERT INTO "duban_search" VALUES(8,2,'fx-2024-001
占道整治
市住建局
市优化办
');
INSERT INTO "duban_search" VALUES(9,3,'fx-2024-002
占道整治
市教育局
市优化办
');
INSERT INTO "duban_search" VALUES(10,2,'fx-2024-003
占道整治
市公安局
市优化办
');
INSERT INTO "duban_search" VALUES(11,5,'wj-2024-0001
排涝不力
市优化办
市住建局
市督考办
市领导
');
CREATE TABLE duban_search_pair (
	"key" INTEGER NOT NULL, 
	instances BLOB NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "duban_search_pair" VALUES(48839734067200,X'0100');
INSERT INTO "duban_search_pair" VALUES(49478828556288,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(49478862110720,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(50579313262592,X'0200');
INSERT INTO "duban_search_pair" VALUES(52777363439616,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(52777380216832,X'01000500070008000B00');
INSERT INTO "duban_search_pair" VALUES(52777396994048,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(52777413771264,X'03000A00');
INSERT INTO "duban_search_pair" VALUES(52777430548480,X'0400');
INSERT INTO "duban_search_pair" VALUES(53876237533184,X'01000500070008000B00');
INSERT INTO "duban_search_pair" VALUES(54975749160960,X'020006000900');
INSERT INTO "duban_search_pair" VALUES(54976386695168,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(54976453804032,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(56075260788736,X'03000A00');
INSERT INTO "duban_search_pair" VALUES(57174772416512,X'0400');
INSERT INTO "duban_search_pair" VALUES(57175359619072,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(69269400322048,X'0100');
INSERT INTO "duban_search_pair" VALUES(112152199299072,X'080009000A00');
INSERT INTO "duban_search_pair" VALUES(113249865433088,X'0200');
INSERT INTO "duban_search_pair" VALUES(116548987518976,X'0B00');
INSERT INTO "duban_search_pair" VALUES(116550111592448,X'0200');
INSERT INTO "duban_search_pair" VALUES(123147030364160,X'0200');
INSERT INTO "duban_search_pair" VALUES(126444592168960,X'05000600');
INSERT INTO "duban_search_pair" VALUES(127544103796736,X'0100020003000400');
INSERT INTO "duban_search_pair" VALUES(127545278201856,X'05000600');
INSERT INTO "duban_search_pair" VALUES(130843662090240,X'0B00');
INSERT INTO "duban_search_pair" VALUES(130843829862400,X'0100020003000400');
INSERT INTO "duban_search_pair" VALUES(131942150307840,X'0700080009000A00');
INSERT INTO "duban_search_pair" VALUES(134142431854592,X'0700');
INSERT INTO "duban_search_pair" VALUES(13512998073139200,X'0100');
INSERT INTO "duban_search_pair" VALUES(21966587267383296,X'0300');
INSERT INTO "duban_search_pair" VALUES(21969679761276928,X'0300');
INSERT INTO "duban_search_pair" VALUES(21969696622379008,X'0B00');
INSERT INTO "duban_search_pair" VALUES(21969738548641792,X'0400');
INSERT INTO "duban_search_pair" VALUES(22118129383505920,X'0400');
INSERT INTO "duban_search_pair" VALUES(22146363374436352,X'0300');
INSERT INTO "duban_search_pair" VALUES(22160147920977920,X'0500');
INSERT INTO "duban_search_pair" VALUES(22263268290592768,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(22321736586362880,X'0400');
INSERT INTO "duban_search_pair" VALUES(22323792499965952,X'010002000300070008000B00');
INSERT INTO "duban_search_pair" VALUES(22330419567394816,X'0100');
INSERT INTO "duban_search_pair" VALUES(22707468974948352,X'0100');
INSERT INTO "duban_search_pair" VALUES(22918613509865472,X'040007000A00');
INSERT INTO "duban_search_pair" VALUES(22918741033484288,X'0100');
INSERT INTO "duban_search_pair" VALUES(23116778385178624,X'0500');
INSERT INTO "duban_search_pair" VALUES(23134071131471872,X'0100');
INSERT INTO "duban_search_pair" VALUES(23166034160648192,X'0400');
INSERT INTO "duban_search_pair" VALUES(23251372560351232,X'0B00');
INSERT INTO "duban_search_pair" VALUES(23254671095234560,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(23254671665659904,X'0100');
INSERT INTO "duban_search_pair" VALUES(23255064118296576,X'0100');
INSERT INTO "duban_search_pair" VALUES(23255169244332032,X'010005000600');
INSERT INTO "duban_search_pair" VALUES(23386967160913920,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(23456222149607424,X'0400');
INSERT INTO "duban_search_pair" VALUES(23468596051050496,X'010004000700080009000A00');
INSERT INTO "duban_search_pair" VALUES(23588231928872960,X'0200');
INSERT INTO "duban_search_pair" VALUES(23588261574213632,X'0500');
INSERT INTO "duban_search_pair" VALUES(23612012374261760,X'0200');
INSERT INTO "duban_search_pair" VALUES(23612439857725440,X'0200');
INSERT INTO "duban_search_pair" VALUES(23626306025422848,X'0100020003000400');
INSERT INTO "duban_search_pair" VALUES(23758584743460864,X'0400');
INSERT INTO "duban_search_pair" VALUES(24532658277056512,X'0100');
INSERT INTO "duban_search_pair" VALUES(24552095419990016,X'0200');
INSERT INTO "duban_search_pair" VALUES(24944120975851520,X'0200');
INSERT INTO "duban_search_pair" VALUES(25765252184408064,X'040007000A00');
INSERT INTO "duban_search_pair" VALUES(25768155565522944,X'0100');
INSERT INTO "duban_search_pair" VALUES(25791244420513792,X'01000200');
INSERT INTO "duban_search_pair" VALUES(25891299978641408,X'0100020003000400050006000B00');
INSERT INTO "duban_search_pair" VALUES(25966066769330176,X'010002000300040005000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(25989156513513472,X'0400');
INSERT INTO "duban_search_pair" VALUES(25999495070220288,X'0400');
INSERT INTO "duban_search_pair" VALUES(26428961164623872,X'0400');
INSERT INTO "duban_search_pair" VALUES(26429404083126272,X'0100');
INSERT INTO "duban_search_pair" VALUES(26443689345679360,X'0100');
INSERT INTO "duban_search_pair" VALUES(26461186539126784,X'0100020003000400050006000700080009000A000B00');
INSERT INTO "duban_search_pair" VALUES(26461187461873664,X'010002000300070008000B00');
INSERT INTO "duban_search_pair" VALUES(26461196538347520,X'040007000A00');
INSERT INTO "duban_search_pair" VALUES(26461282118926336,X'050007000900');
INSERT INTO "duban_search_pair" VALUES(26461359596109824,X'01000200030004000500060007000B00');
INSERT INTO "duban_search_pair" VALUES(26461501917233152,X'0100020003000400050006000B00');
INSERT INTO "duban_search_pair" VALUES(26585452156813312,X'0100020003000400');
INSERT INTO "duban_search_pair" VALUES(26733921928478720,X'010002000300070008000B00');
INSERT INTO "duban_search_pair" VALUES(26802795118067712,X'0200');
INSERT INTO "duban_search_pair" VALUES(26886693009227776,X'0300');
INSERT INTO "duban_search_pair" VALUES(26886958122795008,X'01000200');
INSERT INTO "duban_search_pair" VALUES(27748975322857472,X'05000600');
INSERT INTO "duban_search_pair" VALUES(27766584990760960,X'0400');
INSERT INTO "duban_search_pair" VALUES(28027022177468416,X'0B00');
INSERT INTO "duban_search_pair" VALUES(28027196157198336,X'0200');
INSERT INTO "duban_search_pair" VALUES(28488699268300800,X'0100');
INSERT INTO "duban_search_pair" VALUES(28498771604144128,X'0300');
INSERT INTO "duban_search_pair" VALUES(28527381924806656,X'050007000900');
INSERT INTO "duban_search_pair" VALUES(28556982990405632,X'0700080009000A00');
INSERT INTO "duban_search_pair" VALUES(28637183619366912,X'01000400');
INSERT INTO "duban_search_pair" VALUES(28699807346327552,X'0100');
INSERT INTO "duban_search_pair" VALUES(28726358028845056,X'0300');
INSERT INTO "duban_search_pair" VALUES(28745970124587008,X'0500');
INSERT INTO "duban_search_pair" VALUES(29038451793854464,X'0100');
INSERT INTO "duban_search_pair" VALUES(29040659021168640,X'0400');
INSERT INTO "duban_search_pair" VALUES(30227048492433408,X'0100');
INSERT INTO "duban_search_pair" VALUES(30472217976373248,X'0500');
INSERT INTO "duban_search_pair" VALUES(30604906326917120,X'0700080009000A00');
INSERT INTO "duban_search_pair" VALUES(30853731012575232,X'0B00');
INSERT INTO "duban_search_pair" VALUES(31647578407829504,X'0300');
INSERT INTO "duban_search_pair" VALUES(32563511003447296,X'0200');
INSERT INTO "duban_search_pair" VALUES(32657694535974912,X'05000600');
INSERT INTO "duban_search_pair" VALUES(32657900560187392,X'0100');
INSERT INTO "duban_search_pair" VALUES(33497027396501504,X'0100020003000400');
INSERT INTO "duban_search_pair" VALUES(33604923685863424,X'01000200030004000500060007000B00');
INSERT INTO "duban_search_pair" VALUES(33897943652106240,X'0300');
INSERT INTO "duban_search_pair" VALUES(34122244024172544,X'0100');
INSERT INTO "duban_search_pair" VALUES(34506333705207808,X'0200');
INSERT INTO "duban_search_pair" VALUES(34702096737501184,X'01000200');
INSERT INTO "duban_search_pair" VALUES(34716418456944640,X'0300');
INSERT INTO "duban_search_pair" VALUES(35649900356042752,X'0300');
INSERT INTO "duban_search_pair" VALUES(36032450391965696,X'01000200030004000500060007000B00');
INSERT INTO "duban_search_pair" VALUES(36112966080266240,X'0400');
INSERT INTO "duban_search_pair" VALUES(36224906299441152,X'050007000900');
INSERT INTO "duban_search_pair" VALUES(38704373773107200,X'0500');
INSERT INTO "duban_search_pair" VALUES(39334455491428352,X'0200');
INSERT INTO "duban_search_pair" VALUES(39340919584980992,X'01000200');
INSERT INTO "duban_search_pair" VALUES(39346378438082560,X'05000600');
INSERT INTO "duban_search_pair" VALUES(39726454790946816,X'0400');
INSERT INTO "duban_search_pair" VALUES(39951237893849088,X'0300');
INSERT INTO "duban_search_pair" VALUES(40470366564384768,X'0200');
INSERT INTO "duban_search_pair" VALUES(40492111279161344,X'0400');
INSERT INTO "duban_search_pair" VALUES(40624091849293824,X'0700080009000A00');
INSERT INTO "duban_search_pair" VALUES(40624093074030592,X'01000400');
INSERT INTO "duban_search_pair" VALUES(42079409674387456,X'0200');
INSERT INTO "duban_search_pair" VALUES(42202110682464256,X'0200');
INSERT INTO "duban_search_pair" VALUES(42255948886048768,X'0200');
INSERT INTO "duban_search_pair" VALUES(42331197837148160,X'0500');
INSERT INTO "duban_search_pair" VALUES(42931926088024064,X'0100020003000400050006000B00');
INSERT INTO "duban_search_pair" VALUES(42951682149056512,X'0200');
CREATE TABLE duban_telling (
	day DATE NOT NULL, 
	until DATETIME NOT NULL, 
	told_at DATETIME, 
	how TEXT NOT NULL, 
	PRIMARY KEY (day)
);
INSERT INTO "duban_telling" VALUES('2024-04-02','2024-04-02 03:00:00.000000','2024-04-02 02:00:00.000000','{"to": ["admin@example.org"], "failed": {}}');
INSERT INTO "duban_telling" VALUES('2024-04-18','2024-04-18 03:00:00.000000','2024-04-18 02:00:00.000000','{"to": ["admin@example.org"], "failed": {}}');
INSERT INTO "duban_telling" VALUES('2024-04-24','2024-04-24 02:00:00.000000','2024-04-24 01:00:00.000000','{"to": ["admin@example.org"], "failed": {}}');
INSERT INTO "duban_telling" VALUES('2024-04-26','2024-04-26 02:00:00.000000','2024-04-26 01:00:00.000000','{"to": ["admin@example.org"], "failed": {}}');
CREATE TABLE duban_unit (
	name VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	aliases TEXT NOT NULL, 
	groups TEXT NOT NULL, 
	parent VARCHAR, 
	PRIMARY KEY (name)
);
INSERT INTO "duban_unit" VALUES('市住建局',1,'["住建局"]','["市直"]',NULL);
INSERT INTO "duban_unit" VALUES('市房产局',2,'["市房管局"]','[]',NULL);
CREATE INDEX duban_instance_wake ON duban_instance (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX duban_binding_unit ON duban_binding (unit, instance_id);
CREATE INDEX duban_outbox_instance ON duban_outbox (instance_id, status);
CREATE INDEX duban_outbox_pending ON duban_outbox (not_before) WHERE status = 'pending';
CREATE INDEX ix_duban_receipt_outbox_id ON duban_receipt (outbox_id);
CREATE INDEX duban_link_to ON duban_link (to_id, kind);
CREATE INDEX duban_errand_at ON duban_errand (at);
CREATE INDEX duban_errand_number ON duban_errand (number);
CREATE INDEX duban_instance_set_aside ON duban_instance (id) WHERE set_aside IS NOT NULL;
CREATE INDEX duban_outbox_dead ON duban_outbox (id) WHERE status = 'dead';
CREATE INDEX duban_instance_pending ON duban_instance (id) WHERE pending > 0;
CREATE INDEX duban_instance_open ON duban_instance (due_at, id, closed_at, turn) WHERE closed_at IS NULL;
CREATE INDEX duban_instance_light ON duban_instance (light, due_at, id, closed_at) WHERE closed_at IS NULL;
CREATE INDEX duban_instance_standing ON duban_instance (scenario, state, due_at, id, closed_at) WHERE closed_at IS NULL;
CREATE INDEX duban_instance_acted ON duban_instance (acted_at, id) WHERE closed_at IS NULL;
CREATE INDEX duban_instance_begun ON duban_instance (opened_at, id) WHERE closed_at IS NULL;
CREATE INDEX duban_instance_closed ON duban_instance (closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX duban_instance_undated ON duban_instance (id) WHERE due_at IS NULL;
CREATE INDEX duban_instance_light_until ON duban_instance (light_until) WHERE light_until IS NOT NULL;
CREATE INDEX duban_instance_opened ON duban_instance (opened_at, id);
CREATE INDEX duban_binding_open ON duban_binding (unit, instance_id) WHERE open = 1;
CREATE INDEX duban_instance_unsearched ON duban_instance (searched, id) WHERE searched <> head_seq;
CREATE INDEX duban_file_use_file ON duban_file_use (sha256);
CREATE INDEX duban_outbox_behind ON duban_outbox (behind) WHERE behind IS NOT NULL;
CREATE INDEX duban_instance_acted_after ON duban_instance (acted_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_duban_address_seq ON duban_address (seq);
CREATE INDEX duban_outbox_number ON duban_outbox (address) WHERE medium <> 'email';
CREATE INDEX duban_paper_due ON duban_paper (due_at) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX duban_feed_entry ON duban_feed (instance_id, seq);
CREATE VIEW duban_v_instance AS 
        SELECT i.number, i.title, i.scenario, d.version AS scenario_version, i.state, i.round, i.version, i.turn,
            CASE i.light WHEN 3 THEN 'red' WHEN 2 THEN 'yellow' WHEN 1 THEN 'blue' ELSE 'green' END AS light,
            i.light_until, i.due_on, i.due_at, i.provisional, i.ongoing, i.source, i.external_no, i.opened_at,
            i.closed_at, i.ended, i.acted_at, i.pending, i.head_seq
        FROM duban_instance AS i JOIN duban_definition AS d ON d.digest = i.definition;
CREATE VIEW duban_v_unit AS 
        SELECT i.number, b.role, b.unit, b.open, b.done
        FROM duban_binding AS b JOIN duban_instance AS i ON i.id = b.instance_id;
CREATE VIEW duban_v_history AS 
        SELECT i.number, h.seq, h.at, h.actor, h.kind, h.trigger, h.from_state, h.to_state, h.round
        FROM duban_history AS h JOIN duban_instance AS i ON i.id = h.instance_id;
CREATE VIEW duban_v_event AS 
        SELECT f.position, i.number, h.seq, h.at, h.actor, h.kind, h.trigger, h.from_state, h.to_state, h.round
        FROM duban_feed AS f
        JOIN duban_history AS h ON h.instance_id = f.instance_id AND h.seq = f.seq
        JOIN duban_instance AS i ON i.id = f.instance_id;
CREATE VIEW duban_v_link AS 
        SELECT i.number, l.kind, o.number AS other, l.at
        FROM duban_link AS l
        JOIN duban_instance AS i ON i.id = l.from_id JOIN duban_instance AS o ON o.id = l.to_id;
CREATE VIEW duban_v_clock AS 
        SELECT i.number, json_extract(c.value, '$.name') AS clock, json_extract(c.value, '$.round') AS round,
            json_extract(c.value, '$.lap') AS lap, json_extract(c.value, '$.status') AS status,
            replace(rtrim(json_extract(c.value, '$.started_at'), 'Z'), 'T', ' ') || CASE WHEN instr(json_extract(c.value, '$.started_at'), '.') > 0 THEN '' ELSE '.000000' END AS started_at, json_extract(c.value, '$.due_on') AS due_on,
            replace(rtrim(json_extract(c.value, '$.due_at'), 'Z'), 'T', ' ') || CASE WHEN instr(json_extract(c.value, '$.due_at'), '.') > 0 THEN '' ELSE '.000000' END AS due_at, coalesce(json_extract(c.value, '$.provisional'), 0) AS provisional,
            json_extract(c.value, '$.budget') AS budget
        FROM duban_instance AS i JOIN json_each(i.memory, '$.clocks') AS c;
CREATE VIEW duban_v_field AS 
        SELECT i.number, f.key AS field, CASE f.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
            ELSE CAST(f.value AS TEXT) END AS value
        FROM duban_instance AS i JOIN json_each(i.memory, '$.data') AS f;
COMMIT;
