"""The ways in: where the tables of a population may stand, and how their rows come out as Arrow batches."""
