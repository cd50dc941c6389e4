"""A release is whole or not there; an earlier one comes back at once, but for what was retracted."""

import gzip
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from plugins.engine.release import ReleaseError, current, publish, rollback

LONG = "<p>A sentence that is long enough to be worth compressing.</p>" * 20


def write(output: Path, **pages: str) -> None:
    for name, text in pages.items():
        file = output / (f"{name}/index.html" if name != "index" else "index.html")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    write(folder, index=f"home {LONG}", pay=f"pay {LONG}")
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "served"


def test_publish_and_roll_back(output: Path, target: Path) -> None:
    """The link shows the newest release; rollback shows the one before, and publishing again goes on from there."""
    first = publish(output, str(target))
    write(output, index=f"changed {LONG}")
    second = publish(output, str(target))
    assert (target / "current/index.html").read_text().startswith("changed")
    assert rollback(str(target)) == first
    assert (target / "current/index.html").read_text().startswith("home")
    assert rollback(str(target), second) == second


def test_siblings_are_made_for_what_changed_only(output: Path, target: Path) -> None:
    """Compressed siblings hold the bytes of their page; those of an unchanged page are the last release's files."""
    publish(output, str(target))
    old = (target / "current").resolve()
    write(output, index=f"changed {LONG}")
    publish(output, str(target))
    new = (target / "current").resolve()
    assert gzip.decompress((new / "index.html.gz").read_bytes()).decode().startswith("changed")
    assert brotli.decompress((new / "index.html.br").read_bytes()).decode().startswith("changed")
    for name in ("pay/index.html", "pay/index.html.br", "pay/index.html.gz"):
        assert (old / name).stat().st_ino == (new / name).stat().st_ino


def test_a_retracted_address_never_comes_back(output: Path, target: Path) -> None:
    """Rollback leaves out a retracted page, its siblings, and the mentions of it in lists."""
    write(output, index=f'<a href="/pay/">pay</a>{LONG}', other=f"other {LONG}")
    publish(output, str(target))
    (output / "pay/index.html").unlink()
    write(output, index=f"without {LONG}")
    publish(output, str(target), retract=["/pay/"])
    rollback(str(target))
    served = target / "current"
    assert not any((served / "pay").glob("*"))
    assert (served / "index.html").read_text().startswith("without")
    assert (served / "other/index.html").exists()
    write(output, pay="back by mistake")
    publish(output, str(target))
    assert not any((target / "current/pay").glob("*"))


def test_a_page_that_explains_a_retraction_is_served(output: Path, target: Path) -> None:
    """The site's own word at a retracted address is published, and rollback keeps it in place of the story."""
    publish(output, str(target))
    write(output, pay=f"withdrawn, because {LONG}")
    publish(output, str(target), retract=["/pay/"])
    assert (target / "current/pay/index.html").read_text().startswith("withdrawn")
    rollback(str(target))
    assert (target / "current/index.html").read_text().startswith("home")
    assert (target / "current/pay/index.html").read_text().startswith("withdrawn")
    assert gzip.decompress((target / "current/pay/index.html.gz").read_bytes()).startswith(b"withdrawn")


def test_old_releases_are_forgotten_but_never_the_served_one(output: Path, target: Path) -> None:
    """As many releases stay as the setting says."""
    for number in range(5):
        write(output, index=f"{number} {LONG}")
        publish(output, str(target), keep=2)
    assert len(list((target / "releases").iterdir())) == 2
    assert (target / "current").resolve() == current(target)


def test_the_link_always_leads_somewhere(output: Path, target: Path) -> None:
    """While releases are made, every look through the link finds a whole page."""
    publish(output, str(target))
    seen: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.append((target / "current/index.html").read_text()[-4:])

    watcher = threading.Thread(target=look)
    watcher.start()
    for number in range(6):
        write(output, index=f"{number} {LONG}")
        publish(output, str(target), keep=3)
    done.set()
    watcher.join()
    assert set(seen) == {"</p>"}


def test_nothing_is_published_from_an_empty_folder(tmp_path: Path, target: Path) -> None:
    """Without a home page there is nothing to release, and nothing to go back to."""
    with pytest.raises(ReleaseError, match="build the site first"):
        publish(tmp_path, str(target))
    with pytest.raises(ReleaseError):
        rollback(str(target))


SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile {folder}/pid
AuthorizedKeysFile {folder}/user.pub
AuthenticationMethods publickey
PermitRootLogin yes
StrictModes no
UsePAM no
"""


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[str]:
    """The command that reaches "another machine": a real sshd on this one, with keys of its own."""
    program = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    if program is None or shutil.which("ssh") is None:
        pytest.skip("needs sshd and ssh (Debian: openssh-server)")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # as the system's own start of sshd does
    folder, port = tmp_path / "ssh", free_port()
    folder.mkdir()
    for name in ("host", "user"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    (folder / "config").write_text(SSHD.format(port=port, folder=folder))
    log = folder / "log"
    server = subprocess.Popen([program, "-D", "-E", str(log), "-f", str(folder / "config")])
    options = f"-p {port} -i {folder}/user -o UserKnownHostsFile={folder}/known -o StrictHostKeyChecking=no"
    for _ in range(100):
        assert server.poll() is None, log.read_text()
        if log.exists() and "Server listening" in log.read_text():
            break
        time.sleep(0.05)
    yield f"ssh -F /dev/null -o BatchMode=yes {options}"
    server.terminate()
    server.wait()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_publish_over_ssh(output: Path, target: Path, shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """rsync sends a release to another machine, linked to the last one; the link is switched there, and back again."""
    if shutil.which("rsync") is None:
        pytest.skip("needs rsync")
    monkeypatch.setenv("RSYNC_RSH", shell)
    first = publish(output, f"127.0.0.1:{target}")
    write(output, index=f"changed {LONG}")
    second = publish(output, f"127.0.0.1:{target}")
    assert (target / "current/index.html").read_text().startswith("changed")
    kept = sorted(path.name for path in (target / "releases").iterdir())
    one, two = (target / "releases" / name / "pay/index.html" for name in kept)
    assert kept == [first, second]
    assert one.stat().st_ino == two.stat().st_ino
    assert gzip.decompress((target / "current/index.html.gz").read_bytes()).startswith(b"changed")
    assert rollback(f"127.0.0.1:{target}", output=output) == first
    assert (target / "current/index.html").read_text().startswith("home")


def test_a_machine_that_cannot_be_reached_changes_nothing(
    output: Path, target: Path, shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the connection fails the reason is said, and what is served there stays."""
    monkeypatch.setenv("RSYNC_RSH", shell)
    publish(output, f"127.0.0.1:{target}")
    write(output, index=f"changed {LONG}")
    monkeypatch.setenv("RSYNC_RSH", shell.replace("-p ", f"-p {free_port()} -o Port="))
    with pytest.raises(ReleaseError, match="refused"):
        publish(output, f"127.0.0.1:{target}")
    assert (target / "current/index.html").read_text().startswith("home")
