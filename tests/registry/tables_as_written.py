"""Random tables as people and programs write them, good cells among bad ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import pyarrow as pa
from hypothesis import strategies as st

from duixian.book import default_list
from duixian.language.library import PolicyList, read_list
from duixian.language.node import replaced
from duixian.language.tree import Text
from duixian.language.types import RATIO
from duixian.language.vocabulary import RATIO_SCALE, Range

CODE, OTHER_CODE, THIRD_CODE = "91110000600037341L", "913702006612345677", "12370200MB2841000G"


@cache
def listed() -> PolicyList:
    """Qingdao's list; as it has no ratio among its facts, one is added."""
    qingdao = read_list(default_list())
    words = qingdao.vocabulary
    share = replaced(
        words.fact_by_name["main_revenue"],
        key="share_held",
        name=Text("持股比例", "Share held"),
        type=RATIO,
        range=Range(0, RATIO_SCALE),
    )
    return replaced(qingdao, vocabulary=replaced(words, facts=(*words.facts, share)))


CODES = (CODE, OTHER_CODE, THIRD_CODE)
BAD_CODES = (
    CODE.lower(),
    f" {OTHER_CODE[:8]} {OTHER_CODE[8:]} ",
    "91110000-600037341-L",
    CODE[:-1] + "M",
    "9111000060003734IL",
    "A1110000600037341L",
    CODE + "0",
    "",
    "  ",
    None,
    "P1",
)
IDS = (
    "P1",
    "P2",
    " P1",
    "张三",
    "37020219900101123X",
    "a" * 40,
    "b" * 39 + "c",
    "x\u200by",
    "d" * 501,
    None,
    "",
    CODE,
)
OWNERS = (*CODES, CODE.lower(), "P1", "P2", "张三", "D1", "nobody", "a" * 40, "", None)


class Column(NamedTuple):
    """A way to write a column: its name, its Arrow type, cells that may stand in it."""

    name: str
    type: pa.DataType
    cells: tuple[Any, ...]


_FEN = (0, 1, 100, 1 << 50, (1 << 50) + 1, 1 << 62, -(1 << 63), -1, None)
_MONEY_TEXT = (
    "0", "1", "12.34", "12.340", "800万元", "0.5亿元", "1,234.50", "+5", " 7 ", "８", "-1", "-0", "1.005", "abc", "1e5", "NaN",
    "1.23元", "12.345678万元", "12.3456789万元", "0.00000001亿元", "-3万元", "5 元", "1,23", "1,234,567", "1,234.5元", "3万", "1\n",
    "11258999068426.24", "11258999068426.25", "99999999999999999999", "12345678901亿元", "5美元", "", " ", None,
)  # fmt: skip
_COUNT_TEXT = (
    "0",
    "3",
    "007",
    "12个",
    "1万个",
    "2.0",
    "2.5",
    "-1",
    "x",
    "1125899906842625",
    "9" * 30,
    "",
    None,
)
_FLAG_TEXT = ("是", "否", "true", "FALSE", "Yes", "no", " 是 ", "1", "对", "", None)
_DATE_TEXT = (
    "2024-07-17",
    "2024-2-29",
    "2023-02-29",
    "2024/07/17",
    "2024-07-17 00:00:00",
    " 2020-01-01",
    "",
    None,
)
_DAYS = (date(2024, 7, 17), date(1, 1, 1), date(9999, 12, 31), None)
_TIMES = (datetime(2024, 7, 17), datetime(2024, 7, 17, 12), None)  # noqa: DTZ001 -- as tables have them
_SIZES = ("large", "大型", " 小型 ", "huge", "", None)
_OBJECTS = ("A-1", "A-2", " A-1", "合同一", "", "c" * 501, "x\x07y", None)
_ROLES_TEXT = (
    "bank",
    "银行、数据商",
    "data_vendor;bank",
    "bank,bank",
    "无",
    "none",
    "",
    " ",
    "witch",
    "bank，",
    None,
)
_ROLES_LIST: tuple[list[str] | None, ...] = (
    ["bank"],
    ["银行", "data_vendor"],
    [],
    ["bank", "bank"],
    ["witch"],
    ["bank", ""],
    None,
)


def _money(key: str) -> tuple[Column, ...]:
    decimals = tuple(
        None if text is None else Decimal(text) for text in ("0", "1.5", "2.505", "-3", "1e13", None)
    )
    yuan = (0, 1, 11258999068426, 11258999068427, 1 << 62, -(1 << 63), -1, None)
    return (
        Column(key, pa.string(), _MONEY_TEXT),
        Column(key, pa.large_string(), _MONEY_TEXT),
        Column(key, pa.decimal128(20, 3), decimals),
        Column(key, pa.decimal256(40, 3), decimals),
        Column(
            key, pa.decimal128(38, 1), (Decimal(10) ** 30, Decimal(-(1 << 63)) / 10, Decimal("0.5"), None)
        ),
        Column(key, pa.int64(), yuan),
        Column(key, pa.uint64(), (0, 5, (1 << 64) - 1, None)),
        Column(key, pa.int16(), (0, 5, -5, None)),
        Column(key, pa.null(), (None,)),
        Column(f"{key}_fen", pa.int64(), _FEN),
        Column(
            f"{key}_fen",
            pa.string(),
            ("0", "12", " 5", "-1", "1.5", "1万", str((1 << 50) + 1), "9" * 30, "", None),
        ),
    )


def _count(key: str, *more: str) -> tuple[Column, ...]:
    return (
        Column(key, pa.string(), (*_COUNT_TEXT, *more)),
        Column(key, pa.int64(), (0, 3, -1, 1 << 50, (1 << 50) + 1, 1 << 62, None)),
        Column(key, pa.int8(), (0, 3, -1, None)),
        Column(key, pa.decimal128(10, 1), (Decimal("2.0"), Decimal("2.5"), None)),
    )


def _flag(key: str) -> tuple[Column, ...]:
    return (Column(key, pa.bool_(), (True, False, None)), Column(key, pa.string(), _FLAG_TEXT))


def _category(key: str, cells: tuple[str | None, ...]) -> tuple[Column, ...]:
    return (
        Column(key, pa.string(), cells),
        Column(key, pa.dictionary(pa.int32(), pa.string()), cells),
        Column(key, pa.dictionary(pa.int8(), pa.large_string()), cells),
    )


_RATIO = (
    Column(
        "share_held",
        pa.string(),
        (
            "0.2",
            "20%",
            "1",
            "0",
            "1.5",
            "-0.1",
            "0.1234567",
            "0.123456",
            "12.3456%",
            "0.00001%",
            "abc",
            "",
            None,
        ),
    ),
    Column("share_held", pa.decimal128(10, 7), (Decimal("0.2"), Decimal("0.0000001"), Decimal("1.5"), None)),
    Column("share_held", pa.int64(), (0, 1, 2, 1 << 62, None)),
    Column("share_held_millionths", pa.int64(), (0, 200_000, 1_000_001, -1, None)),
)
_DATES = (
    Column("granted_on", pa.string(), _DATE_TEXT),
    Column("granted_on", pa.date32(), _DAYS),
    Column("granted_on", pa.date64(), _DAYS),
    Column("granted_on", pa.timestamp("us"), _TIMES),
)
_ROLES = (
    Column("roles", pa.string(), _ROLES_TEXT),
    Column("roles", pa.list_(pa.string()), _ROLES_LIST),
    Column("roles", pa.large_list(pa.large_string()), _ROLES_LIST),
)
_CODE = (Column("object", pa.string(), _OBJECTS), Column("object", pa.int64(), (1, 2, None)))
_POLICIES = (
    Column("policy", pa.string(), ("rcep-route", "20", " 19 ", "nothing", "", None)),
    Column("policy", pa.int64(), (20, 19, 99, None)),
)

TABLES: Mapping[str, tuple[tuple[Column, ...], ...]] = {
    "enterprise": (
        (Column("id", pa.string(), CODES + BAD_CODES), Column("id", pa.string(), CODES)),
        _money("main_revenue"),
        _money("project_investment"),
        _RATIO,
        _count("traded_value_rank", "3名"),
        _flag("model_filed"),
        _category("size", _SIZES),
        _ROLES,
    ),
    "person": (
        (Column("id", pa.string(), IDS), Column("id", pa.large_string(), IDS), Column("id", pa.int64(), (1, 2, None))),
        _category("patent_prize", ("national", "省级", "x", None)),
    ),
    "district": (
        (Column("id", pa.string(), ("D1", "D2", "P1")),),
        _count("ai_labs_accepted", "3间"),
        _flag("old_compound_works"),
    ),
    "lease_contracts": (
        (Column("owner", pa.string(), OWNERS), Column("owner", pa.string(), CODES)),
        _flag("lessee_is_sme"),
        _money("amount"),
        _category("lessee_title", ("unicorn", "小巨人", "x", None)),
        _CODE,
    ),
    "loans": (
        (Column("owner", pa.string(), OWNERS), Column("owner", pa.string(), CODES)),
        _DATES,
        _money("principal"),
        _CODE,
    ),
    "farm_machines": (
        (Column("owner", pa.string(), OWNERS), Column("owner", pa.dictionary(pa.int8(), pa.string()), OWNERS)),
        _flag("scrapped"),
        _category("class", ("tractor", "拖拉机", "x", None)),
        _CODE,
    ),
    "earlier_awards": (
        (Column("owner", pa.string(), OWNERS), Column("owner", pa.string(), CODES)),
        _POLICIES,
        (Column("scheme", pa.string(), ("route", "container", "", None)),),
        _count("year", "2024年份"),
        _CODE,
    ),
}  # fmt: skip


@st.composite
def written_tables(draw: st.DrawFn) -> dict[str, pa.Table]:
    """Some tables, always with enterprises: each column in one of the ways to write it, or left out."""
    chosen = {"enterprise", *draw(st.sets(st.sampled_from(sorted(TABLES))))}
    return {table: draw(_table(TABLES[table])) for table in TABLES if table in chosen}


@st.composite
def _table(draw: st.DrawFn, columns: tuple[tuple[Column, ...], ...]) -> pa.Table:
    rows = draw(st.integers(0, 8))
    arrays: dict[str, pa.Array] = {}
    for ways in columns:
        if arrays and draw(st.integers(0, 3)) == 0:
            continue
        column = draw(st.sampled_from(ways))
        cells = draw(st.lists(st.sampled_from(column.cells), min_size=rows, max_size=rows))
        if pa.types.is_dictionary(column.type):
            arrays[column.name] = (
                pa.array(cells, column.type.value_type).dictionary_encode().cast(column.type)
            )
        else:
            arrays[column.name] = pa.array(cells, column.type)
    return pa.table(arrays)
