"""The demo's sample designs by product: file, title in both languages, search words."""

SAMPLES: dict[str, tuple[tuple[str, str, str, str], ...]] = {}
