"""Measurements of duixian: beside its peers (``make bench``), and of its questions."""
