"""Settings, read once from the environment: each default and its meaning stands here."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parent.parent
ROLES = frozenset({"customer", "operator", "designer", "marketing", "manager", "admin"})
LIVE = "SANGGAR_LIVE_"

Network = IPv4Network | IPv6Network


class WrongSetting(SystemExit):
    """A setting is missing or wrong; the start stops with this plain sentence."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an installation may choose; paths are absolute."""

    bind: str
    """host:port that the server listens on."""
    database_url: str
    bus_url: str
    """How the processes of one installation hear of each other at once; empty: there is one."""
    uploads: Path
    """Folder of the customers' files; reached only through `app.storage`."""
    instance: Path
    """Folder of what this installation makes: database, secret key, mails without SMTP."""
    secret_key: str
    second_step_for: frozenset[str]
    """Roles that sign in with a second step, whether they like it or not."""
    public_url: str
    """The address that people type, without a trailing slash; mails link to it."""
    trusted_proxies: tuple[Network, ...]
    """Who may say, in X-Forwarded-For, for whom they ask."""
    live: Mapping[str, str]
    """Limits of the live engine as written, by name; `app.realtime.limits` checks them."""
    smtp_url: str
    """smtp://user:password@host:port, smtps:// or empty: mails are written to instance/mail."""
    mailbox: str
    """The address at which answers to mails are taken in, or empty: they are not read."""
    demo_password: str
    max_file_bytes: int
    """Largest single file of a customer, in bytes."""
    storage_url: str
    """s3://bucket/prefix for ready files, or empty: they stay in the uploads folder."""
    person_quota_bytes: int
    """Bytes that all files of one customer may have together."""
    order_quota_bytes: int
    """Bytes that all files of one order may have together."""
    scanner_url: str
    """clamd://host:port or clamd:///socket of ClamAV, which then sees every file; or empty."""
    keep_artwork_days: int
    """Days that files stay after their order's folder was closed; 0: for ever."""
    keep_raw_days: int
    """The same for raw material: video, sound, archives."""
    keep_loose_days: int
    """Days that a file stays which was uploaded and never used; 0: for ever."""
    preview_mark: str
    """Words across the small pictures of what the studio's people sent, or empty."""
    disk_reserve_bytes: int
    """Free bytes of the disk that uploads never take, so that the database stays writable."""
    vapid_key: str
    """The P-256 private key of web pushes as base64url, or empty: one is made in `instance`."""
    push_trusted: tuple[str, ...]
    """host:port of push services that may lie in a private network, without https."""

    @property
    def secure(self) -> bool:
        """Whether people reach us over https, so that cookies can be Secure."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """Return host[:port] of the public address."""
        return urlsplit(self.public_url).netloc


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check all settings; raises WrongSetting with a sentence that names the variable."""
    instance = _folder(environ.get("SANGGAR_INSTANCE", "instance"))
    bind = _bind(environ.get("SANGGAR_BIND", "127.0.0.1:8000"))
    database_url = _database(
        environ.get("SANGGAR_DATABASE_URL") or f"sqlite:///{instance / 'sanggar.db'}"
    )
    return Settings(
        bind=bind,
        database_url=database_url,
        bus_url=_bus(environ.get("SANGGAR_BUS_URL", ""), database_url),
        uploads=_folder(environ.get("SANGGAR_UPLOADS", "uploads")),
        instance=instance,
        secret_key=_secret(environ.get("SANGGAR_SECRET_KEY", ""), instance),
        second_step_for=_roles(environ.get("SANGGAR_SECOND_STEP_FOR", "")),
        public_url=_public_url(environ.get("SANGGAR_PUBLIC_URL") or f"http://{bind}"),
        trusted_proxies=_proxies(environ.get("SANGGAR_TRUSTED_PROXIES", "")),
        live={n.removeprefix(LIVE).lower(): v for n, v in environ.items() if n.startswith(LIVE)},
        smtp_url=_smtp(environ.get("SANGGAR_SMTP_URL", "")),
        mailbox=_mailbox(environ.get("SANGGAR_MAILBOX", "")),
        demo_password=_demo_password(environ.get("SANGGAR_DEMO_PASSWORD", "")),
        max_file_bytes=_mib(environ, "MAX_FILE", 8192),
        storage_url=_storage(environ.get("SANGGAR_STORAGE_URL", "")),
        person_quota_bytes=_mib(environ, "PERSON_QUOTA", 100 * 1024),
        order_quota_bytes=_mib(environ, "ORDER_QUOTA", 50 * 1024),
        scanner_url=_scanner(environ.get("SANGGAR_SCANNER_URL", "")),
        keep_artwork_days=_days(environ, "KEEP_ARTWORK", 730),
        keep_raw_days=_days(environ, "KEEP_RAW", 90),
        keep_loose_days=_days(environ, "KEEP_LOOSE", 30),
        preview_mark=_mark(environ.get("SANGGAR_PREVIEW_MARK", "")),
        disk_reserve_bytes=_mib(environ, "DISK_RESERVE", 1024),
        vapid_key=environ.get("SANGGAR_VAPID_KEY", "").strip(),
        push_trusted=_hosts(environ.get("SANGGAR_PUSH_TRUSTED", "")),
    )


def _folder(text: str) -> Path:
    path = Path(text)
    return path if path.is_absolute() else ROOT / path


def _bind(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) < 65536:
        raise WrongSetting(
            f"SANGGAR_BIND must be host:port, for example 127.0.0.1:8000, not {text!r}."
        )
    return text


def _database(url: str) -> str:
    scheme = url.partition("://")[0]
    if scheme in {"postgresql", "postgres", "postgresql+asyncpg"}:
        return "postgresql+asyncpg://" + url.partition("://")[2]
    if scheme != "sqlite":
        raise WrongSetting(
            "SANGGAR_DATABASE_URL must begin with sqlite:/// or postgresql://, "
            f"not {scheme or url!r}."
        )
    path = url.removeprefix("sqlite:///")
    if not url.startswith("sqlite:///") or not path or path == ":memory:":
        raise WrongSetting("SANGGAR_DATABASE_URL needs a file, for example sqlite:///sanggar.db.")
    return f"sqlite:///{_folder(path)}"


def _bus(url: str, database_url: str) -> str:
    if not url:
        return ""
    parts = urlsplit(url if url != "postgresql" else database_url)
    if parts.scheme in {"redis", "rediss"} and _has_server(parts):
        if find_spec("redis") is None:
            raise WrongSetting("A Redis bus needs the extra: pip install 'sanggar[redis]'.")
        return url
    if parts.scheme in {"postgresql", "postgresql+asyncpg"}:
        if find_spec("asyncpg") is None:
            raise WrongSetting("A PostgreSQL bus needs the extra: pip install 'sanggar[postgres]'.")
        return "postgresql://" + parts.geturl().partition("://")[2]
    if parts.scheme == "unix" and not parts.netloc and parts.path not in {"", "/"}:
        return f"unix://{parts.path}"
    raise WrongSetting(
        "SANGGAR_BUS_URL must be redis://host:port, rediss://host:port, unix:///folder, "
        "postgresql://… or the word postgresql for the database's own server."
    )


def _has_server(parts: SplitResult) -> bool:
    try:
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # not a port
        return False


def _secret(text: str, instance: Path) -> str:
    if text:
        if len(text) < 32:
            raise WrongSetting("SANGGAR_SECRET_KEY must have at least 32 characters.")
        return text
    kept = instance / "secret_key"
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return kept.read_text().strip()


def _roles(text: str) -> frozenset[str]:
    found = frozenset(each.strip() for each in text.split(",") if each.strip())
    if not found <= ROLES:
        raise WrongSetting(
            "SANGGAR_SECOND_STEP_FOR must be roles with commas between them, of these: "
            f"{', '.join(sorted(ROLES))}."
        )
    return found


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
        raise WrongSetting(
            f"SANGGAR_PUBLIC_URL must be like https://studio.example, without a path, not {text!r}."
        )
    return text.rstrip("/")


def _proxies(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise WrongSetting(
            "SANGGAR_TRUSTED_PROXIES must be addresses or networks with commas between them, "
            f"for example 127.0.0.1,10.0.0.0/8: {error}."
        ) from error


def _hosts(text: str) -> tuple[str, ...]:
    found = tuple(each.strip() for each in text.split(",") if each.strip())
    if not all(host and port.isdigit() for host, _, port in (e.rpartition(":") for e in found)):
        raise WrongSetting("SANGGAR_PUSH_TRUSTED must be host:port pairs with commas between them.")
    return found


def _smtp(text: str) -> str:
    if text and urlsplit(text).scheme not in {"smtp", "smtps"}:
        raise WrongSetting("SANGGAR_SMTP_URL must begin with smtp:// or smtps://.")
    return text


def _mailbox(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9._-]{1,12}@[A-Za-z0-9.-]{1,120}", text):
        raise WrongSetting(
            "SANGGAR_MAILBOX must be an address like chat@studio.example, with at most 12 letters "
            "before the @."
        )
    return text


def _demo_password(text: str) -> str:
    if text and len(text) < 8:
        raise WrongSetting("SANGGAR_DEMO_PASSWORD must have at least 8 characters.")
    return text


def _storage(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme != "s3" or not parts.netloc:
        raise WrongSetting("SANGGAR_STORAGE_URL must be like s3://bucket/prefix, or empty.")
    if find_spec("obstore") is None or find_spec("botocore") is None:
        raise WrongSetting('SANGGAR_STORAGE_URL needs the extra "s3": pip install sanggar[s3].')
    return text.rstrip("/")


def _scanner(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme != "clamd" or not (_has_server(parts) or len(parts.path) > 1)):
        raise WrongSetting("SANGGAR_SCANNER_URL must be clamd://host:port or clamd:///socket.")
    return text


def _mark(text: str) -> str:
    if len(text) > 24 or not all(" " <= sign <= "\xff" for sign in text):
        raise WrongSetting("SANGGAR_PREVIEW_MARK must have at most 24 Latin letters.")
    return text.strip()


def _mib(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(f"SANGGAR_{name}_MIB", str(default))
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise WrongSetting(f"SANGGAR_{name}_MIB must be a whole number of MiB, at least 1.")
    return int(text) * 1024 * 1024


def _days(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(f"SANGGAR_{name}_DAYS", str(default))
    if not text.isascii() or not text.isdigit() or int(text) > 36_500:
        raise WrongSetting(f"SANGGAR_{name}_DAYS must be a whole number of days; 0 keeps for ever.")
    return int(text)
