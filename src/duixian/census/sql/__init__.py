"""Programs as SQL: the text for seven dialects, and the engines that run it."""
