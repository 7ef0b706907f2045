"""A small policy list in memory: a vocabulary with every type of fact, and rules given as text.

Names of facts are short Chinese words; money in a case is written as text with its unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from duixian.language.files import read_text
from duixian.language.library import PolicyList
from duixian.language.listing import read_list_head
from duixian.language.policy import read_policy
from duixian.language.tree import ListHead
from duixian.language.values import Value, read_value
from duixian.language.vocabulary import Fact, Vocabulary
from duixian.language.vocabulary_reader import read_vocabulary
from duixian.registry.recipient import RecipientFacts

LIST = """\
---
标题: 测试清单
英文: A small list
键: small
文号: 测发〔2024〕1号
发布单位: 测试市
发布日期: 2024-01-01
有效: 2024-01-01 起
---

# 测试清单

## 领域 {.fields}

| 名称 | English | 政策 |
|---|---|---|
| 测试 | Test | 1 |
"""

VOCABULARY = """\
# 词汇表

## 受益主体 {.kinds}

| 名称 | 键 | English | 性质 | 说明 |
|---|---|---|---|---|
| 企业 | enterprise | Enterprise | 主体 | |
| 个人 | person | Person | 主体 | |
| 银行 | bank | Bank | 角色 | |
| 港口 | port | Port | 角色 | |

## 数据来源单位 {.authorities}

| 代号 | 名称 | English |
|---|---|---|
| 自报 | 自报 | Own word |

## 类别 {.categories}

| 类别 | 取值 | 键 | English |
|---|---|---|---|
| 级别 | 国家级 | national | National |
| 级别 | 省级 | provincial | Provincial |
| 级别 | 无 | none | None |
| 规模 | 大型 | large | Large |
| 规模 | 中型 | medium | Medium |
| 规模 | 小型 | small | Small |
| 规模 | 微型 | micro | Micro |

## 事实 {.facts of="enterprise person"}

| 名称 | 键 | English | 类型 | 单位 | 范围 | 来源 | 用途 | 说明 |
|---|---|---|---|---|---|---|---|---|
| 收入 | revenue | Revenue | 金额 | 元 | | 自报 | 规则 | |
| 费用 | cost | Cost | 金额 | 元 | | 自报 | 规则 | |
| 利润 | profit | Profit | 金额 | 元 | 任意 | 自报 | 规则 | |
| 定金 | deposit | Deposit | 金额 | 元 | 10元 至 100元 | 自报 | 规则 | |
| 投资 | investment | Investment | 金额 | 元 | > 0 | 自报 | 规则 | |
| 数量 | quantity | Quantity | 计数 | 个 | | 自报 | 规则 | |
| 产量 | output | Output | 计数 | 标准箱 | 1 至 1000 | 自报 | 规则 | |
| 占比 | share | Share | 比例 | | 0 至 1 | 自报 | 规则 | |
| 增长率 | growth | Growth | 比例 | | | 自报 | 规则 | |
| 合格 | qualified | Qualified | 是否 | | | 自报 | 规则 | |
| 入库 | listed | Listed | 是否 | | | 自报 | 规则 | |
| 获奖 | awarded | Awarded | 是否 | | | 自报 | 规则 | |
| 称号 | title | Title | 类别 | 级别 | | 自报 | 规则 | |
| 大小 | size | Size | 类别 | 规模 | | 自报 | 规则 | |
| 注册日 | registered | Registered | 日期 | | | 自报 | 规则 | |
| 验收日 | accepted | Accepted | 日期 | | | 自报 | 规则 | |
| 工期 | period | Period | 时长 | 月 | | 自报 | 规则 | |
| 期限 | term | Term | 时长 | 月 | 1 至 36 | 自报 | 规则 | |
| 收入排名 | revenue_rank | Revenue rank | 计数 | 名 | >= 1 | 自报 | 规则 | |

## 合同 {#contracts .records of="enterprise person" en="Contracts"}

| 名称 | 键 | English | 类型 | 单位 | 范围 | 来源 | 用途 | 说明 |
|---|---|---|---|---|---|---|---|---|
| 合同额 | contract_value | Value | 金额 | 元 | | 自报 | 规则 | |
| 合同利润 | margin | Margin | 金额 | 元 | 任意 | 自报 | 规则 | |
| 件数 | pieces | Pieces | 计数 | 个 | 1 至 10 | 自报 | 规则 | |
| 折扣 | discount | Discount | 比例 | | 0 至 1 | 自报 | 规则 | |
| 履约 | fulfilled | Fulfilled | 是否 | | | 自报 | 规则 | |
| 等级 | grade | Grade | 类别 | 级别 | | 自报 | 规则 | |
| 签订日 | signed | Signed | 日期 | | | 自报 | 规则 | |
| 合同期 | months | Months | 时长 | 月 | | 自报 | 规则 | |

## 航线 {#routes .records of="enterprise person" en="Routes"}

| 名称 | 键 | English | 类型 | 单位 | 范围 | 来源 | 用途 | 说明 |
|---|---|---|---|---|---|---|---|---|
| 编号 | object | Object | 代码 | | | 自报 | 规则 | |
| 箱量 | boxes | Boxes | 计数 | 标准箱 | | 自报 | 规则 | |
| 航线额 | route_value | Route value | 金额 | 元 | 任意 | 自报 | 规则 | |
| 开通 | opened | Opened | 是否 | | | 自报 | 规则 | |

## 已获奖补 {#earlier_awards .records of="enterprise person" en="Earlier awards"}

| 名称 | 键 | English | 类型 | 单位 | 范围 | 来源 | 用途 | 说明 |
|---|---|---|---|---|---|---|---|---|
| 奖补政策 | policy | Policy | 代码 | | | 自报 | 规则 | |
| 奖补条款 | scheme | Scheme | 代码 | | | 自报 | 规则 | |
| 奖补年度 | year | Year | 计数 | 年份 | 2000 至 2100 | 自报 | 规则 | |
| 奖补金额 | amount | Amount | 金额 | 元 | | 自报 | 规则 | |
| 奖补编号 | object | Object | 代码 | | | 自报 | 规则 | |
"""

POLICY = """\
---
编号: 1
键: small
名称: 测试政策
英文: A small policy
领域: 测试
牵头单位: 待定
文号: 测发〔2024〕1号
---

# 测试政策
"""


@cache
def head() -> ListHead:
    faults = read_text("list.md", LIST.encode())
    found = read_list_head(faults)
    assert not faults.found, [fault.render("zh") for fault in faults]
    return found


@cache
def vocabulary() -> Vocabulary:
    faults = read_text("vocabulary.md", VOCABULARY.encode())
    found = read_vocabulary(faults)
    assert not faults.found, [fault.render("zh") for fault in faults]
    return found


def policy_list(*versions: str, other: str = "") -> PolicyList:
    """A list of one policy, ``1 small``. Its scheme ``main`` has these 规则 blocks as versions; ``other`` is
    the rule of a second scheme, ``other``."""
    text = POLICY + '\n## 条款 {#main en="Clause"}\n'
    text += "".join(f"\n```规则\n{version.strip(chr(10))}\n```\n" for version in versions)
    if other:
        text += f'\n## 另条 {{#other en="Other"}}\n\n```规则\n{other.strip(chr(10))}\n```\n'
    faults = read_text("01-small.md", text.encode())
    policy = read_policy(faults, vocabulary(), head()).policy
    if policy is None:
        raise AssertionError("\n".join(fault.render("zh") for fault in faults) + "\n" + text)
    return PolicyList(Path("small"), head(), vocabulary(), (policy,), ())


def typed(
    facts: Mapping[str, object],
    *,
    kind: str = "企业",
    roles: Sequence[str] | None = (),
    listed: Vocabulary | None = None,
) -> RecipientFacts:
    """Typed facts from words: ``{"收入": "500万元", "合同": [{"合同额": "3元"}]}``."""
    words = listed or vocabulary()
    values: dict[str, Value] = {}
    records: dict[str, tuple[Mapping[str, Value], ...]] = {}
    for name, raw in facts.items():
        if isinstance(raw, list):
            declared = words.records_by_name[name]
            records[declared.key] = tuple(
                {
                    field.key: read_value(words, field, value)
                    for field, value in (
                        (_field(declared.fields, part), value) for part, value in row.items()
                    )
                }
                for row in raw
            )
        else:
            fact = words.fact_by_name[name]
            values[fact.key] = read_value(words, fact, raw)
    return RecipientFacts(
        kind=words.kind_by_name[kind].key,
        roles=None if roles is None else frozenset(words.kind_by_name[role].key for role in roles),
        values=values,
        records=records,
    )


def _field(fields: Sequence[Fact], name: str) -> Fact:
    return next(field for field in fields if name in (field.key, field.name.zh))
