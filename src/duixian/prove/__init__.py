"""What holds of a policy list for all inputs: the rules as formulas, and questions about them for a solver."""
