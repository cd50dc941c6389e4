"""What the mailing tools raise when they refuse to go on."""


class MailingError(Exception):
    """Something that a person must settle: the message says what is wrong and what to do.

    The message never holds a subscriber's address.
    """


class RefusedError(MailingError):
    """A safety rule forbids this step (an old lock, no test send, a number that does not match)."""


class RelayRefusedError(MailingError):
    """The mail relay cannot be used at all: no verified TLS, a bad login, our sender not accepted."""
