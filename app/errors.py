"""The four ways in which a request is refused; one handler turns each into a page or JSON."""

from collections.abc import Mapping


class AppError(Exception):
    """A refusal with words for the person who asked; `code` is stable and meant for programs."""

    status = 500
    code = "internal"

    def __init__(
        self, message: str = "", *, code: str = "", fields: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = dict(fields or {})
        self.facts: dict[str, object] = {}

    def with_facts(self, **facts: object) -> "AppError":
        """Attach machine-readable facts (the present state, the allowed limit) to the answer."""
        self.facts.update(facts)
        return self

    def with_status(self, status: int) -> "AppError":
        """Answer with a more exact HTTP status than the kind's own."""
        self.status = status
        return self


class NotFound(AppError):
    """Absent, or not the viewer's: both look the same."""

    status = 404
    code = "not_found"


class Refused(AppError):
    """The viewer may not do this (403), or has to sign in first (401)."""

    status = 403
    code = "refused"


class SignInNeeded(Refused):
    """Nobody is signed in; pages redirect to the sign-in form, programs get 401."""

    status = 401
    code = "sign_in_needed"


class Invalid(AppError):
    """The input is wrong; `fields` names what to correct."""

    status = 422
    code = "invalid"


class Conflict(AppError):
    """The thing has changed meanwhile, or the state machine forbids the move."""

    status = 409
    code = "conflict"


class TooLarge(AppError):
    """The body or file is over its limit."""

    status = 413
    code = "too_large"


class TooMany(AppError):
    """Too many tries; `retry_after` is in seconds."""

    status = 429
    code = "too_many"

    def __init__(self, message: str = "", *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(AppError):
    """A part that this needs (database, disk) cannot answer now."""

    status = 503
    code = "unavailable"
