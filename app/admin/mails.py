"""Every mail of the studio as its readers get it, for the staff to look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from quart import Blueprint, Response

from app import i18n, mailbox
from app.accounts import letters as accounts
from app.accounts.access import Can, requires
from app.admin import trials
from app.chat import digests, mail_answers
from app.clock import now
from app.errors import NotFound
from app.feedback import changes as feedback
from app.feedback.models import Feedback, Kind, Severity, Status, Wanted
from app.files import alarms
from app.files.balloon import SIZE
from app.files.models import Reason, reason_words
from app.i18n import gettext as _
from app.identity import identity
from app.letters import SITE, Letter, letter, opening
from app.orders import letters as orders
from app.security import policy
from app.web import page, settings

blueprint = Blueprint("mails", __name__)
DARK = "@media (prefers-color-scheme: dark)"
THEMES = {"light": "@media not all", "dark": "@media all"}
"""What stands in the place of a mail's question for the dark: the page shows both."""
PART_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"

NAME, CODE, REFERENCE = "Ani Lestari", "SG-2611-0042", "MSK-2611-0007"


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail with what it might be about."""

    template: str
    subject: Callable[[], str]
    context: Mapping[str, object] = field(default_factory=dict)
    can_answer: bool = False
    """Whether an answer has a conversation to go to."""

    @property
    def place(self) -> str:
        """Return how its page is called."""
        return self.template.removesuffix(".mail").replace("/", "-")


@blueprint.get("/styleguide/mails")
@requires(Can.SEE_STYLEGUIDE)
async def index() -> Response:
    """List the mails as an inbox does."""
    sender = (await identity()).name
    begun = [
        (sample, opening(sample.template, sender=sender, **sample.context))
        for sample in samples(sender)
    ]
    return await page("admin/mails.html", begun=begun)


@blueprint.get("/styleguide/mails/<place>")
@requires(Can.SEE_STYLEGUIDE)
async def show(place: str) -> Response:
    """Show one mail: in light and dark, and as plain text."""
    sample = await _sample(place)
    response = await page("admin/mail.html", sample=sample, drawn=await _drawn(sample))
    response.headers["Content-Security-Policy"] = f"{policy()}; frame-src 'self'"
    return response


@blueprint.get("/styleguide/mails/<place>/<theme>")
@requires(Can.SEE_STYLEGUIDE)
async def part(place: str, theme: str) -> Response:
    """Send the HTML of a mail, whose styles are in it, for a frame of our own page alone.

    Its links lead nowhere there, so that the keyboard passes them by.
    """
    if theme not in THEMES:
        raise NotFound(_("This page does not exist."))
    drawn = await _drawn(await _sample(place))
    shown = drawn.html.replace(DARK, THEMES[theme]).replace("<body ", "<body inert ")
    headers = {"Content-Security-Policy": PART_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return Response(shown, headers=headers, mimetype="text/html")


def samples(studio: str) -> list[Sample]:
    """Return every mail that a studio writes."""
    waiting = [digests.Waiting(1, f"{CODE} · Brosur A5", 2), digests.Waiting(2, "", 1)]
    unread = {"name": NAME, "waiting": waiting, "path": "/rooms", "switch": digests.SWITCH}
    told = {"feedback": _feedback(), "note": "Kami cetak ulang hari ini, tanpa biaya."}
    too_old = _("The mail that you answered is too old to be answered.")
    unknown = _("%(name)s: %(reason)s", name="tanda.exe", reason=reason_words(Reason.UNKNOWN))
    reference = partial(feedback.subject, REFERENCE)
    return [
        *(
            Sample(f"orders/{name}.mail", partial(subject, CODE), _ORDER, can_answer=True)
            for name, subject in orders.SUBJECTS.items()
        ),
        Sample("chat/unread.mail", partial(digests.subject, waiting, studio), unread, True),
        Sample("chat/not_arrived.mail", mail_answers.refused_subject, _answer(too_old)),
        Sample("chat/files_left.mail", mail_answers.left_subject, _answer(unknown)),
        Sample("feedback/received.mail", reference, told),
        Sample("feedback/moved.mail", reference, told),
        *(
            Sample(f"accounts/{name}.mail", subject, _ACCOUNT)
            for name, subject in accounts.SUBJECTS.items()
        ),
        Sample("files/disk_full.mail", alarms.subject, {"size": i18n.format_size(SIZE)}),
        Sample("admin/test.mail", trials.subject, {"name": NAME}),
    ]


_ORDER: dict[str, object] = {
    "code": CODE,
    "total": 1_250_000,
    "is_delivered": False,
    "path": "/orders/42",
    "link": "/t/42-mfrggzdfmztwq2lknnwg23tpoa",
    "waiting_on": "customer",
    "reason": "Gambar depannya 96 dpi;\nuntuk A5 kami perlu 300 dpi.",
    "slots": [
        {"name_id": "Sisi depan", "name_en": "Front"},
        {"name_id": "Sisi belakang", "name_en": "Back"},
    ],
}
_ACCOUNT: dict[str, object] = {"name": NAME, "link": "/password-reset/mfrggzdfmztwq2lk"}


def _answer(reason: str) -> dict[str, object]:
    return {"reasons": [reason], "about": f"Re: {CODE}", "path": "/rooms"}


def _feedback() -> Feedback:
    moment = now()
    return Feedback(
        id=7,
        reference=REFERENCE,
        kind=Kind.COMPLAINT,
        severity=Severity.NORMAL,
        wanted=Wanted.REMAKE,
        status=Status.RESOLVED,
        author_id=1,
        name=NAME,
        email=None,
        phone=None,
        locale=i18n.locale(),
        order_id=None,
        room_id=None,
        folder_id=None,
        owner_id=None,
        body="Warna merahnya agak pudar di 20 lembar terakhir.",
        created_at=moment,
        moved_at=moment,
        rev=1,
    )


async def _samples() -> list[Sample]:
    return samples((await identity()).name)


async def _sample(place: str) -> Sample:
    found = next((sample for sample in await _samples() if sample.place == place), None)
    if found is None:
        raise NotFound(_("This page does not exist."))
    return found


async def _drawn(sample: Sample) -> Letter:
    drawn = letter(
        sample.template,
        subject=sample.subject(),
        locale=i18n.locale(),
        studio=await identity(),
        can_answer=sample.can_answer and mailbox.is_open(),
        **sample.context,
    )
    site = settings().public_url + "/"
    return Letter(drawn.opening, drawn.text.replace(SITE, site), drawn.html.replace(SITE, site))
