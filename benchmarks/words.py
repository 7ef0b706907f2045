"""What the result tables say of the engines in words."""

MISSING_WORDS = ("unknown", "nothing", "an amount", "full cap", "exception")
"""Answers where the only right one is the first."""

CANNOT = {
    "duixian": (
        "a formula in a general programming language, loops, several periods in one calculation; many cases in "
        "one call as vectors"
    ),
    "Python by hand": "anything but the amounts: no reason, no source, no unknown, no version by date unless written again by hand",
    "zen-engine": (
        "unknown as an answer (a decision table takes null for a condition not met, an expression throws and takes "
        "the case's other rules with it); exclusive versions by date (a model per version, chosen outside); units "
        "and declared ranges of facts; clause and source beside a rule. Its trace shows each node's input, output "
        "and matched row, not why a condition failed"
    ),
    "openfisca-core": (
        "unknown as an answer (a missing input has its default value); exact money (float32, or an int of 32 bits); "
        "why not: a formula is Python code, the trace shows the variables and parameters it read. Can express: "
        "dated parameters, several periods, groups of persons, whole populations at once"
    ),
    "policyengine-core": (
        "the same as openfisca-core, which it grew from. Can express: reforms as data, microsimulation over "
        "weighted samples"
    ),
}
