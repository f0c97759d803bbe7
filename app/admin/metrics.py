"""What this process has counted and what it holds now, as Prometheus reads it."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import literal, select

from app.db import database
from app.realtime.counters import BOUNDS, Histogram, counters
from app.realtime.hub import hub
from app.storage import disk

CONTENT_TYPE = CONTENT_TYPE_LATEST
PATIENCE = 2.0
"""Seconds that the database gets to answer."""
REFUSALS = ("origin", "session", "user", "ip", "full", "closing")
RECOVERIES = ("epoch", "trimmed", "ahead", "too_many")

_process = ProcessCollector(registry=CollectorRegistry())


async def exposition() -> bytes:
    """Return every number as text; with several processes each says whose it is."""
    return generate_latest(_Everything(await _database_seconds()))


class _Everything(Collector):
    """All metrics of one answer; `database_seconds` is None when the database is silent."""

    def __init__(self, database_seconds: float | None) -> None:
        self.database_seconds = database_seconds

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics."""
        whose = {} if hub.bus.is_alone else {"process": str(os.getpid())}
        for metric in (*_now(self.database_seconds), *_counted(), *_process.collect()):
            metric.samples = [
                sample._replace(labels={**sample.labels, **whose}) for sample in metric.samples
            ]
            yield metric


def _now(database_seconds: float | None) -> Iterator[Metric]:
    held = list(hub.connections)
    is_up = database_seconds is not None
    gauges: dict[str, tuple[str, float]] = {
        "live_connections": ("Live sockets.", len(held)),
        "live_people": ("Signed-in people.", len({c.viewer.id for c in held if c.viewer.id})),
        "live_subscriptions": ("Subscriptions of all sockets.", sum(len(c.channels) for c in held)),
        "live_channels": ("Channels that somebody listens to.", len(hub.topics)),
        "live_queued_bytes": ("Bytes that wait for peers.", sum(c.outbox.pending for c in held)),
        "live_bus_connected": ("Whether other processes are heard.", hub.bus.is_connected),
        "uploads_free_bytes": ("Room on the disk of the uploads.", disk.free_bytes()),
        "database_up": ("Whether the database answers.", is_up),
        "database_answer_seconds": ("Its answer to nothing.", database_seconds or PATIENCE),
    }
    for name, (meaning, value) in gauges.items():
        yield GaugeMetricFamily(f"sanggar_{name}", meaning, value)


def _counted() -> Iterator[Metric]:
    plain = {
        "accepted": ("Upgrades accepted.", counters.connections),
        "commands": ("Commands of clients.", counters.commands),
        "deliveries": ("Publications written to subscribers.", counters.deliveries),
        "slow_kills": ("Queues over their bound.", counters.slow_kills),
        "write_aborts": ("Peers cut that took nothing.", counters.write_aborts),
        "sweep_hits": ("Channels that the sweep found behind.", counters.sweep_hits),
        "log_reads": ("Channels brought level from the log.", counters.log_reads),
        "events_trimmed": ("Events past their retention.", counters.trimmed),
        "bus_connects": ("Times the bus was opened.", counters.bus_connects),
    }
    for name, (meaning, value) in plain.items():
        yield CounterMetricFamily(f"sanggar_live_{name}", meaning, value)
    yield _by("refusals", "Sockets refused.", "reason", _from(REFUSALS, counters.refusals))
    yield _by("closes", "Sockets that we closed.", "code", counters.closes)
    yield _by("errors", "Commands answered with an error.", "code", counters.errors)
    failed = _from(RECOVERIES, counters.recovery_failed)
    results = {"recovered": counters.recovered, **failed}
    yield _by("recoveries", "Subscriptions that asked to resume.", "result", results)
    hints = {
        "sent": counters.bus_sent,
        "received": counters.bus_received,
        "dropped": counters.bus_dropped,
        "undecodable": counters.bus_undecodable,
    }
    yield _by("bus_hints", "Hints between processes.", "what", hints)
    yield _histogram(
        "live_commit_to_send", "From COMMIT to the last write.", counters.commit_to_send
    )
    yield _histogram("event_loop_lag", "How late the event loop is.", counters.loop_lag)


def _from(known: Iterable[str], counted: Counter[str]) -> dict[str, int]:
    """Return a number for each known key, so that a zero is visible before the first one."""
    return {**dict.fromkeys(known, 0), **counted}


def _by(
    name: str, meaning: str, label: str, counted: Mapping[str, int] | Mapping[int, int]
) -> Metric:
    metric = CounterMetricFamily(f"sanggar_live_{name}", meaning, labels=[label])
    for key, value in counted.items():
        metric.add_metric([str(key)], value)
    return metric


def _histogram(name: str, meaning: str, found: Histogram) -> Metric:
    metric = HistogramMetricFamily(f"sanggar_{name}_seconds", meaning)
    below = [str(bound) for bound in BOUNDS] + ["+Inf"]
    buckets = list(zip(below, accumulate(found.buckets), strict=True))
    metric.add_metric([], buckets, found.total)
    return metric


async def _database_seconds() -> float | None:
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            await database.fetch_val(select(literal(1)))
    except Exception:  # any failure of any driver means the same here: no answer
        return None
    return time.perf_counter() - begun
