"""What must hold for the project itself: its files, its pins and the wheel that leaves the house."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import duixian

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
POLICIES = sorted((ROOT / "policies").glob("**/[0-9][0-9]-*.md"))


def run(*command: str | Path, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def project_files() -> list[Path]:
    """Every file that is committed or would be."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    assert listed.returncode == 0, listed.stderr
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def pins(name: str) -> dict[str, str]:
    """Each requirement of requirements/NAME.txt with all that is said of it."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    lines = text.replace("\\\n", " ").splitlines()
    stated = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return {re.split(r"[=\s;]", line, maxsplit=1)[0]: line for line in stated}


# --- what is committed ---------------------------------------------------------------------------------------


def test_no_file_names_the_host_of_a_package_registry() -> None:
    # In pieces, so that this file passes too.
    hosts = ["py" + "pi.", "python" + "hosted.", "npm" + "js.", "deb." + "debian", "conda" + ".org"]
    hosts += ["crates" + ".io", "proxy." + "golang", "mirrors." + "aliyun", "tuna." + "tsinghua"]
    named = re.compile("|".join(map(re.escape, hosts)).encode())
    found = [str(path.relative_to(ROOT)) for path in project_files() if named.search(path.read_bytes())]
    assert found == []


def test_every_text_file_ends_its_lines_with_a_line_feed_only() -> None:
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "--eol")
    crlf = [line for line in listed.stdout.splitlines() if "w/crlf" in line or "w/mixed" in line]
    assert [line for line in crlf if "attr/-text" not in line] == []


def test_the_version_is_the_same_for_pip_and_for_python() -> None:
    assert duixian.__version__ == PYPROJECT["project"]["version"]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_each_readme_names_the_two_commands(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert "make run" in text
    assert "make test" in text


def test_every_make_target_is_explained_by_make_help() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    explained = re.findall(r"^  make ([a-z-]+) +\S", run("make", "help").stdout, re.MULTILINE)
    assert {"help", "setup", "run", "test", "check"} <= set(targets)
    assert explained == targets


def imported_by(folder: Path) -> Iterator[tuple[str, str]]:
    """Whatever the modules of a folder import: where, and the name."""
    for path in folder.glob("**/*.py"):
        here = path.relative_to(ROOT / "src").with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                above = ".".join(here[: -node.level]) if node.level else ""
                module = ".".join(filter(None, [above, node.module]))
                named = [f"{module}.{alias.name}" for alias in node.names]
            else:
                continue
            yield from ((f"{path.name}:{node.lineno}", name) for name in named)


@pytest.mark.parametrize(
    ("part", "known"), [("language", []), ("machine_code", ["duixian.language.cache.cache_folder"])]
)
def test_what_lies_below_knows_no_other_part_of_the_house(part: str, known: list[str]) -> None:
    package = ROOT / "src" / "duixian"
    others = {f"duixian.{path.stem}" for path in package.iterdir()} - {f"duixian.{part}", "duixian.__init__"}
    strangers = [
        f"{where} {name}"
        for where, name in imported_by(package / part)
        if ".".join(name.split(".")[:2]) in others and name not in known
    ]
    assert strangers == []


# --- the pins ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["run", "build", "dev", "bench"])
def test_every_requirement_is_pinned_with_hashes_and_names_no_place(name: str) -> None:
    stated = pins(name)
    assert stated
    for line in stated.values():
        assert re.match(r"[a-z0-9][a-z0-9.-]*==[^\s;]+ .*--hash=sha256:[0-9a-f]{64}", line), line
        assert "://" not in line


def test_the_pins_cover_what_pyproject_asks_for() -> None:
    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[^a-z0-9-]", requirement, maxsplit=1)[0] for requirement in requirements}

    groups = PYPROJECT["dependency-groups"]
    runtime, build = names(PYPROJECT["project"]["dependencies"]), names(groups["build"])
    dev = names([requirement for requirement in groups["dev"] if isinstance(requirement, str)])
    assert runtime <= pins("run").keys()
    assert build <= pins("build").keys()
    assert runtime | build | dev <= pins("dev").keys()
    assert names(groups["peers"]) <= pins("bench").keys()


def test_one_environment_can_hold_all_pins() -> None:
    def versions(name: str) -> set[str]:
        return {line.split()[0] for line in pins(name).values()}

    assert versions("run") | versions("build") <= versions("dev")


# --- the wheel -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.mark.slow
def test_the_wheel_carries_the_list_the_grammar_and_the_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    policies = {
        f"duixian/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "policies").glob("**/*.md")
    }
    assert policies
    assert policies | {"duixian/py.typed", "duixian/language/grammar.lark"} <= names
    assert {name.partition("/")[0] for name in names} == {
        "duixian",
        f"duixian-{duixian.__version__}.dist-info",
    }


@pytest.mark.slow
def test_the_installed_wheel_works_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    place, empty = tmp_path / "place", tmp_path / "empty"
    empty.mkdir()
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index")
    installed = run(*pip, "--no-deps", "--target", place, wheel)
    assert installed.returncode == 0, installed.stderr

    def from_the_wheel(*command: str | Path) -> str:
        # What stands on PYTHONPATH comes before the checkout that is installed in this environment.
        done = run(sys.executable, *command, cwd=empty, PYTHONPATH=str(place), HOME=str(empty), COLUMNS="200")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = from_the_wheel("-c", "import duixian; print(duixian.__file__)").strip()
    assert Path(where).is_relative_to(place)

    keys = [
        re.findall(r"^键: *(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)[0] for path in POLICIES
    ]
    assert len(keys) >= 20
    listed = from_the_wheel("-m", "duixian", "list", "--json")
    assert [key for key in keys if key not in listed] == []

    from_the_wheel("-m", "duixian", "check")

    facts = min((ROOT / "examples").glob("*.json"))
    assert json.loads(from_the_wheel("-m", "duixian", "decide", facts, "--json"))["decisions"]


# --- the tests themselves ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ci", "body", "status"),
    [
        ("1", "import pytest\ndef test_it(): pytest.skip('no Java')", pytest.ExitCode.TESTS_FAILED),
        ("1", "import pytest\npytest.skip('no Java', allow_module_level=True)", pytest.ExitCode.TESTS_FAILED),
        ("1", "def test_it(): pass", pytest.ExitCode.OK),
        ("", "import pytest\ndef test_it(): pytest.skip('no Java')", pytest.ExitCode.OK),
    ],
    ids=["a skipped test in CI", "a skipped file in CI", "nothing skipped in CI", "a skipped test elsewhere"],
)
def test_a_skip_fails_the_run_only_where_nothing_may_be_skipped(
    tmp_path: Path, ci: str, body: str, status: int
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (tmp_path / "test_it.py").write_text(body, encoding="utf-8")
    (tmp_path / "test_more.py").write_text("def test_more(): pass", encoding="utf-8")
    pytest_here = (
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.nothing_skipped",
        "-c",
        tmp_path / "pytest.ini",
    )
    done = run(*pytest_here, "-p", "no:cacheprovider", tmp_path, DUIXIAN_CI=ci)
    assert done.returncode == status, done.stdout
