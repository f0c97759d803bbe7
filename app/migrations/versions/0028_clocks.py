"""Each item has the clock of the studio's work, and its rounds of revision.

Rounds are counted in the history. The clock of an item that is in work begins where it came to its
present stage; what was done before that was never measured in opening hours.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028_clocks"
down_revision = "0027_holds"
branch_labels = None
depends_on = None

COUNT_ROUNDS = """
UPDATE jobs SET rounds = (
    SELECT count(*) FROM history
    WHERE history.order_id = jobs.order_id AND history.job_id = jobs.id
    AND history.kind IN ('job_moved', 'override')
    AND history.from_status = 'proofing' AND history.to_status = 'design'
)
WHERE status <> 'cancelled' AND order_id IN (SELECT id FROM orders WHERE status IN {open})
"""
START_CLOCKS = """
UPDATE jobs SET clock_since = COALESCE(
    (
        SELECT max(history.at) FROM history
        WHERE history.order_id = jobs.order_id AND history.job_id = jobs.id
        AND history.to_status = jobs.status
    ),
    (SELECT orders.submitted_at FROM orders WHERE orders.id = jobs.order_id)
)
WHERE (
    status IN ('design', 'in_production', 'quality_check')
    AND order_id IN (SELECT id FROM orders WHERE status IN {open})
) OR (
    status IN ('preflight', 'approved')
    AND order_id IN (SELECT id FROM orders WHERE status IN ('confirmed', 'in_work', 'ready'))
)
"""
OPEN = "('draft', 'submitted', 'quoting', 'quoted', 'confirmed', 'in_work', 'ready', 'delivered')"


def upgrade() -> None:
    """Change the schema; there is no way back but a backup."""
    for name in ("rounds", "worked"):
        op.add_column("jobs", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("clock_since", sa.DateTime(timezone=True), nullable=True))
    op.execute(COUNT_ROUNDS.format(open=OPEN))
    op.execute(START_CLOCKS.format(open=OPEN))
