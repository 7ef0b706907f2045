"""Makes a run fail that skipped something, where `DUIXIAN_CI=1` says that nothing may be.

`make test` loads it with `-p tests.nothing_skipped`. Without the variable it does nothing: on a machine that
lacks something, a skipped test says what would enable it.
"""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    # A worker of pytest-xdist reports to the main process, and only that one sees all.
    if os.environ.get("DUIXIAN_CI") == "1" and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_NothingSkipped())


class _NothingSkipped:
    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for nodeid in self.skipped:
            terminalreporter.write_line(
                f"FAILED {nodeid}: skipped, and DUIXIAN_CI=1 allows no skips", red=True
            )
