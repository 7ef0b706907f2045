"""One recipient decided: outcome, exact amount interval, reasons, and what is missing."""
