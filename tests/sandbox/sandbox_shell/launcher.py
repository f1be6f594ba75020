# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start both services and the control endpoint in one process, and stop them cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import pathlib
import signal
import socket
import ssl
import sys
from typing import Any, Iterator, Optional, Sequence

import uvicorn

from .arguments import Options, read_arguments
from .connection import ConnectionProtocol
from .control import Control
from .faults import FaultBoard
from .log import RequestLog
from .middleware import Shell
from .services import Services

HOST = "127.0.0.1"
WATCH_INTERVAL = 0.25


class Server(uvicorn.Server):
    """A server that leaves signals to the launcher."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do not touch signal handlers."""
        yield


class OneLine(logging.Formatter):
    """Log records as one sentence, without a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The message and, if there is one, the error behind it."""
        error = f" {record.exc_info[1]!r}" if record.exc_info else ""
        return f"{record.getMessage().splitlines()[0]}{error}"


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run until told to stop; the exit status."""
    options = read_arguments(arguments)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.ERROR, handlers=[handler])
    try:
        return asyncio.run(_serve(options))
    except OSError as error:
        print(f"The sandbox could not start: {error}.", file=sys.stderr)
        return 1


async def _serve(options: Options) -> int:
    services, log, board = Services(options), RequestLog(), FaultBoard(options.seed)
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    latency = options.latency_ms / 1000
    sockets = [_bind(port) for port in (options.cloudconnexa, options.vyos, options.control)]
    servers = [
        _server(Shell(services.cloudconnexa(), log, board, latency), options.tls, options.tls_clients),
        _server(Shell(services.vyos(), log, board, latency), options.tls, options.tls_clients),
        _server(Control(services, log, board, stopping.set).app(), None),
    ]
    tasks = [asyncio.ensure_future(server.serve(sockets=[bound])) for server, bound in zip(servers, sockets)]
    while not all(server.started for server in servers) and not any(task.done() for task in tasks):
        await asyncio.sleep(0.005)
    for failed in (task for task in tasks if task.done()):
        raise OSError(f"a service does not start ({failed.exception()})")
    print(json.dumps(_announcement(options, services, sockets)), flush=True)
    watch = asyncio.ensure_future(_watch(options.exit_with, stopping)) if options.exit_with else None
    await asyncio.wait([asyncio.ensure_future(stopping.wait()), *tasks], return_when=asyncio.FIRST_COMPLETED)
    if watch is not None:
        watch.cancel()
    for server in servers:
        server.should_exit = True
    results = await asyncio.gather(*tasks, return_exceptions=True)
    return 1 if any(isinstance(result, Exception) for result in results) else 0


def _bind(port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError as error:
        bound.close()
        raise OSError(f"port {port} cannot be used ({error.strerror})") from None
    return bound


def _server(app: Any, tls: Optional[tuple[str, str]], clients: Optional[str] = None) -> Server:
    certificate, key = tls or (None, None)
    config = uvicorn.Config(
        app,
        http=ConnectionProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
        ssl_certfile=certificate,
        ssl_keyfile=key,
        ssl_ca_certs=clients,
        ssl_cert_reqs=ssl.CERT_REQUIRED if clients else ssl.CERT_NONE,
    )
    config.load()
    return Server(config)


def _announcement(options: Options, services: Services, sockets: Sequence[socket.socket]) -> dict[str, Any]:
    scheme = "https" if options.tls else "http"
    authority = str(pathlib.Path(options.tls[0]).resolve()) if options.tls else None
    tenant, router, control = [bound.getsockname()[1] for bound in sockets]
    return {
        "cloudconnexa": {
            "url": f"{scheme}://{HOST}:{tenant}",
            "client_id": services.tenant.client_id,
            "client_secret": services.tenant.client_secret,
            "ca": authority,
        },
        "vyos": {"url": f"{scheme}://{HOST}:{router}", "api_key": options.api_key, "ca": authority},
        "control": {"url": f"http://{HOST}:{control}"},
    }


async def _watch(process: int, stopping: asyncio.Event) -> None:
    """Stop when a process is gone."""
    while _alive(process):
        await asyncio.sleep(WATCH_INTERVAL)
    stopping.set()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        text = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return text.rpartition(")")[2].split()[:1] != ["Z"]
