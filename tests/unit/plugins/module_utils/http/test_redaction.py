# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret leaves the client."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any, Optional
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import MASK, Redactor

# The mask itself and what surrogates do are looked at on their own below.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="*")
SECRETS = st.text(CHARACTERS, min_size=4, max_size=24)
TEXTS = st.text(CHARACTERS, max_size=12)
SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda secret: quote(secret, safe=""),
    "percent, slash kept": quote,
    "form": quote_plus,
    "query": lambda secret: urlencode({"k": secret}),
    "json": json.dumps,
    "json in unicode": lambda secret: json.dumps(secret, ensure_ascii=False),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 unpadded": lambda secret: base64.b64encode(secret.encode()).decode().rstrip("="),
    "repr": repr,
}


def redactor_of(*secrets: Optional[str]) -> Redactor:
    redactor = Redactor()
    for secret in secrets:
        redactor.register(secret)
    return redactor


def nested(text: str) -> Any:
    return {"a": [text, {"b": (text, [text])}], text: {"c": {"d": text}}, "n": 5, "t": True, "nothing": None}


def texts_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for item in pair for text in texts_in(item)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in texts_in(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("spelling", list(SPELLINGS))
@given(secret=SECRETS, before=TEXTS, after=TEXTS)
def test_no_spelling_of_a_secret_survives(spelling: str, secret: str, before: str, after: str) -> None:
    written = SPELLINGS[spelling](secret)
    shown = redactor_of(secret).text(before + written + after)
    assert secret not in shown
    assert written.strip("\"'") not in shown
    assert MASK in shown


@given(secret=SECRETS, before=TEXTS, after=TEXTS)
def test_no_secret_survives_in_any_nesting(secret: str, before: str, after: str) -> None:
    shown = redactor_of(secret).data(nested(before + secret + after))
    assert not [text for text in texts_in(shown) if secret in text]
    assert (shown["n"], shown["t"], shown["nothing"]) == (5, True, None)


@given(st.lists(SECRETS, min_size=2, max_size=5), TEXTS)
def test_several_secrets_do_not_hide_each_other(secrets: list[str], between: str) -> None:
    shown = redactor_of(*secrets).text(between.join(secrets) + "".join(secrets))
    assert not [secret for secret in secrets if secret in shown]


@given(SECRETS, SECRETS)
def test_a_secret_inside_another_leaves_no_rest(one: str, other: str) -> None:
    longer = one + other
    shown = redactor_of(one, longer).text(f"<{longer}>")
    assert longer not in shown
    assert one not in shown


@given(st.text(CHARACTERS, max_size=30))
def test_texts_without_secrets_stay(text: str) -> None:
    assert Redactor().text(text) == text
    assert redactor_of(None, "").text(text) == text


@pytest.mark.parametrize("secret", ["a", "xy", "abc", "é"])
def test_short_secrets_are_masked_where_they_are_the_whole_text(secret: str) -> None:
    redactor = redactor_of(secret)
    assert redactor.text(secret) == MASK
    assert redactor.data({"key": secret, "list": [secret]}) == {"key": MASK, "list": [MASK]}
    assert redactor.text(f"the {secret} of it") == f"the {secret} of it"


def test_secrets_learned_late_count() -> None:
    redactor = redactor_of("first-secret")
    assert redactor.text("first-secret second-secret") == f"{MASK} second-secret"
    redactor.register("second-secret")
    assert redactor.text("first-secret second-secret") == f"{MASK} {MASK}"


def test_secrets_with_a_meaning_in_patterns_are_taken_literally() -> None:
    redactor = redactor_of(".*+?", "[a-z]+", "(((((")
    assert redactor.text("abc .*+? [a-z]+ (((((") == f"abc {MASK} {MASK} {MASK}"


def test_the_copy_leaves_the_original_alone() -> None:
    original = {"a": ["secret-value"]}
    assert redactor_of("secret-value").data(original) == {"a": [MASK]}
    assert original == {"a": ["secret-value"]}


def test_a_secret_that_is_no_unicode_is_accepted() -> None:
    """An environment variable may hold bytes that are no UTF-8; Python turns them into surrogates."""
    redactor = redactor_of("se\udce9cret")
    assert redactor.text("x se\udce9cret x") == f"x {MASK} x"


def test_percent_encoding_in_lower_case_is_known() -> None:
    assert "p%2fw" not in redactor_of("top/p/word").text("https://h/?k=top%2fp%2fword")


def test_url_safe_base64_is_known() -> None:
    secret = "secret>>>???"
    written = base64.urlsafe_b64encode(secret.encode()).decode()
    assert written not in redactor_of(secret).text(f"token {written}")


@given(st.from_regex(r"[a-zA-Z0-9+/]{4,20}={0,2}|[a-z0-9_.~-]{4,20}", fullmatch=True))
def test_the_short_way_for_simple_secrets_finds_every_spelling(secret: str) -> None:
    """Tokens and base64 are spelled without the library, which would cost each task a tenth of a millisecond."""
    written = [quote(secret, safe=""), quote(secret), quote_plus(secret), json.dumps(secret)[1:-1], repr(secret)[1:-1]]
    encoded = [base64.b64encode(secret.encode()).decode(), base64.urlsafe_b64encode(secret.encode()).decode()]
    written += encoded + [text.rstrip("=") for text in encoded]
    written += [re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), text) for text in written[:3]]
    redactor = redactor_of(secret)
    assert {redactor.text(text) for text in written} == {MASK}


def test_others_learn_each_secret_once() -> None:
    learned: list[str] = []
    redactor = Redactor(learned.append)
    for secret in ("long-secret", None, "", "long-secret", "abc", "four", 12345):
        redactor.register(secret)
    assert learned == ["long-secret", "four", "12345"], "what is shorter would make holes in every text"
    assert redactor.text("long-secret abc") == f"{MASK} abc"


def test_others_that_fail_do_no_harm() -> None:
    def refuse(secret: str) -> None:
        raise RuntimeError(f"cannot keep {secret}")

    redactor = Redactor(refuse)
    redactor.register("long-secret")
    redactor.register("other-secret")
    assert redactor.text("long-secret other-secret") == f"{MASK} {MASK}"
