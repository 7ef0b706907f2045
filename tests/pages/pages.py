"""The pages that the tests look at, and a reader of their markup."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

import duixian
from duixian.book import PolicyBook
from duixian.census.run import Census, run_census
from duixian.census.sql.duckdb import DuckDBEngine
from duixian.pages import decisions_page, policy_page
from duixian.pages.census_page import census_page
from duixian.registry.city import Plan, make
from duixian.registry.population import Population, open_population

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
DAY = date(2025, 6, 30)
LANGUAGES = ("zh", "en")


@cache
def book() -> PolicyBook:
    return duixian.load()


@cache
def decision_page_of(example: str, language: str) -> str:
    path = next(path for path in EXAMPLES if path.stem == example)
    facts = book().read_facts(json.loads(path.read_text(encoding="utf-8")))
    return decisions_page(book(), facts, book().decide(facts, DAY), DAY, language)


@cache
def policy_page_of(number: int, language: str) -> str:
    return policy_page(book(), book().listed.by_number[number], language)


SMUGGLED = "<script>alert(1)</script>"


@cache
def city_census() -> tuple[Census, Population]:
    """A census of a small city with an id that stands twice, a district that is none, and a record of nobody."""
    with TemporaryDirectory() as folder:
        make(Path(folder), Plan(recipients=600, seed=1, hard=True), book().listed, lambda _: None)
        tables = {path.stem: pq.read_table(path) for path in Path(folder).glob("*.parquet")}
    firms = tables["enterprise"]
    tables["enterprise"] = pa.concat_tables([firms, firms.slice(0, 1), _wrong(firms.slice(1, 1), "district")])
    contracts = tables["lease_contracts"]
    tables["lease_contracts"] = pa.concat_tables([contracts, _wrong(contracts.slice(0, 1), "owner")])
    population = open_population(tables | {"unheard_of": contracts}, book().listed, complete=["trucks"])
    return run_census(book(), population, DuckDBEngine(), DAY, {}), population


def _wrong(row: pa.Table, column: str) -> pa.Table:
    place = row.column_names.index(column)
    value = pa.array([SMUGGLED]).cast(row.schema.field(column).type)
    return row.set_column(place, row.schema.field(column), value)


@cache
def census_page_of(_: str, language: str) -> str:
    census, population = city_census()
    return census_page(census, population, population.rejects.table(), language)


VOID = {"meta", "br", "col"}


@dataclass
class Element:
    """An element with what it holds."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """The elements inside, in order, with a tag and with attributes (``class_``: one of the classes)."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                if tag in ("", child.tag) and all(
                    child.has(name, value) for name, value in attributes.items()
                ):
                    found.append(child)
                found += child.all(tag, **attributes)
        return found

    def has(self, name: str, value: str) -> bool:
        found = self.attributes.get(name.rstrip("_").replace("_", "-"))
        return found is not None and (value in found.split() if name == "class_" else value == found)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice in <{tag}>"
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        assert closed.tag == tag, f"<{closed.tag}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: str) -> Element:
    """The page as a tree; fails where an element is not closed by its own end."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.open[0]
