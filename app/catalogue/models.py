"""What the studio offers, as its pages and its prices need it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NotRequired, TypedDict

from app.catalogue.places import Point


class Kind(StrEnum):
    """How an option's surcharge is counted."""

    UNIT = "unit"
    ORDER = "order"
    PERCENT = "percent"


class Way(StrEnum):
    """A link that leads from the pages to the studio."""

    WHATSAPP = "whatsapp"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"

    @property
    def label(self) -> str:
        """Return the name that people know."""
        return {"whatsapp": "WhatsApp"}.get(self.value, self.value.title())


class Slot(TypedDict):
    """A file that the studio asks for: front, back, logo."""

    code: str
    name_id: str
    name_en: str
    required: NotRequired[bool]


@dataclass(frozen=True, slots=True)
class Size:
    """What one piece measures, in whole centimetres."""

    width_cm: int
    height_cm: int


@dataclass(frozen=True, slots=True)
class Break:
    """From this quantity on, one piece costs so much; by area both count square metres."""

    min_quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True)
class Value:
    """One choice of an option."""

    code: str
    name_id: str
    name_en: str
    kind: Kind = Kind.UNIT
    surcharge: int = 0
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """Something the customer chooses: size, paper, finishing."""

    code: str
    name_id: str
    name_en: str
    values: tuple[Value, ...]

    @property
    def default(self) -> Value:
        """Return the value that counts when nothing was chosen."""
        return next((value for value in self.values if value.is_default), self.values[0])


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf of the catalogue."""

    id: int
    slug: str
    name_id: str
    name_en: str
    position: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A design that may be shown; `image` is a static path or `stored:<key>`."""

    id: int
    product_id: int
    title_id: str
    title_en: str
    tags: str
    image: str
    position: int
    published: bool


@dataclass(frozen=True, slots=True)
class Product:
    """A product or service with everything that its price depends on.

    `by_area` prices are for a square metre; `rush_days` 0 means that it cannot be made in a rush.
    """

    id: int
    slug: str
    sku: str
    category_id: int
    name_id: str
    name_en: str
    summary_id: str
    summary_en: str
    description_id: str
    description_en: str
    unit_id: str
    unit_en: str
    min_quantity: int
    turnaround_min: int
    turnaround_max: int
    accepted: tuple[str, ...]
    slots: tuple[Slot, ...]
    priced: bool
    setup_fee: int
    minimum_amount: int
    tags: str
    published: bool
    position: int
    rev: int
    updated_at: datetime
    breaks: tuple[Break, ...] = ()
    options: tuple[Option, ...] = ()
    by_area: bool = False
    minimum_area_cm2: int = 0
    rush_percent: int = 0
    rush_days: int = 0
    trim_width_mm: int = 0
    trim_height_mm: int = 0
    bleed_mm: int = 0
    safe_mm: int = 0
    colour: str = ""
    min_dpi: int = 150
    good_dpi: int = 300
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Turnaround:
    """In how many working days something is usually ready: at least, and at most."""

    turnaround_min: int
    turnaround_max: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Where the studio can be visited."""

    id: int
    code: str
    name: str
    address: str
    city: str
    phone: str
    whatsapp: str
    hours_id: str
    hours_en: str
    opening: str = ""
    holidays: str = ""
    zone: str = "Asia/Jakarta"
    latitude: float | None = None
    longitude: float | None = None
    lacks: tuple[int, ...] = ()
    """The ids of the products that are not made here."""
    active: bool = True
    """Whether it takes orders and is shown to visitors."""

    @property
    def point(self) -> Point | None:
        """Return where it stands, if that is known."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)


@dataclass(frozen=True, slots=True)
class Studio:
    """The studio's own profile; `facebook` and `instagram` are names, `whatsapp` is E.164.

    Colours are `#rrggbb` as the studio chose them, empty for ours; `logo` is a key of the storage
    and `logo_plate` the theme ("light" or "dark") on whose ground it cannot be seen, if any.
    """

    name: str
    tagline_id: str = ""
    tagline_en: str = ""
    about_id: str = ""
    about_en: str = ""
    facebook: str = ""
    instagram: str = ""
    whatsapp: str = ""
    rev: int = 0
    colour: str = ""
    second: str = ""
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0
    logo_plate: str = ""

    @property
    def logo_says_name(self) -> bool:
        """Tell whether the logo is so wide that it must be the name itself."""
        return self.logo_width > 2 * self.logo_height


@dataclass(frozen=True, slots=True)
class Clicks:
    """How often one way was taken from one product's page, or from any page."""

    way: Way
    name_id: str
    name_en: str
    clicks: int


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """What an editor says about a product."""

    slug: str
    sku: str
    category_id: int
    name_id: str
    name_en: str
    unit_id: str
    unit_en: str
    summary_id: str = ""
    summary_en: str = ""
    description_id: str = ""
    description_en: str = ""
    min_quantity: int = 1
    turnaround_min: int = 1
    turnaround_max: int = 1
    accepted: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    priced: bool = True
    setup_fee: int = 0
    minimum_amount: int = 0
    tags: str = ""
    position: int = 0
    breaks: tuple[Break, ...] = ()
    options: tuple[Option, ...] = ()
    by_area: bool = False
    minimum_area_cm2: int = 0
    rush_percent: int = 0
    rush_days: int = 0
    trim_width_mm: int = 0
    trim_height_mm: int = 0
    bleed_mm: int = 0
    safe_mm: int = 0
    colour: str = ""
    min_dpi: int = 150
    good_dpi: int = 300
    pages: int = 0
