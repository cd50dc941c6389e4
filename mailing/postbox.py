"""The mailbox to which mail returns: a Maildir on this machine, or IMAP over TLS.

What was understood is deleted once its effect is committed (it holds personal data); what only a person can
read stays, marked as seen.
"""

import imaplib
import mailbox
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from mailing.errors import MailingError
from mailing.settings import Settings

IMAPS = 993  # RFC 8314
Handle = Callable[[bytes], bool]


class Postbox(Protocol):
    """A mailbox that hands each unseen message over and deletes it when the answer is True."""

    def each(self, handle: Handle) -> None:
        """Hand over every unseen message."""


def open_postbox(settings: Settings) -> AbstractContextManager[Postbox]:
    """Open what FRONTFOOT_RETURNED names: `maildir:/path` or `imaps://user@host/folder`."""
    parts = urlsplit(settings.returned)
    if parts.scheme == "maildir" and Path(parts.path).is_dir():
        return _open_maildir(Path(parts.path))
    if parts.scheme == "imaps" and parts.hostname and parts.username:
        folder = unquote(parts.path.strip("/")) or "INBOX"
        where = (parts.hostname, parts.port or IMAPS)
        login = (unquote(parts.username), settings.imap_password)
        return _open_imap(where, login, folder, settings.relay.ca_file)
    raise MailingError("FRONTFOOT_RETURNED: name maildir:/an/existing/folder or imaps://user@host/folder.")


class MaildirBox:
    """A Maildir."""

    def __init__(self, box: mailbox.Maildir) -> None:
        self.box = box

    def each(self, handle: Handle) -> None:
        """Hand over every unseen message, in the order of their names."""
        for key in sorted(self.box.keys()):
            if "S" in self.box.get_message(key).get_flags():
                continue
            if handle(self.box.get_bytes(key)):
                self.box.discard(key)
            else:
                message = self.box.get_message(key)
                message.set_subdir("cur")
                message.add_flag("S")
                self.box[key] = message


class ImapBox:
    """A folder of an IMAP mailbox (RFC 9051)."""

    def __init__(self, connection: imaplib.IMAP4_SSL) -> None:
        self.connection = connection

    def each(self, handle: Handle) -> None:
        """Hand over every unseen message, by its unique number."""
        for number in self._uid("SEARCH", "UNSEEN")[0].split():
            fetched = self._uid("FETCH", number.decode(), "(BODY.PEEK[])")
            raw = next((part[1] for part in fetched if isinstance(part, tuple)), None)
            if raw is None:
                continue
            flag = r"(\Deleted)" if handle(raw) else r"(\Seen)"
            self._uid("STORE", number.decode(), "+FLAGS", flag)
        self.connection.expunge()

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        answer, data = self.connection.uid(command, *arguments)
        if answer != "OK":
            raise MailingError(f"The mailbox refused {command}.")
        return [part or b"" for part in data]


@contextmanager
def _open_maildir(path: Path) -> Iterator[Postbox]:
    box = mailbox.Maildir(path, create=False)
    try:
        yield MaildirBox(box)
    finally:
        box.close()


@contextmanager
def _open_imap(
    where: tuple[str, int], login: tuple[str, str], folder: str, ca_file: str
) -> Iterator[Postbox]:
    context = ssl.create_default_context(cafile=ca_file or None)
    try:
        with imaplib.IMAP4_SSL(*where, ssl_context=context, timeout=60) as connection:
            connection.login(*login)
            if connection.select(f'"{folder}"')[0] != "OK":
                raise MailingError(f"The mailbox has no folder {folder!r}.")
            yield ImapBox(connection)
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailingError(
            f"The mailbox for returned mail cannot be read ({type(error).__name__})."
        ) from error
