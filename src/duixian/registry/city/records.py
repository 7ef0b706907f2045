"""The records of the population: what ordinary enterprises and persons own, have borrowed and were paid before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from duixian.registry.city import assumptions
from duixian.registry.city.article import WAN
from duixian.registry.city.draws import Codes, Draws, Truths, Whole
from duixian.registry.city.facts import Columns, Keys, one_of
from duixian.registry.city.identifiers import object_codes

Rows = npt.NDArray[np.intp]


class Block(NamedTuple):
    """A block of rows of a table of recipients, with their facts as they truly are."""

    kind: str
    number: int
    ids: pa.StringArray
    facts: Columns
    ordinary: Truths
    """Who belongs to the population; the others' records are told one by one."""


class RecordBlock(NamedTuple):
    """The records of one kind that the recipients of a block have, in their order."""

    records: str
    draws: Draws
    columns: dict[str, Any]
    """Values by canonical column: arrays of numbers, or Arrow strings."""


class Lender(NamedTuple):
    """A bank that lends to the population; ``share`` is its weight among them."""

    id: str
    share: int


def enterprise_records(
    seed: int, block: Block, keys: Keys, lenders: tuple[Lender, ...]
) -> Iterator[RecordBlock]:
    """The records of ordinary enterprises."""
    yield _trucks(seed, block, keys)
    yield _farm_machines(seed, block, keys)
    yield _first_set_products(seed, block, keys)
    yield _equipment_loans(seed, block, keys)
    yield _loans(seed, block, keys, lenders)
    yield _earlier_awards(seed, block)


def person_records(seed: int, block: Block, keys: Keys) -> Iterator[RecordBlock]:
    """The records of ordinary persons."""
    yield _trucks(seed, block, keys)
    yield _farm_machines(seed, block, keys)
    yield _earlier_awards(seed, block)


class _Owned(NamedTuple):
    """Records that have an owner each but no columns yet."""

    draws: Draws
    row: Rows
    """The row of each record's owner in the block."""
    columns: dict[str, Any]


def _owned(seed: int, block: Block, records: str, letter: str, rate: int | Whole, *, many: bool) -> _Owned:
    """Records of a kind for so many in a million of a block, several each if there may be ``many``."""
    counting = Draws(seed, f"{records}.{block.kind}", block.number, len(block.ids))
    counts = (counting.chance("owns", rate) & block.ordinary).astype(np.int64)
    if many:
        counts *= 1 + counting.pick("how_many", assumptions.HOW_MANY)
    row = np.repeat(np.arange(len(counts)), counts)
    draws = Draws(seed, f"{records}.{block.kind}.fields", block.number, len(row))
    columns = {"owner": block.ids.take(pa.array(row)), "object": object_codes(letter, block.number, len(row))}
    return _Owned(draws, row, columns)


def _by_industry(block: Block, keys: Keys, rates: Mapping[str, int], elsewhere: int) -> Whole:
    return keys.table("industry", rates, elsewhere)[block.facts["industry"]]


def _trucks(seed: int, block: Block, keys: Keys) -> RecordBlock:
    rate: int | Whole
    if block.kind == "person":
        rate, letter = assumptions.TRUCK_OWNING_PERSONS, "U"
        operating = np.full(len(block.ids), assumptions.TRUCKS_OPERATING_PERSONS)
    else:
        rate = _by_industry(block, keys, assumptions.TRUCK_OWNERS, assumptions.TRUCK_OWNERS_ELSEWHERE)
        letter = "T"
        operating = _by_industry(
            block, keys, assumptions.TRUCKS_OPERATING, assumptions.TRUCKS_OPERATING_ELSEWHERE
        )
    draws, row, columns = _owned(seed, block, "trucks", letter, rate, many=True)
    emission = one_of(draws, keys, "emission", assumptions.EMISSIONS)
    scrapped = draws.chance("scrapped", keys.table("emission", assumptions.TRUCKS_SCRAPPED)[emission])
    columns |= {
        "diesel": draws.chance("diesel", assumptions.TRUCKS_ON_DIESEL),
        "emission": emission,
        "operating": draws.chance("operating", operating[row]),
        "scrapped": scrapped,
        "replaced": scrapped & draws.chance("replaced", assumptions.TRUCKS_REPLACED),
    }
    return RecordBlock("trucks", draws, columns)


def _farm_machines(seed: int, block: Block, keys: Keys) -> RecordBlock:
    rate: int | Whole
    if block.kind == "person":
        rate, letter = assumptions.MACHINE_OWNING_PERSONS, "N"
    else:
        rate = _by_industry(block, keys, assumptions.MACHINE_OWNERS, assumptions.MACHINE_OWNERS_ELSEWHERE)
        letter = "M"
    draws, _, columns = _owned(seed, block, "farm_machines", letter, rate, many=True)
    columns |= {
        "scrapped": draws.chance("scrapped", assumptions.MACHINES_SCRAPPED),
        "bought": draws.chance("bought", assumptions.MACHINES_BOUGHT),
    }
    return RecordBlock("farm_machines", draws, columns)


def _first_set_products(seed: int, block: Block, keys: Keys) -> RecordBlock:
    makes = block.facts["industry"] == keys.code("industry", "C")
    by_size = keys.table("size", assumptions.FIRST_SET_MAKERS)[block.facts["size"]]
    draws, _, columns = _owned(seed, block, "first_set_products", "F", np.where(makes, by_size, 0), many=True)
    columns |= {
        "recognised": draws.chance("recognised", assumptions.FIRST_SETS_RECOGNISED),
        "category": one_of(draws, keys, "category", assumptions.FIRST_SET_CATEGORIES),
        "sales_fen": draws.spread("sales", assumptions.FIRST_SET_SALES, assumptions.FIRST_SET_SALES_SIGMA),
    }
    return RecordBlock("first_set_products", draws, columns)


def _equipment_loans(seed: int, block: Block, keys: Keys) -> RecordBlock:
    rate = keys.table("size", assumptions.EQUIPMENT_BORROWERS)[block.facts["size"]]
    draws, _, columns = _owned(seed, block, "equipment_loans", "E", rate, many=True)
    columns |= {
        "for_new_equipment": draws.chance("for_new_equipment", assumptions.EQUIPMENT_LOANS_NEW),
        "key_industry": draws.chance("key_industry", assumptions.EQUIPMENT_LOANS_KEY_INDUSTRY),
        "renewal": draws.chance("renewal", assumptions.EQUIPMENT_LOANS_RENEWAL),
    }
    return RecordBlock("equipment_loans", draws, columns)


FIRST_GRANTED, LAST_GRANTED = date(2021, 1, 1), date(2024, 12, 31)


def granted_on(draws: Draws) -> npt.NDArray[np.datetime64]:
    """Days on which loans are granted."""
    days = (LAST_GRANTED - FIRST_GRANTED).days
    return np.datetime64(FIRST_GRANTED, "D") + draws.between("granted_on", 0, days)


def _loans(seed: int, block: Block, keys: Keys, lenders: tuple[Lender, ...]) -> RecordBlock:
    """Loans to ordinary enterprises, as the banks report them. Those that would be compensated stand with the
    special roles, whose sum is known."""
    draws, row, columns = _owned(seed, block, "loans", "L", assumptions.BORROWERS, many=False)
    size = block.facts["size"][row]
    small = size >= keys.code("size", "small")
    working = draws.chance("working_capital", assumptions.LOANS_WORKING_CAPITAL)
    new = draws.chance("newly_granted", assumptions.LOANS_NEWLY_GRANTED)
    principal = draws.spread(
        "principal", keys.table("size", assumptions.LOAN_PRINCIPAL)[size], assumptions.LOAN_SIGMA
    )
    lender = draws.pick("lender", [lender.share for lender in lenders])
    columns |= {
        "owner": pa.array([lender.id for lender in lenders], pa.string()).take(pa.array(lender)),
        "small_or_micro_borrower": small,
        "working_capital": working,
        "newly_granted": new,
        "granted_on": granted_on(draws),
        "confirmed_bad": draws.chance("confirmed_bad", assumptions.LOANS_BAD) & ~(small & working & new),
        "principal_fen": np.maximum(principal // WAN, 1) * WAN,
    }
    return RecordBlock("loans", draws, columns)


class _Once(NamedTuple):
    """A scheme that pays once, for a fact of enterprises or persons."""

    policy: str
    scheme: str
    fact: str
    qualifies: Callable[[Any], Truths]
    amount: int


def _ranked(level: Codes) -> Truths:
    return level < 2  # national or provincial


def _is_so(fact: Truths) -> Truths:
    return fact


_GIVEN_ONCE = (
    _Once("engineering-research-centre", "recognition", "engineering_centre", _ranked, 50 * WAN),
    _Once("enterprise-technology-centre", "recognition", "technology_centre", _ranked, 50 * WAN),
    _Once("industrial-innovation-centre", "construction", "innovation_centre", _ranked, 300 * WAN),
    _Once("private-500", "provincial", "first_shandong_private_100", _is_so, 100 * WAN),
    _Once("first-national-title", "award", "first_title", _is_so, 30 * WAN),
    _Once("patent-prize", "prize", "patent_prize", _ranked, 20 * WAN),
)


class _Paid(NamedTuple):
    """Awards of one scheme, one to each of some recipients."""

    policy: str
    scheme: str
    row: Rows
    """The recipients, by their row in the block."""
    year: Whole
    amount: Whole


def _earlier_awards(seed: int, block: Block) -> RecordBlock:
    """What the population was paid before: of what is given once, and vouchers of the year 2024."""
    draws = Draws(seed, f"earlier_awards.{block.kind}", block.number, len(block.ids))
    year = draws.between("year", 2021, 2023)
    paid: list[_Paid] = []
    for once in _GIVEN_ONCE:
        if once.fact in block.facts:
            had = draws.chance(f"{once.policy}.{once.scheme}", assumptions.AWARDED_BEFORE)
            (row,) = np.nonzero(had & once.qualifies(block.facts[once.fact]) & block.ordinary)
            paid.append(_Paid(once.policy, once.scheme, row, year[row], np.full(len(row), once.amount)))
    if "via_compute_platform" in block.facts:
        had = draws.chance("compute-voucher.purchase", assumptions.VOUCHERS_BEFORE)
        (row,) = np.nonzero(had & block.facts["via_compute_platform"] & block.ordinary)
        amount = 1 + np.minimum(block.facts["compute_fee_fen"][row] // 10, 50 * WAN)
        paid.append(_Paid("compute-voucher", "purchase", row, np.full(len(row), 2024), amount))
    return _awards(seed, block, paid)


def _awards(seed: int, block: Block, paid: list[_Paid]) -> RecordBlock:
    """The awards in the order of their recipients."""
    row = np.concatenate([some.row for some in paid])
    order = np.argsort(row, kind="stable")
    scheme = np.repeat(np.arange(len(paid)), [len(some.row) for some in paid])[order]
    columns = {
        "owner": block.ids.take(pa.array(row[order])),
        "policy": pa.array([some.policy for some in paid]).take(pa.array(scheme)),
        "scheme": pa.array([some.scheme for some in paid]).take(pa.array(scheme)),
        "year": np.concatenate([some.year for some in paid])[order],
        "amount_fen": np.concatenate([some.amount for some in paid])[order],
        "object": pa.nulls(len(row), pa.string()),
    }
    draws = Draws(seed, f"earlier_awards.{block.kind}.fields", block.number, len(row))
    return RecordBlock("earlier_awards", draws, columns)
