"""A real relay: Debian's postfix with STARTTLS, signing through opendkim, in front of a sink."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from mailing_parts import free_port, wait_for
from mailing_programs import need

SERVICES = """\
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
SETTINGS = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/maillog
myhostname = relay.mip.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
local_recipient_maps =
local_transport = error:no local mail
mynetworks = 127.0.0.0/8
smtpd_recipient_restrictions =
    check_recipient_access inline:{{ {{nobody@reader.example=550 5.1.1 no}}, {{later@reader.example=451 4.3.0 wait}} }},
    permit_mynetworks, reject
relayhost = [127.0.0.1]:{sink}
disable_dns_lookups = yes
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_security_level = encrypt
smtpd_milters = inet:127.0.0.1:{milter}
milter_default_action = tempfail
"""
SIGNING = """\
Socket inet:{milter}@127.0.0.1
Domain mip.example
Selector monthly
KeyFile {folder}/dkim.pem
Mode s
InternalHosts 127.0.0.1
RequireSafeKeys no
SignHeaders *,+list-unsubscribe,+list-unsubscribe-post
Background no
"""


@dataclass(frozen=True)
class Relay:
    """A running relay: its port, the certificate that verifies it, the DNS record of its DKIM key."""

    port: int
    ca_file: Path
    dkim_record: bytes


@contextlib.contextmanager
def running(folder: Path, sink: int) -> Iterator[Relay]:
    """Start the relay in front of the sink's port; stop it afterwards."""
    if os.geteuid():
        pytest.fail("These tests start postfix and need root: run them as root or in CI's container")
    postfix = need("postfix", "postfix")
    opendkim = need("opendkim", "opendkim")
    values = {"folder": folder, "sink": sink, "port": free_port(), "milter": free_port()}
    record = make_keys(folder)
    conf = folder / "conf"
    for name in ("conf", "queue", "data"):
        (folder / name).mkdir()
    (conf / "master.cf").write_text(SERVICES.format(**values))
    (conf / "main.cf").write_text(SETTINGS.format(**values))
    (folder / "opendkim.conf").write_text(SIGNING.format(**values))
    subprocess.run(["chown", "postfix", str(folder / "data")], check=True)
    command = [opendkim, "-f", "-x", str(folder / "opendkim.conf")]
    signer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pid = folder / "queue" / "pid" / "master.pid"
    try:
        subprocess.run([postfix, "-c", str(conf), "start"], check=True, capture_output=True)
        log = folder / "maillog"
        wait_for(lambda: log.exists() and "daemon started" in log.read_text())
        yield Relay(values["port"], folder / "cert.pem", record)
    finally:
        if pid.exists():
            os.kill(int(pid.read_text()), signal.SIGTERM)
        signer.terminate()
        signer.wait(timeout=20)


def make_keys(folder: Path) -> bytes:
    """Make a certificate for localhost and a DKIM key; give the key's DNS record."""
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "3650",
        "-subj",
        "/CN=localhost",
    ]
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*make, *names, *files], check=True, capture_output=True)
    key = str(folder / "dkim.pem")
    subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
    public = subprocess.run(["openssl", "rsa", "-in", key, "-pubout"], check=True, capture_output=True).stdout
    return b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])
