"""A small sample city, and reforms made up by chance."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from duixian.book import default_list
from duixian.language.diagnostics import Faults
from duixian.language.library import PolicyList, read_list
from duixian.language.source import Source
from duixian.registry.city import Plan, make
from duixian.registry.population import Population, open_population
from duixian.sandbox.changes import Change, Opened, Reformed, read_set, reform
from duixian.sandbox.targets import Target, written_figure

ON = date(2025, 6, 1)


@cache
def baseline() -> PolicyList:
    return read_list(default_list())


@cache
def city() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="duixian-test-")) / "city"
    atexit.register(shutil.rmtree, folder.parent, ignore_errors=True)
    make(folder, Plan(recipients=2000, seed=5), baseline())
    return folder


def population(listed: PolicyList | None = None) -> Population:
    return open_population(str(city()), listed or baseline())


def changed(*texts: str) -> Reformed:
    """The baseline with quick changes."""
    changes: list[Change] = []
    for text in texts:
        faults, change = read_set(text)
        assert change is not None, [fault.render("en") for fault in faults]
        changes.append(change)
    faults = Faults(Source("--set", ""))
    made = reform(Opened(baseline()), changes, ON, faults)
    assert made is not None, [fault.render("en") for fault in faults]
    return made


def generated(number: int) -> Iterator[tuple[str, ...]]:
    """So many reforms, of one to three changes each, always the same ones."""
    chance = random.Random(11)
    opened = Opened(baseline())
    targets = [target for policy in baseline().policies for target in opened.targets(policy, ON)]
    wanted = [target for target in targets if target.kind != "statement"]
    conditions = [target for target in targets if target.kind == "statement" and ".条件." in target.path]
    for _ in range(number):
        chosen = {target.span: target for target in chance.sample(wanted, chance.randint(1, 3))}.values()
        texts = [text for target in chosen if (text := _another(target, chance))]
        if chance.random() < 0.3:
            texts.append(f"{chance.choice(conditions).path} 删去")
        if texts and _fits(texts):
            yield tuple(texts)


def _fits(texts: list[str]) -> bool:
    changes = [change for text in texts if (change := read_set(text)[1]) is not None]
    return reform(Opened(baseline()), changes, ON, Faults(Source("--set", ""))) is not None


def _another(target: Target, chance: random.Random) -> str:
    if target.choices:
        return f"{target.path}={chance.choice(target.choices)[1]}"
    if target.kind == "places":
        return f"{target.path}={chance.randint(1, 30)}"
    read = written_figure(target.text, baseline().vocabulary.count_units)
    assert read is not None
    value, type_ = read
    value *= chance.choice([Fraction(1, 3), Fraction(9, 10), Fraction(11, 10), Fraction(2), Fraction(7)])
    match type_.kind:
        case "ratio":
            return f"{target.path}={min(100, int(value * 100_000) / 1000)}%"
        case "money":
            return f"{target.path}={int(value)}分"
        case "duration":
            return f"{target.path}={int(value)}个月"
    return f"{target.path}={int(value)}{type_.unit}"
