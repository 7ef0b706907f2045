"""W5 for OpenFisca: input variables and formulas on vectors, parameters in YAML.

Written after its documentation ("Coding the legislation": input variables, vectorial computing, parameters)
and its country template. Money is a float variable, which OpenFisca keeps as float32; its int is 32 bits wide,
too small for fen. One case comes as a dictionary through ``SimulationBuilder.build_from_entities``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy import floor, where
from numpy import minimum as min_
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2024"
RULES = ("voucher", "equity", "leasing", "loan_loss", "data_case")

Enterprise = build_entity(key="enterprise", plural="enterprises", label="An enterprise", is_person=True)


class revenue(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Yearly revenue in fen"


class compute_cost(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Computing cost in fen"


class via_platform(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = YEAR
    label = "Bought through the platform"


class listed(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = YEAR
    label = "Listed"


class financing(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Financing in fen"


class lease_ok(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = YEAR
    label = "Leasing qualifies"


class lease_direct(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Direct leasing in fen"


class lease_other(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Other leasing in fen"


class selected_bank(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = YEAR
    label = "Selected bank"


class bad_principal(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Bad principal in fen"


class national_case(Variable):
    value_type = bool
    entity = Enterprise
    definition_period = YEAR
    label = "National case"


class investment(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Investment in fen"


class voucher(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Computing voucher in fen"

    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        rule = parameters(period).voucher
        cost = enterprise("compute_cost", period)
        eligible = (
            (enterprise("revenue", period) > rule.revenue_over)
            * (cost > rule.cost_over)
            * enterprise("via_platform", period)
        )
        return where(eligible, floor(min_(cost * rule.rate, rule.cap) + 0.5), 0)


class equity(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Financing award in fen"

    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        rule = parameters(period).equity
        financing = enterprise("financing", period)
        eligible = enterprise("listed", period) * (financing >= rule.from_amount)
        amount = rule.base + (financing - rule.from_amount) * rule.rate
        return where(eligible, floor(min_(amount, rule.cap) + 0.5), 0)


class leasing(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Leasing award in fen"

    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        rule = parameters(period).leasing
        amount = (
            enterprise("lease_direct", period) * rule.direct_rate
            + enterprise("lease_other", period) * rule.other_rate
        )
        return where(enterprise("lease_ok", period), floor(min_(amount, rule.cap) + 0.5), 0)


class loan_loss(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Compensation for bad loans in fen"

    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        amount = enterprise("bad_principal", period) * parameters(period).loan_loss.rate
        return where(enterprise("selected_bank", period), floor(amount + 0.5), 0)


class data_case(Variable):
    value_type = float
    entity = Enterprise
    definition_period = YEAR
    label = "Data case award in fen"

    def formula(enterprise: Any, period: Any, parameters: Any) -> Any:
        rule = parameters(period).data_case
        amount = min_(enterprise("investment", period) * rule.rate, rule.cap)
        return where(enterprise("national_case", period), floor(amount + 0.5), 0)


INPUTS = (
    revenue,
    compute_cost,
    via_platform,
    listed,
    financing,
    lease_ok,
    lease_direct,
    lease_other,
    selected_bank,
    bad_principal,
    national_case,
    investment,
)


class System(TaxBenefitSystem):
    """The five rules."""

    def __init__(self) -> None:
        super().__init__([Enterprise])
        self.add_variables(*INPUTS, voucher, equity, leasing, loan_loss, data_case)
        self.load_parameters(Path(__file__).parent / "parameters")


class Engine:
    """One case from a dictionary; a table as vectors."""

    package = "openfisca-core"

    def __init__(self) -> None:
        self.system = System()

    def prepare(self, row: dict[str, Any]) -> dict[str, Any]:
        """A missing fact is left out: its variable has its default value, as the documentation says."""
        facts = {name: {PERIOD: value} for name, value in row.items() if value is not None}
        return {"enterprises": {"one": facts}}

    def decide(self, situation: dict[str, Any]) -> list[Any]:
        simulation = SimulationBuilder().build_from_entities(self.system, situation)
        return [simulation.calculate(rule, PERIOD) for rule in RULES]

    def answers(self, decided: list[Any]) -> list[int | None]:
        return [int(amount[0]) for amount in decided]

    def table(self, rows: list[dict[str, Any]]) -> list[list[int]]:
        columns = self.vectors({name: np.array([row[name] for row in rows]) for name in rows[0]}, len(rows))
        return [list(amounts) for amounts in zip(*(c.astype("int64").tolist() for c in columns), strict=True)]

    def vectors(self, inputs: dict[str, Any], count: int) -> list[Any]:
        """The amounts of so many cases, whose facts come as columns."""
        simulation = SimulationBuilder().build_default_simulation(self.system, count)
        for name, values in inputs.items():
            simulation.set_input(name, PERIOD, values)
        return [simulation.calculate(rule, PERIOD) for rule in RULES]


class Vectors(Engine):
    """One case as vectors of one, which spares the dictionary: the fastest way documented."""

    def prepare(self, row: dict[str, Any]) -> dict[str, Any]:
        return {name: np.array([value]) for name, value in row.items() if value is not None}

    def decide(self, inputs: dict[str, Any]) -> list[Any]:
        return self.vectors(inputs, 1)


class Traced(Engine):
    """The dictionary, with the engine's full tracer on."""

    def decide(self, situation: dict[str, Any]) -> list[Any]:
        simulation = SimulationBuilder().build_from_entities(self.system, situation)
        simulation.trace = True
        return [simulation.calculate(rule, PERIOD) for rule in RULES]


WAYS = {"dictionary": Engine, "dictionary, traced": Traced, "vectors": Vectors}


if __name__ == "__main__":
    import json
    import sys

    case = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    engine = Engine()
    print(json.dumps(engine.answers(engine.decide(engine.prepare(case)))))
