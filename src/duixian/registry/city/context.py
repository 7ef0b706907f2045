"""What the article says of the city that is no fact of a recipient: it stands beside the tables.

Computing power, data products and old compounds have no place in the vocabulary, because no rule reads them. Who
reads a folder of tables passes by ``context.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from duixian.language.quantity import yuan_text
from duixian.registry.city import article, assumptions
from duixian.registry.city.cast import DISTRICT_CODES
from duixian.registry.city.draws import Draws, allotted
from duixian.registry.city.members import Member


def context(seed: int, firms: Sequence[Member]) -> dict[str, Any]:
    """The providers of computing power, the products of the data vendors and the old compounds."""
    return {
        "note": "数字和来源见 docs/sample-city.md;除注明出自报道或要点的合计外,都是假设。",
        "note_en": "See docs/sample-city.md for the sources; all but the totals of the article is assumed.",
        "compute_providers": [
            {"provider": f"P{number:02}", "kind": kind, "pflops": power}
            for number, (kind, power) in enumerate(_powers(), 1)
        ],
        "data_products": _products(seed, [one for one in firms if "data_vendor" in (one.facts.roles or ())]),
        "old_compounds": _compounds(seed),
    }


def _powers() -> list[tuple[str, int]]:
    return [(kind, power) for kind, powers in assumptions.COMPUTE_PROVIDERS.items() for power in powers]


def _products(seed: int, vendors: Sequence[Member]) -> list[dict[str, Any]]:
    """The products on the exchange; those of a vendor traded together what the vendor did."""
    traded = [int(vendor.facts.values["traded_value"]) for vendor in vendors]
    # One product each, and more for whoever trades more, up to a limit.
    more = allotted(
        article.DATA_PRODUCTS - len(vendors), [min(value, assumptions.MOST_FOR_PRODUCTS) for value in traded]
    )
    draws = Draws(seed, "context.products", 0, article.DATA_PRODUCTS)
    weights = draws.between("weight", 1, 9).tolist()
    areas = draws.pick("area", [1] * len(assumptions.PRODUCT_AREAS)).tolist()
    products: list[dict[str, Any]] = []
    for vendor, value, extra in zip(vendors, traded, more, strict=True):
        first = len(products)
        for share in allotted(value, weights[first : first + 1 + extra]):
            number = len(products)
            products.append(
                {
                    "product": f"D{number + 1:03}",
                    "vendor": vendor.id,
                    "area": assumptions.PRODUCT_AREAS[areas[number]],
                    "traded_value": yuan_text(share),
                }
            )
    return products


def _compounds(seed: int) -> list[dict[str, Any]]:
    weights = Draws(seed, "context.compounds", 0, len(DISTRICT_CODES)).between("weight", 10, 40).tolist()
    totals = (article.COMPOUNDS, article.BUILDINGS, assumptions.HOUSEHOLDS)
    columns = [allotted(total, weights) for total in totals]
    return [
        {"district": district, "compounds": compounds, "buildings": buildings, "households": households}
        for district, compounds, buildings, households in zip(DISTRICT_CODES.values(), *columns, strict=True)
    ]
