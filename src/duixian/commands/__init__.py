"""One module per command of ``duixian``: its arguments and what it does.

Modules are imported at every start, so they import what they need only when they run.
"""
