# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the sandbox."""

from __future__ import annotations

import argparse
import pathlib
import random
import sys
from dataclasses import dataclass
from typing import NoReturn, Optional, Sequence


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    cloudconnexa: int
    vyos: int
    control: int
    tls: Optional[tuple[str, str]]
    tls_clients: Optional[str]
    vyos_release: str
    seed: int
    latency_ms: float
    exit_with: Optional[int]
    client_secret: Optional[str]
    api_key: str


class _Parser(argparse.ArgumentParser):
    """A parser that complains in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Leave with a sentence on stderr."""
        print(f"{self.prog}: {message}.", file=sys.stderr)
        raise SystemExit(2)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return number


def read_arguments(arguments: Optional[Sequence[str]] = None) -> Options:
    """Parse the command line."""
    parser = _Parser(
        prog="serve.py", description="Serve a simulated CloudConnexa tenant and a simulated VyOS router on loopback."
    )
    parser.add_argument("--cloudconnexa", type=_port, default=0, metavar="PORT", help="port; 0 takes a free one")
    parser.add_argument("--vyos", type=_port, default=0, metavar="PORT", help="port; 0 takes a free one")
    parser.add_argument("--control", type=_port, default=0, metavar="PORT", help="port; 0 takes a free one")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="serve both services over https")
    parser.add_argument("--tls-clients", metavar="CA", help="serve only clients with a certificate of this authority")
    parser.add_argument("--vyos-release", choices=("1.3", "1.4", "1.5"), default="1.4", help="release of the router")
    parser.add_argument("--seed", type=int, default=1, help="credentials, ids and chance follow from it")
    parser.add_argument("--latency-ms", type=float, default=0.0, metavar="N", help="delay of every answer")
    parser.add_argument("--exit-with", type=int, metavar="PID", help="stop when this process is gone")
    parser.add_argument("--client-secret", metavar="TEXT", help="secret of the tenant instead of the one of the seed")
    parser.add_argument("--api-key", metavar="TEXT", help="key of the router instead of the one of the seed")
    found = parser.parse_args(arguments)
    if found.tls_clients and not found.tls:
        parser.error("--tls-clients needs --tls")
    for file in (*(found.tls or ()), *([found.tls_clients] if found.tls_clients else [])):
        if not pathlib.Path(file).is_file():
            parser.error(f"{file} is not a file")
    return Options(
        cloudconnexa=found.cloudconnexa,
        vyos=found.vyos,
        control=found.control,
        tls=tuple(found.tls) if found.tls else None,
        tls_clients=found.tls_clients,
        vyos_release=found.vyos_release,
        seed=found.seed,
        latency_ms=found.latency_ms,
        exit_with=found.exit_with,
        client_secret=found.client_secret,
        api_key=found.api_key or f"{random.Random(f'vyos:{found.seed}').getrandbits(128):032x}",
    )
