"""What the gateway counts, for Prometheus (`/metrics`). No label names a person, a device or a place."""

from prometheus_client import Counter, Gauge, Histogram

SIGNALS_STORED = Counter("alongside_signals_stored", "Signals committed.", ["protocol"])
SIGNALS_DUPLICATE = Counter("alongside_signals_duplicate", "Repeated signals, which are stored once.", ["protocol"])
FRAMES_REFUSED = Counter(
    "alongside_frames_refused", "Frames, or parts of them, that were not taken.", ["protocol", "reason"]
)
FRAMES_UNSTORED = Counter(
    "alongside_frames_unstored", "Frames that could not be stored; their senders got no success answer.", ["protocol"]
)
BATCH_FRAMES = Histogram(
    "alongside_gateway_batch_frames", "Frames in one batch.", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)
_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
COMMIT_SECONDS = Histogram("alongside_gateway_commit_seconds", "From sending a batch to its commit.", buckets=_SECONDS)
ANSWER_SECONDS = Histogram(
    "alongside_gateway_answer_seconds", "From decoding a batch's oldest frame to its answer.", buckets=_SECONDS
)
CONNECTIONS = Gauge("alongside_gateway_connections", "Open connections of devices.")
QUEUED_FRAMES = Gauge("alongside_gateway_queued_frames", "Frames waiting for a batch.")
DATABASE_UP = Gauge("alongside_gateway_database_up", "Writers with a working connection to the database.")
