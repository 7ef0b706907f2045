"""What holds of a policy list for all inputs: the rules as formulas, and questions about them for a solver."""

SECONDS = 10
"""So long one question to the solver may take, where nothing else is said."""
