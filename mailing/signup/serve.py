"""Running the service: waitress in front, the outbox behind, one process."""

import logging
import threading
from pathlib import Path

import waitress
from sqlalchemy import Engine

from mailing.settings import Settings
from mailing.signup.app import LARGEST, create_app
from mailing.signup.outbox import Outbox

log = logging.getLogger(__name__)


def serve(settings: Settings, engine: Engine, page: Path | None = None) -> None:
    """Serve until interrupted, in the look of a built page of the site.

    A proxy named in FRONTFOOT_TRUSTED_PROXY may say who the visitor is.
    """
    outbox = Outbox(engine, settings)
    app = create_app(settings, engine, outbox, page=page)
    thread = threading.Thread(target=outbox.run, name="outbox", daemon=True)
    thread.start()
    proxy = {"trusted_proxy": settings.trusted_proxy, "trusted_proxy_headers": "x-forwarded-for"}
    log.info("the sign-up service listens on %s", settings.listen)
    try:
        waitress.serve(
            app,
            listen=settings.listen,
            threads=4,
            ident=None,
            max_request_body_size=LARGEST,
            max_request_header_size=LARGEST,
            channel_timeout=30,
            clear_untrusted_proxy_headers=True,
            **(proxy if settings.trusted_proxy else {}),
        )
    finally:
        outbox.ended.set()
        outbox.woken.set()
        thread.join(timeout=10)
