"""The service's pages. GET shows, POST acts; every answer is the same whether an address is known or not."""

import ipaddress
import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, render_template, request
from flask_limiter import Limiter
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader
from sqlalchemy import Engine, func, insert, select
from werkzeug.exceptions import HTTPException

from mailing import clock, subscribers
from mailing.database import reading
from mailing.schema import requests
from mailing.settings import Settings
from mailing.signup import desk, forms, letters, shell
from mailing.signup.outbox import Outbox

log = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parent.parent / "templates"
LARGEST = 16 * 1024  # octets of a request's body
FULL = 20_000  # requests waiting: beyond, everybody is asked to come back later
A_NETWORK = "120 per hour"  # generous: whole hospitals share one address
ONE_CLICK = "One-Click"
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address of a page is a secret of its reader
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class Service(Flask):
    """Flask, less the habit of logging addresses of pages: they hold tokens."""

    def log_exception(self, exc_info: Any) -> None:
        """Log an error by the name of the page."""
        log.error("error on the page %s", request.endpoint, exc_info=exc_info)


def create_app(
    settings: Settings,
    engine: Engine,
    outbox: Outbox,
    *,
    now: clock.Clock = clock.now,
    templates: Path | None = None,
    page: Path | None = None,
) -> Flask:
    """Give the WSGI application.

    `page` is a built page of the site whose look the service takes on (see shell.py). Templates in the folder
    `templates` take the place of the plain ones.
    """
    app = Service(__name__, static_folder=None, template_folder=None)
    folders = [folder for folder in (templates, TEMPLATES) if folder]
    dress = [DictLoader({"base.html": shell.read(page, settings.site.url)})] if page else []
    app.jinja_loader = ChoiceLoader([*dress, *map(FileSystemLoader, folders)])
    app.jinja_env.autoescape = True
    app.config.update(MAX_CONTENT_LENGTH=LARGEST, MAX_FORM_PARTS=20, MAX_FORM_MEMORY_SIZE=LARGEST)
    app.context_processor(lambda: {"site": settings.site, "list_title": letters.title(settings.site)})
    limiter = Limiter(network, app=app, storage_uri="memory://", headers_enabled=False)
    look = settings.site.url if page else settings.site.stylesheet
    app.after_request(lambda response: with_headers(response, look))
    app.register_error_handler(HTTPException, show_error)
    _subscribing(app, settings, engine, outbox, limiter=limiter, now=now)
    _links(app, settings, engine, limiter, now)
    _health(app, engine)
    return app


def _subscribing(
    app: Flask,
    settings: Settings,
    engine: Engine,
    outbox: Outbox,
    *,
    limiter: Limiter,
    now: clock.Clock,
) -> None:
    def ask(form: forms.Form | None, notice: str = "") -> str:
        stamp = forms.make_stamp(settings, now())
        words = forms.wording(settings.site)
        return render_template(
            "subscribe.html", form=form, notice=notice, stamp=stamp, wording=words, trap=forms.TRAP
        )

    @app.get("/")
    @app.get("/subscribe")
    def show_form() -> str:
        return ask(None)

    @app.post("/subscribe")
    @limiter.limit(A_NETWORK)
    def subscribe() -> Response | str:
        form = forms.read(request.form, settings, now())
        if form.trapped:
            return render_template("sent.html")
        if form.fault:
            return make_response(ask(form, form.fault), 422)
        if form.age is None:
            return ask(form)  # from the site's own pages: show the wording, then ask for the button
        if form.age < forms.LEAST:
            return ask(form, "That was very quick. Please press the button once more.")
        if not _take(engine, settings, form, now()):
            return make_response(render_template("busy.html"), 503)
        outbox.woken.set()
        return render_template("sent.html")


def _take(engine: Engine, settings: Settings, form: forms.Form, at: int) -> bool:
    """Put a request down without looking the address up; give False when too many wait."""
    with engine.begin() as connection:
        if (connection.scalar(select(func.count()).select_from(requests)) or 0) >= FULL:
            return False
        wording = subscribers.keep_wording(connection, forms.wording(settings.site))
        values = {"address": form.address, "topic": form.topic, "wording_id": wording, "at": at}
        connection.execute(insert(requests).values(**values))
    return True


def _links(app: Flask, settings: Settings, engine: Engine, limiter: Limiter, now: clock.Clock) -> None:
    def answer(page: desk.Page) -> Response:
        return make_response(render_template(page.template, **page.values), page.status)

    @app.get("/confirm/<token>")
    def show_confirm(token: str) -> Response:
        return answer(desk.show_confirm(settings, token))

    @app.post("/confirm/<token>")
    @limiter.limit("60 per minute")
    def confirm(token: str) -> Response:
        return answer(desk.confirm(engine, settings, token, now()))

    @app.get("/preferences/<token>")
    def show_preferences(token: str) -> Response:
        return answer(desk.show_preferences(engine, settings, token))

    @app.post("/preferences/<token>")
    @limiter.limit("60 per minute")
    def preferences(token: str) -> Response:
        return answer(desk.choose(engine, settings, token, request.form.get("topic") or None, now()))

    @app.get("/unsubscribe/<token>")
    def show_unsubscribe(token: str) -> Response:
        return answer(desk.show_unsubscribe(settings, token))

    @app.post("/unsubscribe/<token>")
    def unsubscribe(token: str) -> Response:
        one_click = request.form.get("List-Unsubscribe") == ONE_CLICK
        page = desk.unsubscribe(engine, settings, token, now(), how="one-click" if one_click else "page")
        return answer(page)


def _health(app: Flask, engine: Engine) -> None:
    @app.get("/health")
    def health() -> Response:
        with reading(engine) as connection:
            connection.execute(select(requests.c.id).limit(1))
        return Response("ok\n", mimetype="text/plain")


def network() -> str:
    """Give the network from which a request comes: /24 or /64, so that one machine counts once."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 (no socket is bound)
    except ValueError:
        return "unknown"
    length = 24 if address.version == 4 else 64  # noqa: PLR2004
    return str(ipaddress.ip_network(f"{address}/{length}", strict=False))


def with_headers(response: Response, look: str) -> Response:
    """Add the security headers: nothing loads but styles, fonts and pictures from where the look comes from."""
    sheet = urlsplit(look)
    origin = f"{sheet.scheme}://{sheet.netloc}" if sheet.netloc else "'self'"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {origin}; font-src {origin}; img-src {origin}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers.update(HEADERS)
    return response


def show_error(error: HTTPException) -> Response:
    """Give a page of our own for an error, with its status."""
    return make_response(render_template("error.html", error=error), error.code or 500)
