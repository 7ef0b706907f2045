"""What the documents say in figures of the city, which the sample reproduces. Money in fen.

The article is the report on the briefing of 17 July 2024, 报道 among the sources of the list; the digest is 要点.
Nothing else in the sample city is real.
"""

from __future__ import annotations

from typing import Final

WAN: Final = 10_000 * 100
"""Fen in 1 万元."""

YI: Final = 10_000 * WAN
"""Fen in 1 亿元."""

DIRECT_FINANCING: Final = 99 * YI // 10
"""Direct financing by firms on the regional equity market in 2023: 9.9 亿元."""

EQUITY_REWARDS: Final = 4315 * WAN
"""Rewards for direct financing paid so far: 4315 万元."""

FIRMS_LISTED: Final = 12
"""Firms that the regional equity market has brought to a listing."""

LEASE_ASSETS: Final = 53622 * YI // 100
"""Lease assets of leasing companies at the end of 2023: 536.22 亿元."""

LEASING_AWARDS: Final = 28
LEASING_AWARDED: Final = 13_526 * WAN // 10
"""Awards to leasing companies so far: 28 of together 1352.6 万元."""

BAD_LOANS: Final = 202 * YI // 100
"""Bad loans of which banks were relieved so far: 2.02 亿元."""

COOPERATING_BANKS: Final = 21
"""Banks selected for loan-loss compensation (the digest, after the guide)."""

DATA_PRODUCTS: Final = 347
"""Products listed on the data exchange."""

DATA_TRADED_BELOW: Final = 8000 * WAN
"""Cumulative trade of the data exchange is near this: 近 8000 万元."""

PFLOPS: Final = 2300
"""Computing power of the city, about."""

COMPOUNDS: Final = 433
BUILDINGS: Final = 3373
HOUSEHOLDS_ABOVE: Final = 130_000
"""Old compounds to be renewed in 2024, with their buildings and households, in ten districts (the digest)."""

LABORATORIES: Final = 200
"""AI education laboratories to be built in 2024 (the digest)."""
