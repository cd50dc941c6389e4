"""What to look at before an edition goes out: each check gives one line, good or bad."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import tinycss2
from bs4 import BeautifulSoup

from plugins.digest.assembly import Assembly
from plugins.digest.forms import MOST_BYTES, WARN_BYTES
from plugins.digest.html_form import encoded_size
from plugins.digest.lock import UNSUBSCRIBE_ADDRESS, Variant
from plugins.digest.model import Digest
from plugins.digest.selection import key_of

OK, WARNING, ERROR = "ok", "warning", "error"
SUBJECT_GOOD, SUBJECT_MOST = 60, 120
PREHEADER_GOOD = range(40, 101)
SPAM_WORDS = (
    "100% free|act now|amazing offer|buy now|cash prize|click below|click here|congratulations|double your|"
    "earn money|exclusive deal|free gift|free money|guaranteed|limited time|money back|no obligation|order now|"
    "risk-free|special promotion|this is not spam|urgent response|winner|you have been selected|$$$|!!!"
).split("|")
UNSUPPORTED = frozenset(
    "align-items animation aspect-ratio background-image backdrop-filter clip-path columns display-flex filter flex "
    "gap grid grid-template-columns inset justify-content margin-block margin-inline object-fit opacity "
    "padding-block padding-inline position transform transition z-index".split()
)
"""Properties that mail programs in common use leave out (https://www.caniemail.com/)."""
UNSUPPORTED_VALUES = ("var(", "calc(", "clamp(", "min(", "max(", "flex", "grid", "url(")
PICTURE_ATTRIBUTES = ("width", "height", "alt")


@dataclass(frozen=True)
class Check:
    """The outcome of one check: ok, warning or error, and a sentence."""

    level: str
    text: str

    def __str__(self) -> str:
        """Return it as a line of the list."""
        return f"{self.level:<8} {self.text}"


def checks(assembly: Assembly, forms: Mapping[str, Variant], now: datetime) -> tuple[Check, ...]:
    """Return every check of an edition in its forms (by topic, "" for everybody); errors forbid freezing."""
    digest = assembly.digest
    found = [
        subject_check(digest.subject),
        preheader_check(digest.preheader),
        size_check(forms),
        *story_checks(assembly, now),
        *spam_checks(digest, forms[""].text),
    ]
    for topic, form in sorted(forms.items()):
        where = f" (for topic {topic})" if topic else ""
        found += [Check(check.level, f"{check.text}{where}") for check in form_checks(form, digest)]
    good = [check for check in found if check.level == OK and "(for topic" not in check.text]
    return (*good, *(check for check in found if check.level != OK))


def subject_check(subject: str) -> Check:
    """Judge the length of a subject."""
    length = len(subject)
    if length > SUBJECT_MOST:
        return Check(ERROR, f"The subject has {length} characters; {SUBJECT_MOST} are the most.")
    if length > SUBJECT_GOOD:
        return Check(WARNING, f"The subject has {length} characters; phones show about {SUBJECT_GOOD}.")
    return Check(OK, f"The subject has {length} characters.")


def preheader_check(preheader: str) -> Check:
    """Judge the length of a preheader."""
    length = len(preheader)
    if length not in PREHEADER_GOOD:
        wanted = f"{PREHEADER_GOOD.start} to {PREHEADER_GOOD.stop - 1}"
        return Check(WARNING, f"The preheader has {length} characters; {wanted} read best.")
    return Check(OK, f"The preheader has {length} characters.")


def size_check(forms: Mapping[str, Variant]) -> Check:
    """Judge the size of the largest HTML part, encoded."""
    size = max(encoded_size(form.html) for form in forms.values())
    text = f"The largest HTML part has {size / 1024:.0f} KB encoded; mail programs clip from about 102 KB."
    return Check(ERROR if size > MOST_BYTES else WARNING if size > WARN_BYTES else OK, text)


def story_checks(assembly: Assembly, now: datetime) -> Iterator[Check]:
    """Yield what there is to say about the choice of stories."""
    plan, stories = assembly.edition.plan, assembly.digest.stories
    yield Check(OK if stories else ERROR, f"The edition carries {len(stories)} stories.")
    there = {key_of(story.article) for story in stories}
    for name in plan.named if assembly.lock is None else ():
        if name not in there:
            yield Check(WARNING, f"{name} is asked for and not published.")
    for title in assembly.retracted:
        yield Check(ERROR, f"“{title}” was frozen and is no longer published: thaw and freeze again.")
    if now < plan.period[1]:
        yield Check(WARNING, "The period is not over: what is published later goes into the next edition.")


def spam_checks(digest: Digest, text: str) -> Iterator[Check]:
    """Yield the phrases that filters dislike; all is well when there are none."""
    words = f"{digest.subject}\n{digest.preheader}\n{text}".lower()
    found = [phrase for phrase in SPAM_WORDS if phrase in words]
    if digest.subject.isupper():
        found.append("a subject in capitals")
    yield from (Check(WARNING, f"Spam filters dislike: {phrase}.") for phrase in found)
    if not found:
        yield Check(OK, "No phrase that spam filters look for.")


def form_checks(form: Variant, digest: Digest) -> Iterator[Check]:
    """Yield the checks of one HTML and text pair."""
    soup = BeautifulSoup(form.html, "lxml")
    yield judged("picture without alt text or a fixed size", pictures_at_fault(soup))
    yield judged("link that is not an absolute https address", links_at_fault(soup))
    yield judged("piece of CSS that mail programs leave out", css_at_fault(soup))
    lacking = [part for part, text in vars(form).items() if UNSUBSCRIBE_ADDRESS not in text]
    yield judged("part without the link to unsubscribe", lacking)
    if digest.demonstration:
        words = " ".join(form.text.split()), " ".join(soup.get_text(" ").split())
        silent = [
            part
            for part, text in zip(("text", "html"), words, strict=True)
            if digest.demonstration not in text
        ]
        yield judged("part that does not say it is a demonstration", silent)


def judged(fault: str, found: Iterable[str]) -> Check:
    """Return an error that lists what was found at fault, or that nothing was."""
    listed = sorted(set(found))
    if not listed:
        return Check(OK, f"No {fault}.")
    return Check(ERROR, f"A {fault}: {'; '.join(listed)}.")


def pictures_at_fault(soup: BeautifulSoup) -> Iterator[str]:
    """Yield the addresses of pictures that lack an attribute."""
    for image in soup.find_all("img"):
        if any(image.get(name) is None for name in PICTURE_ATTRIBUTES):
            yield str(image.get("src"))
        elif not is_https(str(image["src"])):
            yield str(image["src"])


def links_at_fault(soup: BeautifulSoup) -> Iterator[str]:
    """Yield addresses that would not work from a mailbox."""
    for link in soup.find_all("a"):
        address = str(link.get("href") or "")
        if not is_https(address) and not address.startswith("mailto:"):
            yield address or f"“{link.get_text(strip=True)}”"


def is_https(address: str) -> bool:
    """Tell an absolute https address."""
    parts = urlsplit(address)
    return parts.scheme == "https" and bool(parts.hostname)


def css_at_fault(soup: BeautifulSoup) -> Iterator[str]:
    """Yield the declarations in elements that mail programs in common use leave out."""
    for element in soup.find_all(style=True):
        for declaration in tinycss2.parse_blocks_contents(str(element["style"]), skip_whitespace=True):
            if declaration.type != "declaration":
                continue
            value = tinycss2.serialize(declaration.value).strip()
            if declaration.lower_name in UNSUPPORTED or any(bad in value for bad in UNSUPPORTED_VALUES):
                yield f"{declaration.lower_name}: {value}"
