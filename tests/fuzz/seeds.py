"""What the targets begin with, and the words that damage writes into their inputs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from tests import small_list
from tests.bad_inputs import BAD, BASE
from tests.fuzz import grammar
from tests.fuzz.bundle import pack, unpack
from tests.fuzz.damage import SIGNS
from tests.fuzz.grammar import qingdao

ROOT = Path(__file__).resolve().parents[2]
QINGDAO = ROOT / "policies" / "qingdao" / "2024-2"
EXAMPLES = ROOT / "examples"

MADE = 12
"""So many inputs made by the grammar stand among the seeds."""


def _files(folder: Path, pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob(pattern))]


def _made(make: Callable[[Random], bytes]) -> Iterator[bytes]:
    return (make(Random(number)) for number in range(MADE))


# --- policies and lists --------------------------------------------------------------------------------------


def policies() -> Iterator[bytes]:
    yield from _files(QINGDAO, "[0-9]*.md")
    yield from _files(BAD / "policy", "*.md")
    yield from _made(grammar.policy)
    yield from (small_policy(rule) for rule in STRANGE_RULES)


def small_policy(rule: str) -> bytes:
    """A policy of the small list with one rule."""
    return f'{small_list.POLICY}\n## 条款 {{#main en="Clause"}}\n\n```规则\n{rule}\n```\n'.encode()


def small_files() -> dict[str, bytes]:
    """The files of the small list, with a policy of one rule."""
    rule = "对象 企业\n条件 收入 > 5万元\n标准 费用 × 20%\n上限 100万元 每年"
    return {
        "list.md": small_list.LIST.encode(),
        "vocabulary.md": small_list.VOCABULARY.encode(),
        "01-small.md": small_policy(rule),
    }


def lists() -> Iterator[bytes]:
    yield pack(small_files())
    base = {name: (BASE / name).read_bytes() for name in ("list.md", "vocabulary.md")}
    for content in _files(BAD / "list", "*.md"):
        titles = unpack(content)  # "list.md: base" stands for the file of that name
        names = {title: title.partition(": ")[0] for title in titles}
        yield pack({name: base[name] if name != title else titles[title] for title, name in names.items()})
    for content in _files(BAD / "vocabulary", "*.md"):
        yield pack(base | {"vocabulary.md": content})
    for content in _files(BAD / "head", "*.md"):
        yield pack(base | {"list.md": content})


def _chain(first: str, step: str, last: str, length: int) -> str:
    """A rule in which each local value is made of the one before; ``N`` is that one's number, ``M`` its own."""
    steps = "".join(f"值{n + 1} = {step.replace('N', f'值{n}')}\n" for n in range(length))
    return f"对象 企业\n值0 = {first}\n{steps}{last.replace('N', f'值{length}')}"


STRANGE_RULES = (
    _chain("收入 × 1%", "较小(N + N, 1万元)", "标准 N", 40),
    _chain("合格", "(N 且 N) 或 (非 N)", "条件 N\n标准 1元", 40),
    _chain("收入", "若 N > 1元 则 N ÷ 2 否则 N ÷ 3", "标准 N", 20),
    _chain("收入", "N × 2", "标准 N", 60),
    "对象 企业\n明细 合同\n  值0 = 合同额\n"
    + "".join(f"  值{n + 1} = 较小(值{n} + 值{n}, 1万元)\n" for n in range(40))
    + "标准 合计(合同: 值40)",
    "对象 企业\n"
    + "".join(
        f"明细 组{n} = 合同 其中 合同额 > {n}元 且 履约\n值{n} = 合计(组{n}: 合同额)\n" for n in range(30)
    )
    + f"标准 {' + '.join(f'值{n}' for n in range(30))}",
    "对象 企业\n比 = 收入 ÷ 1万元\n标准 收入 × 比 ÷ 100",
    "对象 企业\n标准 100万元 × (1元 ÷ 投资)",
    "对象 企业\n" + "".join(f"值{n} = {n}元 × {n}%\n" for n in range(1, 80)) + "标准 收入 + 值1 × 值2 ÷ 1元",
    "对象 企业\n" + "".join(f"条件 收入 > {n}元 或 费用 < {n}元\n" for n in range(1, 60)) + "标准 收入 × 1%",
    "对象 企业\n条件 合格 或 入库 或 获奖\n条件 大小 = 大型 或 称号 = 国家级\n标准 较小(收入 + 费用 + 利润, 1万元 × 数量)",
)
"""Rules that are short and hard: values used twice over and over, amounts that bend everywhere, many figures."""

SAYING = (
    "对象 企业 有效 2024-07-17 起 至 条件 标准 不超过 待定 上限 50万元 每年 明细 租赁合同 其中 读法 默认 按 分档 满 合计"
    ' ( ) { } : , = > >= × ÷ - + 若 则 否则 且 或 非 属于 " “ ” # ``` ```规则 ```算例 --- | ## {#a} 〔报道:正文〕 结果: 缺:'
)
WORDS = (*SAYING.split(" "), " ", "\n", "\n  ", "\t")
"""Words and signs of policy files."""

_MORE = (
    "超过 名额 前10名 并列 预算 分配 先到先得 按比例 周期 一次性 首次 不与 1.other 同享 个数 存在 全部 较大 较小"
    " 其他: ≠ <= < 是 否 20% 0.5 3个 6个月 1标准箱 国家级 中型 无 - 日期: 对象: 角色: 不符合 可享 待核 不适用"
    ' {#a en="A"} {.facts of="enterprise"} {.kinds} |---| 金额 计数 类别 日期 文本 集合 元/年 任意 规则 登记 自报'
    " [a]: <!-- > * - [ ] ~~~ &#0; &lt; \\ ` === vocabulary.md list.md 编号: 键: 有效: ---"
)


def policy_words() -> Sequence[str]:
    real, small = qingdao().vocabulary, small_list.vocabulary()
    names = (*real.fact_by_name, *real.records_by_name, *small.fact_by_name, *small.records_by_name)
    return (*WORDS, *_MORE.split(), *names)


# --- facts ---------------------------------------------------------------------------------------------------

_JSON = (
    '{ } [ ] , : null true false "" "是" "否" "800万元" "20%" "2024-01-01" 1e400 -0 0.1 "\\ud800" "\\u0000" // NaN'
    ' "kind": "主体": "dont_know": "roles": "enterprise" "person" "district" "earlier_awards": [] {} "year": 2024'
    ' "policy": "scheme": 11 "11" "purchase" "object": "lease_contracts[0].amount"'
)


def facts() -> Iterator[bytes]:
    yield from _files(EXAMPLES, "*.json")
    yield from _files(BAD / "facts", "*.json")
    contracts = [{"object": str(n), "lessee_is_sme": n % 3 > 0} for n in range(60)]
    half_known = {"kind": "enterprise", "roles": ["leasing_company"], "lease_contracts": contracts}
    yield json.dumps(half_known).encode()
    for text in (*SIGNS, "\ud800", "<script>", "&amp;", "x" * 500):
        yield json.dumps(
            {"kind": "enterprise", "name": f"青岛{text}公司", "trucks": [{"object": text}]}
        ).encode()
    yield b'{"kind": "person", "name": ' + b"[" * 3_000 + b"]" * 3_000 + b"}"


def facts_words() -> Sequence[str]:
    vocabulary = qingdao().vocabulary
    fields = [field.key for records in vocabulary.records for field in records.fields]
    values = [key for category in vocabulary.categories for key, _ in category.values]
    names = [*vocabulary.fact_by_name, *vocabulary.records_by_name, *fields, *values]
    return (*_JSON.split(), *(f'"{name}"' for name in names), *(f'"{name}": ' for name in names))


def cases() -> Iterator[bytes]:
    """A policy and facts for it."""
    yield from _made(grammar.case)
    contracts: list[dict[str, object]] = [{"履约": True, "件数": n % 9 + 1} for n in range(30)]
    for number, rule in enumerate(STRANGE_RULES):
        known: dict[str, object] = {"合格": True, "合同": contracts[: number * 5], "收入": "7万元"}
        few = dict(list(known.items())[: number % 4])
        yield pack(
            {
                "policy.md": small_policy(rule),
                "facts.json": json.dumps({"kind": "enterprise", **few}).encode(),
            }
        )


def case_words() -> Sequence[str]:
    return (*policy_words(), *_JSON.split())


# --- asking and the command line -----------------------------------------------------------------------------


def questions() -> Iterator[bytes]:
    """What is known before anything is asked, and bytes that say what is answered."""
    random = Random(0)
    for known in (b"{}", *_files(EXAMPLES, "*.json")):
        yield pack({"facts.json": known, "answers": random.randbytes(30)})


def typed() -> Iterator[bytes]:
    """What a person types."""
    yield "企业\n?\n是\n800万元\n否\n\n<\n30%\n2024-01-01\n12\nq\n".encode()
    yield "区市政府\n12\n否\n".encode()
    yield "个人\n1\n2\n3\n是\n".encode()
    yield ("企业\n融资租赁公司\n是\n是\n3000万\n是\n" + "是\n否\n1亿元\n<\n5\n?\n" * 8).encode()


def typed_words() -> Sequence[str]:
    return (
        "?",
        "<",
        "q",
        "是",
        "否",
        "12",
        "-5",
        "1.5",
        "三间",
        "12万标准箱",
        "80%",
        "无",
        "不知道",
        "\n",
        "0",
        "yes",
    )


_LINES = (
    *("list", "list --json --lang en", "show 14", "show compute-voucher --json", "show 3 --html", "ask"),
    *("decide FACTS --json", "decide FACTS --on 2024-12-31 --lang en", "decide - --brief"),
    *("decide FACTS --reading 14.operator.base=increment --policy 14", "decide FACTS --html a.html"),
    *("ask FACTS --json", "ask - --json --lang=en", "ask FACTS --save out.json", "decide FACTS --policies ."),
    *("check 01-small.md", "check . --json", "format .", "format --check 01-small.md --json", "--version"),
    *("mutants . --json", "completion bash", "--help", "decide --help --lang en"),
)


def lines() -> Iterator[bytes]:
    """A command line, one argument a line, with files and what is typed."""
    examples = {path.name: path.read_bytes() for path in sorted(EXAMPLES.glob("*.json"))}
    for number, line in enumerate(_LINES):
        name, content = list(examples.items())[number % len(examples)]
        arguments = line.replace("FACTS", name).replace(" ", "\n").encode()
        yield pack({"arguments": arguments, "typed": content, name: content} | small_files())


def line_words() -> Sequence[str]:
    options = "--json --lang en zh --on 2024-12-31 --policies . --policy 14 --reading --brief --html a.html --save b"
    commands = "list show check decide ask format mutants completion - -- --help --version bash"
    return (*options.split(), *commands.split(), "\n", *_JSON.split())


# --- the cache -----------------------------------------------------------------------------------------------


def cache_files(kept: Iterable[Path]) -> Iterator[bytes]:
    """Files of the cache, whole and without the line that holds their hash."""
    for path in kept:
        content = path.read_bytes()
        yield content
        yield content.partition(b"\n")[2]
