"""Whether Spark can run here."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec


@cache
def no_spark() -> str:
    """Why there is no Spark here; empty where there is."""
    if find_spec("pyspark") is None:
        return "PySpark is not installed (make test installs it where there is a Java 17)"
    java = shutil.which("java")
    if java is None:
        return "there is no Java; on Debian: apt install default-jre-headless"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', said)
    return "" if version and int(version[1]) >= 17 else "Spark needs Java 17 or newer"
