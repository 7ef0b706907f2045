"""What earlier awards leave: 周期, yearly caps, objects, exclusions. They change what is paid, and never whether
the rule is met."""

from tests.semantics.case import Case, case

ONCE = "标准 100元\n周期 一次性"
FIRST = "标准 100元\n周期 首次"
YEARLY = "标准 100元\n周期 每年"
CAP = "标准 费用\n上限 50元 每年"
PER_ROUTE = "明细 航线 其中 开通\n标准 合计(航线: 航线额)\n周期 一次性"
PER_ROUTE_YEARLY = "明细 航线\n标准 合计(航线: 航线额)\n上限 50元 每年\n周期 每年"
EXCLUSIVE = "标准 100元\n不与 1.other 同享"
OTHER = "标准 7元"

OWN = {"奖补政策": "small", "奖补条款": "main"}
NUMBERED = {"奖补政策": "1", "奖补条款": "main"}
OTHERS = {"奖补政策": "small", "奖补条款": "other"}
LAST_YEAR, THIS_YEAR = {"奖补年度": "2023"}, {"奖补年度": "2024"}


def awards(*rows: dict[str, str]) -> dict[str, object]:
    return {"已获奖补": list(rows)}


def paid(amount: str) -> dict[str, str]:
    return {"奖补金额": amount}


A, B = {"编号": "A", "航线额": "10元", "开通": "是"}, {"编号": "B", "航线额": "7元", "开通": "是"}
ROUTES = {"航线": [A, B]}

PERIODS = (
    case("没有给出已得奖补就照付", ONCE, {}, "可享 100元"),
    case("已知没有得过就照付", ONCE, awards(), "可享 100元"),
    case("一次性的得过就不再付,仍是可享", ONCE, awards(OWN | LAST_YEAR), "可享", ""),
    case("一次性的得过而年度不明也不再付", ONCE, awards(OWN), "可享", ""),
    case("首次的得过就不再付", FIRST, awards(OWN | LAST_YEAR), "可享", ""),
    case("政策可以按编号称呼", ONCE, awards(NUMBERED), "可享", ""),
    case("别的条款得过不相干", ONCE, awards(OTHERS | LAST_YEAR), "可享 100元", other=OTHER),
    case("每年的往年得过照付", YEARLY, awards(OWN | LAST_YEAR), "可享 100元"),
    case("每年的当年得过就不再付", YEARLY, awards(OWN | THIS_YEAR), "可享", ""),
    case("每年的得过而年度不明就不确定", YEARLY, awards(OWN), "可享 不超过 100元", ""),
    case("每年的两次得过,一次当年", YEARLY, awards(OWN | LAST_YEAR, OWN | THIS_YEAR), "可享", ""),
    case("没有周期的得过照付", "标准 100元", awards(OWN | THIS_YEAR | paid("100元")), "可享 100元"),
    case(
        "已得奖补不使不符合变样",
        "条件 合格\n标准 9元\n周期 一次性",
        awards(OWN) | {"合格": "否"},
        "不符合",
        "condition:1",
    ),
    case("待核的得过就没有可付的", "条件 合格\n标准 9元\n周期 一次性", awards(OWN), "待核", "condition:1"),
    case("不超过的得过就没有可付的", "标准 不超过 9元\n周期 一次性", awards(OWN), "可享", ""),
)

CAPS = (
    case(
        "当年已得的从每年的上限里减去",
        CAP,
        awards(OWN | THIS_YEAR | paid("20元")) | {"费用": "100元"},
        "可享 30元",
    ),
    case("减去后仍够付的照付", CAP, awards(OWN | THIS_YEAR | paid("20元")) | {"费用": "30元"}, "可享 30元"),
    case("当年已得的用完了上限", CAP, awards(OWN | THIS_YEAR | paid("50元")) | {"费用": "30元"}, "可享", ""),
    case(
        "当年已得的超过上限也不为负",
        CAP,
        awards(OWN | THIS_YEAR | paid("60元")) | {"费用": "30元"},
        "可享",
        "",
    ),
    case(
        "当年几次已得的相加",
        CAP,
        awards(OWN | THIS_YEAR | paid("20元"), OWN | THIS_YEAR | paid("15元")) | {"费用": "100元"},
        "可享 15元",
    ),
    case(
        "往年已得的不减每年的上限",
        CAP,
        awards(OWN | LAST_YEAR | paid("20元")) | {"费用": "100元"},
        "可享 50元",
    ),
    case(
        "别的条款已得的不减上限",
        CAP,
        awards(OTHERS | THIS_YEAR | paid("20元")) | {"费用": "100元"},
        "可享 50元",
        other=OTHER,
    ),
    case(
        "已得的年度不明时可减可不减", CAP, awards(OWN | paid("20元")) | {"费用": "100元"}, "可享 30元 至 50元"
    ),
    case("已得的金额不明时从零起", CAP, awards(OWN | THIS_YEAR) | {"费用": "100元"}, "可享 不超过 50元", ""),
    case(
        "不是每年的上限不减",
        "标准 费用\n上限 50元",
        awards(OWN | THIS_YEAR | paid("20元")) | {"费用": "100元"},
        "可享 50元",
    ),
    case(
        "标准待定的每年的上限也减",
        "条件 合格\n标准 待定\n上限 50元 每年",
        awards(OWN | THIS_YEAR | paid("20元")) | {"合格": "是"},
        "可享 不超过 30元",
    ),
    case(
        "不超过的每年的上限也减",
        "标准 不超过 费用\n上限 50元 每年",
        awards(OWN | THIS_YEAR | paid("20元")) | {"费用": "100元"},
        "可享 不超过 30元",
    ),
    case(
        "待核的每年的上限也减",
        "条件 合格\n标准 费用\n上限 50元 每年",
        awards(OWN | THIS_YEAR | paid("20元")) | {"费用": "100元"},
        "待核 不超过 30元",
    ),
    case(
        "减去后再四舍五入",
        "标准 费用\n上限 收入 × 50% 每年",
        awards(OWN | THIS_YEAR | paid("0.01元")) | {"费用": "9元", "收入": "0.05元"},
        "可享 0.02元",
    ),
)

OBJECTS = (
    case("得过奖补的那一件不再付", PER_ROUTE, ROUTES | awards(OWN | {"奖补编号": "A"}), "可享 7元"),
    case("别的件得过不相干", PER_ROUTE, ROUTES | awards(OWN | {"奖补编号": "C"}), "可享 17元"),
    case(
        "每一件都得过就没有可付的",
        PER_ROUTE,
        ROUTES | awards(OWN | {"奖补编号": "A"}, OWN | {"奖补编号": "B"}),
        "可享",
        "",
    ),
    case("得过而没说是哪一件就不确定", PER_ROUTE, ROUTES | awards(OWN), "可享 不超过 17元", ""),
    case(
        "件数不明时得过的一件不改变区间",
        "明细 航线\n标准 5元 + 合计(航线: 较大(航线额, 0元))\n周期 一次性",
        awards(OWN | {"奖补编号": "A"}),
        "可享 至少 5元",
    ),
    case(
        "没有编号的那一件可能得过",
        PER_ROUTE,
        {"航线": [A, {"航线额": "7元", "开通": "是"}]} | awards(OWN | {"奖补编号": "C"}),
        "可享 10元 至 17元",
    ),
    case(
        "每年的往年得过的那一件照付",
        PER_ROUTE_YEARLY,
        ROUTES | awards(OWN | LAST_YEAR | {"奖补编号": "A"}),
        "可享 17元",
    ),
    case(
        "每年的年度不明的那一件不确定",
        PER_ROUTE_YEARLY,
        ROUTES | awards(OWN | {"奖补编号": "A"} | paid("0元")),
        "可享 7元 至 17元",
    ),
    case(
        "那一件不再付,上限也减去它",
        PER_ROUTE_YEARLY,
        {"航线": [A, {"编号": "B", "航线额": "70元"}]}
        | awards(OWN | THIS_YEAR | {"奖补编号": "A"} | paid("10元")),
        "可享 40元",
    ),
    # A may drop out or stay, and so may B: 20 + {10 - 7, 10, -7, 0}, and never more than the 23 of both.
    case(
        "可能得过的件有正有负时取最宽",
        "明细 航线\n标准 20元 + 合计(航线: 航线额)\n周期 每年",
        {"航线": [A, {"编号": "B", "航线额": "-7元"}]}
        | awards(OWN | {"奖补编号": "A"}, OWN | {"奖补编号": "B"}),
        "可享 13元 至 23元",
    ),
    case(
        "条件照原来的记录看",
        "条件 个数(航线) >= 2个\n标准 合计(航线: 航线额)\n周期 一次性",
        ROUTES | awards(OWN | {"奖补编号": "A"}),
        "可享 7元",
    ),
)

EXCLUSIONS = (
    case("不同享的得过就不付,仍是可享", EXCLUSIVE, awards(OTHERS | THIS_YEAR), "可享", "", other=OTHER),
    case("不同享的没有得过就照付", EXCLUSIVE, awards(OWN | THIS_YEAR), "可享 100元", other=OTHER),
    case("不同享的没有给出就照付", EXCLUSIVE, {}, "可享 100元", other=OTHER),
    case("不同享的年度不明就不确定", EXCLUSIVE, awards(OTHERS), "可享 不超过 100元", "", other=OTHER),
    case(
        "一次性的不同享不论年度",
        f"{EXCLUSIVE}\n周期 一次性",
        awards(OTHERS | LAST_YEAR),
        "可享",
        "",
        other=OTHER,
    ),
)

CASES: tuple[Case, ...] = (*PERIODS, *CAPS, *OBJECTS, *EXCLUSIONS)
