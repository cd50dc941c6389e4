"""A real PostgreSQL server of the tests' own, on a socket in a folder of its own."""

import contextlib
import os
import pwd
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mailing_parts import free_port, wait_for
from mailing_programs import need, open_folder
from sqlalchemy.exc import OperationalError

from mailing import database


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a server; give the URL of its database. It must not run as root, so root lends it a user."""
    need("postgres", "postgresql")
    initdb = need("initdb", "postgresql")
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with open_folder() as folder:
        if who:
            os.chown(folder, who["user"], who["group"])
        make = [initdb, "-D", str(folder / "data"), "-A", "trust", "-U", "front", "--no-sync"]
        subprocess.run(
            [*make, "-E", "UTF8", "--locale=C"], check=True, capture_output=True, cwd=folder, **who
        )
        port = free_port()
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", f"unix_socket_directories={folder}"]
        command = [
            str(Path(initdb).parent / "postgres"),
            "-D",
            str(folder / "data"),
            "-p",
            str(port),
            *options,
        ]
        with (folder.parent / f"{folder.name}.log").open("wb") as log:
            server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **who)
        try:
            url = f"postgresql://front@/postgres?host={folder}&port={port}"
            wait_for(lambda: answers(url))
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # the fast way down, whoever is still connected
            server.wait(timeout=20)
            Path(f"{folder}.log").unlink()


def answers(url: str) -> bool:
    """Tell whether a server takes connections."""
    engine = database.create_engine(database.normal_url(url))
    try:
        engine.connect().close()
    except OperationalError:
        return False
    finally:
        engine.dispose()
    return True
