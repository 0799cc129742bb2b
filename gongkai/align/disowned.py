"""What takes numbers of a table back: a correction of one, a word that they are wrong, or that they are an example.

All take squeezed text in simplified script. Running text speaks of errors and corrections of other things: there a
text counts only where it speaks of a table (本表, 上述数据), or names a row or a column of the form as what is wrong.
"""

from __future__ import annotations

import re

_EXAMPLE = r"(?:样表|样例(?![省市县区州旗乡镇村])|示例|[范举]例|模[板拟]|测试|虚[拟构])"
_THIS = r"(?:(?:以[上下]|上述)(?:所列)?(?:表格?)?|[本上下左右该此]表格?)"
_NUMBERS = r"(?:中的?)?(?:数据|数字|内容)?"
_END = r"(?=$|[,。;!?)\]】])"
#: Behind the number or the row that is wrong, at the end of a clause; 如有误, 是否有误 and 有误差 say nothing.
_WRONG = (
    r"(?:(?<![如若未没无否])有误|[系为是]笔误|有笔误|填[写报]?错误?|误填|[误错漏]报|不准确|不真实|不属实|失实|有错误?|错误)"
    rf"{_END}"
)
_CORRECTED = r"(?:已经?|予以|现予?|均已?)(?:更正|订正|修正|撤[回销]|作废|废止)"
_DISOWNED = re.compile(
    r"^[(\[【]?(?:勘误|更正|订正)(?:说明|启事|表)?(?:[:)\]】]|$)"
    r"|^[(\[【]?(?:勘误|更正|订正)(?:公告|通知|声明|通告|函):.*(?:表|数据|数字|年报|年度报告|件数)"
    r"|\d[^,。;]{0,12}(?:[更订]正|应)为[^,。;\d]{0,6}\d"
    rf"|(?:{_THIS}|表格?){_NUMBERS}[均都仅只]?(?:为|是|系|属于?)(?:填[报表写])?{_EXAMPLE}|{_THIS}{_NUMBERS}[^,。;]{{0,4}}(?:作废|有误)"
    rf"|{_THIS}{_NUMBERS}[^,。;]{{0,16}}{_WRONG}|{_THIS}{_NUMBERS}{_CORRECTED}"
    rf"|^[(\[【]?填[报表写]{_EXAMPLE}(?:[:)\]】]|$)|^[(\[【]?(?:样表|示范表?|示例|范例|模板)[:)\]】]?$|(?:表|情况)[(\[【]{_EXAMPLE}[)\]】]"
    rf"|^[(\[【]?(?:已?作废|(?:测试|虚[拟构]|模拟|演示|示例)(?:用|的)?(?:数据|数字|表格?))[)\]】]?[。!]?$"
    r"|原(?:来|先|定)?(?:公布|发布|公开|刊[登发]|填[写报])的?[^,。;]{0,10}(?:表格?|数据|数字|报告|年报|数量?)[^,。;]{0,6}"
    rf"(?:有误|错误|作废){_END}"
    r"|^[(\[【]?(?:修改|修订|更新|更正|变更|调整)前(?:的?(?:数据|数字|表格?))?[:)\]】]?$"
    r"|^[(\[【]?错误(?:版本?|表格?|数据)[)\]】]?$|^[(\[【]?样表[,:]|^[(\[【]?此表为空表"
    r"|特此(?:更正|订正)(?=$|[,。;:!)\]】])"
    # The title of a draft.
    r"|(?:报告|年报)[(\[【](?:征求意见稿|送审稿|讨论稿|审议稿|初稿|草稿|草案|样稿|修改稿|样本|模[板版]|样表|示范文本)[)\]】]$"
    r"|(?:表格?|数据|数字|数量)[^。;]{0,12}以(?:附件|附表|附后|更正后|修[正订]后|更新后)[^,。;]{0,8}为准"
)
#: A row or a column of the form as the subject of a clause.
_OF_FORM = (
    r"(?:[(\[【]?(?:[本上下左右该此]表|表[二三四234]?)(?:中的?|内的?)?)?"
    r"(?:规章|(?:行政)?规范性文件|行政许可|(?:其他)?对外管理服务|行政处罚|行政强制|行政事业性收费|政府集中采购|自然人|法人|商业企业"
    r"|科研机构|社会公益组织|法律服务机构|总计|合计|本年新收|上年结转|予以公开|部分公开|不予公开|无法提供|不予处理|其他处理"
    r"|结转下年度?|结果维持|结果纠正|其他结果|尚未审结|行政复议|行政诉讼|第?[一二三四五六七八九十\d]{1,2}[项行列栏])"
)
#: A number that a correction puts in another's place; a time that something should take is none.
_SHOULD_BE = (
    r"(?:应当?|应该|实际?)(?:更?改|[更订]正)?[为是]:?\d[\d.,]*(?![\d.,])"
    r"(?!个?(?:工作)?[日天]|个?月|[年周%‰]|个?小时|分钟)"
)
#: What a note says of how numbers were put down, or what they are of.
_DOUBTED = (
    r"[填写录登]反|(?:颠倒|互换|对调)了?$|(?:多|漏|少|重复)(?:统计|填[写报]?|计算?|录入?|报)了?\d"
    r"|正确(?:数字?|数据)?[为是:]\d|实际(?!工作)[^,。;\d]{0,8}数量?[为是]\d"
    r"|不完全统计|(?:估算|近似)[数值]|四舍五入到|保留[到至](?:[十百千万]位)"
    r"|(?:未|没有)(?:统计|计入|计算|包[含括])在?内|(?:未|不)(?:含|包[含括])\d{1,2}月"
    r"|(?:^|:)[“\"]?0[”\"]?(?:表示|为|代表)(?:无法|未|缺)"
)
_CLAUSE_OF_NOTE = re.compile(rf"{_SHOULD_BE}|{_WRONG}|{_CORRECTED}{_END}|{_DOUBTED}")
_CLAUSE_OF_ROW = re.compile(
    rf"^{_OF_FORM}[^,。;]{{0,14}}?(?:{_SHOULD_BE}|(?:件数|数量|总数|[总合]计|[栏列行项])(?:填[写报]|统计|录入|计算)?{_WRONG})"
)
#: Clauses on what might be, is not, or should not be wrong, and on errors in last year's report.
_NOT_SAID = re.compile(
    r"^(?:[^:]{0,8}:)?(?:\d[.、)])?(?:如|若|倘|凡|对|因|由于)|上一?年(?!度?结转)|去年|避免|防止|杜绝|问题|纠正|举报|指正|不存在|未发现|误差"
)
#: A row's name with a correction is no longer than this; what is longer is running text.
_LONGEST_ROW = 60


def takes_back(bare: str, clauses: list[str], is_note: bool) -> bool:
    """Whether a text takes numbers back: 勘误：… 5 更正为 6, 以上为样表, 备注：规章废止件数应为1102.

    clauses: those of a note, or of a text that speaks of a table.
    """
    if _DISOWNED.search(bare):
        return True
    said = [clause for clause in clauses if not _NOT_SAID.search(clause)]
    if is_note and any(_CLAUSE_OF_NOTE.search(clause) for clause in said):
        return True
    return len(bare) <= _LONGEST_ROW and any(map(_CLAUSE_OF_ROW.search, _rows(bare)))


def _rows(bare: str) -> list[str]:
    return [clause for clause in re.split("[,;。!?]", bare) if not _NOT_SAID.search(clause)]
