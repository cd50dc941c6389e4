"""The tables: people, their consent, objections, and the ledger of what was sent. SQLAlchemy Core.

All times are whole milliseconds since 1970, UTC (see clock.py). A subscriber's number is never used
twice, because links in old emails carry it.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = "1"

metadata = MetaData()
# SQLite numbers rows by itself only in a column of exactly this type.
RowNumber = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("address", String(254), nullable=False),
    Column("address_key", String(64), nullable=False, unique=True),  # keyed hash, see suppressions
    Column("topic", String(120)),
    Column("status", String(12), nullable=False),  # pending, active, unsubscribed, bounced, complained
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index("ix_subscribers_status", "status"),
    sqlite_autoincrement=True,
)

# Who must not be mailed, known only by keyed hash, so that it outlives erasure.
suppressions = Table(
    "suppressions",
    metadata,
    Column("address_key", String(64), primary_key=True),
    Column("reason", String(12), nullable=False),  # unsubscribed, bounced, complained, erased
    Column("since", BigInteger, nullable=False),
)

# The wording that people agreed to, stored once.
wordings = Table(
    "wordings",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)

# Evidence of consent and of its end: who, when, how, and what they were shown.
consents = Table(
    "consents",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("subscriber_id", ForeignKey("subscribers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("action", String(12), nullable=False),  # asked, confirmed, imported, changed, left
    Column("how", String(120), nullable=False),
    Column("wording_id", ForeignKey("wordings.id")),
    sqlite_autoincrement=True,
)

# What the form handed in and nobody has looked at yet: the answer goes out before the look-up.
requests = Table(
    "requests",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("address", String(254), nullable=False),
    Column("topic", String(120)),
    Column("wording_id", ForeignKey("wordings.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False, default=0),
    sqlite_autoincrement=True,
)

# A confirmation that is out; the link's secret is stored only as a hash. Works once.
confirmations = Table(
    "confirmations",
    metadata,
    Column("nonce_key", String(64), primary_key=True),
    Column("subscriber_id", ForeignKey("subscribers.id", ondelete="CASCADE"), nullable=False),
    Column("topic", String(120)),
    Column("wording_id", ForeignKey("wordings.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index("ix_confirmations_subscriber", "subscriber_id"),
)

# How many confirmations an address was sent, so that nobody can be bombed with them.
confirmation_mails = Table(
    "confirmation_mails",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("address_key", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_confirmation_mails", "at", "address_key"),
    sqlite_autoincrement=True,
)

# One row an edition: what is being sent, to how many, and whether everybody must stop.
sends = Table(
    "sends",
    metadata,
    Column("edition", String(7), primary_key=True),
    Column("lock_sha256", String(64), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("paused_at", BigInteger),
    Column("candidates", Integer, nullable=False),
    Column("excluded", Text, nullable=False),  # JSON: status -> number
)

test_sends = Table(
    "test_sends",
    metadata,
    Column("lock_sha256", String(64), primary_key=True),
    Column("edition", String(7), nullable=False),
    Column("at", BigInteger, nullable=False),
)

# The ledger: one row a recipient. No foreign key to the subscriber, who may be erased meanwhile.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("edition", ForeignKey("sends.edition"), nullable=False),
    Column("subscriber_id", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False, default=0),
    Column("sender_id", BigInteger),
    Column("changed_at", BigInteger, nullable=False),
    Column("code", String(20), nullable=False, default=""),  # the relay's reply: 250, 550 5.1.1
    UniqueConstraint("edition", "subscriber_id"),
    Index("ix_deliveries_state", "edition", "state", "id"),
    sqlite_autoincrement=True,
)

# One row a sending process; whether it still lives is told by its lock, not by a clock.
senders = Table(
    "senders",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("edition", String(7), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

# What came back by mail.
returns = Table(
    "returns",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("subscriber_id", BigInteger, nullable=False),
    Column("delivery_id", BigInteger, nullable=False),  # 0 where the mail names none
    Column("kind", String(12), nullable=False),  # hard, soft, delayed, unsubscribe, complaint
    Column("status", String(20), nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("subscriber_id", "delivery_id", "kind"),
    sqlite_autoincrement=True,
)
