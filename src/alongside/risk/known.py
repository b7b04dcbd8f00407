"""What other parts know about a subject. The parts register when Django starts; the gate and the assessment ask here."""

from collections.abc import Callable, Iterable

from alongside.risk.gate import Known
from alongside.risk.models import Subject

Source = Callable[[Subject], Iterable[Known]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """From now on `source` is asked about every subject. It is given the subject, never who asks: what it says must be fit for
    anybody who may plan a visit to them."""
    _sources[name] = source


def known_of(subject: Subject | None) -> tuple[Known, ...]:
    """All that is known, in the order in which the parts registered."""
    if subject is None:
        return ()
    return tuple(one for source in _sources.values() for one in source(subject))
