"""Pages for people: each one HTML file that needs no network and no script.

``html`` builds markup that cannot be left unescaped, ``layout`` is what every page has, ``style.css`` how it looks,
``prose`` renders clauses and rules, ``trying`` finds out by deciding what a fact does to an amount, ``drawings``
draws it. ``decision_page`` and ``policy_page`` put the pages together.
"""

from duixian.pages.decision_page import decisions_page
from duixian.pages.policy_page import policy_page

__all__ = ["decisions_page", "policy_page"]
