"""One case: a recipient on one day, and what a version of a scheme comes to for it."""

from __future__ import annotations

from datetime import date

from duixian.decide.awards import payable
from duixian.decide.environment import Environment
from duixian.decide.evaluate import NOT_IN_FORCE, Result, evaluate
from duixian.decide.missing import Decide, Outcome
from duixian.decide.plan import BookPlan, VersionPlan
from duixian.language.library import PolicyList
from duixian.language.node import Node
from duixian.registry.recipient import RecipientFacts


class Case(Node):
    """A recipient on one day: what the decisions on all schemes share. The environment holds the facts, and
    what deciding has seen on the way."""

    book: BookPlan
    facts: RecipientFacts
    on: date
    env: Environment


def result_of(
    listed: PolicyList, plan: VersionPlan | None, facts: RecipientFacts, env: Environment, on: date
) -> Result:
    """What the version in force comes to for a recipient, after the earlier awards that are given."""
    if plan is None:
        return NOT_IN_FORCE
    full = evaluate(plan, facts, env)
    return payable(listed, plan, facts, env, full, on=on) if plan.reducible else full


def decides(listed: PolicyList, plan: VersionPlan, on: date) -> Decide:
    """What says outcome and amount of a version on a day, for whatever facts are tried."""

    def decide(facts: RecipientFacts, env: Environment) -> Outcome:
        result = result_of(listed, plan, facts, env, on)
        return result.outcome, result.amount

    return decide
