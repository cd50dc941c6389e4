"""One sending process for the kill tests: python send_once.py DATABASE_URL EDITION PORT CONNECTIONS."""

import sys
from dataclasses import replace

from mailing_parts import make_edition, make_settings

from mailing import database, message, quiet
from mailing.pace import Policy
from mailing.sender import Sender

if __name__ == "__main__":
    url, edition, port, connections = *sys.argv[1:3], int(sys.argv[3]), int(sys.argv[4])
    quiet.set_up()
    settings = make_settings(url, port)
    settings = replace(settings, relay=replace(settings.relay, connections=connections))
    messages = message.prepare(settings, make_edition(edition=edition))
    sender = Sender(database.open_database(url), messages, Policy())
    sys.exit({"done": 0, "waiting": 0}.get(sender.run().ended, 3))
