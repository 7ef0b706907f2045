"""The words of the rule language: what a name is, and the keywords with the terminals they become."""

from __future__ import annotations

import re

NAME = re.compile(r"[^\W\d]\w{0,39}")
"""A name: Chinese characters, letters, digits and ``_``, not beginning with a digit."""

KEYWORDS: dict[str, str] = {
    "对象": "RECIPIENT",
    "有效": "VALID",
    "条件": "CONDITION",
    "明细": "RECORDS",
    "其中": "WHERE",
    "标准": "STANDARD",
    "不超过": "AT_MOST",
    "上限": "CAP",
    "名额": "PLACES",
    "并列": "TIES",
    "预算": "BUDGET",
    "分配": "ALLOCATE",
    "周期": "PERIOD",
    "不与": "EXCLUDE",
    "同享": "TOGETHER",
    "读法": "READING",
    "默认": "DEFAULT",
    "待定": "OPEN",
    "且": "AND",
    "或": "OR",
    "非": "NOT",
    "属于": "IN",
    "若": "IF",
    "则": "THEN",
    "否则": "ELSE",
    "较大": "LARGER",
    "较小": "SMALLER",
    "合计": "SUM",
    "个数": "COUNT",
    "存在": "EXISTS",
    "全部": "ALL",
    "按": "BY",
    "分档": "TIERS",
    "满": "FROM",
    "超过": "OVER",
    "其他": "OTHERS",
    "每年": "YEARLY",
    "一次性": "ONCE",
    "首次": "FIRST",
    "起": "SINCE",
    "至": "UNTIL",
    "是": "YES",
    "否": "NO",
}
"""A keyword counts only as a whole word: 非 营运, but 非营运 is a name."""
