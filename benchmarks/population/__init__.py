"""Whole tables and populations: what is measured with millions of rows."""
