import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or leaves trees in the user's cache."""
    monkeypatch.setenv("DUIXIAN_CACHE", str(tmp_path_factory.mktemp("trees")))
