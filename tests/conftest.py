"""How much Hypothesis tries: the same modest set every time, or with DUIXIAN_FUZZ=5000 that many new ones."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "fuzz",
    settings.get_profile("default"),
    max_examples=int(os.environ.get("DUIXIAN_FUZZ") or 5000),
    derandomize=False,
)
settings.load_profile("fuzz" if os.environ.get("DUIXIAN_FUZZ") else "default")
