"""The text of each dialect: none of the traps that sqlglot or a database sets, and readable again."""

from __future__ import annotations

import os
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from duixian.book import load
from duixian.census.lowering import Program, SchemeVersion, lower
from duixian.census.programs import programs_of
from duixian.census.sql.dialects import DIALECTS
from duixian.census.sql.names import reserved
from duixian.census.sql.text import query_text
from duixian.commands import sql as command
from duixian.language.vocabulary import Vocabulary
from tests.semantics.databases import Postgres
from tests.small_list import policy_list

BOOK = load()
ON = date(2025, 6, 30)
APPROVED = Path(__file__).parent / "approved"

EACH = [pytest.param(dialect, marks=pytest.mark.xdist_group(dialect)) for dialect in DIALECTS]

# Every operation: products that need a guard, sums of what may be below nought, dates, categories, hulls.
EVERYTHING = """
对象 企业
门槛 = 收入 × 占比
明细 合同 其中 履约 且 合同额 > 门槛 且 签订日 >= 2024-01-01
  率 = 若 等级 = 国家级 则 3% 否则 0.7%
条件 注册日 <= 2020-02-29 或 大小 属于 {小型, 微型}
条件 存在(合同: 折扣 < 50%)
条件 全部(合同: 件数 >= 2个)
条件 个数(合同: 履约) > 1个
标准 较小(合计(合同: 合同额 × 率) + 利润, 较大(费用 × 数量, 1万元))
上限 10万元
"""


@cache
def programs() -> dict[str, tuple[Vocabulary, Program]]:
    """Every program of the list, and one of a rule with every operation."""
    found = {
        f"{program.of.name} {program.kind}": (BOOK.listed.vocabulary, program)
        for program in programs_of(BOOK.listed, ON, {}).programs
    }
    listed = policy_list(EVERYTHING)
    policy = listed.policies[0]
    of = SchemeVersion(policy, policy.schemes[0], policy.schemes[0].versions[0])
    program = lower(listed.vocabulary, of, {}, "enterprise")
    assert program is not None
    return found | {"everything": (listed.vocabulary, program)}


@cache
def texts(dialect: str) -> list[tuple[str, str]]:
    """Each program's text; where it reads records, with complete tables and without."""
    return [
        (name, query_text(vocabulary, program, DIALECTS[dialect], complete=complete))
        for name, (vocabulary, program) in programs().items()
        for complete in (((), tuple(vocabulary.records_by_name)) if program.folds else ((),))
    ]


@cache
def trees(dialect: str) -> list[tuple[str, exp.Expr]]:
    """Each text as sqlglot reads it."""
    return [(name, sqlglot.parse_one(text, read=dialect)) for name, text in texts(dialect)]


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def test_the_command_offers_every_dialect() -> None:
    assert tuple(DIALECTS) == command.DIALECTS


@pytest.mark.parametrize("dialect", EACH)
def test_sqlglot_reads_every_text_again_as_its_dialect(dialect: str) -> None:
    for name, tree in trees(dialect):
        assert isinstance(tree, exp.Select), name
        assert [column.alias_or_name for column in tree.selects][:4] == ["id", "outcome", "deciding", "low"]


EVERYWHERE = {
    "a binary float": r"\b(DOUBLE|FLOAT|REAL|Float64)\b",
    "a test of a truth value, which some dialects turn into NOT": r"\bIS (NOT )?(TRUE|FALSE)\b",
    "an aggregate's filter, which some dialects lack": r"\bFILTER\s*\(",
    "an aggregate of truth values, which some dialects lack": r"\b(LOGICAL|BOOL)_(AND|OR)\b",
    "a type of 128 bits by a name that only DuckDB has": r"\b(INT128|HUGEINT)\b(?!\))",
    "a rounding function, which works on floats or decimals": r"\b(ROUND|FLOOR|CEIL|CEILING)\s*\(",
}
TRAPS = {
    dialect: EVERYWHERE
    | {
        "a quotient that is no integer's": r" / " if dialect != "postgres" else r"\bDIV\b|//",
        "a quotient of another dialect": {
            "duckdb": r"\bDIV\b|intDiv",
            "clickhouse": r"\bDIV\b|//",
            "postgres": r"//|intDiv",
        }.get(dialect, r"//|intDiv"),
    }
    for dialect in DIALECTS
}


@pytest.mark.parametrize("dialect", EACH)
def test_no_text_falls_into_a_trap(dialect: str) -> None:
    for name, text in texts(dialect):
        for trap, pattern in TRAPS[dialect].items():
            found = re.search(pattern, without_comments(text), re.IGNORECASE)
            assert found is None, f"{name}: {trap}: {found}"


@pytest.mark.parametrize("dialect", EACH)
def test_no_decimal_is_divided(dialect: str) -> None:
    for name, tree in trees(dialect):
        for quotient in tree.find_all(exp.Div, exp.IntDiv):
            inner = {cast.to.sql() for cast in quotient.find_all(exp.Cast)}
            assert inner <= {"BIGINT"}, f"{name}: {quotient.sql(dialect)}"


@pytest.mark.parametrize("dialect", EACH)
def test_least_and_greatest_are_never_given_a_column_that_may_be_absent(dialect: str) -> None:
    # Absent are facts as they stand in the table; decoded ones and ends are not.
    for name, tree in trees(dialect):
        absent = {
            column.name
            for step in tree.find_all(exp.CTE)
            for column in step.this.selects
            if isinstance(column, exp.Column) and column.table in ("recipient", "record")
        }
        for extreme in tree.find_all(exp.Least, exp.Greatest):
            for operand in (extreme.this, *extreme.expressions):
                assert not isinstance(operand, exp.Null)
                assert not (isinstance(operand, exp.Column) and operand.name in absent), (name, extreme.sql())


def test_clickhouse_joins_with_null_where_there_is_nothing() -> None:
    assert all(text.endswith("join_use_nulls = 1") for _, text in texts("clickhouse"))


def test_hive_has_no_comment_inside_a_query() -> None:
    assert not any("/*" in text or "--" in text for _, text in texts("hive"))


def test_words_that_a_database_reserves_are_quoted() -> None:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
        ).fetchall()
    assert {row[0] for row in rows} <= reserved()


@pytest.mark.slow
def test_words_that_postgresql_reserves_are_quoted() -> None:
    [table] = Postgres().run({}, ["SELECT word::text FROM pg_get_keywords() WHERE catcode = 'R'"])
    assert set(table["word"].to_pylist()) <= reserved()


KEPT = {
    "11.purchase.duckdb": ("11.purchase enterprise", "duckdb"),
    "15.leasing.spark": ("15.leasing enterprise", "spark"),
    "5.scrapping.postgres": ("5.scrapping person", "postgres"),
    "14.nurturing.starrocks": ("14.nurturing enterprise", "starrocks"),
    "everything.clickhouse": ("everything", "clickhouse"),
}


@pytest.mark.parametrize("file", KEPT)
def test_the_text_is_the_approved_one(file: str) -> None:
    """With DUIXIAN_APPROVE=1 the text becomes the approved one; look at the difference before you commit it."""
    name, dialect = KEPT[file]
    vocabulary, program = programs()[name]
    text = query_text(vocabulary, program, DIALECTS[dialect], complete=()) + "\n"
    approved = APPROVED / f"{file}.sql"
    if os.environ.get("DUIXIAN_APPROVE") == "1":
        approved.parent.mkdir(exist_ok=True)
        approved.write_text(text, encoding="utf-8", newline="\n")
    assert approved.read_text(encoding="utf-8") == text
