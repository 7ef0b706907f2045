"""What the pages say of the sample city is so."""

import re
from pathlib import Path

import pytest

import duixian
from duixian.registry.city.cast import cast
from duixian.registry.city.making import MOST_RECIPIENTS, Plan
from duixian.registry.city.members import Member

DOCS = Path(__file__).parents[3] / "docs"
PAGES = ("sample-city.md", "sample-city.en.md")
KINDS = {"企业": "enterprise", "个人": "person", "区(市)": "district"}


@pytest.fixture(scope="module")
def members() -> dict[str, tuple[Member, ...]]:
    return dict(cast(2024, duixian.load().listed).members)


@pytest.mark.parametrize("page", PAGES)
def test_the_ids_of_the_boundary_cases_are_those_of_the_page(
    page: str, members: dict[str, tuple[Member, ...]]
) -> None:
    said = re.findall(
        r"^\| (\d+\.[\w-]+) \| (\S+) \| (\d+) \| `(\w+)` \| `(\w+)` \|$",
        (DOCS / page).read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    told = [(scheme, KINDS.get(kind, kind), int(count), *ids) for scheme, kind, count, *ids in said]
    found: dict[tuple[str, str], list[str]] = {}
    for kind, some in members.items():
        for one in some:
            if one.boundary:
                found.setdefault((one.boundary.scheme, kind), []).append(one.id)
    expected = [(*key, len(ids), ids[0], ids[-1]) for key, ids in found.items()]
    assert sorted(told) == sorted(expected)


@pytest.mark.parametrize("page", PAGES)
def test_the_numbers_of_those_told_one_by_one_are_those_of_the_page(
    page: str, members: dict[str, tuple[Member, ...]]
) -> None:
    firms = members["enterprise"]
    planted = sum(one.boundary is not None for one in firms)
    text = (DOCS / page).read_text(encoding="utf-8")
    for number in (len(firms), planted, len(firms) - planted):
        assert re.search(rf"(?<!\d){number}(?!\d)", text), number


def test_all_who_are_told_one_by_one_are_in_a_city_of_a_thousand(
    members: dict[str, tuple[Member, ...]],
) -> None:
    there = Plan(1_000, 2024).by_kind
    assert all(len(some) <= there[kind] for kind, some in members.items())
    assert MOST_RECIPIENTS == 100_000_000  # as the pages say


def test_both_pages_have_the_same_rows_in_their_tables() -> None:
    rows = [re.findall(r"^\|", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE) for page in PAGES]
    assert len(rows[0]) == len(rows[1])
