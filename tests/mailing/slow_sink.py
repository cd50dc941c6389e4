"""A sink that answers each message after a while: python slow_sink.py PORT SECONDS."""

import asyncio
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class Slow:
    """Takes every message, after a while."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 (its name)
        await asyncio.sleep(self.seconds)
        return "250 OK"


async def serve(port: int, seconds: float) -> None:
    """Serve until ended."""
    loop = asyncio.get_running_loop()
    handler = Slow(seconds)
    server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
