"""Runs a command and says what it took, as JSON on standard output.

Linux counts what a process had before it became another program into its peak memory, and a process that has judged
results holds gigabytes. So commands are started from here, which is small.
"""

import json
import os
import subprocess
import sys
import time


def main(command: list[str]) -> int:
    """Seconds, the processor's seconds, peak memory in MB, the load meanwhile; the command's own exit status."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    found = {
        "s": took,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": round(usage.ru_maxrss / 1024),
        "load": os.getloadavg()[0],
    }
    json.dump(found, sys.stdout)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
