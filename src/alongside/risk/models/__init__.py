"""Tables of this room."""

from alongside.risk.models.markers import Ground, Marker, MarkerSearch, MarkerSetting, MarkerStep, MarkerTold
from alongside.risk.models.subjects import Subject

__all__ = ["Ground", "Marker", "MarkerSearch", "MarkerSetting", "MarkerStep", "MarkerTold", "Subject"]
