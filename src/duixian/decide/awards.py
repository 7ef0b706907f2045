"""What earlier awards leave of an amount: 一次性, 首次, 每年, yearly caps and schemes that exclude each other.

Earlier awards change what is paid, not whether the rule is met.
"""

from __future__ import annotations

from datetime import date

from duixian.decide.environment import DoubtfulRecord, Environment
from duixian.decide.evaluate import NOTHING, FenInterval, Result, amount
from duixian.decide.plan import VersionPlan
from duixian.language import intervals
from duixian.language.intervals import Interval
from duixian.language.library import PolicyList
from duixian.language.tree import Policy
from duixian.language.vocabulary import EARLIER_AWARDS, OBJECT
from duixian.registry.recipient import RecipientFacts, Record


def payable(
    listed: PolicyList,
    plan: VersionPlan,
    facts: RecipientFacts,
    env: Environment,
    full: Result,
    *,
    on: date,
) -> Result:
    """The result of a reducible version, with what is left of its full amount after the earlier awards that are
    given."""
    awards = facts.records.get(EARLIER_AWARDS)
    if not awards or full.amount == NOTHING:
        return full
    own, of_excluded = _own(plan, awards), _of_excluded(listed, plan, awards)
    if not own and not of_excluded:
        return full
    left, reason = _left(plan, env, own, of_excluded, full.amount, on=on)
    return Result(full.outcome, left, full.deciding, reason)


def _left(
    plan: VersionPlan,
    env: Environment,
    own: list[Record],
    of_excluded: list[Record],
    full: FenInterval,
    *,
    on: date,
) -> tuple[FenInterval, str]:
    excluded = _bars(of_excluded, plan, on)
    if excluded == "surely":
        return NOTHING, "excluded"
    left, reason = _after_own(plan, env, own, full, on)
    if excluded == "possibly":
        return (0, left[1]), reason or "excluded"
    return left, reason


def spent_this_year(plan: VersionPlan, facts: RecipientFacts, on: date) -> Interval:
    """What the scheme has paid the recipient in the year of the case, in fen, as far as awards are given."""
    return _spent(_own(plan, facts.records.get(EARLIER_AWARDS, ())), on)


def _own(plan: VersionPlan, awards: tuple[Record, ...]) -> list[Record]:
    return _of(awards, plan.policy, plan.scheme.key)


def _after_own(
    plan: VersionPlan, env: Environment, own: list[Record], full: FenInterval, on: date
) -> tuple[FenInterval, str]:
    barring = [award for award in own if plan.version.period and _counts(award, plan, on) is not False]
    per_object = bool(plan.object_kinds)
    if not per_object and any(_counts(award, plan, on) for award in barring):
        return NOTHING, "period"
    spent = _spent(own, on)
    left, reason = full, ""
    if spent != (0, 0) and any(cap.yearly for cap in plan.caps):
        left = _within(amount(plan, env, spent), full)
        reason = "cap" if left != full else ""
    named = [award for award in barring if per_object and OBJECT in award]
    if named:
        without = _within(_without_objects(plan, env, named, spent, on), left)
        left, reason = without, "period" if without != left else reason
    if len(named) < len(barring):
        # An award whose year or object is not known may be the one that bars this.
        return (0, left[1]), "period"
    return left, reason


def _within(new: FenInterval, full: FenInterval) -> FenInterval:
    """A reduced amount, never above the full one (a ceiling's lower end stays nought)."""
    high = new[1] if full[1] is None else full[1] if new[1] is None else min(new[1], full[1])
    return min(new[0], full[0]), high


def _without_objects(
    plan: VersionPlan, env: Environment, awards: list[Record], spent: Interval, on: date
) -> FenInterval:
    """The amount without the records that have had their award; a record whose object or whose award's year
    is unknown may be one of them."""
    surely = {award[OBJECT] for award in awards if _counts(award, plan, on)}
    possibly = {award[OBJECT] for award in awards} | {None}
    left = env.copy()
    for kind in plan.object_kinds:
        slot = plan.layout.record_slots[kind]
        position = plan.layout.field_position(kind, OBJECT)
        if env[slot] is None:
            continue  # without some of its records, an unknown list is an unknown list
        left[slot] = [
            DoubtfulRecord(record) if record[position] in possibly else record
            for record in env[slot]
            if record[position] not in surely
        ]
    for slot, code in plan.steps:
        left[slot] = code(left)
    return amount(plan, left, spent)


def _spent(own: list[Record], on: date) -> Interval:
    """What this year's awards of the scheme add up to, in fen; an unknown amount has no bound."""
    total: Interval = (0, 0)
    for award in own:
        if award.get("year", on.year) != on.year:
            continue
        paid = award.get("amount")
        term: Interval = (0, None) if paid is None else (int(paid), int(paid))
        total = intervals.add(total, term if "year" in award else intervals.hull(term, (0, 0)))
    return total


def _counts(award: Record, plan: VersionPlan, on: date) -> bool | None:
    """Whether an award bars another one; None where its year would tell and is unknown."""
    if plan.version.period in ("once", "first"):
        return True
    year = award.get("year")
    return None if year is None else year == on.year


def _of_excluded(listed: PolicyList, plan: VersionPlan, awards: tuple[Record, ...]) -> list[Record]:
    found: list[Record] = []
    for name in plan.version.excludes:
        found += _of(awards, listed.by_number[name.policy], name.scheme)
    return found


def _bars(awards: list[Record], plan: VersionPlan, on: date) -> str:
    counted = [_counts(award, plan, on) for award in awards]
    return "surely" if True in counted else "possibly" if None in counted else ""


def _of(awards: tuple[Record, ...], policy: Policy, scheme: str) -> list[Record]:
    """The awards under a scheme, which they name by its key and by the policy's number or key."""
    names = str(policy.number), policy.key
    return [award for award in awards if award.get("scheme") == scheme and award.get("policy") in names]
