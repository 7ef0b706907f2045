import json
from pathlib import Path

import pytest

from duixian.language import cache
from duixian.language.codec import decode, encode
from duixian.language.library import PolicyList, read_list

QINGDAO = Path(__file__).resolve().parents[2] / "policies" / "qingdao" / "2024-2"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUIXIAN_CACHE", str(tmp_path))
    return tmp_path / "trees"


@pytest.fixture(scope="module")
def anew() -> PolicyList:
    return read_list(QINGDAO, lint=True)


def same(first: PolicyList, second: PolicyList) -> bool:
    return (first.head, first.vocabulary, first.policies) == (second.head, second.vocabulary, second.policies)


def no_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("duixian.language.policy.read_policy", refuse)
    monkeypatch.setattr("duixian.language.vocabulary_reader.read_vocabulary", refuse)


def test_a_list_read_again_comes_from_the_cache_and_is_the_same(
    kept: Path, anew: PolicyList, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_list(QINGDAO)
    assert len(list(kept.glob("*.json"))) == 21
    assert list(kept.glob("*.tmp")) == []
    no_parsing(monkeypatch)
    assert same(read_list(QINGDAO), anew)


@pytest.mark.parametrize(
    "damage", ["truncated", "emptied", "tampered", "not json", "other json", "a folder", "deep"]
)
def test_a_damaged_cache_is_rebuilt_silently(kept: Path, anew: PolicyList, damage: str) -> None:
    read_list(QINGDAO)
    for path in kept.glob("*.json"):
        content = path.read_bytes()
        match damage:
            case "truncated":
                path.write_bytes(content[: len(content) // 2])
            case "emptied":
                path.write_bytes(b"")
            case "tampered":
                path.write_bytes(content.replace("企业".encode(), "个人".encode()))
            case "not json":
                path.write_bytes(signed(b"]["))
            case "other json":
                path.write_bytes(signed(b'[0, "a", [9999, {}], [-7]]'))
            case "deep":
                path.write_bytes(signed(b"[" * 100_000 + b"]" * 100_000))
            case _:
                path.unlink()
                path.mkdir()
    listed = read_list(QINGDAO)
    assert listed.diagnostics == ()
    assert same(listed, anew)
    if damage != "a folder":
        assert all(cache.recall(path.stem) is not None for path in kept.glob("*.json"))


def signed(body: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def test_a_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, anew: PolicyList, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("DUIXIAN_CACHE", str(blocked))
    assert same(read_list(QINGDAO), anew)


def test_a_changed_vocabulary_makes_every_tree_anew(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "list"
    folder.mkdir()
    for path in QINGDAO.glob("*.md"):
        (folder / path.name).write_bytes(path.read_bytes())
    read_list(folder)
    vocabulary = folder / "vocabulary.md"
    text = vocabulary.read_text(encoding="utf-8").replace("| 实付算力费用 |", "| 实付算力费 |")
    vocabulary.write_text(text, encoding="utf-8")
    assert {fault.code for fault in read_list(folder).diagnostics} >= {"E104"}
    assert len(list(kept.glob("*.json"))) > 21


def test_what_does_not_load_is_not_kept(kept: Path, tmp_path: Path) -> None:
    for name in ("list.md", "vocabulary.md"):
        (tmp_path / name).write_bytes((QINGDAO / name).read_bytes())
    (tmp_path / "01-bad.md").write_text("# 没有文件头\n", encoding="utf-8")
    first, second = read_list(tmp_path), read_list(tmp_path)
    assert first.diagnostics == second.diagnostics != ()
    assert len(list(kept.glob("*.json"))) == 1


def test_trees_survive_being_written_down(anew: PolicyList) -> None:
    for tree in (anew.head, anew.vocabulary, *anew.policies):
        assert decode(json.loads(json.dumps(encode(tree)))) == tree
