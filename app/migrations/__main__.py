"""Writes the next migration: python -m app.migrations "appointments: Add the table"."""

import sys

from app.migrations.steps import autogenerate

if len(sys.argv) != 2:
    raise SystemExit(__doc__)
print(autogenerate(sys.argv[1]))
