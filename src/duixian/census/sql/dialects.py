"""What differs between the dialects of SQL, beyond what sqlglot knows.

Each dialect has a trap where sqlglot's own rendering of integer arithmetic, dates or absent values would say
something else; the queries are built from nodes that come out right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from sqlglot import exp

from duixian.language.node import Node

EPOCH = date(1970, 1, 1)


class Dialect(Node):
    """A dialect and how it says what the others say otherwise.

    ``quotient`` is the integer quotient of a number that is not below nought by a positive one, ``days`` the
    days from 1970-01-01 to a date, ``wide`` the type of a sum that may go beyond 64 bits (empty: sums
    are wide by themselves). ``executed`` says whether the tests run its text on the real thing.

    ``wide_literals``: the type of a number is as narrow as the number, and mixing signs is an error, so literals
    are cast. ``materialized``: a step would else be written out wherever it is used. ``block_comments``: a
    comment may stand inside a query. ``settings`` end the query, ``before`` has to be said before it.
    """

    key: str
    name: str
    quotient: Callable[[exp.Expr, exp.Expr], exp.Expr]
    days: Callable[[exp.Expr], exp.Expr]
    wide: str
    executed: bool
    wide_literals: bool = False
    materialized: bool = False
    block_comments: bool = True
    settings: Mapping[str, int] = MappingProxyType({})
    before: str = ""


def _infix(dividend: exp.Expr, divisor: exp.Expr) -> exp.Expr:
    """``//`` or ``DIV``, as the dialect writes it."""
    return exp.IntDiv(this=dividend, expression=divisor)


def _slash(dividend: exp.Expr, divisor: exp.Expr) -> exp.Expr:
    """``/``, which is an integer's quotient where both are integers."""
    return exp.Div(this=dividend, expression=divisor, typed=True, safe=False)


def _int_div(dividend: exp.Expr, divisor: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="intDiv", expressions=[dividend, divisor])


def _epoch() -> exp.Expr:
    return exp.cast(exp.Literal.string(EPOCH.isoformat()), "DATE")


def _subtracted(day: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Sub(this=day, expression=_epoch()))


def _date_difference(day: exp.Expr) -> exp.Expr:
    """``DATEDIFF(later, earlier)``, in days."""
    return exp.Anonymous(this="DATEDIFF", expressions=[day, _epoch()])


def _to_days(day: exp.Expr) -> exp.Expr:
    """A ClickHouse Date32 as its number."""
    return exp.Anonymous(this="toInt32", expressions=[exp.Anonymous(this="toDate32", expressions=[day])])


DIALECTS: Mapping[str, Dialect] = {
    dialect.key: dialect
    for dialect in (
        Dialect("duckdb", "DuckDB", _infix, _subtracted, "", executed=True),
        Dialect(
            "spark",
            "Spark SQL",
            _infix,
            _date_difference,
            "DECIMAL(38, 0)",
            executed=True,
            before="SET spark.sql.ansi.enabled = true",
        ),
        Dialect(
            "hive", "Hive", _infix, _date_difference, "DECIMAL(38, 0)", executed=False, block_comments=False
        ),
        Dialect("doris", "Apache Doris", _infix, _date_difference, "DECIMAL(38, 0)", executed=False),
        Dialect("starrocks", "StarRocks", _infix, _date_difference, "LARGEINT", executed=False),
        Dialect("postgres", "PostgreSQL", _slash, _subtracted, "", executed=True, materialized=True),
        Dialect(
            "clickhouse",
            "ClickHouse",
            _int_div,
            _to_days,
            "Int128",
            executed=True,
            wide_literals=True,
            settings={"join_use_nulls": 1},
        ),
    )
}
"""By the name that ``duixian sql --dialect`` takes."""
