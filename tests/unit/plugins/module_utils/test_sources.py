# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which place settings come from, and which mixtures are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import SETTINGS as TENANT
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import MASK, Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.sources import Settings, settled, stated
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.service import SETTINGS as ROUTER

PLACES = ("option", "environment", "profile", "file")
VARIABLES = {
    "cloud_id": "CLOUDCONNEXA_CLOUD_ID",
    "base_url": "CLOUDCONNEXA_BASE_URL",
    "client_id": "CLOUDCONNEXA_CLIENT_ID",
    "client_secret": "CLOUDCONNEXA_CLIENT_SECRET",
    "api_version": "CLOUDCONNEXA_API_VERSION",
    "url": "VYOS_URL",
    "api_key": "VYOS_API_KEY",
}
LOGIN = {"client_id": "id", "client_secret": "secret"}


class Places:
    """Writes what each place states, and asks what comes of it. Profile and file are named by the environment unless said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self,
        said: dict[str, dict[str, Any]],
        *,
        by_option: tuple[str, ...] = (),
        service: Settings = TENANT,
    ) -> dict[str, Any]:
        params, environ = self.given(said, by_option, service)
        return settled(service, params, environ)

    def given(
        self, said: dict[str, dict[str, Any]], by_option: tuple[str, ...], service: Settings
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the options and the environment."""
        params: dict[str, Any] = dict(said.get("option", {}))
        environ = {VARIABLES[name]: str(value) for name, value in said.get("environment", {}).items()}
        if "profile" in said:
            path = self.folder / "profiles.yml"
            path.write_text(yaml.safe_dump({"acme": {service.service: said["profile"]}}), encoding="utf-8")
            path.chmod(0o600)
            environ["WANFORGE_EDGE_PROFILES"] = str(path)
            self.name(params, environ, "profile", "acme", by_option)
        if "file" in said:
            path = self.folder / ".env"
            path.write_text("".join(f"{VARIABLES[name]}='{value}'\n" for name, value in said["file"].items()), "utf-8")
            path.chmod(0o600)
            self.name(params, environ, "env_file", str(path), by_option)
        return params, environ

    @staticmethod
    def name(
        params: dict[str, Any], environ: dict[str, str], option: str, value: str, by_option: tuple[str, ...]
    ) -> None:
        """Name a profile or a file."""
        if option in by_option:
            params[option] = value
        else:
            environ[f"WANFORGE_EDGE_{option.upper()}"] = value


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def refused(places: Places, said: dict[str, dict[str, Any]], **named: Any) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        places(said, **named)
    return caught.value


def whole(place: str) -> dict[str, str]:
    return {"cloud_id": f"cloud-{place}", "client_id": f"id-{place}", "client_secret": f"secret-{place}"}


@pytest.mark.parametrize("first", range(len(PLACES)))
def test_the_first_place_that_says_something_counts(places: Places, first: int) -> None:
    found = places({place: whole(place) for place in PLACES[first:]})
    assert {name: found[name] for name in whole("")} == whole(PLACES[first])


@pytest.mark.parametrize("first", range(len(PLACES)))
def test_single_settings_are_looked_up_one_by_one(places: Places, first: int) -> None:
    said = {place: {"api_version": f"1.{place}"} for place in PLACES[first:]}
    said["file" if first < 3 else "profile"] = {**whole("x"), **said.get("file" if first < 3 else "profile", {})}
    if "profile" in said and "api_version" in said["profile"]:
        said["profile"]["api_version"] = "1.profile"
    assert places(said)["api_version"] == f"1.{PLACES[first]}"


@pytest.mark.parametrize("one", PLACES)
@pytest.mark.parametrize("other", PLACES)
def test_the_two_halves_of_a_credential_come_from_one_place(places: Places, one: str, other: str) -> None:
    said: dict[str, dict[str, Any]] = {one: {"cloud_id": "c", "client_id": "i"}}
    said[other] = {**said.get(other, {}), "client_secret": "hidden-half"}
    if one == other:
        assert places(said)["client_secret"] == "hidden-half"
        return
    error = refused(places, said)
    assert "client_id" in error.message.lower() and "client_secret" in error.message.lower()
    assert "comes from" in error.message and "one place" in error.hint
    assert "hidden-half" not in error.message + error.hint


def test_both_places_are_named(places: Places) -> None:
    error = refused(places, {"option": {"cloud_id": "c", "client_id": "i"}, "environment": {"client_secret": "s"}})
    assert error.message == "client_id comes from the options, but CLOUDCONNEXA_CLIENT_SECRET from the environment."


@pytest.mark.parametrize("place", PLACES)
def test_two_addresses_in_one_place_are_refused(places: Places, place: str) -> None:
    error = refused(places, {place: {**whole("x"), "base_url": "https://a.example"}})
    assert "base_url and cloud_id are both set" in error.message


@pytest.mark.parametrize("name", ["cloud_id", "client_id", "client_secret"])
@pytest.mark.parametrize("place", PLACES)
def test_what_is_missing_is_named_with_its_variable(places: Places, place: str, name: str) -> None:
    error = refused(places, {place: {key: value for key, value in whole("x").items() if key != name}})
    assert name in error.message and VARIABLES[name] in error.message and "profile" in error.hint


def test_nothing_at_all_names_what_is_missing_first(places: Places) -> None:
    assert "cloud_id" in refused(places, {}).message
    assert "api_key" in refused(places, {"option": {"url": "https://a"}}, service=ROUTER).message
    assert "VYOS_URL" in refused(places, {"option": {"api_key": "k"}}, service=ROUTER).message


@pytest.mark.parametrize("whose", PLACES[1:])
@pytest.mark.parametrize("part", [{"cloud_id": "other"}, {"base_url": "https://other.example"}, LOGIN])
def test_a_place_with_address_and_credentials_is_not_used_by_half(
    places: Places, whose: str, part: dict[str, str]
) -> None:
    for earlier in PLACES[: PLACES.index(whose)]:
        error = refused(places, {earlier: part, whose: whole(whose)})
        assert "does not go with" in error.message and "one place" in error.hint
        assert not any(value in error.message for value in ("secret-", "other"))


def test_address_and_credentials_may_come_from_two_places_that_have_nothing_else(places: Places) -> None:
    for one in PLACES:
        for other in PLACES:
            if one != other:
                found = places({one: {"cloud_id": "c"}, other: LOGIN})
                assert (found["cloud_id"], found["client_secret"]) == ("c", "secret")


def test_the_same_address_in_two_places_is_no_contradiction(places: Places) -> None:
    found = places({"environment": {"cloud_id": "same"}, "profile": {**LOGIN, "cloud_id": "same"}})
    assert found["client_secret"] == "secret"


@pytest.mark.parametrize("named, place", [("profile", "profile"), ("env_file", "file")])
def test_the_environment_does_not_override_what_a_task_names(places: Places, named: str, place: str) -> None:
    said = {"environment": whole("environment"), place: whole(place)}
    error = refused(places, said, by_option=(named,))
    assert "CLOUDCONNEXA_CL" in error.message and "which the task names" in error.message
    assert places(said)["client_id"] == "id-environment"


def test_options_override_what_a_task_names(places: Places) -> None:
    found = places({"option": whole("option"), "profile": whole("profile")}, by_option=("profile",))
    assert found["client_id"] == "id-option"


def test_a_key_in_the_environment_goes_with_the_address_of_a_profile(places: Places) -> None:
    said = {"environment": {"api_key": "k"}, "profile": {"url": "https://a.example"}}
    assert places(said, by_option=("profile",), service=ROUTER)["api_key"] == "k"


def test_a_profile_of_another_service_counts_only_if_the_environment_names_it(places: Places) -> None:
    said = {"profile": {"api_key": "k"}, "option": whole("option")}
    params, environ = places.given(said, (), ROUTER)
    assert settled(TENANT, params, environ)["client_id"] == "id-option"
    with pytest.raises(ConfigurationError, match='Profile "acme".*no part cloudconnexa'):
        settled(TENANT, {**params, "profile": "acme"}, environ)


def test_whom_to_trust_comes_from_one_place(places: Places) -> None:
    profile = {**whole("p"), "ca_path": "/profile.pem", "client_cert": "/c.pem", "client_key": "/k.pem", "timeout": 7}
    found = places({"option": {"ca_cert": "PEM", "client_cert": "/both.pem"}, "profile": profile})
    assert (found["ca_path"], found["ca_cert"]) == (None, "PEM")
    assert (found["client_cert"], found["client_key"], found["timeout"]) == ("/both.pem", None, 7)


def test_a_file_of_variables_of_another_program_does_no_harm(places: Places, tmp_path: Path) -> None:
    params, environ = places.given({"file": whole("file")}, (), TENANT)
    with (tmp_path / ".env").open("a", encoding="utf-8") as file:
        file.write("DATABASE_URL=postgres://a:b@c\nVYOS_API_KEY=k\n")
    assert settled(TENANT, params, environ)["client_id"] == "id-file"


def test_no_file_is_looked_for_by_itself(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _params, environ = places.given({"file": whole("file"), "profile": whole("profile")}, (), TENANT)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="missing"):
        settled(TENANT, {}, {"WANFORGE_EDGE_PROFILES": environ["WANFORGE_EDGE_PROFILES"]})


@pytest.mark.parametrize(
    "said, expected",
    [
        ({}, False),
        ({"option": {"url": "https://a"}}, True),
        ({"environment": {"url": "https://a"}}, True),
        ({"profile": {"url": "https://a"}}, True),
        ({"profile": {"api_key": "k"}}, False),
        ({"file": {"url": "https://a"}}, True),
        ({"profile": {"nonsense": "k"}}, True),
    ],
)
def test_whether_a_setting_is_stated(places: Places, said: dict[str, Any], expected: bool) -> None:
    params, environ = places.given(said, (), ROUTER)
    assert stated(ROUTER, params, environ, "url") is expected


@pytest.mark.parametrize("place", PLACES[1:])
def test_secrets_of_every_place_are_known_to_the_redactor(places: Places, place: str) -> None:
    params, environ = places.given({place: whole(place)}, (), TENANT)
    redactor = Redactor()
    common = {"retry": None, "cache_ttl": 0}
    CloudConnexa().connect({**common, **params}, environ, redactor)
    assert redactor.text(f"x secret-{place} y") == f"x {MASK} y"


@pytest.mark.parametrize(
    "options", [{"validate_certs": False, "ca_path": "/a"}, {"validate_certs": False, "ca_cert": "A"}]
)
def test_authorities_that_nobody_would_ask_are_refused(options: dict[str, Any]) -> None:
    params = {**whole("x"), "retry": None, "cache_ttl": 0, **options}
    with pytest.raises(ConfigurationError) as caught:
        CloudConnexa().connect(params, {}, Redactor())
    assert "validate_certs is false" in caught.value.message and list(options)[1] in caught.value.message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    said=st.dictionaries(
        st.sampled_from(PLACES),
        st.dictionaries(
            st.sampled_from(["cloud_id", "base_url", "client_id", "client_secret"]), st.sampled_from(["a", "b"])
        ),
    ),
    by_option=st.sampled_from([(), ("profile",), ("env_file",)]),
)
def test_what_is_used_belongs_together(
    places: Places, said: dict[str, dict[str, Any]], by_option: tuple[str, ...]
) -> None:
    """However settings are strewn: both halves of the credentials come from one place, and no place is used by half."""
    marked = {
        place: {name: f"{value}-{place}" for name, value in values.items()} for place, values in said.items() if values
    }
    try:
        found = places(marked, by_option=by_option)
    except ConfigurationError as error:
        assert error.hint and not any(f"a-{place}" in error.message for place in PLACES)
        return
    origin: dict[str, Optional[str]] = {
        name: found[name].split("-", 1)[1]
        for name in ("client_id", "client_secret", "cloud_id", "base_url")
        if found[name]
    }
    address = origin.get("cloud_id") or origin.get("base_url")
    assert ("cloud_id" in origin) != ("base_url" in origin)
    assert origin["client_id"] == origin["client_secret"]
    for place, values in marked.items():
        has_address = bool({"cloud_id", "base_url"} & set(values))
        has_login = bool({"client_id", "client_secret"} & set(values))
        if has_address and has_login:
            assert (address == place) == (origin["client_id"] == place)
