"""A Spark cluster of a master and two workers on this machine, as processes of their own."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The address of a running cluster; its processes end, and with them what they began."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port, page = free_port(), free_port()
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
    }
    master = f"spark://127.0.0.1:{port}"
    worker = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0", "-c", "1", "-m", "1g"]
    commands = [
        ("master.Master", ["--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page)]),
        *(("worker.Worker", [*worker, "-d", str(folder / name), master]) for name in ("first", "second")),
    ]
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for name, arguments in commands:
            with (folder / f"{name}-{len(processes)}.log").open("wb") as log:
                processes.append(
                    subprocess.Popen(
                        [home / "bin" / "spark-class", f"org.apache.spark.deploy.{name}", *arguments],
                        env=environment,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                )
        wait_for_workers(page, 2)
        yield master
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for_workers(page: int, number: int) -> None:
    """Wait until so many workers have told the master that they are there."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{page}/json/") as answer:
            if f'"aliveworkers" : {number}' in answer.read().decode():
                return
        time.sleep(0.3)
    raise TimeoutError("the workers did not come")


def free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port
