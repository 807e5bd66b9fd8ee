"""A sample of each kind of letter, by which templates are checked and looked at; names and numbers are invented."""

from __future__ import annotations

from datetime import date

from duban.ledger.documents.letter import (
    Cell,
    Colour,
    Field,
    Letter,
    LetterKind,
    Paragraph,
    ReplySlip,
    Table,
)

_OFFICE = "云川市优化营商环境领导小组办公室"
_COPIES = ("市政府分管领导", "市纪委监委", "市督考办")
_MATTER = "RW-2024-0008"


def sample_letter(kind: LetterKind) -> Letter:
    """Return a letter of a kind in which everything is filled in that letters of this kind can have."""
    return _SAMPLES[kind]()


def _reply() -> ReplySlip:
    fields = (
        Field("事项编号", _MATTER),
        Field("收到时间", ""),
        Field("签收人", ""),
        Field("分管领导", ""),
        Field("预计完成", ""),
        Field("联系电话", ""),
        Field("异议", "（5个工作日内提出）", wide=True),
    )
    return ReplySlip(_MATTER, fields, date(2024, 5, 22), "https://duban.example.org")


def _notice() -> Letter:
    return Letter(
        LetterKind.NOTICE,
        office=_OFFICE,
        number="云优化办督〔2024〕3号",
        copy_number="000012",
        secrecy="内部",
        urgency="加急",
        title="督办通知单",
        level="第二次",
        colour=Colour.YELLOW,
        to=("市住房和城乡建设局",),
        body=(
            Paragraph(
                "你单位承办的下列事项，已超过完成时限8个工作日。经第一次督办（4月26日）仍未完成，现予第二次督办。"
            ),
        ),
        fields=(
            Field("事项编号", _MATTER),
            Field("督办类别", "黄色（第二次）"),
            Field("牵头单位", "市行政审批局"),
            Field("承办单位", "市住房和城乡建设局、市自然资源和规划局"),
            Field("交办依据", "《云川市2024年优化营商环境工作要点》第8项"),
            Field("原定时限", "2024年4月15日"),
            Field(
                "督办事项",
                "图审和消防审查合并办理，施工许可承诺办结时限由15个工作日压减为7个。",
                wide=True,
            ),
            Field(
                "办理要求",
                "1.查明原因；\n2.提出措施和完成时间；\n3.书面反馈由主要负责人签字并加盖公章。",
                wide=True,
            ),
            Field("办结时限", "2024年5月22日前"),
            Field("联系人", "方晓宁　0711-5550142"),
        ),
        attachments=("《关于压减施工许可审批时限的实施方案》", "第一次督办通知单"),
        on=date(2024, 5, 15),
        copies=_COPIES,
        reply=_reply(),
    )


def _assignment() -> Letter:
    return Letter(
        LetterKind.ASSIGNMENT,
        office=_OFFICE,
        number="云优化办交〔2024〕18号",
        urgency="特急",
        title="关于交办企业开办“一网通办”工作的通知单",
        to=("市市场监督管理局", "市税务局", "市人力资源和社会保障局"),
        body=(Paragraph("根据市优化营商环境领导小组第2次会议部署，现将下列事项交办你们，请按要求抓紧办理。"),),
        fields=(
            Field("事项编号", "RW-2024-0031"),
            Field("牵头单位", "市市场监督管理局"),
            Field(
                "交办事项",
                "企业开办压减至0.5个工作日，执照、印章、发票、社保一次申报、一窗领取。",
                wide=True,
            ),
            Field(
                "办理要求",
                "1.1个工作日内签收；\n2.每月25日前报送进展；\n3.完成后申请销号，附佐证材料。",
                wide=True,
            ),
            Field("完成时限", "2024年8月31日"),
            Field("联系人", "方晓宁　0711-5550142"),
        ),
        on=date(2024, 4, 1),
        copies=_COPIES,
        reply=_reply(),
    )


def _report() -> Letter:
    return Letter(
        LetterKind.REPORT,
        office="云川市督考办",
        mark="督查专报",
        number="第3期",
        secrecy="内部",
        signer="段知远",
        title="施工许可审批压减事项逾期11个工作日，\n卡在图审与消防审查没有合并",
        to=("常务副市长",),
        body=(
            Paragraph("一、什么事", 1),
            Paragraph(
                "“压减施工许可审批时限”（RW-2024-0008）由市住房和城乡建设局承办，应于2024年4月15日前完成，至今逾期11个工作日。已发督办通知单两次。"
            ),
            Paragraph("二、卡在哪里", 1),
            Paragraph(
                "图审单位3月更换后没有衔接，消防审查仍单独受理。市住房和城乡建设局认为需市自然资源和规划局先行核定；后者认为资料不全。"
            ),
            Paragraph("三、建议", 1),
            Paragraph("1.请您主持一次专题调度，明确合并办理的牵头科室。"),
            Paragraph("2.请市住房和城乡建设局5月30日前上线并联审批。"),
        ),
        attachments=("办理过程时间表",),
        on=date(2024, 5, 10),
        copies=("市政府办公室",),
        printed_by="云川市督考办",
        printed_on=date(2024, 5, 10),
        space=60,
    )


def _bulletin() -> Letter:
    head = (
        (Cell("序号", rows=2), Cell("责任单位", rows=2), Cell("应办结", columns=2), Cell("按期办结率", rows=2)),
        (Cell("件数"), Cell("其中按期")),
    )
    rows = (
        ("1", "市行政审批局", "24", "24", "100.00%（24/24）"),
        ("2", "市住房和城乡建设局", "19", "16", "84.21%（16/19）"),
        ("3", "市自然资源和规划局", "12", "9", "75.00%（9/12）"),
    )
    return Letter(
        LetterKind.BULLETIN,
        office=_OFFICE,
        mark=f"{_OFFICE}文件",
        number="云优化办〔2024〕9号",
        title="关于2024年4月督办事项办理情况的通报",
        to=("各区人民政府", "市直各部门"),
        body=(
            Paragraph("截至2024年4月30日24时，现将4月份督办事项办理情况通报如下。"),
            Paragraph("一、总体情况", 1),
            Paragraph("4月应办结事项55件，按期办结49件，按期办结率89.09%（49/55）。"),
            Paragraph("（一）按期办结情况", 2),
            Paragraph("各单位办理情况见下表。"),
            Table(
                head, rows, (1, 4, 1.5, 1.8, 3.2), ("center", "left", "center", "center", "center"), "表1　按期办结情况"
            ),
            Paragraph("二、存在问题", 1),
            Paragraph("市住房和城乡建设局的3件事项（RW-2024-0008等）逾期未办结。", 3, "1.逾期未结。"),
            Paragraph("三、下一步要求", 1),
            Paragraph("请有关单位于5月20日前完成整改，并在督办系统内申请销号。"),
        ),
        attachments=("4月督办事项清单",),
        on=date(2024, 5, 8),
        note="此件发至各责任单位",
        copies=_COPIES,
        printed_by=_OFFICE,
        printed_on=date(2024, 5, 8),
    )


def _extension() -> Letter:
    return Letter(
        LetterKind.EXTENSION,
        office=_OFFICE,
        number="云优化办延〔2024〕5号",
        title="关于同意延期办理“压减施工许可审批时限”事项的批复",
        to=("市住房和城乡建设局",),
        body=(
            Paragraph("你单位《延期办理申请》收悉。经研究，批复如下："),
            Paragraph("一、同意该事项完成时限延长5个工作日。延期以一次为限，请抓紧办理。"),
            Paragraph("二、延期期间照常报送进展。到期仍未完成的，按规定督办。"),
        ),
        fields=(
            Field("事项编号", _MATTER),
            Field("申请日期", "2024年4月18日"),
            Field("原定时限", "2024年4月24日"),
            Field("批准时限", "2024年4月30日"),
            Field("延期理由", "现场勘验须由第三方完成，报告未出。", wide=True),
        ),
        on=date(2024, 4, 19),
        copies=("市督考办",),
    )


def _closing() -> Letter:
    checks = Table(
        (("序号", "核验条件", "结论", "说明"),),
        (
            ("1", "整改措施全部落实", "符合", "并联审批5月20日上线"),
            ("2", "目标已经达到", "符合", "平均6.4个工作日"),
            ("3", "佐证材料齐全", "符合", "共3份"),
            ("4", "企业和群众认可", "符合", "回访12家，满意12家"),
            ("5", "长效机制已经建立", "符合", "已印发实施细则"),
        ),
        (1, 4, 1.5, 4),
        ("center", "left", "center", "left"),
        "条件核验",
    )
    flow = Table(
        (("环节", "审批人", "意见", "时间"),),
        (
            ("责任单位申请", "王五", "申请销号", "2024年5月21日"),
            ("牵头单位初审", "赵敏", "情况属实，同意", "2024年5月22日"),
            ("交办单位复核", "方晓宁", "", ""),
        ),
        (2, 1.5, 4, 2.4),
        ("center", "center", "left", "center"),
        "审批流转",
    )
    evidence = Table(
        (("序号", "佐证材料", "提供单位", "日期", "校验码"),),
        (
            ("1", "并联审批上线公告.pdf", "市住房和城乡建设局", "2024-05-20", "9f2c41d0"),
            ("2", "4月办件台账.xlsx", "市住房和城乡建设局", "2024-05-20", "03ab77e1"),
            ("3", "回访记录.docx", "市优化办", "2024-05-22", "c5580b6e"),
        ),
        (1, 4, 3.2, 2, 2),
        ("center", "left", "left", "center", "center"),
        "佐证材料清单",
    )
    return Letter(
        LetterKind.CLOSING,
        office=_OFFICE,
        number="云优化办销〔2024〕12号",
        title="销号审批单",
        body=(checks, evidence, flow),
        fields=(
            Field("事项编号", _MATTER),
            Field("申请日期", "2024年5月21日"),
            Field("事项名称", "压减施工许可审批时限", wide=True),
            Field("责任单位", "市住房和城乡建设局"),
            Field("牵头单位", "市行政审批局"),
            Field("审批意见", "", wide=True, space=3),
        ),
        on=date(2024, 5, 23),
    )


_SAMPLES = {
    LetterKind.NOTICE: _notice,
    LetterKind.ASSIGNMENT: _assignment,
    LetterKind.REPORT: _report,
    LetterKind.BULLETIN: _bulletin,
    LetterKind.EXTENSION: _extension,
    LetterKind.CLOSING: _closing,
}
