"""Names in a query: quoted where a word means something in some dialect, and no two alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlglot import Dialects, exp
from sqlglot.dialects.dialect import Dialect


@cache
def reserved() -> frozenset[str]:
    """The words, in lower case, that some dialect reserves: quoted everywhere, they are the same name in all."""
    dialects = [Dialect.get_or_raise(dialect.value) for dialect in Dialects]
    words = (word for dialect in dialects for word in dialect.generator_class.RESERVED_KEYWORDS)
    return frozenset(word.lower() for word in words)


def identifier(name: str) -> exp.Identifier:
    return exp.to_identifier(name, quoted=name in reserved())


def column(name: str, table: str | None = None) -> exp.Column:
    return exp.Column(this=identifier(name), table=identifier(table) if table else None)


def table(name: str, alias: str | None = None) -> exp.Expr:
    found = exp.Table(this=identifier(name))
    return exp.alias_(found, alias, table=True, copy=False) if alias else found


def aliased(value: exp.Expr, name: str, words: str = "") -> exp.Expr:
    """``value AS name /* words */``; a column that has the name already stays as it is."""
    found = value
    if not (isinstance(value, exp.Column) and value.name == name):
        found = exp.Alias(this=value, alias=identifier(name))
    if words:
        found.add_comments([words])
    return found


class Names:
    """Names given so far."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def take(self, name: str) -> str:
        """The name, or one like it that is free."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name
