"""A worker's calendar elsewhere, from which visits come onto their list."""

from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff
from alongside.watch.models.visits import Visit


class CalendarFeed(models.Model):
    """An iCalendar file: at an address that is read again and again, or one that the worker has put here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    worker = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="calendar_feed")
    name = models.TextField()
    """The host or the file's name, as it is shown. The address is not: whoever has it reads the calendar."""
    url = models.TextField(blank=True)
    content = models.BinaryField(null=True)
    """The file, where there is no address."""
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    """When it is read next."""
    leased_until = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    """When it was last read and understood."""
    problem = models.TextField(blank=True, default="", db_default="")
    """Why the last attempt failed, in a sentence; what was planned before stays then."""
    left_out = models.JSONField(default=dict)
    """How many entries became no visit, by reason (`calendars.reading`)."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(url="", content__isnull=False) | (~Q(url="") & Q(content=None)),
                name="watch_calendarfeed_source",
            )
        ]
        indexes = [models.Index(fields=["next_at"], name="watch_calendarfeed_next")]

    def __str__(self) -> str:
        return f"{self.name} of {self.worker_id}"


class CalendarEntry(models.Model):
    """An entry that became a planned visit. `key` is its name in the calendar, with the time of the series for one of a series."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    feed = models.ForeignKey(CalendarFeed, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    """Of what it said: another one means that it was changed."""
    ends_at = models.DateTimeField()
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="watch_calendarentry_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.feed_id}"
