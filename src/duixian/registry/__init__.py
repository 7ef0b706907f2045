"""Facts in: what people and programs write about recipients, typed by the vocabulary."""
