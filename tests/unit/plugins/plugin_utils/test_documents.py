# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents from files: whatever they hold, they are read, or refused in a sentence that names the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

import pytest
import yaml
from ansible.errors import AnsibleFileNotFound
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, PlanError
from ansible_collections.wanforge.edge.plugins.plugin_utils import _documents
from ansible_collections.wanforge.edge.plugins.plugin_utils._documents import document_of, handed_over

PASSWORD = [("default", VaultSecret(b"correct horse"))]
OTHER = [("default", VaultSecret(b"wrong horse"))]
SECRET = "between-two-gateways"


def loader(secrets: Any = None) -> DataLoader:
    """What Ansible hands to actions, with a vault password or without."""
    made = DataLoader()
    made.set_vault_secrets(secrets or [])
    return made


def encrypted(text: str) -> str:
    """A text as ansible-vault encrypts it."""
    return str(VaultLib(PASSWORD).encrypt(text.encode()).decode())


def read(path: Path, secrets: Any = None) -> Mapping[str, Any]:
    """The document in a file or folder."""
    return document_of(str(path), str, loader(secrets))[0]


def written(folder: Path, content: bytes, name: str = "acme.yml") -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content)
    return path


def refused(path: Path, secrets: Any = None) -> PlanError:
    """How a file is refused: in one sentence that names it, with a remedy, and neither secrets nor Python in it."""
    with pytest.raises(PlanError) as caught:
        read(path, secrets)
    error = caught.value
    assert path.name in error.message and error.message.endswith(".") and "\n" not in error.message
    assert error.hint and len(error.message) < 400
    assert not any(
        word in error.message for word in ("Traceback", "NoneType", "object at 0x", SECRET, str(path.parent))
    )
    return error


@pytest.mark.parametrize(
    "content, words",
    [
        (b"networks:\n\t- name: hq", "line 2"),
        (b"networks: [", "line 2"),
        (b"networks: {name: hq", "is no YAML"),
        (b"networks: *hq", "undefined alias in line 1"),
        (b"networks: []\nnetworks: []", '"networks" stands twice in line 2'),
        (b"networks: []\n'networks': []", '"networks" stands twice in line 2'),
        (b"networks: [{name: hq, egress: true, name: lab}]", '"name" stands twice in line 1'),
        (b"networks: []\n---\nhosts: []", "another document in line 2"),
        (b"networks: 2026-13-45", '"2026-13-45" is no date in line 1'),
        (b"networks: !!timestamp today", '"today" is no date in line 1'),
        (b"networks: !!bool perhaps", '"perhaps" is no truth value in line 1'),
        (b"networks: !!int many", '"many" is no number in line 1'),
        (b"networks: !!float much", '"much" is no number in line 1'),
        (b"networks: 0b_", '"0b_" is no number in line 1'),
        (b"networks: " + b"9" * 6000, "is no number in line 1"),
        (b"networks: !!python/object/apply:os.system [ls]", "python/object/apply:os.system"),
        (b"networks: !unsafe text", "!unsafe"),
        (b"networks: =", "line 1"),
        (b"networks: {<<: 5}", "for merging"),
        (b"? [networks]\n: []", "unhashable key in line 1"),
        (b"networks: caf\xe9", "UTF-8"),
        ("networks: []".encode("utf-16"), "UTF-8"),
        (b"networks: \x00", "control characters"),
        (b"networks: \x07", "control characters"),
        (b'networks: "\\ud800"', "line 1"),
        (b"just text", "holds no sections"),
        (b"- networks", "holds no sections"),
        (b"5", "holds no sections"),
        (b"networks: " + b"[" * 200_000, "nested too deeply"),
        (b"networks: " + b"{a: " * 200_000, "nested too deeply"),
        (b"networks:\n  " + b"- " * 200_000, "nested too deeply"),
        (b"\n".join(b" " * number + b"a:" for number in range(2000)), "nested too deeply"),
        (b"$ANSIBLE_VAULT;", "cannot be read"),
        (b"$ANSIBLE_VAULT;1.1;AES256\nno hexadecimal digits\n", "cannot be read"),
        (b"a: !vault nothing", "cannot be read"),
        (b"a: !vault {b: 1}", "line 1"),
        (b"a: !vault [1]", "line 1"),
        (b"a: !vault ''", "cannot be read"),
    ],
    ids=lambda value: repr(value)[:40],
)
@pytest.mark.parametrize("secrets", [None, PASSWORD], ids=["no password", "password"])
def test_what_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path, content: bytes, words: str, secrets: Any) -> None:
    assert words in refused(written(tmp_path, content), secrets).message


@pytest.mark.parametrize(
    "content, expected",
    [
        (b"", {}),
        (b"# nothing yet\n", {}),
        (b"null", {}),
        (b"---\n", {}),
        (b"\xef\xbb\xbfnetworks: []", {"networks": []}),
        (b"networks: []\r\nhosts: []\r\n", {"networks": [], "hosts": []}),
        (b"networks: [&a {name: hq, egress: true}, {<<: *a, name: lab}]", None),
        (b"a: &a {b: 1}\nc: {<<: *a, b: 2}", {"a": {"b": 1}, "c": {"b": 2}}),
        (b"a: {<<: [{b: 1}, {b: 2, c: 3}]}", {"a": {"b": 1, "c": 3}}),
        (b"~: 1", {"None": 1}),
        (b"1: 2", {"1": 2}),
        ("users: [{username: ümläut 密码}]".encode(), {"users": [{"username": "ümläut 密码"}]}),
        (b"a: '{{ no_template }}'", {"a": "{{ no_template }}"}),
    ],
)
def test_what_is_yaml_is_read(tmp_path: Path, content: bytes, expected: Optional[dict[str, Any]]) -> None:
    found = read(written(tmp_path, content))
    assert found == (expected if expected is not None else yaml.safe_load(content))


def test_what_stands_for_itself_does_not_hang(tmp_path: Path) -> None:
    found = read(written(tmp_path, b"networks: &a [*a]"))
    assert found["networks"][0] is found["networks"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(content=st.binary(max_size=60) | st.text("-:?[]{}&*!|>'\"%@`,# \n\tab0.~<=", max_size=40).map(str.encode))
def test_no_file_raises_anything_else(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path, content)
    try:
        found = read(path)
    except PlanError:
        refused(path)
    else:
        assert all(isinstance(name, str) for name in found)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["C"]), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.dictionaries(st.sampled_from(["networks", "hosts", "users"]), PLAIN))
def test_documents_come_back_as_they_were_written(tmp_path: Path, document: dict[str, Any]) -> None:
    for text in (
        json.dumps(document, ensure_ascii=False),
        yaml.safe_dump(document),
        yaml.safe_dump(document, default_flow_style=True),
    ):
        assert read(written(tmp_path, text.encode())) == document


def test_whole_files_and_single_values_can_be_encrypted(tmp_path: Path) -> None:
    path = written(tmp_path, encrypted("networks: [{name: hq}]").encode())
    assert read(path, PASSWORD) == {"networks": [{"name": "hq"}]}
    block = "\n".join(f"  {line}" for line in encrypted(SECRET).splitlines())
    for tag in ("!vault", "!vault-encrypted"):
        path = written(tmp_path, f"a: {tag} |\n{block}\nb: open".encode())
        assert document_of(str(path), str, loader(PASSWORD)) == ({"a": SECRET, "b": "open"}, [SECRET])
        assert "a vault password" in refused(path).message.lower() or "vault" in refused(path).message.lower()
        assert "vault password" in refused(path, OTHER).hint


@pytest.mark.parametrize("secrets", [None, OTHER], ids=["no password", "wrong password"])
def test_what_cannot_be_decrypted_names_file_and_password(tmp_path: Path, secrets: Any) -> None:
    error = refused(written(tmp_path, encrypted(f"networks: {SECRET}").encode()), secrets)
    assert "vault password" in error.hint


def test_an_encrypted_file_that_holds_no_text_is_refused(tmp_path: Path) -> None:
    content = VaultLib(PASSWORD).encrypt(b"\xff\xfe\x00")
    assert "UTF-8" in refused(written(tmp_path, content), PASSWORD).message
    block = "\n".join(f"  {line}" for line in content.decode().splitlines())
    refused(written(tmp_path, f"a: !vault |\n{block}".encode()), PASSWORD)


def test_the_files_of_a_folder_make_one_document(tmp_path: Path) -> None:
    parts = {
        "10-sites.yml": "networks: [{name: hq}]\nsettings: {snat: true}",
        "20-people.yaml": "users: []\nnetworks: [{name: lab}]",
        "30-rest.yml": "settings: {topology: CUSTOM}\nusers:\nhosts: null",
        "README.md": "not: yaml: at all",
        ".hidden.yml": "]",
    }
    for name, text in parts.items():
        written(tmp_path, text.encode(), name)
    assert read(tmp_path) == {
        "networks": [{"name": "hq"}, {"name": "lab"}],
        "settings": {"snat": True, "topology": "CUSTOM"},
        "users": [],
        "hosts": None,
    }


@pytest.mark.parametrize(
    "second, words",
    [
        ("settings: {snat: false}", "settings.snat stands in a.yml and in b.yml."),
        ("networks: {name: lab}", "networks stands in a.yml and in b.yml."),
        ("settings: [1]", "settings stands in a.yml and in b.yml."),
        ("networks: text", "networks stands in a.yml and in b.yml."),
    ],
)
def test_files_that_contradict_each_other_are_refused(tmp_path: Path, second: str, words: str) -> None:
    written(tmp_path, b"networks: [{name: hq}]\nsettings: {snat: true}", "a.yml")
    written(tmp_path, second.encode(), "b.yml")
    with pytest.raises(InvalidOption) as caught:
        read(tmp_path)
    assert caught.value.message == words and caught.value.hint


def test_a_broken_file_of_a_folder_is_named(tmp_path: Path) -> None:
    written(tmp_path, b"networks: []", "a.yml")
    written(tmp_path, b"hosts: [", "b.yml")
    with pytest.raises(InvalidOption, match="b.yml is no YAML"):
        read(tmp_path)
    (tmp_path / "b.yml").unlink()
    (tmp_path / "b.yml").mkdir()
    with pytest.raises(PlanError, match=r"b\.yml cannot be read: Is a directory"):
        read(tmp_path)
    (tmp_path / "b.yml").rmdir()
    (tmp_path / "b.yml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(PlanError, match=r"b\.yml cannot be read: No such file"):
        read(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="folder without YAML files"):
        read(tmp_path)


@pytest.mark.parametrize("src", ["", "nowhere.yml", "a\0b", "~nobody-of-this-name/x.yml"])
def test_what_does_not_exist_is_refused(src: str) -> None:
    def find(name: str) -> str:
        raise AnsibleFileNotFound(file_name=name)

    with pytest.raises(InvalidOption, match="src") as caught:
        document_of(src, find, loader())
    assert caught.value.hint


def test_a_folder_that_cannot_be_listed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(folder: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(_documents, "_files", forbidden)
    with pytest.raises(PlanError, match="cannot be read: Permission denied"):
        read(tmp_path)


@pytest.mark.parametrize(
    "text, words",
    [
        ("networks:\n- name: a\n  description: !!binary aGVsbG8=\n", "description must be a text"),
        ("networks: &a\n- name: x\n  routes: *a\n", "routes"),
        ("networks:\n- {1: a, name: b}\n", "1 is unknown"),
        (
            f"networks:\n- name: {SECRET}\n  connectors:\n  - {{name: c, ipsec_config: {{pre_shared_key: {SECRET}}}, x: 1}}\n",
            "x is",
        ),
    ],
)
def test_what_cannot_be_handed_over_is_refused_as_it_is_here(tmp_path: Path, text: str, words: str) -> None:
    document, hidden = document_of(str(written(tmp_path, text.encode())), str, loader())
    with pytest.raises(InvalidOption, match=words) as caught:
        handed_over(document, hidden)
    assert SECRET not in caught.value.message


def test_a_document_is_handed_over_with_its_encrypted_texts() -> None:
    assert handed_over({"networks": []}, [SECRET]) == {"networks": [], "!vault": [SECRET]}


def test_a_template_is_refused_with_its_own_remedy(tmp_path: Path) -> None:
    error = refused(written(tmp_path, b"networks:\n- name: {{ site }}\n"))
    assert "Templates are not evaluated here" in error.hint and "quote the text" in error.hint
