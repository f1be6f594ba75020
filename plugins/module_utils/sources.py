# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the settings of a connection come from: options, environment, profile, file of variables, in this order.

What belongs together comes from one place. A secret of one tenant next to the address of another is never sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.profiles import (
    env_file_variables,
    profile_part,
    profiles_file,
)

PROFILE_VARIABLE = "WANFORGE_EDGE_PROFILE"
ENV_FILE_VARIABLE = "WANFORGE_EDGE_ENV_FILE"
ONE_PLACE = (
    "Take address and credentials from one place: the options, the environment, a profile or a file of variables."
)


@dataclass(frozen=True)
class Settings:
    """What a service needs to be told: the variables of each setting, and which settings belong together.

    ``address`` holds alternatives, ``login`` what is needed together; ``trust`` (whom to trust) and ``client`` (how to show oneself)
    come from one place, too. ``options`` is the argument specification.
    """

    service: str
    variables: Mapping[str, tuple[str, ...]]
    address: tuple[str, ...]
    login: tuple[str, ...]
    options: Mapping[str, Mapping[str, Any]]
    trust: tuple[str, ...] = ("ca_path", "ca_cert")
    client: tuple[str, ...] = ("client_cert", "client_key")
    others: tuple[str, ...] = ("validate_certs", "timeout")

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All settings that another place than the options may give."""
        return tuple(dict.fromkeys((*self.variables, *self.trust, *self.client, *self.others)))

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The settings, those together that come from one place."""
        together = (self.address, self.login, self.trust, self.client)
        grouped = {name for group in together for name in group}
        return (*together, *((name,) for name in self.names if name not in grouped))


@dataclass(frozen=True)
class Source:
    """One place: how messages call it, what it states, how settings are called there, and whether the task itself chose it."""

    title: str
    values: Mapping[str, Any]
    spelled: Mapping[str, str]
    chosen: bool = False

    def states(self, names: Sequence[str]) -> bool:
        """Return whether it states one of these settings."""
        return any(name in self.values for name in names)

    def called(self, names: Sequence[str]) -> str:
        """Return how the stated ones of these settings are called there."""
        return " and ".join(self.spelled.get(name, name) for name in names if name in self.values)


def settled(settings: Settings, params: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the options, with what other places say where they are silent.

    Raises ConfigurationError for what is missing, for places that contradict each other, and for files that cannot be used.
    """
    places = list(sources(settings, params, environ))
    address, login = _first(places, settings.address), _first(places, settings.login)
    _check_login(places, settings, login)
    _check_choice(places, settings, address, login)
    chosen = {**params, **{name: None for name in settings.names}}
    for group in settings.groups:
        place = _first(places, group)
        if place is not None:
            chosen.update({name: place.values[name] for name in group if name in place.values})
    _check_complete(settings, address, login)
    return chosen


def stated(settings: Settings, params: Mapping[str, Any], environ: Mapping[str, str], name: str) -> bool:
    """Return whether any place states a setting. What is wrong with the places counts as yes: ``settled`` tells it."""
    try:
        return _first(list(sources(settings, params, environ)), (name,)) is not None
    except ConfigurationError:
        return True


def sources(settings: Settings, params: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[Source]:
    """Yield the places in their order. Files are read only if an option or a variable names them."""
    options = {name: params[name] for name in settings.names if params.get(name) not in (None, "")}
    yield Source("the options", options, {}, True)
    spelled = {name: _set(environ, known) for name, known in settings.variables.items()}
    found = {name: variable for name, variable in spelled.items() if variable}
    yield Source("the environment", {name: environ[variable] for name, variable in found.items()}, found)
    own = params.get("profile")
    name = own or environ.get(PROFILE_VARIABLE)
    if name:
        allowed = {option: settings.options[option] for option in settings.names if option in settings.options}
        path = profiles_file(environ)
        part = profile_part(str(name), path, settings.service, allowed)
        if part is None and own:
            raise ConfigurationError(
                f'Profile "{name}" in "{path}" has no part {settings.service}.',
                hint=f"Add the part {settings.service}, or name another profile.",
            )
        yield Source(f'the profile "{name}"', part or {}, {}, bool(own))
    file, own_file = params.get("env_file") or environ.get(ENV_FILE_VARIABLE), params.get("env_file")
    if file:
        variables = env_file_variables(Path(str(file)).expanduser())
        spelled = {name: _set(variables, known) for name, known in settings.variables.items()}
        found = {name: variable for name, variable in spelled.items() if variable}
        values = {name: variables[variable] for name, variable in found.items()}
        yield Source(f'the env_file "{file}"', values, found, bool(own_file))


def _set(environ: Mapping[str, str], known: Sequence[str]) -> str:
    return next((variable for variable in known if environ.get(variable)), "")


def _first(places: Sequence[Source], names: Sequence[str]) -> Optional[Source]:
    return next((place for place in places if place.states(names)), None)


def _check_login(places: Sequence[Source], settings: Settings, login: Optional[Source]) -> None:
    """Raise ConfigurationError if one place states one half of the credentials and another one the other half."""
    for name in settings.login:
        other = _first(places, (name,))
        if login is not None and other is not None and name not in login.values:
            raise ConfigurationError(
                f"{login.called(settings.login)} comes from {login.title}, but {other.called((name,))} from {other.title}.",
                hint=f"Take {' and '.join(settings.login)} from one place.",
            )


def _check_choice(
    places: Sequence[Source], settings: Settings, address: Optional[Source], login: Optional[Source]
) -> None:
    """Raise ConfigurationError unless a place that states address and credentials is used for both, or for none of them."""
    for place in places:
        both = place.states(settings.address) and place.states(settings.login)
        for names, used, other_names, other in (
            (settings.address, address, settings.login, login),
            (settings.login, login, settings.address, address),
        ):
            if used is None or other is None or used is place or not place.states(names):
                continue
            if all(place.values.get(name) == used.values.get(name) for name in names):
                continue
            if place.chosen and not used.chosen:
                raise ConfigurationError(
                    f"{used.called(names)} of {used.title} would come before {place.called(names)} of {place.title}, "
                    "which the task names.",
                    hint=f"Take {used.called(names)} out of {used.title}, or name no other place. {ONE_PLACE}",
                )
            if both and other is place:
                raise ConfigurationError(
                    f"{used.called(names)} of {used.title} does not go with {place.called(other_names)} of {place.title}, "
                    f"which states {place.called(names)} of its own.",
                    hint=ONE_PLACE,
                )


def _check_complete(settings: Settings, address: Optional[Source], login: Optional[Source]) -> None:
    if address is None:
        raise _missing(settings, settings.address)
    if len([name for name in settings.address if name in address.values]) > 1:
        raise ConfigurationError(
            f"{' and '.join(settings.address)} are both set; set one of them.",
            hint=f"Both come from {address.title}: {address.called(settings.address)}.",
        )
    for name in settings.login:
        if login is None or name not in login.values:
            raise _missing(settings, (name,))


def _missing(settings: Settings, names: Sequence[str]) -> ConfigurationError:
    variable = settings.variables[names[-1]][0]
    what = f"{names[0]} is missing: set the option {names[0]}"
    if len(names) > 1:
        what = f"{' and '.join(names)} are missing: set one of the options"
    return ConfigurationError(
        f"{what} or the environment variable {variable}.",
        hint="Or name a profile that holds it, with the option profile or the environment variable WANFORGE_EDGE_PROFILE.",
    )
