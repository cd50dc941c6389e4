"""A sink that answers each message after a while: python slow_sink.py PORT SECONDS.

Bare asyncio, so that the sink's own work does not count as the sender's.
"""

import asyncio
import contextlib
import sys

REPLIES = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Take every message of one connection, each after a while."""
    writer.write(b"220 sink\r\n")
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            verb = (await reader.readuntil(b"\n"))[:4].upper()
            writer.write(REPLIES.get(verb, b"250 ok\r\n"))
            if verb == b"DATA":
                await reader.readuntil(b"\r\n.\r\n")
                await asyncio.sleep(seconds)
                writer.write(b"250 taken\r\n")
            if verb == b"QUIT":
                break
    writer.close()


async def serve(port: int, seconds: float) -> None:
    """Serve until ended."""
    server = await asyncio.start_server(
        lambda reader, writer: talk(reader, writer, seconds), "127.0.0.1", port, limit=2**20
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
