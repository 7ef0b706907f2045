"""Earlier awards over a population: for whom they may change what a scheme pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from duixian.language.vocabulary import EARLIER_AWARDS
from duixian.registry.columns import OWNER

if TYPE_CHECKING:
    from duixian.census.lowering import SchemeVersion
    from duixian.language.library import PolicyList
    from duixian.registry.population import Population


class EarlierAwards:
    """The earlier awards of a population, if it has a table of them."""

    def __init__(self, population: Population, listed: PolicyList) -> None:
        self.listed = listed
        given = EARLIER_AWARDS in population.records
        self.table: pa.Table | None = population.record_table(EARLIER_AWARDS) if given else None

    def owners(self, of: SchemeVersion) -> pa.Array | None:
        """Who may be paid less by a scheme because of an award of it or of one that excludes it; None: nobody.

        They are few, and what is left to them is for ``decide`` to say.
        """
        version = of.version
        concerned = version.period or version.excludes or any(cap.yearly for cap in version.caps)
        if self.table is None or not concerned:
            return None
        names = [(of.policy.number, of.policy.key, of.scheme.key)]
        for excluded in version.excludes:
            policy = self.listed.by_number[excluded.policy]
            names.append((policy.number, policy.key, excluded.scheme))
        chosen = pa.nulls(len(self.table), pa.bool_()).fill_null(False)
        for number, key, scheme in names:
            of_policy = pc.is_in(self.table["policy"], pa.array([key, str(number)]))
            of_scheme = pc.equal(self.table["scheme"], scheme).fill_null(False)
            chosen = pc.or_(chosen, pc.and_(of_policy, of_scheme))
        owners = pc.unique(self.table.filter(chosen)[OWNER])
        return owners if len(owners) else None
