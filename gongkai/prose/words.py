"""The words around a number that say what it counts: one compiled pattern for what stands before it in its clause.

A number is taken only where *all* words of its clause before it are known here. Signs are those of :func:`plain`.

Texts come from anywhere: no repeated group may read the same signs in two ways (案件 beside 案 and 件), or a page could
make the patterns take forever.
"""

from __future__ import annotations

import re

#: Signs of full width → their plain ones, one for one; 、，。 stay, as no number has them in it.
_SIGNS = ("０１２３４５６７８９．（）；：％", "0123456789.();:%")
_PLAIN = dict(zip(*_SIGNS, strict=True))
_FULL_WIDTH = re.compile(f"[{_SIGNS[0]}]")

CHINESE = "零〇一二两三四五六七八九十百千万"
#: A number with its unit. ``about``: words that make it no exact number.
NUMBER = re.compile(
    rf"(?P<about>约为?|近|超过?|逾|不足|达到?近)?(?P<digits>(?<![\d,.])\d[\d,]*(?:\.\d+)?|(?<![{CHINESE}])[{CHINESE}]+)(?P<more>[余多几]?)"
    r"(?P<unit>(?:万[余多]?)?(?:人次|万元|元|条|件|宗|起|份|例|项|次|场|期|篇|个))(?P<after>以上|左右|以下)?"
)
#: Brackets behind an outlet's name, 微信公众号(凤起桐屿)发布, are part of it.
CLAUSE = re.compile(
    r"(?:[^，;:()。！？,…]|(?<=\d),(?=\d)|(?<=[号博端])\([^()\d]{1,15}\)(?=主动|公开|发布|发表|推送|上|共|累计))+"
)

#: Another year at the head of a clause holds for the clauses after it; 上年结转 counts something of this year.
LAST_YEAR = re.compile("(?:去年|往年|上一?年(?:度|同期)?)(?!度|同期|结转|转结|转入|转来)")
#: What the requests, cases and answers of a sentence are about.
TOPIC = re.compile(
    r"(?P<request>申请公开|信息公开申请|依申请|公开申请)|(?P<dispute>行政复议|行政诉讼)|(?P<fee>信息处理费)"
    r"|(?P<other>建议|提案|投诉|举报|留言|来信|信箱|信访|咨询|舆情|热线|诉求|许可|处罚|咨文|问题|案卷)"
)
ON_DISCLOSURE = re.compile("信息公开|依申请公开")
#: What an application asks for, so that it is none for a licence.
OF_DISCLOSURE = re.compile("信息|公开|依申请")

_LEVEL = "[省市县区州盟旗镇乡]"
_OWN = (
    "(?:[我本该](?:省|市|县|区|州|盟|旗|镇|乡|街道|街|局|委|办|厅|处|院|署|单位|机关|部门|中心|管委会|系统)"
    "|全(?:镇|乡|街道|局|委|办|厅|中心|院))(?:人民政府|政府|行政机关|办公室|办|机关|局|本级)*"
)
_WIDE = (
    "(?:全[省市县区州盟旗国]|全系统|[市县区州省]级各|[市县区州省]直|各级|各(?:部门|单位|地|镇|乡|街道|县|区|市)|我[省市县区州]各级?)"
    "(?:各|级|行政|机关|人民|政府|部门|单位|[县区市镇乡]|街道|直|属|委|办|局|及其?|和|与|、|系统|有关|相关|所|地|园)*"
)
#: A government named by its level alone, as its own report does; in another organ's report it is another organ.
_GOVERNMENT = f"(?:{_LEVEL}|街道)(?:人民)?(?:政府|办事处)(?:办公室|办公厅|办)?(?:本级)?"
_TIME = (
    r"(?:(?P<year>20\d\d)年度?(?!度|结转|转结|转入|上半|下半)(?:以来|来|间|内)?|(?P<this>全年度?|本年度?(?:内|以来)?"
    "|今年(?:以来)?|年内|年度内|年度|一年来|报告期内?))"
)
_ADVERB = (
    "(?:共计|一共|总共|共|累计|合计|总计|已经?|均|新增|依法|依规|其中|另外|另|包括|包含|含|"
    "[一二三四五六七八]是|同时|主动(?=在|通过)|有|还|尚|主要|、|及|和|且)"
)
#: What stands before the words that count: time, whose number, adverbs.
_HEAD = (
    rf"(?:{_TIME}|{_ADVERB})*(?:(?P<own>{_OWN})|(?P<wide>{_WIDE})|(?P<government>{_GOVERNMENT}))?"
    rf"(?:{_TIME.replace('?P<year>', '?P<year2>').replace('?P<this>', '?P<this2>')}|{_ADVERB})*"
)
#: Words that sum up between what is counted and the number.
_SUM = "(?:总?数量?|总?量|总计)?(?:共计|共有|共|为|总计|累计|合计|达到?|是)?"
_OBJECT = "(?:政府|政务|信息|公开|依|申请|案件|办件|件|事项|的|书|各类)"
_ABOUT = (
    "(?:因|涉及|涉(?!及)|有关|关于|针对|对|政府信息公开|信息公开|依申请公开|政务公开|工作|事务|类|被|申请|提起|提出|发生|产生|引起|引发"
    rf"|导致|而|的|收到|案|件|新增|[我本](?:{_LEVEL}|街道|局|机关|单位|办|委))"
)
_CHANNEL_VERB = "(?:主动公开|公开|公布|发布|发表|推送|刊发|刊登|编发|刊载)"

#: All words of a clause before a number; the named group that matched says what is counted.
LEAD = re.compile(
    rf"{_HEAD}(?:"
    rf"(?P<received>新?(?:收到|接收到?|接到|收|受理|接受)(?:(?:和|并|及|、)?(?:(?P<closes>办结|答复|回复)|处理|办理|受理))?"
    rf"[了的]?{_OBJECT}*{_SUM})"
    rf"|(?P<closed>(?:按期|按时|予以|全部)?(?:办结|答复|回复|办理完毕|办理答复)了?{_OBJECT}*{_SUM})"
    rf"|(?P<carried>(?:结转|转结|顺延|转入?)(?:到|至|于|入)?(?:下一?年度?|次年度?|明年|(?P<next>20\d\d)年度?)"
    rf"(?:继续)?(?:办理|处理|答复|办结)?(?:{_OBJECT}*){_SUM})"
    rf"|(?P<carried_in>(?:(?:结转|转结)(?:上一?年度?|(?P<prev>20\d\d)年度?)"
    rf"|(?:上一?年度?|(?P<prev2>20\d\d)年度?)(?:结转|转结|转入|转来))(?:至?本年度?)?(?:继续)?(?:办理|处理)?"
    rf"(?:{_OBJECT}*){_SUM})"
    rf"|(?P<granted>(?:予以|同意|准予)公开的?(?:政府信息)?(?:申请)?的?{_SUM})"
    rf"|(?P<partial>(?:予以)?部分公开的?(?:政府信息)?(?:申请)?的?{_SUM})"
    rf"|(?P<denied>(?:不予|不同意)公开的?(?:政府信息)?(?:申请)?的?{_SUM})"
    rf"|(?P<review>{_ABOUT}*(?:行政)?复议{_ABOUT}*{_SUM})"
    rf"|(?P<suit>{_ABOUT}*(?:行政)?诉讼{_ABOUT}*{_SUM})"
    rf"|(?P<published>(?:对外|向社会|累计)*(?P<proactive>主动)?(?:对外|向社会)?(?:公开|发布)了?(?:各类|各种)?"
    rf"(?P<information>(?:政府|政务)信息|信息)?{_SUM})"
    rf"|(?P<processing>(?:实际)?(?:收取|征收)?的?(?:政府信息公开|依申请公开|依申请)?的?信息处理费用?"
    rf"(?:总?金额|总额|实际收取|收取)?{_SUM})"
    rf"|(?P<fee>(?:实际)?(?:收取|征收)的?(?:(?:政府信息公开|依申请公开|依申请|政府信息)的?)?(?:费用|收费)?(?:总?金额|总额)?{_SUM})"
    rf"|(?P<training>(?:组织|开展|举办|召开|进行|参加)+(?:全[市县区]|了|各类|的)*(?:政府信息公开|政务公开|信息公开)"
    rf"(?:工作|业务|专题|知识|集中)*培训[会班]?(?:活动)?{_SUM})"
    rf"|(?P<trainees>(?:参训|培训)(?:人员|干部)?{_SUM})"
    ")"
)

#: As :data:`LEAD`, of what was published where; ``outlet``: all words before the verb, or to the number without one.
CHANNEL = re.compile(
    rf"(?:{_TIME}|{_ADVERB})*(?P<outlet>[^\d]{{2,45}}?)(?:上|中|等|全年|年内|本年度?|今年|共|累计|合计|及时|主动|对外|新增)*"
    rf"(?:(?P<verb>{_CHANNEL_VERB})了?(?:主动公开的?)?(?:各类|各种|各项)?(?:政府|政务)?(?:公开)?(?:信息|消息|文章|稿件)?)?{_SUM}"
)
#: Time and adverbs at the head of a clause.
TIME = re.compile(rf"(?:{_TIME}|{_ADVERB})*")

#: What may stand between a number and the clause's end without changing what it counts.
TAIL = re.compile(
    rf"(?:(?P<request>(?:政府|政务|信息|公开|依|的|网上)*申请{_OBJECT}*)|(?P<information>(?:政府|政务)?(?:信息|消息|文章)))?"
    r"(?:内容|涉及|均|已|全部|并|都|其中|且|[、和及与]|同比|比|较|无|$).*"
)
#: Behind a number that no words before it explain: 1件结转下年, 另有103件顺延到下年度答复.
TAIL_CARRIED = re.compile(
    r"(?:政府信息公开)?(?:申请)?(?:结转|转结|顺延|转入?)(?:到|至|于|入)?(?:下一?年度?|次年度?|明年|(?P<next>20\d\d)年度?)"
    r"(?:继续)?(?:办理|处理|答复|办结)?(?:以?外)?(?:$|(?:均|都|其余|、).*)"
)
LEAD_CARRIED = re.compile(r"(?:另有|另|尚有|有|剩余|余下|其余|其中|除|还有)?")

#: An organ's name by its last word, at the head of a clause.
ORGAN = re.compile("[\u4e00-\u9fff]{1,14}?(?:局|厅|委(?:员会)?|办(?:公[室厅])?|院|处|中心|镇|乡|街道)")
#: A clause that begins with another organ and what it does.
OTHER_ORGAN = re.compile(
    rf"(?:{_TIME}|{_ADVERB})*(?:[\u4e00-\u9fff]{{2,12}}?(?:局|厅|委|街道|镇|乡|法院|检察院|政府|办公室|办))"
    "(?=[认严积共收受高坚始将办答全持深加])"
)
#: Time, and whose number, at the head of a clause.
SUBJECT = re.compile(_HEAD)

#: A clause that states in words that there was none.
NIL = re.compile(
    rf"{_HEAD}(?P<nil>(?:[均也亦]?未曾?|没有|无|尚未|从未)(?:"
    r"(?P<received>(?:收到|接到|受理|接收)(?:到|过)?(?:任何)?(?:公民、法人(?:和|或者?|及)其他组织)?(?:的|提出|提交)*"
    rf"(?:{_OBJECT}*申请{_OBJECT}*))"
    rf"|(?P<dispute>{_ABOUT}*(?P<review>行政复议)?(?:{_ABOUT}|、|和|或者?|及|与|也?无|以及)*(?P<suit>行政诉讼|诉讼)?"
    r"(?:的|方面|案|件|情况|事项)*)"
    r"|(?P<paid>(?:因)?(?:政府信息公开|依申请公开|依申请|信息公开)?(?:收取|征收|产生|发生)(?:过|任何|的)*"
    r"(?:公民、法人和其他组织等?)?(?:任何|的)*(?:政府信息公开|依申请公开|依申请|信息公开|政府信息|检索|复制|邮寄|、|等)*的?"
    r"(?:(?P<processing>信息处理费)|(?P<fee>费))用?(?:的?情况)?)"
    r"))"
)

_SITE = r"(?:政府|门户|官方|公开|政务|部门|单位)网(?:站|上|页)?|网站|官网|门户"
_ACCOUNT = r"公众号|公众平台|微信|微博|新媒体|客户端|APP|抖音|今日头条|视频号|政务号"
_MEDIA = r"日报|晚报|早报|晨报|都市报|报纸|报刊|电视|电台|广播|新闻网|人民网|新华网|融媒体|新闻媒体"
#: What an outlet's words end with: the outlet's kind and its name, no part of it (头版, 专栏).
_OUTLET_ENDS = re.compile(
    rf"(?:{_ACCOUNT}|{_MEDIA}|公报|{_SITE})台?(?:“[^”]*”|\([^)]*\)|》|账号|公众号|服务号|订阅号|号|平台)*"
    "(?:等?[^、，]{0,6}(?:平台|媒体|渠道|载体))?等?",
    re.I,
)
_OUTLET = re.compile(rf"(?P<account>{_ACCOUNT})|(?P<media>{_MEDIA})|(?P<gazette>公报)|(?P<site>{_SITE})", re.I)
#: Outlets and words with them that are no place of publication by this organ, or several.
_NO_OUTLET = re.compile(
    r"发布|(?:主动|予以|不予|依法)公开|公开(?!网|栏|平台|专|政府网)|报送|上报|转载|采用|内网|关停|清理|检查|收到|申请|解读|更新|办理|维护|栏目|专栏|其他|其它|不[^断]|未"
)
THROUGH = re.compile(r"通过|依托|利用|借助|在(?!线)")


def plain(text: str) -> str:
    """A text with digits, brackets and points of full width made plain, sign for sign."""
    return _FULL_WIDTH.sub(lambda match: _PLAIN[match[0]], text)


def outlet_class(text: str, known: dict[str, str]) -> str | None:
    """``site``, ``account``, ``media`` or ``gazette``: the one kind of outlet that a text names, None where not one.

    known: names of outlets whose words do not tell their kind → kind.
    """
    if _NO_OUTLET.search(text):
        return None
    ends = (match.end() for match in _OUTLET_ENDS.finditer(text))
    if len(text) not in ends and not any(text.endswith(name) for name in known):
        return None
    kinds = {match.lastgroup for match in _OUTLET.finditer(text)}
    kinds |= {kind for name, kind in known.items() if name in text}
    return kinds.pop() if len(kinds) == 1 else None


def split_outlet(text: str) -> tuple[str, str]:
    """Words before the last 通过, 在, … of an outlet (whose it is), and the outlet."""
    last = max(THROUGH.finditer(text), key=lambda match: match.start(), default=None)
    return (text[: last.start()], text[last.end() :]) if last else ("", text)
