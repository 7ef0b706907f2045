"""The sandbox: what a change of a policy list would cost, before it is issued."""
