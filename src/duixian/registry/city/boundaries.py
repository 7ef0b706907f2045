"""The boundary cases of the 20 policies: at every threshold, one fen or one unit below it and above it, at every
cap, and each value of a category that decides. What is expected was worked out by hand from the clauses.

A case is written like a facts file. What it does not state is nought, "no" or "none"; None is unknown. The cases
of a group share their facts; a changed field of a record is written ``lease_contracts.amount`` and changes the
one record there is. Cases are numbered in the order in which they stand here, and the number is in their code:
new ones go to the end of ``GROUPS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from duixian.language.tree import Text

DAY = "2024-12-31"
"""The day of a case that names no other."""


class Expected(NamedTuple):
    """What a case comes to: amounts in yuan as decimal strings, ``high`` None where there is no bound."""

    outcome: str
    low: str
    high: str | None
    day: str = DAY
    readings: tuple[str, ...] = ()

    def on(self, day: str) -> Expected:
        """The same on another day."""
        return self._replace(day=day)

    def read(self, *readings: str) -> Expected:
        """The same under other readings, each like ``1.award.split=by_set``."""
        return self._replace(readings=readings)


class Case(NamedTuple):
    """What a case changes in the facts of its group; ``told`` where those changes do not say it well."""

    changes: Mapping[str, Any]
    expected: tuple[Expected, ...]
    told: Text | None = None


class Group(NamedTuple):
    """Cases of one scheme (``11.purchase``) and the facts that they share."""

    scheme: str
    facts: Mapping[str, Any]
    cases: tuple[Case, ...]
    kind: str = "enterprise"


NO = Expected("not_entitled", "0", "0")


def pays(amount: str) -> Expected:
    """Entitled to exactly this."""
    return Expected("entitled", amount, amount)


def up_to(amount: str | None) -> Expected:
    """Entitled, to at most this; None: no amount can be told."""
    return Expected("entitled", "0", amount)


def from_to(low: str, high: str) -> Expected:
    """Entitled to something in between."""
    return Expected("entitled", low, high)


def open_to(amount: str | None) -> Expected:
    """Undetermined: nothing, or up to this; None: no bound."""
    return Expected("undetermined", "0", amount)


def _case(changes: Mapping[str, Any], *expected: Expected, told: Text | None = None) -> Case:
    return Case(changes, expected, told)


def _award(policy: str, scheme: str, year: int, amount: str, object_: str | None = None) -> dict[str, Any]:
    return {"earlier_awards": [_paid(policy, scheme, year, amount, object_)]}


def _paid(policy: str, scheme: str, year: int, amount: str, object_: str | None) -> dict[str, Any]:
    award = {"policy": policy, "scheme": scheme, "year": year, "amount": amount}
    return award if object_ is None else award | {"object": object_}


_HAD = Text("以前得过这项奖补", "had this award before")


# --- field 1: equipment renewal and trade-in -------------------------------------------------------------

BY_SET = "1.award.split=by_set"


_FIRST_SET = {"first_set_products": [{"recognised": True, "category": "complete_set", "sales": "600万元"}]}


def _sold(category: str, sales: str) -> dict[str, Any]:
    return {"first_set_products.category": category, "first_set_products.sales": sales}


# By set 5% of sales: 150万 / 5% = 3000万, 100万 / 5% = 2000万. Half a fen is rounded up, so the last amount below
# the cap belongs to 0.11 yuan less: 29,999,999.89 × 5% = 1,499,999.9945.
_FIRST_SETS = Group(
    "1.award",
    _FIRST_SET,
    (
        _case(_sold("complete_set", "29999999.89"), up_to("1500000"), pays("1499999.99").read(BY_SET)),
        _case(_sold("complete_set", "29999999.99"), up_to("1500000"), pays("1500000").read(BY_SET)),
        _case(_sold("complete_set", "30000000"), up_to("1500000"), pays("1500000").read(BY_SET)),
        _case(_sold("complete_set", "30000000.01"), up_to("1500000"), pays("1500000").read(BY_SET)),
        _case(_sold("single_machine", "19999999.89"), up_to("1500000"), pays("999999.99").read(BY_SET)),
        _case(_sold("single_machine", "20000000"), up_to("1500000"), pays("1000000").read(BY_SET)),
        _case(_sold("single_machine", "20000000.01"), up_to("1500000"), pays("1000000").read(BY_SET)),
        _case(_sold("core_part", "19999999.89"), up_to("1000000"), pays("999999.99").read(BY_SET)),
        _case(_sold("core_part", "20000000"), up_to("1000000"), pays("1000000").read(BY_SET)),
        _case(_sold("core_part", "20000000.01"), up_to("1000000"), pays("1000000").read(BY_SET)),
        _case({"first_set_products.recognised": False}, NO, NO.read(BY_SET)),
        _case({"first_set_products.recognised": None}, open_to("1500000"), open_to("300000").read(BY_SET)),
    ),
)

_EQUIPMENT_LOANS = Group(
    "2.subsidy",
    {"equipment_loans": [{"for_new_equipment": True, "key_industry": True, "renewal": True}]},
    (
        _case({"equipment_loans.for_new_equipment": True}, open_to(None)),
        _case({"equipment_loans.for_new_equipment": False}, NO),
        _case({"equipment_loans.key_industry": False}, open_to(None)),
    ),
)

_LABORATORIES = Group(
    "3.lab",
    {"old_compound_works": True},
    (
        _case({"ai_labs_accepted": 0}, NO),
        _case({"ai_labs_accepted": 1}, pays("50000")),
    ),
    kind="district",
)

_COMPOUNDS = Group(
    "4.support",
    {"ai_labs_accepted": 12},
    (_case({"old_compound_works": True}, open_to(None)),),
    kind="district",
)

_TRUCK = {
    "trucks": [{"diesel": True, "emission": "III", "operating": False, "scrapped": True, "replaced": True}]
}
_TRUCKS = (
    Group(
        "5.scrapping",
        _TRUCK,
        (
            _case({"trucks.emission": "III"}, up_to(None)),
            _case({"trucks.emission": "IV"}, NO),
            _case({"trucks.emission": "II"}, up_to(None)),
            _case({"trucks.emission": "I"}, up_to(None)),
            _case({"trucks.diesel": False}, NO),
            _case({"trucks.operating": True}, NO),
            _case({"trucks.scrapped": False}, NO),
            _case({"trucks.replaced": False}, open_to(None)),
        ),
    ),
    Group(
        "5.scrapping",
        _TRUCK,
        (_case({"trucks.emission": "III"}, up_to(None)), _case({"trucks.emission": "IV"}, NO)),
        kind="person",
    ),
)

_MACHINE = {"farm_machines": [{"scrapped": False, "bought": False}]}
_FARM_MACHINES = tuple(
    Group(
        f"6.{scheme}",
        _MACHINE,
        (
            _case({f"farm_machines.{fact}": True}, open_to(None)),
            _case({f"farm_machines.{fact}": False}, NO),
        ),
        kind=kind,
    )
    for scheme, fact in (("scrapping", "scrapped"), ("purchase", "bought"))
    for kind in ("enterprise", "person")
)


# --- field 2: science, technology and the digital economy ------------------------------------------------

_PATENT_PRIZES = tuple(
    Group(
        "7.prize",
        {},
        (
            _case({"patent_prize": "national"}, up_to("500000")),
            _case({"patent_prize": "provincial"}, up_to("500000")),
            _case({"patent_prize": "none"}, NO),
            _case({"patent_prize": None}, open_to("500000")),
        ),
        kind=kind,
    )
    for kind in ("enterprise", "person")
)

_CENTRES = (
    Group(
        "8.recognition",
        {},
        (
            _case({"engineering_centre": "national"}, pays("10000000")),
            _case({"engineering_centre": "provincial"}, pays("500000")),
            _case({"engineering_centre": "none"}, NO),
            _case(
                {
                    "engineering_centre": "provincial",
                    **_award("engineering-research-centre", "recognition", 2023, "500000"),
                },
                pays("0"),
                told=_HAD,
            ),
        ),
    ),
    Group(
        "9.recognition",
        {},
        (
            _case({"technology_centre": "national"}, pays("5000000")),
            _case({"technology_centre": "provincial"}, pays("500000")),
            _case({"technology_centre": "none"}, NO),
            _case(
                {
                    "technology_centre": "national",
                    **_award("enterprise-technology-centre", "recognition", 2022, "500000"),
                },
                pays("0"),
                told=_HAD,
            ),
        ),
    ),
    Group(
        "10.construction",
        {},
        (
            _case({"innovation_centre": "national"}, up_to("30000000")),
            _case({"innovation_centre": "provincial"}, up_to("5000000")),
            _case({"innovation_centre": "none"}, NO),
            _case(
                {
                    "innovation_centre": "provincial",
                    **_award("industrial-innovation-centre", "construction", 2023, "3000000"),
                },
                pays("0"),
                told=_HAD,
            ),
        ),
    ),
)

# 20% of 500万 is the cap of 100万; 20% of 0.03 yuan less is 0.006 less, the first that rounds to a fen less.
GUIDE_DAY = "2025-04-17"
_VOUCHERS = Group(
    "11.purchase",
    {"via_compute_platform": True, "main_revenue": "8000万元", "compute_fee": "30万元"},
    (
        _case({"main_revenue": "4999999.99"}, NO),
        _case({"main_revenue": "5000000"}, NO, NO.on(GUIDE_DAY)),
        _case({"main_revenue": "5000000.01"}, up_to("60000")),
        _case({"compute_fee": "99999.99"}, NO, NO.on(GUIDE_DAY)),
        _case({"compute_fee": "100000"}, NO, NO.on("2025-04-16"), up_to("20000").on(GUIDE_DAY)),
        _case({"compute_fee": "100000.01"}, up_to("20000"), up_to("20000").on(GUIDE_DAY)),
        _case({"compute_fee": "4999999.97"}, up_to("999999.99")),
        _case({"compute_fee": "4999999.99"}, up_to("1000000")),
        _case({"compute_fee": "5000000"}, up_to("1000000")),
        _case({"compute_fee": "5000000.01"}, up_to("1000000")),
        _case({"via_compute_platform": False}, NO),
        _case({"main_revenue": None}, open_to("60000")),
        _case(
            {"compute_fee": "500万元", **_award("compute-voucher", "purchase", 2024, "999999.99")},
            up_to("0.01"),
            told=Text(
                "当年已得999999.99元,离封顶还差1分", "999,999.99 yuan paid this year, one fen below the cap"
            ),
        ),
        _case(
            {"compute_fee": "500万元", **_award("compute-voucher", "purchase", 2024, "1000000")},
            up_to("0"),
            told=Text("当年已得100万元,到封顶数", "1,000,000 yuan paid this year, at the cap"),
        ),
        _case(
            {"compute_fee": "500万元", **_award("compute-voucher", "purchase", 2023, "1000000")},
            up_to("1000000"),
            told=Text(
                "上年得过100万元,不占当年的封顶数", "1,000,000 yuan paid last year, not of this year's cap"
            ),
        ),
    ),
)

_LARGE_MODELS = Group(
    "11.large-model",
    {
        "via_compute_platform": True,
        "model_filed": True,
        "model_kind": "general",
        "model_parameters": 150_000_000_000,
        "typical_scenarios": 8,
        "compute_fee": "100万元",
    },
    (
        _case({"model_parameters": 99_999_999_999}, NO),
        _case({"model_parameters": 100_000_000_000}, up_to("200000")),
        _case({"model_parameters": 100_000_000_001}, up_to("200000")),
        _case({"model_kind": "industry", "model_parameters": 9_999_999_999}, NO),
        _case({"model_kind": "industry", "model_parameters": 10_000_000_000}, up_to("200000")),
        _case({"model_kind": "industry", "model_parameters": 10_000_000_001}, up_to("200000")),
        _case({"model_kind": "none"}, NO),
        _case({"typical_scenarios": 4}, NO),
        _case({"typical_scenarios": 5}, up_to("200000")),
        _case({"typical_scenarios": 6}, up_to("200000")),
        _case({"model_filed": False}, NO),
        _case({"via_compute_platform": False}, NO),
        _case({"compute_fee": "24999999.97"}, up_to("4999999.99")),
        _case({"compute_fee": "25000000"}, up_to("5000000")),
        _case({"compute_fee": "25000000.01"}, up_to("5000000")),
    ),
)

# 30% of 3,333,333.33 is 999,999.999; of 0.01 more it is above the cap; of 3,333,333.31 it is 999,999.993.
_DATA_CASES = Group(
    "12.award",
    {"data_element_case": "national", "project_investment": "200万元"},
    (
        _case({"project_investment": "3333333.31"}, pays("999999.99")),
        _case({"project_investment": "3333333.33"}, pays("1000000")),
        _case({"project_investment": "3333333.34"}, pays("1000000")),
        _case({"project_investment": "0"}, NO),
        _case({"project_investment": "0.01"}, NO),
        _case({"project_investment": "0.02"}, pays("0.01")),
        _case({"data_element_case": "provincial"}, NO),
        _case({"data_element_case": "none"}, NO),
        _case({"project_investment": None}, open_to("1000000")),
    ),
)

# 1% of 2000万 is the cap of 20万; of one yuan less it is one fen less. Three vendors stand at the tenth place: two
# with the same value, and one with a fen less. The ranks given fit the vendors of the whole sample.
_TIE = Text("与另一家并列第10名", "tied with another one at rank 10")
_VENDORS = Group(
    "13.top-ten",
    {"roles": ["data_vendor"], "industry": "I"},
    (
        _case({"traded_value": "20000001", "traded_value_rank": 1}, pays("200000")),
        _case({"traded_value": "20000000", "traded_value_rank": 2}, pays("200000")),
        _case({"traded_value": "19999999", "traded_value_rank": 3}, pays("199999.99")),
        _case({"traded_value": "600000", "traded_value_rank": 10}, pays("6000"), told=_TIE),
        _case({"traded_value": "600000", "traded_value_rank": 10}, pays("6000"), told=_TIE),
        _case(
            {"traded_value": "599999.99", "traded_value_rank": 12},
            NO,
            told=Text("比并列第10名的两家少1分,排第12名", "one fen below the two at rank 10, so at rank 12"),
        ),
    ),
)


# --- field 3: the private economy ------------------------------------------------------------------------

# 10万 + 2% of what exceeds 100万: half a fen from 0.25 yuan on; the cap of 50万 at 100万 + 40万 / 2% = 2100万. Before
# 2024-07-17 steps: 100万: 20万, 500万: 30万, 2000万: 50万.
BEFORE = "2024-07-16"
_FINANCED = Group(
    "14.firm",
    {"listed_on_regional_market": True, "direct_financing": "300万元"},
    (
        _case({"direct_financing": "999999.99"}, NO, NO.on(BEFORE)),
        _case({"direct_financing": "1000000"}, pays("100000"), pays("200000").on(BEFORE)),
        _case({"direct_financing": "1000000.01"}, pays("100000"), pays("200000").on(BEFORE)),
        _case({"direct_financing": "1000000.24"}, pays("100000")),
        _case({"direct_financing": "1000000.25"}, pays("100000.01")),
        _case({"direct_financing": "4999999.99"}, pays("180000"), pays("200000").on(BEFORE)),
        _case({"direct_financing": "5000000"}, pays("180000"), pays("300000").on(BEFORE)),
        _case({"direct_financing": "5000000.01"}, pays("180000"), pays("300000").on(BEFORE)),
        _case({"direct_financing": "19999999.99"}, pays("480000"), pays("300000").on(BEFORE)),
        _case({"direct_financing": "20000000"}, pays("480000"), pays("500000").on(BEFORE)),
        _case({"direct_financing": "20000000.01"}, pays("480000"), pays("500000").on(BEFORE)),
        _case({"direct_financing": "20999999.74"}, pays("499999.99")),
        _case({"direct_financing": "20999999.99"}, pays("500000")),
        _case({"direct_financing": "21000000"}, pays("500000")),
        _case({"direct_financing": "21000000.01"}, pays("500000")),
        _case({"listed_on_regional_market": False}, NO, NO.on(BEFORE)),
        _case({"listed_on_regional_market": None}, open_to("140000")),
        _case(
            {"direct_financing": "2100万元", **_award("regional-equity", "firm", 2024, "450000")},
            pays("50000"),
            told=Text(
                "当年已得45万元,封顶数只剩5万元", "450,000 yuan paid this year, 50,000 left of the cap"
            ),
        ),
    ),
)

_NURTURING = Group(
    "14.nurturing",
    {"roles": ["nurturing_body"], "industry": "L", "nurtured_firms": [{"board": "none"}]},
    (
        _case({"nurtured_firms.board": "neeq"}, pays("300000")),
        _case({"nurtured_firms.board": "shanghai"}, pays("500000")),
        _case({"nurtured_firms.board": "shenzhen"}, pays("500000")),
        _case({"nurtured_firms.board": "beijing"}, pays("500000")),
        _case({"nurtured_firms.board": "overseas_main"}, pays("500000")),
        _case({"nurtured_firms.board": "none"}, NO),
    ),
)

# After 1 亿元, 5% more is 105,000,000. The part above it × 1%: half a fen from 0.50 yuan on; the cap of 200万 at
# 2 亿元 above it. All of the increment above 5,000,000 × 1% is 50,000; of all 105,000,000 it is 1,050,000.
INCREMENT, WHOLE_YEAR = "14.operator.base=increment", "14.operator.base=whole_year"
_OPERATORS = Group(
    "14.operator",
    {"roles": ["market_operator"], "industry": "J", "market_financing_last_year": "1亿元"},
    (
        _case({"market_financing": "104999999.99"}, NO, NO.read(INCREMENT), NO.read(WHOLE_YEAR)),
        _case({"market_financing": "105000000"}, NO, NO.read(INCREMENT), NO.read(WHOLE_YEAR)),
        _case(
            {"market_financing": "105000000.01"},
            NO,
            pays("50000").read(INCREMENT),
            pays("1050000").read(WHOLE_YEAR),
        ),
        _case(
            {"market_financing": "105000000.50"},
            pays("0.01"),
            pays("50000.01").read(INCREMENT),
            pays("1050000.01").read(WHOLE_YEAR),
        ),
        _case({"market_financing": "304999999"}, pays("1999999.99")),
        _case({"market_financing": "304999999.99"}, pays("2000000")),
        _case({"market_financing": "305000000"}, pays("2000000")),
        _case({"market_financing": "305000000.01"}, pays("2000000")),
    ),
)

# 300万 / 0.8% = 3.75 亿元, 300万 / 1% = 3 亿元; 0.8% of 1.25 yuan is a fen.
_LEASING = Group(
    "15.leasing",
    {
        "roles": ["leasing_company"],
        "industry": "L",
        "lease_contracts": [
            {"lessee_is_sme": True, "amount": "1000万元", "direct": False, "lessee_title": "none"}
        ],
    },
    (
        _case({"lease_contracts.amount": "374998750"}, up_to("2999990")),
        _case({"lease_contracts.amount": "374999998.75"}, up_to("2999999.99")),
        _case({"lease_contracts.amount": "375000000"}, up_to("3000000")),
        _case({"lease_contracts.amount": "375000000.01"}, up_to("3000000")),
        _case({"lease_contracts.direct": True, "lease_contracts.amount": "299999999"}, up_to("2999999.99")),
        _case({"lease_contracts.direct": True, "lease_contracts.amount": "300000000"}, up_to("3000000")),
        _case({"lease_contracts.direct": True, "lease_contracts.amount": "300000000.01"}, up_to("3000000")),
        _case({"lease_contracts.direct": True}, up_to("100000")),
        _case({"lease_contracts.lessee_title": "none"}, up_to("80000")),
        _case({"lease_contracts.lessee_title": "specialised"}, up_to("100000")),
        _case({"lease_contracts.lessee_title": "little_giant"}, up_to("100000")),
        _case({"lease_contracts.lessee_title": "gazelle"}, up_to("100000")),
        _case({"lease_contracts.lessee_title": "unicorn"}, up_to("100000")),
        _case({"lease_contracts.lessee_is_sme": False}, NO),
        _case({"lease_contracts.lessee_is_sme": None}, open_to("80000")),
        _case({"roles": None}, open_to("80000"), told=Text("角色不明", "roles unknown")),
        _case(
            {"lease_contracts.amount": "1亿元", **_award("finance-leasing", "leasing", 2024, "2500000")},
            up_to("500000"),
            told=Text(
                "当年已得250万元,封顶数只剩50万元", "2,500,000 yuan paid this year, 500,000 left of the cap"
            ),
        ),
    ),
)

# Now 30% whenever granted; until 2024-07-16 20% to 30% of loans granted from 2021 to 2023.
_BANKS = Group(
    "16.compensation",
    {
        "roles": ["bank"],
        "industry": "J",
        "selected_bank": True,
        "loans": [
            {
                "small_or_micro_borrower": True,
                "working_capital": True,
                "newly_granted": True,
                "granted_on": "2024-08-01",
                "confirmed_bad": True,
                "principal": "100万元",
            }
        ],
    },
    (
        _case({"loans.granted_on": "2020-12-31"}, pays("300000"), NO.on(BEFORE)),
        _case({"loans.granted_on": "2021-01-01"}, pays("300000"), from_to("200000", "300000").on(BEFORE)),
        _case({"loans.granted_on": "2023-12-31"}, pays("300000"), from_to("200000", "300000").on(BEFORE)),
        _case({"loans.granted_on": "2024-01-01"}, pays("300000"), NO.on(BEFORE)),
        _case({"loans.principal": "1000000.05"}, pays("300000.02")),
        _case({"loans.small_or_micro_borrower": False}, NO),
        _case({"loans.working_capital": False}, NO),
        _case({"loans.newly_granted": False}, NO),
        _case({"loans.confirmed_bad": False}, NO),
        _case({"selected_bank": False}, NO),
    ),
)

_PRIVATE_LISTS = (
    Group(
        "17.national",
        {},
        (
            _case({"first_national_private_500": True}, pays("2000000")),
            _case({"first_national_private_500": False}, NO),
            _case(
                {"first_national_private_500": True, **_award("private-500", "national", 2022, "2000000")},
                pays("0"),
                told=_HAD,
            ),
        ),
    ),
    Group(
        "17.provincial",
        {},
        (
            _case({"first_shandong_private_100": True}, pays("1000000")),
            _case({"first_shandong_private_100": False}, NO),
            _case(
                {"first_shandong_private_100": True, **_award("private-500", "provincial", 2023, "1000000")},
                pays("0"),
                told=_HAD,
            ),
        ),
    ),
)

_TITLES = Group(
    "18.award",
    {"national_title": "public_platform", "first_title": True},
    (
        _case({"national_title": "innovation_base"}, up_to("500000")),
        _case({"national_title": "public_platform"}, up_to("500000")),
        _case({"national_title": "cluster"}, up_to("500000")),
        _case({"national_title": "none"}, NO),
        _case({"first_title": False}, NO),
        _case(_award("first-national-title", "award", 2021, "300000"), pays("0"), told=_HAD),
    ),
)


# --- field 4: logistics costs ----------------------------------------------------------------------------

_PORTS = (
    Group(
        "19.transhipment",
        {"roles": ["port_operator"], "industry": "G", "transhipment_teu_last_year": 1_000_000},
        (
            _case({"transhipment_teu": 999_999}, NO),
            _case({"transhipment_teu": 1_000_000}, NO),
            _case({"transhipment_teu": 1_000_001}, open_to(None)),
        ),
    ),
    Group(
        "19.sea-rail",
        {"roles": ["port_operator"], "industry": "G"},
        (
            _case({"sea_rail_teu_outside_province": 0}, NO),
            _case({"sea_rail_teu_outside_province": 1}, pays("300")),
        ),
    ),
)

_ROUTE = {
    "newly_opened": True,
    "rcep_member": True,
    "direct": True,
    "months_operated": 18,
    "teu": 20_000,
    "object": "R1",
}
_ROUTES = Group(
    "20.route",
    {"roles": ["ship_company"], "industry": "G", "routes": [_ROUTE]},
    (
        _case({"routes.months_operated": 11}, NO),
        _case({"routes.months_operated": 12}, up_to("3000000")),
        _case({"routes.months_operated": 13}, up_to("3000000")),
        _case({"routes.teu": 9_999}, NO),
        _case({"routes.teu": 10_000}, NO),
        _case({"routes.teu": 10_001}, up_to("3000000")),
        _case({"routes.newly_opened": False}, NO),
        _case({"routes.rcep_member": False}, NO),
        _case({"routes.direct": False}, NO),
        _case(
            {"routes": [_ROUTE, _ROUTE | {"object": "R2"}]},
            up_to("6000000"),
            told=Text("两条航线都符合", "two routes that qualify"),
        ),
        _case(
            {
                "routes": [_ROUTE, _ROUTE | {"object": "R2"}],
                **_award("rcep-route", "route", 2023, "1000000", "R1"),
            },
            up_to("3000000"),
            told=Text("两条航线中有一条以前得过奖励", "two routes, one of which had its reward before"),
        ),
        _case(_award("rcep-route", "route", 2023, "1000000", "R1"), up_to("0"), told=_HAD),
    ),
)

GROUPS: tuple[Group, ...] = (
    _FIRST_SETS,
    _EQUIPMENT_LOANS,
    _LABORATORIES,
    _COMPOUNDS,
    *_TRUCKS,
    *_FARM_MACHINES,
    *_PATENT_PRIZES,
    *_CENTRES,
    _VOUCHERS,
    _LARGE_MODELS,
    _DATA_CASES,
    _VENDORS,
    _FINANCED,
    _NURTURING,
    _OPERATORS,
    _LEASING,
    _BANKS,
    *_PRIVATE_LISTS,
    _TITLES,
    *_PORTS,
    _ROUTES,
)
