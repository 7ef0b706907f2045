"""What nobody says and the sample assumes: shares, rates and medians, plausible for a city of this kind.

Not one of these figures is a finding about Qingdao. Rates are per million unless said otherwise, medians in fen,
and the width of a log-normal distribution (``sigma``) in hundredths.
"""

from __future__ import annotations

from typing import Final

from duixian.registry.city.article import WAN, YI

# --- who there is ----------------------------------------------------------------------------------------

PERSONS_OF_TWENTY: Final = 3
"""Of twenty recipients that are no district, so many are persons: inventors, owners of trucks and machines."""

DISTRICTS: Final = {
    "shinan": 11,
    "shibei": 12,
    "licang": 7,
    "laoshan": 10,
    "west_coast": 22,
    "chengyang": 13,
    "jimo": 10,
    "jiaozhou": 7,
    "pingdu": 5,
    "laixi": 3,
}
"""Enterprises by district, in percent."""

INDUSTRIES: Final = {
    "A": 18,
    "B": 1,
    "C": 118,
    "D": 4,
    "E": 90,
    "F": 325,
    "G": 48,
    "H": 30,
    "I": 72,
    "J": 9,
    "K": 26,
    "L": 120,
    "M": 72,
    "N": 6,
    "O": 28,
    "P": 10,
    "Q": 6,
    "R": 15,
    "S": 2,
    "T": 0,
}
"""Enterprises by industry, in a thousand."""

RURAL: Final = frozenset({"jimo", "jiaozhou", "pingdu", "laixi"})
CENTRAL: Final = frozenset({"shinan", "laoshan"})
SEASIDE: Final = frozenset({"shibei", "west_coast"})
CONCENTRATIONS: Final = (
    (RURAL, frozenset({"A", "B"}), 8),
    (RURAL | {"chengyang", "west_coast"}, frozenset({"C"}), 3),
    (CENTRAL, frozenset({"I", "J", "M", "R"}), 3),
    (SEASIDE, frozenset({"G"}), 3),
)
"""In these districts, these industries are so many times as frequent as elsewhere."""

SIZES: Final = {
    "A": (300, 4_000, 60_000),
    "B": (20_000, 60_000, 300_000),
    "C": (4_500, 26_000, 270_000),
    "D": (15_000, 60_000, 250_000),
    "E": (2_500, 16_000, 190_000),
    "F": (700, 7_000, 120_000),
    "G": (2_500, 14_000, 160_000),
    "H": (800, 8_000, 130_000),
    "I": (1_500, 12_000, 150_000),
    "J": (30_000, 80_000, 250_000),
    "K": (3_000, 25_000, 220_000),
    "L": (1_500, 9_000, 110_000),
    "M": (1_200, 9_000, 130_000),
}
"""Large, medium and small enterprises of an industry per million; the rest are micro."""

OTHER_SIZES: Final = (700, 6_000, 110_000)
"""The same for every other industry."""

# --- money -----------------------------------------------------------------------------------------------

REVENUE: Final = {"large": 10 * YI, "medium": 9_000 * WAN, "small": 900 * WAN, "micro": 60 * WAN}
"""Median of yearly main revenue."""

REVENUE_PERCENT: Final = {
    "F": 180,
    "E": 140,
    "C": 130,
    "J": 250,
    "D": 200,
    "A": 60,
    "M": 70,
    "P": 60,
    "O": 60,
}
"""The median of an industry in percent of that; 100 where it is not named."""

REVENUE_SIGMA: Final = 110
DORMANT: Final = 80_000
"""Micro enterprises without any revenue."""

# --- what few have ---------------------------------------------------------------------------------------

COMPUTE_BUYERS: Final = {"I": 10_000, "M": 5_000, "C": 2_400, "J": 4_000}
COMPUTE_BUYERS_ELSEWHERE: Final = 160
COMPUTE_BUYERS_PERCENT: Final = {"large": 2_500, "medium": 1_200, "small": 300, "micro": 40}
"""Buyers of computing power by industry, times so many percent by size."""

COMPUTE_FEE: Final = 15 * WAN
COMPUTE_FEE_SIGMA: Final = 120

MODEL_BUILDERS: Final = (5_000, 40_000)
"""Buyers of computing power that build a general, an industry model."""

GENERAL_PARAMETERS: Final = 80_000_000_000
INDUSTRY_PARAMETERS: Final = 12_000_000_000
PARAMETERS_SIGMA: Final = 90
MOST_SCENARIOS: Final = 16
MODELS_FILED: Final = 600_000

LEVELS: Final = {
    "patent_prize": {"large": (1_500, 3_000), "medium": (200, 500), "small": (20, 60), "micro": (1, 3)},
    "data_element_case": {"large": (300, 900), "medium": (60, 180), "small": (8, 24), "micro": (0, 2)},
    "engineering_centre": {"large": (300, 2_500), "medium": (40, 500), "small": (2, 40), "micro": (0, 0)},
    "technology_centre": {"large": (600, 6_000), "medium": (60, 1_200), "small": (2, 60), "micro": (0, 0)},
    "innovation_centre": {"large": (60, 300), "medium": (5, 30), "small": (0, 0), "micro": (0, 0)},
}
"""Enterprises with the national, the provincial level of something, by size."""

PROJECT_INVESTMENT: Final = 350 * WAN
PROJECT_INVESTMENT_SIGMA: Final = 90

FIRST_NATIONAL_500: Final = {"large": 800, "medium": 0, "small": 0, "micro": 0}
FIRST_SHANDONG_100: Final = {"large": 1_800, "medium": 20, "small": 0, "micro": 0}
TITLES: Final = {"large": 150, "medium": 150, "small": 40, "micro": 1}
FIRST_TITLES: Final = 550_000
LISTED_ON_MARKET: Final = {"large": 4_000, "medium": 12_000, "small": 6_000, "micro": 300}
"""Firms listed on the regional equity market without financing; all its financing is with special roles."""

PERSON_PRIZES: Final = (30, 120)
"""Persons with a national, a provincial patent prize."""

# --- records ---------------------------------------------------------------------------------------------

HOW_MANY: Final = (60, 20, 9, 4, 3, 2, 1, 1)
"""Whoever has records of a kind has 1, 2, … of them, in this proportion."""

TRUCK_OWNERS: Final = {"G": 280_000, "E": 60_000, "F": 35_000, "C": 40_000, "A": 60_000}
TRUCK_OWNERS_ELSEWHERE: Final = 6_000
TRUCK_OWNING_PERSONS: Final = 330_000
TRUCKS_ON_DIESEL: Final = 930_000
TRUCKS_OPERATING: Final = {"G": 880_000}
TRUCKS_OPERATING_ELSEWHERE: Final = 350_000
TRUCKS_OPERATING_PERSONS: Final = 500_000
EMISSIONS: Final = {"VI": 26, "V": 33, "IV": 23, "III": 13, "II": 4, "I": 1}
TRUCKS_SCRAPPED: Final = {"VI": 500, "V": 8_000, "IV": 50_000, "III": 350_000, "II": 600_000, "I": 800_000}
TRUCKS_REPLACED: Final = 620_000
"""Of the scrapped ones."""

MACHINE_OWNERS: Final = {"A": 350_000}
MACHINE_OWNERS_ELSEWHERE: Final = 700
MACHINE_OWNING_PERSONS: Final = 300_000
MACHINES_SCRAPPED: Final = 90_000
MACHINES_BOUGHT: Final = 160_000

FIRST_SET_MAKERS: Final = {"large": 30_000, "medium": 8_000, "small": 700, "micro": 10}
"""Manufacturers with products of this kind; other industries have none."""

FIRST_SETS_RECOGNISED: Final = 450_000
FIRST_SET_CATEGORIES: Final = {"complete_set": 30, "single_machine": 45, "core_part": 25}
FIRST_SET_SALES: Final = 1_200 * WAN
FIRST_SET_SALES_SIGMA: Final = 110

EQUIPMENT_BORROWERS: Final = {"large": 120_000, "medium": 90_000, "small": 30_000, "micro": 3_000}
EQUIPMENT_LOANS_NEW: Final = 550_000
EQUIPMENT_LOANS_KEY_INDUSTRY: Final = 480_000
EQUIPMENT_LOANS_RENEWAL: Final = 620_000

BORROWERS: Final = 110_000
"""Enterprises with a loan among those that banks report."""

LOANS_WORKING_CAPITAL: Final = 780_000
LOANS_NEWLY_GRANTED: Final = 650_000
LOANS_BAD: Final = 18_000
LOAN_PRINCIPAL: Final = {"large": 6_000 * WAN, "medium": 1_500 * WAN, "small": 300 * WAN, "micro": 80 * WAN}
LOAN_SIGMA: Final = 80

AWARDED_BEFORE: Final = 150_000
"""Of those who now qualify for what is given once, so many have had it."""

VOUCHERS_BEFORE: Final = 250_000
"""Buyers of computing power that have had a voucher for the year 2024."""

# --- special roles ---------------------------------------------------------------------------------------

BANKS_NOT_SELECTED: Final = 5
BANK_SIZES: Final = (60, 45, 36, 30, 25, 20, 16, 13, 10, 8, 7, 6, 5, 4, 3, 3, 2, 2, 1, 1, 1)
"""How much banks lend beside one another, from the largest on."""

LEASING_COMPANIES: Final = (300, 200, 140, 100, 80, 60, 45, 30, 20, 15, 7, 3)
"""The leasing companies, by their share of all lease assets."""

LEASE_CONTRACTS: Final = 2_800
LEASE_SIGMA: Final = 100
LEASES_TO_SMALL_FIRMS: Final = 700_000
LEASES_DIRECT: Final = 350_000
LESSEE_TITLES: Final = {"unicorn": 1, "little_giant": 6, "gazelle": 5, "specialised": 18, "none": 70}

BAD_LOANS_EACH: Final = 20
BAD_LOAN_SIGMA: Final = 70

FINANCED_FIRMS: Final = 230
FINANCING_SIGMA: Final = 110
FINANCED_INDUSTRIES: Final = {"C": 45, "I": 25, "M": 15, "F": 10, "A": 5}
FINANCED_SIZES: Final = {"medium": 20, "small": 65, "micro": 15}
REWARD_TIERS: Final = (20 * WAN, 20 * WAN, 30 * WAN, 50 * WAN)
"""Rewards for financing under the rule before, as often as they stand here; the last one is what is left."""

NURTURING_BODIES: Final = 6
NURTURED_WITHOUT_LISTING: Final = 48
BOARDS: Final = {"neeq": 70, "beijing": 15, "shenzhen": 10, "shanghai": 5}

FINANCING_THE_YEAR_BEFORE: Final = 8 * YI
"""The market's financing in 2022; the article gives 2020 (1.2 亿元) and 2023 only."""

TRANSHIPMENT: Final = (1_420_000, 1_310_000)
"""The port's water-to-water transhipment this year and last, in TEU."""

SEA_RAIL_FROM_OUTSIDE: Final = 300_000
"""TEU from outside the province; the digest has all origins only (2.2 million in 2023)."""

SHIPPING_COMPANIES: Final = 10
ROUTES_EACH: Final = (3, 9)
ROUTES_NEW: Final = 250_000
ROUTES_TO_RCEP: Final = 600_000
ROUTES_DIRECT: Final = 650_000
ROUTE_TEU: Final = 15_000
ROUTE_TEU_SIGMA: Final = 90

DATA_TRADED: Final = 7_980 * WAN
"""What near 8000 万元 is taken to be; all of it is taken to fall in one year, because no document divides it."""

VENDORS_ABOVE_THE_TIE: Final = 6
TRADED_ABOVE_THE_TIE: Final = 850 * WAN
VENDORS_BELOW_THE_TIE: Final = 28

MOST_FOR_PRODUCTS: Final = 100 * WAN
"""Trade beyond this does not come from more products."""

PRODUCT_AREAS: Final = ("film", "tourism", "industry", "remote_sensing", "other")
"""The areas that the article names, and the rest."""

LABORATORY_AWARDS: Final = (4, 6, 3)
"""Laboratories paid for in the year 2023, of three districts."""

HOUSEHOLDS: Final = 132_400
"""What over 130,000 is taken to be."""

COMPUTE_PROVIDERS: Final = {
    "telecom": (520, 310, 240),
    "park": (360, 150),
    "state": (280, 120),
    "enterprise": (180, 75),
    "sector": (65,),
}
"""PFlops of providers, by the kinds that the article names; they add up to its 2300."""
