"""How large a policy file, a statement or a facts file may be.

Files come from strangers (another city, an upload). Each limit is far above what an honest file needs
and low enough that reading stays quick and never exhausts the stack; each has a diagnostic of its own.
"""

FILE_BYTES = 1 << 20
"""Bytes of one policy, vocabulary or list file."""

FILE_FAULTS = 500
"""Diagnostics of one file; the rest is only said to be there."""

LINE_CHARACTERS = 4_000
"""Characters of one line."""

STATEMENT_TOKENS = 2_000
"""Words, numbers and signs of one statement."""

NESTING_DEPTH = 32
"""Open parentheses, 若 and 非 that may stand inside one another in a statement. Counted on tokens, before
any tree is walked."""

POLICY_NODES = 20_000
"""Nodes of the typed tree of one policy."""

LITERAL_CHARACTERS = 24
"""Digits, point and unit of one number."""

NAME_CHARACTERS = 40
"""Characters of one name."""

TEXT_CHARACTERS = 500
"""Characters of one quoted text."""

LIST_FILES = 5_000
"""Policy files of one list."""

FACTS_BYTES = 64 << 20
"""Bytes of one facts file."""

MONEY_FEN = 1 << 50
"""The largest amount that may be given as a fact, in fen (about 112 thousand 亿元): every evaluator can
show that its arithmetic on such amounts does not overflow."""

DENOMINATOR = 10**9 * 100
"""What the denominator of a rule's constant must divide: nine decimals, or nine of a percentage."""

COUNT = 1 << 50
"""The largest count that may be given as a fact."""

VALUE_BITS = 1024
"""Bits that the exact value of a local may need, with its scale: about 300 digits. Without it, squaring a local
a dozen times would make numbers that no machine holds."""
