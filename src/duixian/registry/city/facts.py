"""The facts of the population: ordinary enterprises and persons, in no special role.

A column is an array, one value a row; categories are positions in the category's list of values. What an
ordinary enterprise has nothing of is nought, "no" or "none" and known to be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np

from duixian.language.vocabulary import Vocabulary
from duixian.registry.city import assumptions
from duixian.registry.city.draws import MILLION, Bits, Codes, Draws, Whole, allotted, ends_at

Columns = dict[str, Bits]
"""Values by canonical column."""


class Keys:
    """The values of the categories in their order, by fact."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        fields = (field for records in vocabulary.records for field in records.fields)
        self._keys = {
            fact.key: tuple(key for key, _ in vocabulary.category_by_name[fact.type.unit].values)
            for fact in (*fields, *vocabulary.facts)
            if fact.type.kind == "category"
        }

    def of(self, fact: str) -> tuple[str, ...]:
        """The values of a fact or field."""
        return self._keys[fact]

    def code(self, fact: str, key: str) -> int:
        """The position of a value."""
        return self._keys[fact].index(key)

    def table(self, fact: str, values: Mapping[str, int], otherwise: int = 0) -> Whole:
        """Numbers by the positions of a fact's values."""
        return np.array([values.get(key, otherwise) for key in self._keys[fact]], np.int64)


def enterprise_facts(draws: Draws, keys: Keys) -> Columns:
    """The facts of ordinary enterprises."""
    district, industry = _places_and_industries(draws, keys)
    size = _sizes(draws, keys, industry)
    columns: Columns = {"district": district, "industry": industry, "size": size}
    columns["main_revenue_fen"] = _revenues(draws, keys, industry, size)
    columns |= _computing(draws, keys, industry, size)
    for fact, rates in assumptions.LEVELS.items():
        columns[fact] = _levels(draws, keys, fact, [rates[key] for key in keys.of("size")], size)
    invested = draws.spread(
        "project_investment", assumptions.PROJECT_INVESTMENT, assumptions.PROJECT_INVESTMENT_SIGMA
    )
    has_case = columns["data_element_case"] != keys.code("data_element_case", "none")
    columns["project_investment_fen"] = np.where(has_case, invested, 0)
    for fact, by_size in (
        ("first_national_private_500", assumptions.FIRST_NATIONAL_500),
        ("first_shandong_private_100", assumptions.FIRST_SHANDONG_100),
        ("listed_on_regional_market", assumptions.LISTED_ON_MARKET),
    ):
        columns[fact] = draws.chance(fact, keys.table("size", by_size)[size])
    titled = draws.chance("titled", keys.table("size", assumptions.TITLES)[size])
    title = draws.pick("national_title", [1, 1, 1])
    columns["national_title"] = np.where(titled, title, keys.code("national_title", "none")).astype(np.int8)
    columns["first_title"] = titled & draws.chance("first_title", assumptions.FIRST_TITLES)
    return columns


def person_facts(draws: Draws, keys: Keys) -> Columns:
    """The facts of ordinary persons."""
    everyone = np.zeros(draws.rows, np.int8)
    return {"patent_prize": _levels(draws, keys, "patent_prize", [assumptions.PERSON_PRIZES], everyone)}


def _places_and_industries(draws: Draws, keys: Keys) -> tuple[Codes, Codes]:
    slots = draws.bits("place", "<u2")
    districts, industries = _slots(keys.of("district"), keys.of("industry"))
    return districts[slots], industries[slots]


@cache
def _slots(districts: tuple[str, ...], industries: tuple[str, ...]) -> tuple[Codes, Codes]:
    """A district and an industry for each number of 16 bits."""
    weights = [assumptions.INDUSTRIES[industry] for industry in industries]
    of_industry = allotted(1 << 16, weights)
    cells = [
        share
        for industry, slots in zip(industries, of_industry, strict=True)
        for share in allotted(slots, [_weight(district, industry) for district in districts])
    ]
    codes = np.arange(len(cells))
    return (
        np.repeat(codes % len(districts), cells).astype(np.int8),
        np.repeat(codes // len(districts), cells).astype(np.int8),
    )


def _weight(district: str, industry: str) -> int:
    weight = assumptions.DISTRICTS[district]
    for places, industries, times in assumptions.CONCENTRATIONS:
        if district in places and industry in industries:
            weight *= times
    return weight


def _sizes(draws: Draws, keys: Keys, industry: Codes) -> Codes:
    """The size of an enterprise depends on its industry."""
    by_industry = [assumptions.SIZES.get(key, assumptions.OTHER_SIZES) for key in keys.of("industry")]
    ends = ends_at(np.cumsum(by_industry, axis=1))
    drawn = draws.bits("size")
    assert keys.of("size") == ("large", "medium", "small", "micro")
    size: Codes = np.add.reduce([drawn >= ends[industry, column] for column in range(3)], dtype=np.int8)
    return size


def _revenues(draws: Draws, keys: Keys, industry: Codes, size: Codes) -> Whole:
    percent = keys.table("industry", assumptions.REVENUE_PERCENT, 100)
    median = keys.table("size", assumptions.REVENUE)[size] * percent[industry] // 100
    revenue = draws.spread("main_revenue", median, assumptions.REVENUE_SIGMA)
    dormant = draws.chance("dormant", assumptions.DORMANT) & (size == keys.code("size", "micro"))
    return np.where(dormant, 0, revenue)


def _computing(draws: Draws, keys: Keys, industry: Codes, size: Codes) -> Columns:
    """Who buys computing power on the city's platform, and the large models that some of them build."""
    rate = keys.table("industry", assumptions.COMPUTE_BUYERS, assumptions.COMPUTE_BUYERS_ELSEWHERE)[industry]
    times = keys.table("size", assumptions.COMPUTE_BUYERS_PERCENT)[size]
    buys = draws.chance("via_compute_platform", rate * times // 100)
    fee = draws.spread("compute_fee", assumptions.COMPUTE_FEE, assumptions.COMPUTE_FEE_SIGMA)
    none = keys.code("model_kind", "none")
    weights = {"general": assumptions.MODEL_BUILDERS[0], "industry": assumptions.MODEL_BUILDERS[1]}
    weights["none"] = MILLION - sum(weights.values())
    kind = np.where(buys, one_of(draws, keys, "model_kind", weights), none).astype(np.int8)
    builds = kind != none
    medians = {"general": assumptions.GENERAL_PARAMETERS, "industry": assumptions.INDUSTRY_PARAMETERS}
    median = keys.table("model_kind", medians)[kind]
    return {
        "via_compute_platform": buys,
        "compute_fee_fen": np.where(buys, fee, 0),
        "model_kind": kind,
        "model_parameters": draws.spread("model_parameters", median, assumptions.PARAMETERS_SIGMA),
        "typical_scenarios": np.where(
            builds, draws.between("typical_scenarios", 0, assumptions.MOST_SCENARIOS), 0
        ),
        "model_filed": builds & draws.chance("model_filed", assumptions.MODELS_FILED),
    }


def _levels(draws: Draws, keys: Keys, fact: str, rates: Iterable[tuple[int, int]], group: Codes) -> Codes:
    """National, provincial or none; the rates of the first two per group of recipients."""
    national, provincial = np.array(list(rates), np.int64).T
    drawn = draws.bits(fact)
    first, second = ends_at(national)[group], ends_at(national + provincial)[group]
    assert keys.of(fact) == ("national", "provincial", "none")
    return np.where(drawn < first, 0, np.where(drawn < second, 1, 2)).astype(np.int8)


def one_of(draws: Draws, keys: Keys, fact: str, weights: Mapping[str, int]) -> Codes:
    """A value of a category for each row."""
    return draws.pick(fact, [weights.get(key, 0) for key in keys.of(fact)])
