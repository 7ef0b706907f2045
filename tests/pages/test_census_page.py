"""The page of a census: the census's own figures, exact, with what they rest on."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pytest

from duixian.census.run import run_census
from duixian.language.quantity import grouped_yuan, yuan_text
from duixian.pages.census_page import census_page
from duixian.registry.population import open_population
from tests.census.by_decide import ByDecide
from tests.census.test_run import ON, VOUCHERS, firms
from tests.pages.pages import LANGUAGES, SMUGGLED, Element, book, census_page_of, city_census, read


@cache
def city(language: str) -> Element:
    return read(census_page_of(None, language))


def page_of(tables: dict[str, pa.Table], policies: set[int], language: str = "zh", **options: Any) -> Element:
    population = open_population(tables, book().listed)
    census = run_census(book(), population, ByDecide(), ON, {}, policies=frozenset(policies), **options)
    return read(census_page(census, population, population.rejects.table(), language))


def rows(page: Element, section: str, place: int = 0) -> list[list[str]]:
    """The cells of the body of a section's or an article's table."""
    (found,) = [element for element in page.all() if element.attributes.get("id") == section]
    body = found.all("tbody")[place]
    return [
        [cell.text for cell in row.children if isinstance(cell, Element)]
        for row in body.children
        if isinstance(row, Element)
    ]


def test_the_answer_comes_first_and_is_the_sum_of_all_schemes() -> None:
    # Two buyers, one surely: at most 20% of 600万, capped at 100万, and 20% of 30万; both ceilings, so at least 0.
    page = page_of(VOUCHERS, {11})
    (answer,) = page.all("section", id="answer")
    first, second = answer.all("p", class_="total")
    assert first.text == "1 个主体至少可享一项;另有 1 个待核。"
    assert second.text == "合计至少 0元,至多 106万元。"
    assert rows(page, "answer") == [["企业", "3", "1", "1", "1"]]
    assert page.all("main")[0].all("section")[0] is answer


def test_each_scheme_has_its_counts_and_its_amounts() -> None:
    assert rows(page_of(VOUCHERS, {11}, "en"), "schemes") == [
        ["11 Computing bought by firms", "1", "1", "0", "1.06m", "0"],
        ["11 Computing for large-model developers", "0", "0", "0", "0", "0"],
    ]
    assert rows(page_of(VOUCHERS, {11}), "p11")[0] == ["企业购买算力", "1", "1", "1", "0", "0", "106万", "0"]


def test_what_is_missing_says_how_much_it_would_settle() -> None:
    # The second buyer's revenue is unknown, and up to 6万 hang on it.
    assert rows(page_of(VOUCHERS, {11}), "missing") == [
        ["年度主营业务收入", "1", "1", "6万", "0", "11.purchase"]
    ]


def test_an_envelope_shows_every_rule_and_says_which_was_not_given() -> None:
    page = page_of(VOUCHERS, {11}, "en")
    (article,) = page.all("article", id="p11")
    assert "No document says how it is shared out" in article.text
    assert "it was not given who applied when (--order)" in article.text
    assert rows(page, "p11", 1) == [
        ["pro rata", "0", "1.06m", "2", "0", "0", "0"],
        ["by rank (largest claim first)", "0", "1.06m", "2", "0", "0", "0"],
    ]
    ordered = page_of(VOUCHERS, {11}, "en", order=VOUCHERS["enterprise"]["id"].to_pylist())
    assert "--order" not in ordered.text
    assert rows(ordered, "p11", 1)[0] == ["first come, first served", "0", "1.06m", "2", "0", "0", "0"]


def test_districts_stand_in_the_order_of_the_vocabulary_and_the_unknown_last() -> None:
    districts = pa.array(["shibei", None, "shinan"]).dictionary_encode()
    page = page_of({"enterprise": VOUCHERS["enterprise"].append_column("district", districts)}, {11})
    # The firm in 市南区 is refused.
    assert rows(page, "everyone") == [
        ["市北区", "1", "0", "0", "100万", "0"],
        ["不明", "0", "1", "0", "6万", "0"],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rounded_amount_keeps_the_exact_one(language: str) -> None:
    census, _ = city_census()
    exact = {tally.all.money.low for tally in census.tallies} | {
        tally.all.money.high for tally in census.tallies
    }
    shown = city(language).all("section", id="schemes")[0].all("data")
    assert {element.attributes["value"] for element in shown} <= {yuan_text(fen) for fen in exact}
    titles = {element.attributes.get("title") for element in shown} - {None}
    unit = {"zh": "元", "en": " yuan"}[language]
    assert titles
    assert titles <= {f"{grouped_yuan(fen)}{unit}" for fen in exact}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scheme_of_the_census_has_a_row_and_every_policy_an_article(language: str) -> None:
    census, _ = city_census()
    assert len(rows(city(language), "schemes")) == len(census.tallies)
    assert [article.attributes["id"] for article in city(language).all("article")] == [
        f"p{number}" for number in sorted({tally.of.policy.number for tally in census.tallies})
    ]


def test_every_row_that_was_read_is_accounted_for() -> None:
    _, population = city_census()
    listed = {row[0]: row[1:4] for row in rows(city("en"), "data")}
    assert listed["Enterprise"] == [str(population.rows["enterprise"]), "503", "4"]
    for read_, used, rejected in listed.values():
        assert int(read_.replace(",", "")) == int(used.replace(",", "")) + int(rejected.replace(",", ""))


def test_rejected_rows_stand_by_table_and_reason_with_examples() -> None:
    found = rows(city("zh"), "data", 1)
    assert [row[:3] for row in found] == [
        ["企业", "4", "F729 编号重复"],
        ["企业", "1", "F714 未知的类别值"],
        ["租赁合同", "1", "F731 记录没有主体"],
    ]
    assert found[1][3].startswith("第 507 行 district:")
    assert SMUGGLED in found[1][3]


def test_a_table_nobody_knows_is_told() -> None:
    (data,) = city("en").all("section", id="data")
    assert "unheard_of" in data.text


def test_the_page_says_what_was_decided_one_by_one_and_why() -> None:
    found = {(row[0], row[2]): row[1] for row in rows(city("en"), "how")}
    census, _ = city_census()
    assert found["14 Direct financing by firms", "earlier awards count"] == str(
        census.singly["14.firm", "awards"]
    )
    assert sum(int(number) for number in found.values()) == census.singly.total()


def test_schemes_that_were_not_decided_are_named() -> None:
    # Of policy 14 only the earlier rule on firms was in force before the list, and policy 7 is also for persons.
    population = open_population(firms(main_revenue_fen=[1]), book().listed)
    for day, expected in (
        (date(2024, 1, 1), "Not in force on 2024-01-01, so not decided: 7.prize, 14.nurturing, 14.operator."),
        (ON, "7.prize was not decided for “Person”: there is no such table."),
    ):
        census = run_census(book(), population, ByDecide(), day, {}, policies=frozenset({7, 14}))
        page = census_page(census, population, population.rejects.table(), "en")
        assert expected in read(page).all("section", id="how")[0].text


def test_a_census_in_which_nobody_gets_anything_has_a_page() -> None:
    no_model = pa.array(["none"]).dictionary_encode()
    page = page_of(firms(via_compute_platform=[False], model_kind=no_model), {11}, "en")
    assert "0 recipients are entitled to something; another 0 cannot be told yet." in page.text
    assert "Nobody is entitled or undetermined." in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_whole_list_is_light(language: str) -> None:
    assert len(census_page_of(None, language).encode()) < 1_500_000
