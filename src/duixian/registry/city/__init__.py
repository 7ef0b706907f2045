"""The sample city: recipients who do not exist, as many as one likes, for whom all policies have work to do.

The procedure stands in ``making``. What documents say of the real city is ``article``, what nobody says is
``assumptions``; ``docs/sample-city.md`` tells people the same.
"""

from duixian.registry.city.making import MOST_RECIPIENTS, PLANTED_FILE, Made, Plan, make

__all__ = ["MOST_RECIPIENTS", "PLANTED_FILE", "Made", "Plan", "make"]
