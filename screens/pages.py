"""Every screen of the site: whose eyes see it, where it is, and what else it can look like.

A new page adds a line here; `tests/test_screens.py` fails until it does.
"""

from dataclasses import dataclass

Step = tuple[str, str]
"""What a hand does (`camera.HANDS`), and with what."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen; `path` may name a `{place}` of the demo studio, see `studio.py`."""

    name: str
    endpoint: str
    path: str
    account: str = ""
    """The demo account's name before the @; nothing for a visitor."""
    press: str = ""
    """What sends a form before the picture is taken; the browser's own checks are left out."""
    steps: tuple[Step, ...] = ()
    """What is done there first; the picture is then of what the window shows."""
    back: tuple[Step, ...] = ()
    """How what the steps did is taken back."""
    status: int = 200


@dataclass(frozen=True, slots=True)
class ReadmePicture:
    """A picture that the README shows: the upper part of a screen, in Indonesian and light."""

    name: str
    screen: str
    width: int
    height: int


SCREENS = (
    Screen("front", "catalogue.front", "/"),
    Screen("front_member", "catalogue.front", "/", "customer"),
    Screen("about", "catalogue.about", "/about"),
    Screen("catalogue", "shelves.index", "/catalogue"),
    Screen("catalogue_search", "shelves.index", "/catalogue?q=kartu"),
    Screen("catalogue_nothing", "shelves.index", "/catalogue?q=zzzz"),
    Screen("catalogue_narrowed", "shelves.index", "/catalogue?theme=umkm&days=7"),
    Screen("catalogue_category", "shelves.category", "/catalogue/promosi"),
    Screen("product", "catalogue.show", "/products/kalender", "customer"),
    Screen("product_by_area", "catalogue.show", "/products/spanduk"),
    Screen("product_new", "catalogue_editing.new", "/products/new", "marketing"),
    Screen("product_edit", "catalogue_editing.edit", "/products/kalender/edit", "marketing"),
    Screen("about_edit", "catalogue_editing.edit_profile", "/about/edit", "admin"),
    Screen("sign_in", "accounts.sign_in", "/login"),
    Screen("sign_in_errors", "accounts.sign_in", "/login", press="main form [type=submit]"),
    Screen("register", "accounts.registration", "/register"),
    Screen(
        "register_errors", "accounts.registration", "/register", press="main form [type=submit]"
    ),
    Screen("reset", "accounts.ask_for_reset", "/password-reset"),
    Screen("new_password", "accounts.new_password", "/password-reset/{reset}"),
    Screen("account", "account.show", "/account", "customer"),
    Screen("account_welcome", "account.show", "/account?done=welcome", "customer"),
    Screen("home", "orders.home", "/home", "customer"),
    Screen(
        "home_watched",
        "orders.home",
        "/users/{customer}",
        "admin",
        steps=(("click", "form[action$='/view'] button"), ("see", ".watching")),
        back=(("click", ".watching button"), ("see", "[data-palette]")),
    ),
    Screen("orders", "orders.index", "/orders", "customer"),
    Screen("orders_nothing", "orders.index", "/orders?query=zzzz", "customer"),
    Screen("orders_staff", "orders.index", "/orders", "operator"),
    Screen("order_new", "orders.ordering.new", "/orders/new", "customer"),
    Screen(
        "order_new_product",
        "orders.ordering.new",
        "/orders/new?product=brosur&quantity=100",
        "customer",
    ),
    Screen(
        "order_new_files",
        "orders.ordering.new",
        "/orders/new?product=flyer&quantity=500#step-files",
        "customer",
    ),
    Screen(
        "order_new_details",
        "orders.ordering.new",
        "/orders/new?product=poster&quantity=20#step-details",
        "customer",
    ),
    Screen("order_again", "orders.ordering.new", "/orders/new?again={order_over}", "customer"),
    Screen("order_new_staff", "orders.ordering.new", "/orders/new", "operator"),
    Screen("order_new_message", "orders.ordering.new", "/orders/new?message={said}", "operator"),
    Screen("order", "orders.show", "/orders/{order}", "customer"),
    Screen("order_placed", "orders.show", "/orders/{order}?placed=1", "customer"),
    Screen("order_over", "orders.show", "/orders/{order_over}", "customer"),
    Screen("order_link", "orders.tracking.show", "/t/{link}"),
    Screen("order_new_link", "orders.show", "/orders/{order}?link=1", "customer"),
    Screen("order_print", "orders.keepsakes.paper", "/orders/{order}/print", "customer"),
    Screen("order_staff", "orders.show", "/orders/{order}", "operator"),
    Screen("order_new_staff_view", "orders.show", "/orders/{order_waiting}", "operator"),
    Screen("order_files", "orders.files", "/orders/{order}/files", "operator"),
    Screen("file_replacement", "files.edit_replacement", "/files/{file}/replacement", "customer"),
    Screen("ticket", "orders.desk.ticket", "/orders/{order}/ticket", "operator"),
    Screen("feed", "orders.desk.feed", "/feed", "operator"),
    Screen("feed_dense", "orders.desk.feed", "/feed?density=compact", "operator"),
    Screen("feed_nothing", "orders.desk.feed", "/feed?query=zzzz", "operator"),
    Screen(
        "feed_menu",
        "orders.desk.feed",
        "/feed",
        "manager",
        steps=(("click", ".masthead summary:visible"), ("see", ".masthead [open]")),
    ),
    Screen(
        "feed_palette",
        "orders.desk.feed",
        "/feed",
        "operator",
        steps=(
            ("see", "[data-palette]"),
            ("press", "Control+k"),
            ("type", "ani"),
            ("see", "[data-found]"),
        ),
    ),
    Screen(
        "feed_keys",
        "orders.desk.feed",
        "/feed",
        "operator",
        steps=(("see", "[data-palette]"), ("press", "?"), ("see", "#shortcuts")),
    ),
    Screen("board", "orders.desk.board", "/board", "designer"),
    Screen(
        "board_move",
        "orders.desk.board",
        "/board",
        "designer",
        steps=(("click", ".board__menu summary"), ("see", ".board__menu [name=to]")),
    ),
    Screen("board_desk", "orders.desk.board", "/board", "operator"),
    Screen("board_list", "orders.desk.board", "/board?view=list", "operator"),
    Screen(
        "board_list_move",
        "orders.desk.board",
        "/board?view=list",
        "operator",
        steps=(("click", ".board__menu summary"), ("see", ".board__menu [name=to]")),
    ),
    Screen("rooms", "chat.index", "/rooms", "customer"),
    Screen("room", "chat.show", "/rooms/{room}", "customer"),
    Screen("room_staff", "chat.show", "/rooms/{room}", "operator"),
    Screen("room_general", "chat.general", "/rooms/general", "customer"),
    Screen("room_answer", "chat.show", "/rooms/{room}?reply={message}", "customer"),
    Screen("room_search", "chat.archive.search", "/rooms/{room}/search?q=a", "customer"),
    Screen("room_search_nothing", "chat.archive.search", "/rooms/{room}/search?q=zzzz", "customer"),
    Screen("room_files", "chat.archive.files", "/rooms/{room}/files", "customer"),
    Screen("room_paper", "chat.archive.transcript", "/rooms/{room}/transcript", "customer"),
    Screen("inbox", "chat.inbox.show", "/inbox", "operator"),
    Screen("inbox_room", "chat.inbox.show", "/inbox?room={room}", "operator"),
    Screen(
        "inbox_labels",
        "chat.inbox.show",
        "/inbox?room={room}",
        "operator",
        steps=(("click", ".labelling summary"), ("see", "#new-label")),
    ),
    Screen(
        "inbox_later",
        "chat.inbox.show",
        "/inbox?room={room}",
        "operator",
        steps=(("click", ".handling__later summary"), ("see", ".handling__later [name=pause]")),
    ),
    Screen(
        "inbox_note",
        "chat.inbox.show",
        "/inbox?room={room}",
        "operator",
        steps=(
            ("click", ".composer__tab--note"),
            ("click", "#composer-note-body"),
            ("type", "@r"),
            ("see", "#composer-colleagues [aria-selected=true]"),
        ),
        back=(("empty", "#composer-note-body"),),
    ),
    Screen(
        "inbox_ready",
        "chat.inbox.show",
        "/inbox?room={room}",
        "operator",
        steps=(
            ("click", "#composer-body"),
            ("type", "/"),
            ("see", "#composer-ready [aria-selected=true]"),
        ),
        back=(("empty", "#composer-body"),),
    ),
    Screen(
        "inbox_message",
        "chat.inbox.show",
        "/inbox?room={room}",
        "operator",
        steps=(
            ("click", "#message-{said} .message__more"),
            ("see", "#message-{said} .message__acts"),
        ),
    ),
    Screen("inbox_empty", "chat.inbox.show", "/inbox?queue=snoozed", "operator"),
    Screen("ready_answers", "chat.inbox.ready_replies", "/inbox/replies", "operator"),
    Screen("feedback", "feedback.index", "/feedback", "customer"),
    Screen("feedback_visitor", "feedback.index", "/feedback"),
    Screen("feedback_new", "feedback.new", "/feedback/new"),
    Screen("feedback_errors", "feedback.new", "/feedback/new", press="main form [type=submit]"),
    Screen("feedback_sent", "feedback.sent", "/feedback/sent/{reference}"),
    Screen("feedback_inbox", "feedback.inbox", "/feedback/inbox", "manager"),
    Screen("feedback_item", "feedback.show", "/feedback/{feedback}", "manager"),
    Screen("promos", "promos.index", "/promos", "marketing"),
    Screen("promos_nothing", "promos.index", "/promos?status=paused", "marketing"),
    Screen("promo_new", "promos.new", "/promos/new", "marketing"),
    Screen("promo_errors", "promos.new", "/promos/new", "marketing", "main form [type=submit]"),
    Screen("promo_edit", "promos.edit", "/promos/{promo}", "marketing"),
    Screen(
        "promo_publish",
        "promos.edit",
        "/promos/{draft}",
        "marketing",
        steps=(
            ("click", "[data-opens=sure-publication]"),
            ("see", "#sure-publication[open]"),
        ),
    ),
    Screen("users", "admin.people", "/users", "admin"),
    Screen("users_nothing", "admin.people", "/users?q=zzzz", "admin"),
    Screen("user", "admin.person", "/users/{user}", "admin"),
    Screen("audit", "admin.trail", "/audit", "admin"),
    Screen("audit_nothing", "admin.trail", "/audit?actor=zzzz", "admin"),
    Screen("offline", "shell.offline", "/offline/id"),
    Screen("health", "server_health.show", "/health", "admin"),
    Screen("hours", "opening.edit", "/settings/hours", "manager"),
    Screen("look", "look.edit", "/settings/look", "admin"),
    Screen("look_tried", "look.edit", "/settings/look?colour=%23ffcc00&second=%23e91e63", "admin"),
    Screen("styleguide", "styleguide.show", "/styleguide", "designer"),
    Screen("not_found", "", "/nowhere", status=404),
    Screen("forbidden", "", "/users", "customer", status=403),
)

README = (
    ReadmePicture("home", "front", 1280, 800),
    ReadmePicture("order", "order", 1280, 900),
    ReadmePicture("feed", "feed", 1280, 800),
    ReadmePicture("room", "room", 360, 740),
    ReadmePicture("promo", "product", 1280, 420),
)

NOT_SCREENS = {
    "admin.exported_trail": "a file",
    "admin.numbers": "the numbers that a monitor reads",
    "catalogue.picture": "a picture",
    "catalogue.template": "a drawing to begin a design on",
    "catalogue_crawling.robots": "what search engines may read",
    "catalogue_crawling.sitemap": "the list of pages for search engines",
    "chat.archive.day": "leads to a room",
    "chat.archive.transcript_text": "a file",
    "chat.stretch": "a part of a room that a script puts in place",
    "files.archive": "a file",
    "files.preview": "a picture",
    "files.show": "a file",
    "livery.logo": "a picture",
    "livery.preview": "a stylesheet",
    "livery.sheet": "a stylesheet",
    "livery.sign": "the icon of the installed app",
    "health.healthz": "a word for a monitor",
    "health.readyz": "a word for a monitor",
    "orders.keepsakes.calendar": "a file",
    "orders.desk.board_stages": "a part of the board that a script puts in place",
    "orders.desk.feed_rows": "a part of the feed that a script puts in place",
    "orders.status": "a part of an order's page that a script puts in place",
    "shell.manifest": "what systems read that install the app",
    "shell.worker": "the service worker",
    "static": "files",
    "styleguide.states": "a stylesheet",
    "uploads.index": "JSON of the uploader",
    "uploads.show": "JSON of the uploader",
}
"""GET routes that answer with something else than a page, and with what; `/api/…` is left out."""
