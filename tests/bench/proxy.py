# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that is far away: a proxy on the loopback interface that delays every byte by half a round trip.

Setting up a connection costs one round trip more, as it does on a real line; those of TLS come from the delayed bytes themselves.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

CHUNK = 65536


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float, opened: float) -> None:
    """Carry bytes in one direction, each so many seconds late, in order."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver() -> None:
        while True:
            due, data = await queue.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            if not data:
                writer.close()
                return
            writer.write(data)
            await writer.drain()

    delivering = asyncio.ensure_future(deliver())
    try:
        while True:
            data = await reader.read(CHUNK)
            queue.put_nowait((max(loop.time(), opened) + seconds, data))
            if not data:
                break
    except OSError:
        queue.put_nowait((loop.time(), b""))
    await asyncio.gather(delivering, return_exceptions=True)


async def _serve(target: tuple[str, int], seconds: float, ready: list[int], started: threading.Event) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The kernel accepts at once; on a line the client would have waited for one round trip by now.
        opened = asyncio.get_running_loop().time() + seconds
        there, back = await asyncio.open_connection(*target)
        await asyncio.gather(
            _carry(reader, back, seconds / 2, opened),
            _carry(there, writer, seconds / 2, opened),
            return_exceptions=True,
        )

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    ready.append(server.sockets[0].getsockname()[1])
    started.set()
    async with server:
        await server.serve_forever()


@contextmanager
def far_away(url: str, milliseconds: float) -> Iterator[str]:
    """Give the address under which a service is reached as if a round trip took so long. 0 leaves it as it is."""
    if not milliseconds:
        yield url
        return
    parts = urlsplit(url)
    ready: list[int] = []
    started = threading.Event()
    loop = asyncio.new_event_loop()
    serving = loop.create_task(
        _serve((str(parts.hostname), int(parts.port or 443)), milliseconds / 1000, ready, started)
    )
    thread = threading.Thread(target=_run, args=(loop, serving), daemon=True)
    thread.start()
    if not started.wait(10):
        sys.exit("The proxy that delays does not start.")
    try:
        yield f"{parts.scheme}://127.0.0.1:{ready[0]}"
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(10)


def _run(loop: asyncio.AbstractEventLoop, serving: asyncio.Task[None]) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(serving)
    except asyncio.CancelledError:
        pass
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
