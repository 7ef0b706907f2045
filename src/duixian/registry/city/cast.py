"""Those who are few in a city and of whom the article speaks: banks, leasing companies, the market, the port.

Their number does not depend on how many recipients the city has. What they have together, with the boundary cases,
is what the article says: see ``article``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from duixian.language.library import PolicyList
from duixian.language.node import Node
from duixian.language.values import Value
from duixian.registry.city import article, assumptions
from duixian.registry.city.article import WAN
from duixian.registry.city.draws import Draws, allotted
from duixian.registry.city.facts import Keys, one_of
from duixian.registry.city.identifiers import SPECIAL, numbered_credit_codes
from duixian.registry.city.members import RANK, Member, known
from duixian.registry.city.planted import boundary_members
from duixian.registry.city.records import Lender, granted_on
from duixian.registry.recipient import NOTHING, Record

DISTRICT_CODES = {
    "shinan": "370202",
    "shibei": "370203",
    "licang": "370213",
    "laoshan": "370212",
    "west_coast": "370211",
    "chengyang": "370214",
    "jimo": "370215",
    "jiaozhou": "370281",
    "pingdu": "370283",
    "laixi": "370285",
}
"""The ids of the district governments: their codes of administrative division (GB/T 2260)."""

MOST_SPECIAL = 1_000


class Cast(Node):
    """Recipients told one by one, by kind and in their order, and the banks that lend to the population."""

    members: Mapping[str, tuple[Member, ...]]
    lenders: tuple[Lender, ...]


def cast(seed: int, listed: PolicyList) -> Cast:
    """The special roles of a city, its districts and the boundary cases, which are the last of their kind."""
    planted = boundary_members(listed, tuple(DISTRICT_CODES.values()))
    casting = _Casting(seed, listed, planted)
    port, market = casting.port_operator(), casting.market_operator()
    banks = casting.banks()
    leasing, ships, vendors = casting.leasing_companies(), casting.shipping_companies(), casting.vendors()
    financed = casting.financed_firms()
    nurturing = casting.nurturing_bodies([firm.id for firm in financed])
    firms = (port, market, *banks, *leasing, *ships, *vendors, *nurturing, *financed)
    of_kind = {kind: [one for one in planted if one.facts.kind == kind] for kind in ("enterprise", "person")}
    members = {
        "enterprise": (*firms, *of_kind["enterprise"]),
        "person": tuple(of_kind["person"]),
        "district": tuple(casting.districts()),
    }
    shares = zip(banks, assumptions.BANK_SIZES, strict=False)
    return Cast(members, tuple(Lender(bank.id, share) for bank, share in shares))


class _Casting:
    def __init__(self, seed: int, listed: PolicyList, planted: Sequence[Member]) -> None:
        self.seed = seed
        self.vocabulary = listed.vocabulary
        self.keys = Keys(listed.vocabulary)
        self.planted = planted
        self.codes = iter(numbered_credit_codes(SPECIAL, MOST_SPECIAL))

    # --- what they share -------------------------------------------------------------------------------

    def draws(self, what: str, rows: int) -> Draws:
        return Draws(self.seed, f"cast.{what}", 0, rows)

    def firm(
        self, values: Mapping[str, Value], role: str | None, records: Mapping[str, Sequence[Record]] = NOTHING
    ) -> Member:
        roles = () if role is None else (role,)
        return Member(
            next(self.codes), known(self.vocabulary, "enterprise", values, roles=roles, records=records)
        )

    def profiles(
        self, what: str, rows: int, industries: Mapping[str, int], sizes: Mapping[str, int]
    ) -> list[dict[str, Value]]:
        """District, industry, size and revenue of some firms."""
        draws = self.draws(what, rows)
        chosen = {
            fact: self.picked(draws, fact, weights)
            for fact, weights in (
                ("district", assumptions.DISTRICTS),
                ("industry", industries),
                ("size", sizes),
            )
        }
        median = self.keys.table("size", assumptions.REVENUE)[one_of(draws, self.keys, "size", sizes)]
        revenue = draws.spread("main_revenue", median, assumptions.REVENUE_SIGMA).tolist()
        return [
            {fact: values[row] for fact, values in chosen.items()} | {"main_revenue": revenue[row]}
            for row in range(rows)
        ]

    def picked(self, draws: Draws, fact: str, weights: Mapping[str, int]) -> list[str]:
        return [self.keys.of(fact)[code] for code in one_of(draws, self.keys, fact, weights).tolist()]

    def planted_records(self, records: str) -> Iterator[tuple[Member, Record]]:
        return ((one, record) for one in self.planted for record in one.facts.records.get(records, ()))

    # --- port, market, ships ---------------------------------------------------------------------------

    def port_operator(self) -> Member:
        (profile,) = self.profiles("port", 1, {"G": 1}, {"large": 1})
        now, before = assumptions.TRANSHIPMENT
        facts = {
            "transhipment_teu": now,
            "transhipment_teu_last_year": before,
            "sea_rail_teu_outside_province": assumptions.SEA_RAIL_FROM_OUTSIDE,
        }
        return self.firm(profile | facts, "port_operator")

    def market_operator(self) -> Member:
        (profile,) = self.profiles("market", 1, {"J": 1}, {"medium": 1})
        facts = {
            "market_financing": article.DIRECT_FINANCING,
            "market_financing_last_year": assumptions.FINANCING_THE_YEAR_BEFORE,
        }
        return self.firm(profile | facts, "market_operator")

    def shipping_companies(self) -> list[Member]:
        count = assumptions.SHIPPING_COMPANIES
        profiles = self.profiles("ships", count, {"G": 1}, {"large": 1, "medium": 3})
        each = self.draws("routes.each", count).between("each", *assumptions.ROUTES_EACH).tolist()
        draws = self.draws("routes", sum(each))
        months = draws.between("months_operated", 1, 60).tolist()
        teu = draws.spread("teu", assumptions.ROUTE_TEU, assumptions.ROUTE_TEU_SIGMA).tolist()
        new = draws.chance("newly_opened", assumptions.ROUTES_NEW).tolist()
        rcep = draws.chance("rcep_member", assumptions.ROUTES_TO_RCEP).tolist()
        direct = draws.chance("direct", assumptions.ROUTES_DIRECT).tolist()
        routes = [
            {
                "newly_opened": new[row],
                "rcep_member": rcep[row],
                "direct": direct[row],
                "months_operated": months[row],
                "teu": teu[row],
                "object": f"R{row + 1:03}",
            }
            for row in range(draws.rows)
        ]
        return [
            self.firm(profile, "ship_company", {"routes": own})
            for profile, own in zip(profiles, _dealt(routes, each), strict=True)
        ]

    # --- banks -----------------------------------------------------------------------------------------

    def banks(self) -> list[Member]:
        """The cooperating banks and some that are not; the bad loans that are compensated add up."""
        there = sum(bool(one.facts.values.get("selected_bank")) for one in self.planted)
        selected = article.COOPERATING_BANKS - there
        count = selected + assumptions.BANKS_NOT_SELECTED
        profiles = self.profiles("banks", count, {"J": 1}, {"large": 3, "medium": 1})
        compensated = sum(
            int(loan["principal"]) for one, loan in self.planted_records("loans") if _compensated(one, loan)
        )
        draws = self.draws("bad_loans", selected * assumptions.BAD_LOANS_EACH)
        weights = draws.spread("principal", 1_000_000, assumptions.BAD_LOAN_SIGMA).tolist()
        principals = _round_shares(article.BAD_LOANS - compensated, weights, WAN)
        days = granted_on(draws).tolist()
        loans = [
            {
                "small_or_micro_borrower": True,
                "working_capital": True,
                "newly_granted": True,
                "granted_on": day.toordinal(),
                "confirmed_bad": True,
                "principal": principal,
                "object": f"B{number:05}",
            }
            for number, (day, principal) in enumerate(zip(days, principals, strict=True), 1)
        ]
        hands = [*_dealt(loans, [assumptions.BAD_LOANS_EACH] * selected)]
        hands += [[] for _ in range(assumptions.BANKS_NOT_SELECTED)]
        return [
            self.firm(profile | {"selected_bank": bool(own)}, "bank", {"loans": own})
            for profile, own in zip(profiles, hands, strict=True)
        ]

    # --- leasing ---------------------------------------------------------------------------------------

    def leasing_companies(self) -> list[Member]:
        shares = assumptions.LEASING_COMPANIES
        sizes = {"large": 1, "medium": 2, "small": 1}
        profiles = self.profiles("leasing", len(shares), {"L": 1}, sizes)
        there = sum(int(contract["amount"]) for _, contract in self.planted_records("lease_contracts"))
        draws = self.draws("leases", assumptions.LEASE_CONTRACTS)
        weights = draws.spread("amount", 1_000_000, assumptions.LEASE_SIGMA).tolist()
        amounts = _round_shares(article.LEASE_ASSETS - there, weights, WAN // 10)
        small = draws.chance("lessee_is_sme", assumptions.LEASES_TO_SMALL_FIRMS).tolist()
        direct = draws.chance("direct", assumptions.LEASES_DIRECT).tolist()
        titles = self.picked(draws, "lessee_title", assumptions.LESSEE_TITLES)
        contracts = [
            {
                "lessee_is_sme": small[row],
                "amount": amounts[row],
                "direct": direct[row],
                "lessee_title": titles[row] if small[row] else "none",
                "object": f"Z{row + 1:05}",
            }
            for row in range(draws.rows)
        ]
        awards = self.leasing_awards(len(shares))
        return [
            self.firm(profile, "leasing_company", {"lease_contracts": own, "earlier_awards": paid})
            for profile, own, paid in zip(
                profiles, _dealt(contracts, allotted(draws.rows, shares)), awards, strict=True
            )
        ]

    def leasing_awards(self, companies: int) -> list[list[Record]]:
        """The awards paid so far: some years of some companies."""
        pairs = [(company, year) for company in range(companies) for year in (2021, 2022, 2023)]
        order = self.draws("leasing_awards.of", len(pairs)).bits("order").tolist()
        chosen = sorted(sorted(range(len(pairs)), key=order.__getitem__)[: article.LEASING_AWARDS])
        weights = self.draws("leasing_awards", len(chosen)).between("amount", 20, 60).tolist()
        amounts = _round_shares(article.LEASING_AWARDED, weights, WAN // 10)
        awards: list[list[Record]] = [[] for _ in range(companies)]
        for index, amount in zip(chosen, amounts, strict=True):
            company, year = pairs[index]
            awards[company].append(_award("finance-leasing", "leasing", year, amount))
        return awards

    # --- the regional equity market --------------------------------------------------------------------

    def financed_firms(self) -> list[Member]:
        count = assumptions.FINANCED_FIRMS
        profiles = self.profiles(
            "financed", count, assumptions.FINANCED_INDUSTRIES, assumptions.FINANCED_SIZES
        )
        there = sum(int(one.facts.values.get("direct_financing", 0)) for one in self.planted)
        weights = (
            self.draws("financed", count)
            .spread("direct_financing", 1_000_000, assumptions.FINANCING_SIGMA)
            .tolist()
        )
        financing = _round_shares(article.DIRECT_FINANCING - there, weights, WAN)
        rewards = self.equity_rewards(count)
        return [
            self.firm(
                profile | {"listed_on_regional_market": True, "direct_financing": amount},
                None,
                {"earlier_awards": own},
            )
            for profile, amount, own in zip(profiles, financing, rewards, strict=True)
        ]

    def equity_rewards(self, firms: int) -> list[list[Record]]:
        """The rewards paid so far, in the steps of the rule before; the last one is the rest."""
        draws = self.draws("equity_rewards", firms * 3)
        tiers = draws.pick("tier", [1] * len(assumptions.REWARD_TIERS)).tolist()
        order = sorted(range(draws.rows), key=draws.bits("order").tolist().__getitem__)
        rewards: list[list[Record]] = [[] for _ in range(firms)]
        left = article.EQUITY_REWARDS
        for place, tier in zip(order, tiers, strict=True):
            if not left:
                break
            paid = min(assumptions.REWARD_TIERS[tier], left)
            left -= paid
            rewards[place // 3].append(_award("regional-equity", "firm", 2021 + place % 3, paid))
        assert not left
        return rewards

    def nurturing_bodies(self, firms: Sequence[str]) -> list[Member]:
        """The bodies, with the firms that they brought to a listing and those they still nurture."""
        there = sum(record["board"] != "none" for _, record in self.planted_records("nurtured_firms"))
        listed = article.FIRMS_LISTED - there
        boards = self.picked(self.draws("nurtured", listed), "board", assumptions.BOARDS)
        boards += ["none"] * assumptions.NURTURED_WITHOUT_LISTING
        nurtured = [{"board": board, "object": firm} for board, firm in zip(boards, firms, strict=False)]
        count = assumptions.NURTURING_BODIES
        profiles = self.profiles("nurturing", count, {"L": 3, "J": 1}, {"small": 2, "micro": 1})
        return [
            self.firm(profile, "nurturing_body", {"nurtured_firms": nurtured[first::count]})
            for first, profile in enumerate(profiles)
        ]

    # --- data ------------------------------------------------------------------------------------------

    def vendors(self) -> list[Member]:
        """The data vendors beside those at the cap and at the tenth place, with the ranks of all."""
        there = [int(one.facts.values["traded_value"]) for one in self.planted if one.facts.values.get(RANK)]
        above, below = assumptions.VENDORS_ABOVE_THE_TIE, assumptions.VENDORS_BELOW_THE_TIE
        high = self.draws("vendors.above", above).between("traded_value", 100, 159).tolist()
        low = self.draws("vendors.below", below).between("traded_value", 20, 29).tolist()
        rest = assumptions.DATA_TRADED - sum(there) - assumptions.TRADED_ABOVE_THE_TIE
        traded = [
            *_round_shares(assumptions.TRADED_ABOVE_THE_TIE, high, 100),
            *_round_shares(rest, low, 100),
        ]
        every = [*there, *traded]
        profiles = self.profiles(
            "vendors", above + below, {"I": 8, "M": 2, "R": 1}, {"medium": 1, "small": 3, "micro": 2}
        )
        return [
            self.firm(
                profile | {"traded_value": value, RANK: 1 + sum(other > value for other in every)},
                "data_vendor",
            )
            for profile, value in zip(profiles, traded, strict=True)
        ]

    # --- districts -------------------------------------------------------------------------------------

    def districts(self) -> Iterable[Member]:
        """The ten district governments; some of them are boundary cases."""
        there = {one.id: one for one in self.planted if one.facts.kind == "district"}
        others = [code for code in DISTRICT_CODES.values() if code not in there]
        rooms = article.LABORATORIES - sum(
            int(one.facts.values["ai_labs_accepted"]) for one in there.values()
        )
        weights = self.draws("districts", len(others)).between("ai_labs_accepted", 10, 30).tolist()
        built = dict(zip(others, allotted(rooms, weights), strict=True))
        paid = dict(zip(others, assumptions.LABORATORY_AWARDS, strict=False))
        for code in DISTRICT_CODES.values():
            if code in there:
                yield there[code]
                continue
            values = {"ai_labs_accepted": built[code], "old_compound_works": True}
            awards = [_award("ai-education-lab", "lab", 2023, paid[code] * 5 * WAN)] if code in paid else []
            yield Member(code, known(self.vocabulary, "district", values, records={"earlier_awards": awards}))


def _compensated(bank: Member, loan: Record) -> bool:
    limits = ("small_or_micro_borrower", "working_capital", "newly_granted", "confirmed_bad")
    return bool(bank.facts.values["selected_bank"]) and all(loan[field] for field in limits)


def _award(policy: str, scheme: str, year: int, amount: int) -> Record:
    return {"policy": policy, "scheme": scheme, "year": year, "amount": amount}


def _round_shares(total: int, weights: Sequence[int], unit: int) -> list[int]:
    """Shares of a total in whole units; the first one takes what is left of a unit."""
    shares = [share * unit for share in allotted(total // unit, weights)]
    shares[0] += total % unit
    return shares


def _dealt(things: Sequence[Any], each: Sequence[int]) -> Iterator[Sequence[Any]]:
    """The things in order, so many to each."""
    first = 0
    for count in each:
        yield things[first : first + count]
        first += count
