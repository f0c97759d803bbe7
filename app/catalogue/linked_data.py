"""What search engines read about a page: schema.org facts as JSON-LD. Pure; addresses are whole."""

from collections.abc import Sequence
from typing import Any

from app.catalogue.hours import Span, read_week
from app.catalogue.models import Branch, Product, Studio
from app.catalogue.pricing import from_price
from app.i18n import localized

CONTEXT = "https://schema.org"
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Facts = dict[str, Any]


def studio_facts(studio: Studio, branches: Sequence[Branch], site: str, logo: str) -> Facts:
    """Describe the site, the studio and each place where it can be visited."""
    facts = [_website(studio, site), _organisation(studio, site, logo)]
    return _graph(*facts, *(_branch(branch, site, logo) for branch in branches))


def product_facts(
    product: Product, pictures: Sequence[str], site: str, trail: Sequence[tuple[str, str]]
) -> Facts:
    """Describe a product with what its smallest order costs, and where its page stands."""
    facts: Facts = {
        "@type": "Product",
        "name": localized(product, "name"),
        "sku": product.sku,
        "url": f"{site}/products/{product.slug}",
        "description": localized(product, "summary") or localized(product, "description"),
        "image": list(pictures),
        "brand": {"@id": _studio_id(site)},
        "offers": _offer(product, site),
    }
    return _graph(_said(facts), _trail(trail, site))


def trail_facts(trail: Sequence[tuple[str, str]], site: str) -> Facts:
    """Describe where a page stands; `trail` is what its breadcrumbs show."""
    return _graph(_trail(trail, site))


def _website(studio: Studio, site: str) -> Facts:
    target = f"{site}/catalogue?q={{words}}"
    return {
        "@type": "WebSite",
        "url": f"{site}/",
        "name": studio.name,
        "publisher": {"@id": _studio_id(site)},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=words",
        },
    }


def _organisation(studio: Studio, site: str, logo: str) -> Facts:
    accounts = (("facebook.com", studio.facebook), ("instagram.com", studio.instagram))
    return _said(
        {
            "@type": "Organization",
            "@id": _studio_id(site),
            "name": studio.name,
            "url": f"{site}/",
            "logo": logo,
            "description": localized(studio, "tagline"),
            "telephone": studio.whatsapp,
            "sameAs": [f"https://www.{place}/{name}" for place, name in accounts if name],
        }
    )


def _branch(branch: Branch, site: str, picture: str) -> Facts:
    address = {
        "@type": "PostalAddress",
        "streetAddress": branch.address,
        "addressLocality": branch.city,
        "addressCountry": "ID",
    }
    return _said(
        {
            "@type": "LocalBusiness",
            "@id": f"{site}/about#branch-{branch.id}",
            "name": branch.name,
            "url": f"{site}/about",
            "image": picture,
            "telephone": branch.phone or branch.whatsapp,
            "address": _said(address) if branch.address or branch.city else {},
            "currenciesAccepted": "IDR",
            "parentOrganization": {"@id": _studio_id(site)},
            "openingHoursSpecification": _openings(branch),
        }
    )


def _openings(branch: Branch) -> list[Facts]:
    """Return each span of time with the days that have it."""
    days: dict[Span, list[str]] = {}
    for day, spans in zip(WEEK, read_week(branch.opening), strict=True):
        for span in spans:
            days.setdefault(span, []).append(day)
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": named,
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
        for (opens, closes), named in days.items()
    ]


def _offer(product: Product, site: str) -> Facts:
    amount = from_price(product)
    if amount is None:
        return {}
    return {
        "@type": "Offer",
        "url": f"{site}/products/{product.slug}",
        "priceCurrency": "IDR",
        "price": amount,
        "availability": f"{CONTEXT}/MadeToOrder",
        "itemCondition": f"{CONTEXT}/NewCondition",
        "eligibleQuantity": {
            "@type": "QuantitativeValue",
            "minValue": product.min_quantity,
            "unitText": localized(product, "unit"),
        },
        "seller": {"@id": _studio_id(site)},
    }


def _trail(trail: Sequence[tuple[str, str]], site: str) -> Facts:
    steps = [
        _said(
            {
                "@type": "ListItem",
                "position": place,
                "name": str(name),
                "item": f"{site}{href}" if href else "",
            }
        )
        for place, (href, name) in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _studio_id(site: str) -> str:
    return f"{site}/#studio"


def _said(facts: Facts) -> Facts:
    return {name: value for name, value in facts.items() if value not in ("", [], {}, None)}


def _graph(*facts: Facts) -> Facts:
    return {"@context": CONTEXT, "@graph": list(facts)}
