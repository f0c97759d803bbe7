"""The words for the audit trail: deeds and things as a person reads them."""

from collections.abc import Mapping

from app.i18n import lazy

DEEDS = {
    "accepted_warnings": lazy("used a file in spite of warnings"),
    "added": lazy("added a file"),
    "asked_for_reset": lazy("asked for a new password"),
    "assigned": lazy("handed over"),
    "began_as_guest": lazy("began to order without an account"),
    "board.limited": lazy("changed the limits of the board"),
    "branch.added": lazy("added a branch"),
    "branch.changed": lazy("changed a branch"),
    "category.saved": lazy("saved a category"),
    "changed_password": lazy("changed their password"),
    "changed_profile": lazy("changed their profile"),
    "changed_role": lazy("changed a role"),
    "chose_password": lazy("chose their first password"),
    "claimed": lazy("took an order"),
    "created": lazy("made an account"),
    "deleted_message": lazy("deleted a message"),
    "disabled": lazy("shut an account"),
    "downloaded": lazy("downloaded a file"),
    "downloaded_archive": lazy("downloaded all files"),
    "enabled": lazy("opened an account again"),
    "erased": lazy("deleted an account"),
    "ended_looking": lazy("stopped looking as a customer"),
    "ended_other_sessions": lazy("signed out their other devices"),
    "ended_session": lazy("signed out a device"),
    "followed": lazy("moved with its items"),
    "forgot_reply": lazy("deleted a ready answer"),
    "freed": lazy("freed the room of a file"),
    "gave_feedback": lazy("gave feedback"),
    "exported": lazy("took out a table"),
    "feedback_acknowledged": lazy("acknowledged feedback"),
    "feedback_answered": lazy("answered feedback"),
    "feedback_reopened": lazy("opened feedback again"),
    "feedback_resolved": lazy("resolved feedback"),
    "held": lazy("put an order on hold"),
    "kept_reply": lazy("kept a ready answer"),
    "labelled": lazy("labelled a conversation"),
    "made_reset_link": lazy("made a password link"),
    "marked": lazy("marked a conversation"),
    "marketing_consent": lazy("decided about promos by mail"),
    "moved": lazy("moved"),
    "moved_message": lazy("moved a message"),
    "priced": lazy("set a price"),
    "places.changed": lazy("changed the places that are served"),
    "product.changed": lazy("changed a product"),
    "product.created": lazy("made a product"),
    "product.published": lazy("published a product"),
    "product.withdrawn": lazy("took a product off the shelf"),
    "promised": lazy("promised a date"),
    "promo.changed": lazy("changed a promo"),
    "promo.created": lazy("made a promo"),
    "promo.deleted": lazy("deleted a promo"),
    "promo.draft": lazy("took a planned promo back to draft"),
    "promo.ended": lazy("ended a promo"),
    "promo.live": lazy("published a promo"),
    "promo.paused": lazy("paused a promo"),
    "promo.scheduled": lazy("planned a promo"),
    "push_off": lazy("turned notifications off on a device"),
    "push_on": lazy("turned notifications on on a device"),
    "push_topics": lazy("chose what to be notified of"),
    "ran": lazy("ran timed work"),
    "refused_origin": lazy("was refused: strange origin"),
    "registered": lazy("registered"),
    "rejected": lazy("had an upload refused"),
    "released": lazy("gave an order back"),
    "removed": lazy("removed a file"),
    "renewed_recovery_codes": lazy("made new recovery codes"),
    "renewed_link": lazy("made a new link to an order"),
    "replaced": lazy("replaced a file"),
    "rerouted": lazy("gave an order to another branch"),
    "reset_password": lazy("set a new password"),
    "restored": lazy("restored"),
    "restored_message": lazy("brought a message back"),
    "resumed": lazy("let an order go on"),
    "retried": lazy("tried a mail again"),
    "sample.added": lazy("added a sample"),
    "sample.removed": lazy("removed a sample"),
    "sign_in_failed": lazy("failed to sign in"),
    "second_step_failed": lazy("failed at the second step"),
    "second_step_off": lazy("switched the second step off"),
    "second_step_on": lazy("switched the second step on"),
    "second_step_reset": lazy("took away a second step"),
    "signed_in": lazy("signed in"),
    "signed_out": lazy("signed out"),
    "studio.changed": lazy("changed the studio’s profile"),
    "studio.look_changed": lazy("changed the studio’s look"),
    "submitted": lazy("sent an order"),
    "took_own_data": lazy("took out their own data"),
    "tried": lazy("tried out"),
    "undone": lazy("took a step back"),
    "used_as_artwork": lazy("used a file as artwork"),
    "viewed_as": lazy("looked as a customer"),
}
THINGS = {
    "account": lazy("Account"),
    "audit": lazy("Audit"),
    "branch": lazy("Branch"),
    "category": lazy("Category"),
    "feedback": lazy("Feedback"),
    "file": lazy("File"),
    "folder": lazy("Folder"),
    "job": lazy("Item"),
    "mail": lazy("E-mail"),
    "message": lazy("Message"),
    "order": lazy("Order"),
    "product": lazy("Product"),
    "promo": lazy("Promo"),
    "reply": lazy("Ready answer"),
    "room": lazy("Conversation"),
    "server": lazy("Server"),
    "studio": lazy("Studio"),
    "upload": lazy("Upload"),
    "user": lazy("Person"),
    "work": lazy("Timed work"),
}
WORKS = {
    "accounts.jobs.forget_what_is_over": lazy("forget ended sessions and used links"),
    "chat.jobs.forget_deleted": lazy("blank deleted messages"),
    "chat.jobs.free_unused_files": lazy("free old files of conversations"),
    "chat.jobs.forget_mails": lazy("forget which mails came in long ago"),
    "chat.jobs.tell_by_mail": lazy("tell customers by mail what waits unread"),
    "chat.jobs.tell_unread": lazy("tell who has not read a message"),
    "chat.jobs.wake_rooms": lazy("bring back conversations put aside"),
    "feedback.jobs.close_folders": lazy("close the files of resolved feedback"),
    "files.examining.examine_waiting": lazy("examine new files"),
    "files.jobs.expire_uploads": lazy("end uploads left behind"),
    "files.jobs.keep_room": lazy("keep room on the disk"),
    "files.jobs.purge_old": lazy("free files whose time is over"),
    "files.jobs.purge_removed": lazy("free removed files"),
    "files.jobs.sweep_orphans": lazy("sweep up parts of broken uploads"),
    "idempotency.forget_old_answers": lazy("forget old answers to forms"),
    "mail.deliver": lazy("deliver mail"),
    "mail.forget_sent": lazy("forget sent mail"),
    "orders.jobs.close_folders": lazy("close the files of finished orders"),
    "orders.jobs.forget_drafts": lazy("forget unfinished orders"),
    "orders.jobs.notice_files": lazy("move orders on whose files have come"),
    "orders.jobs.remind_of_files": lazy("remind customers of missing files"),
    "promos.jobs.forget_sightings": lazy("forget who saw promos that are over"),
    "promos.jobs.keep_time": lazy("begin and end promos"),
    "push.jobs.forget_what_is_over": lazy("forget devices that are gone"),
    "push.outbox.deliver": lazy("deliver notifications"),
    "realtime.jobs.forget_revocations": lazy("forget withdrawn rights"),
    "realtime.jobs.trim": lazy("shorten the live log"),
}
PAGES = {
    "order": "/orders/{}",
    "promo": "/promos/{}",
    "room": "/inbox?room={}",
    "user": "/users/{}",
    "feedback": "/feedback/{}",
}


def deed(verb: str) -> str:
    """Say what was done; a deed without words of its own is written plainly."""
    return str(DEEDS[verb]) if verb in DEEDS else verb.replace("_", " ").replace(".", " ")


def work(name: str) -> str:
    """Say what a piece of timed work does."""
    return str(WORKS[name]) if name in WORKS else name


def thing(subject: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """Name what it was done to, by its title where there is one, and give its page's address."""
    kind, _colon, key = subject.partition(":")
    if kind not in THINGS:
        return subject, ""
    title = titles.get(subject, "") or (work(key) if kind == "work" else "")
    shown = title or (key if len(key) <= 12 else f"{key[:12]}…")
    page = PAGES[kind].format(key) if kind in PAGES and key.isdecimal() else ""
    is_plain = bool(title) and kind == "user"
    return title if is_plain else f"{THINGS[kind]} {shown}".strip(), page
