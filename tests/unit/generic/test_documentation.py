# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation, specification, results and the files around a module say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
import yaml

from ansible_collections.wanforge.edge.plugins.doc_fragments import _cloudconnexa, _connection, _from_cache, _vyos
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.connection import COMMON_OPTIONS
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view
from ansible_collections.wanforge.edge.plugins.module_utils.http.last_known import OPTIONS
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.service import Vyos
from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, LASTING, MODULES, READERS, WRITERS
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import CALLS
from ansible_collections.wanforge.edge.tests.unit.generic.documentation import (
    KEYWORDS,
    documented,
    leaves,
    normal,
    returned,
    tasks_of,
)
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import ROOT, Runner, arguments_of, code
from ansible_collections.wanforge.edge.tests.unit.generic.test_lifecycle import resource_of

every_object = pytest.mark.parametrize("module", [module for module in MODULES if module not in CALLS])
every_module = pytest.mark.parametrize("module", MODULES)
FRAGMENTS = {
    "connection": (_connection.ModuleDocFragment.DOCUMENTATION, COMMON_OPTIONS),
    "cloudconnexa": (_cloudconnexa.ModuleDocFragment.DOCUMENTATION, CloudConnexa.options),
    "vyos": (_vyos.ModuleDocFragment.DOCUMENTATION, Vyos.options),
    "from_cache": (_from_cache.ModuleDocFragment.DOCUMENTATION, OPTIONS),
    "vyos write": (_vyos.ModuleDocFragment.WRITE, Vyos.write_options),
}


def full(fields: Sequence[Field]) -> dict[str, Any]:
    """A model in which every member is there and counts."""
    switches = {field.unless for field in fields}
    model: dict[str, Any] = {}
    for field in fields:
        value: Any = (
            full(field.fields) if field.fields else {"bool": True, "int": 1, "list": ["text"]}.get(field.type, "text")
        )
        model[field.name] = [value] if field.fields and field.type == "list" else value
        if field.name in switches:
            model[field.name] = False
    return model


def shape(value: Any) -> Any:
    """The names of members, in order and at every depth."""
    if isinstance(value, list):
        return shape(value[0]) if value else None
    if isinstance(value, Mapping):
        return [(name, shape(member)) for name, member in value.items()]
    return None


def documented_shape(members: Mapping[str, Any]) -> Any:
    """The same for documented members."""
    return [
        (name, documented_shape(member["contains"]) if "contains" in member else None)
        for name, member in members.items()
    ]


@every_module
def test_the_documentation_is_the_specification(module: str) -> None:
    specification = normal(arguments_of(module)["argument_spec"], "options")
    assert normal(documented(module)["options"], "suboptions") == specification


@every_module
def test_every_option_is_described(module: str) -> None:
    pending = list(documented(module)["options"].items())
    for name, option in pending:
        assert option["description"], name
        pending += [(f"{name}.{inner}", value) for inner, value in (option.get("suboptions") or {}).items()]


@every_object
def test_results_are_documented_member_by_member(module: str) -> None:
    resource = resource_of(module)
    members = returned(module)
    key = resource.plural if module in READERS else resource.kind
    assert next(iter(members)) == key
    assert documented_shape(members[key]["contains"]) == shape(
        result_view(resource, {"id": "1", **full(resource.fields)})
    )


@pytest.mark.parametrize("module", WRITERS)
def test_the_info_twin_documents_the_same_object(module: str) -> None:
    resource = resource_of(module)
    assert f"{module}_info" in READERS
    text = json.dumps(returned(f"{module}_info")[resource.plural]["contains"])
    contents = json.loads(text.replace(f"RV({resource.plural}[].", f"RV({resource.kind}."))
    assert contents == returned(module)[resource.kind]["contains"]
    listed = returned(f"{module}_info")[resource.plural]
    assert (listed["type"], listed.get("elements")) == (("dict", None) if resource.singleton else ("list", "dict"))


@every_module
def test_every_member_of_a_result_has_a_description_a_type_and_a_sample(module: str) -> None:
    for place, member in leaves(returned(module)):
        needed = {"description", "returned", "type"} | ({"sample"} if "contains" not in member else set())
        assert needed <= set(member), place
        assert member["type"] != "list" or member.get("elements"), place


@pytest.mark.parametrize("case", (*CASES, *LASTING), ids=lambda case: case.name)
def test_real_results_have_the_documented_members(case: Any, task: Runner) -> None:
    task.all(case.prepare)
    result = task.good(case.module, case.create)
    members = returned(case.module)
    assert [name for name in result if name not in ("changed", "diff")] == list(members)
    for place, member in leaves(members):
        check_type(result, place.split("."), member)


def check_type(result: Any, path: Sequence[str], member: Mapping[str, Any]) -> None:
    """Assert that a member of a result, if it is known, has the documented type."""
    types = {"str": str, "int": int, "bool": bool, "list": list, "dict": dict, "float": float}
    if isinstance(result, list) and path:
        for item in result:
            check_type(item, path, member)
    elif result is not None and path:
        check_type(result.get(path[0]), path[1:], member)
    elif result is not None and not path:
        assert isinstance(result, types[member["type"]]), member


@every_module
def test_the_attributes_are_stated(module: str) -> None:
    attributes = documented(module)["attributes"]
    group = f"wanforge.edge.{module.split('_', 1)[0]}"
    assert {"check_mode", "diff_mode", "idempotent", "async", "platform", "action_group"} <= set(attributes)
    assert attributes["check_mode"]["support"] == "full"
    assert attributes["diff_mode"]["support"] == ("N/A" if module.endswith("_info") else "full")
    assert attributes["action_group"]["membership"] == [group]


@every_module
def test_the_module_is_in_the_action_group_of_its_service(module: str) -> None:
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    assert [name for name, members in groups.items() if module in members] == [module.split("_", 1)[0]]


@every_module
def test_the_module_has_its_action(module: str) -> None:
    folder = ROOT / "plugins" / "action"
    texts = {path.read_text(encoding="utf-8") for path in folder.glob(f"{module.split('_', 1)[0]}_*.py")}
    assert (folder / f"{module}.py").is_file()
    assert len(texts) == 1


@every_module
def test_the_examples_hold_documented_options_only(module: str) -> None:
    own = 0
    for task in tasks_of(yaml.safe_load(code(module).EXAMPLES)):
        names = [name for name in task if name not in KEYWORDS and not name.startswith("with_")]
        assert len(names) == 1, task
        assert names[0].count(".") == 2, names
        if names[0].startswith("wanforge.edge."):
            check_options(task[names[0]] or {}, documented(names[0].rsplit(".", 1)[-1])["options"])
            own += names[0] == f"wanforge.edge.{module}"
    assert own


def check_options(stated: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    """Assert that options are documented, at every depth, and that their values are among the choices."""
    for name, value in stated.items():
        assert name in options
        choices = options[name].get("choices")
        for item in value if isinstance(value, list) else [value]:
            assert not choices or item in choices or "{{" in str(item), (name, item)
            if isinstance(item, Mapping) and options[name].get("suboptions"):
                check_options(item, options[name]["suboptions"])


@pytest.mark.parametrize("name", FRAGMENTS)
def test_each_fragment_is_its_constant(name: str) -> None:
    text, constant = FRAGMENTS[name]
    own = {
        option: spec for option, spec in constant.items() if constant is COMMON_OPTIONS or option not in COMMON_OPTIONS
    }
    assert normal(yaml.safe_load(text)["options"], "suboptions") == normal(own, "options")


def hidden(options: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """The options whose values Ansible hides."""
    for name, spec in options.items():
        if spec.get("no_log"):
            yield path + name
        yield from hidden(spec.get("options") or {}, f"{path}{name}.")


def secrets(fields: Sequence[Field], path: str = "") -> Iterator[str]:
    """The fields that are declared secret."""
    for field in fields:
        if field.secret and field.settable:
            yield path + field.name
        yield from secrets(field.fields, f"{path}{field.name}.")


@every_module
def test_secrets_and_nothing_else_are_hidden(module: str) -> None:
    """The value of a hidden option is overwritten wherever it stands in a result, so names must not be hidden."""
    declared = set() if module in (*READERS, *CALLS) else set(secrets(resource_of(module).fields))
    # A file with certificates often holds a key, too: its text is hidden whatever is in it.
    declared |= {"api_key" if module.startswith("vyos_") else "client_secret", "ca_cert"}
    assert set(hidden(arguments_of(module)["argument_spec"])) == declared


@every_object
def test_samples_and_results_have_no_secret_member(module: str) -> None:
    resource = resource_of(module)
    places = {place for place, _member in leaves(returned(module)[next(iter(returned(module)))]["contains"])}
    assert places.isdisjoint(secrets(resource.fields))
