"""What strangers may send, and what must hold whatever they send."""

import json

from hypothesis import strategies as st

from alongside.devices.protocols.signal import Decoded

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def check(decoded: Decoded) -> None:
    """Either it is taken or it is refused; and whatever is taken can be stored."""
    assert (decoded.answer is not None) or decoded.refusals
    assert bool(decoded.signals) or decoded.answer in (None, b"[]")
    for signal in decoded.signals:
        json.dumps(signal.as_json(), allow_nan=False).encode("utf-8")
        assert (signal.lat is None) == (signal.lon is None)
        assert signal.lat is None or (-90 <= signal.lat <= 90 and -180 <= signal.lon <= 180)
        assert "\\u0000" not in json.dumps(signal.as_json())
        json.dumps(signal.as_json(), ensure_ascii=False).encode("utf-8")
