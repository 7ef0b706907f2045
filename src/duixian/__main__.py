"""The command in a process of its own: ``duixian``, ``python -m duixian``."""

import gc
import sys

SHORT_RUN = 200_000
"""So many new objects before the garbage collector first looks at them: one case needs fewer."""


def run() -> int:
    """Run the command line; a tenth of the time of a short run would go into collecting garbage that the end of
    the process takes away as well."""
    gc.set_threshold(SHORT_RUN)
    from duixian.cli import main  # loads much, with the collector at rest already

    try:
        return main()
    finally:
        # Nor need it look through everything at the end; but DuckDB reports what is left then as a leak.
        if "duckdb" not in sys.modules:
            gc.freeze()


if __name__ == "__main__":
    sys.exit(run())
