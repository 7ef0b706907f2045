"""Results in a folder: written aside first, and in their place only when all is written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class NotOurs(Exception):
    """A folder holds something that the results to be written do not consist of; its name."""


_UNFINISHED = ".unfinished-"


@contextmanager
def written_aside(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """A fresh folder inside another one, to be filled with files of these names, or some of them.

    At the end they take the places of what was there before, the last name last; left early, nothing has changed.
    Raises NotOurs before anything is written where there are other files, or the last one is not there.
    """
    check_replaceable(folder, names)
    there = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left)
    aside = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
    try:
        yield aside
        (folder / names[-1]).unlink(missing_ok=True)  # what is half replaced is no result
        for name in names:
            if (aside / name).exists():
                (aside / name).replace(folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
    finally:
        shutil.rmtree(aside)
        if not there and not any(folder.iterdir()):
            folder.rmdir()


def check_replaceable(folder: Path, names: Sequence[str]) -> None:
    """Raises NotOurs with the first thing that stands where files of these names are to stand and is not one, or
    with any of them where the last one, which marks a finished result, is not there."""
    if not folder.is_dir():
        if folder.exists():
            raise NotOurs(folder.name)
        return
    found = sorted(path.name for path in folder.iterdir() if not path.name.startswith(_UNFINISHED))
    strange = [name for name in found if name not in names or names[-1] not in found]
    if strange:
        raise NotOurs(strange[0])
