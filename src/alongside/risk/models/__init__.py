"""Tables of this room."""

from alongside.risk.models.assessments import Assessment, ChecklistVersion, FactChange, GateRule, Level
from alongside.risk.models.markers import Ground, Marker, MarkerSearch, MarkerSetting, MarkerStep, MarkerTold
from alongside.risk.models.subjects import Subject

__all__ = [
    "Assessment",
    "ChecklistVersion",
    "FactChange",
    "GateRule",
    "Ground",
    "Level",
    "Marker",
    "MarkerSearch",
    "MarkerSetting",
    "MarkerStep",
    "MarkerTold",
    "Subject",
]
