"""Lessons: what was learned from a case, for whoever may need it.

`Lesson` holds the words and nothing that leads back, not even to an organisation: once it is shared, every organisation reads
its row. From which case it comes stands in `LessonOrigin`, who wrote and cleared it in the file of that case: both stay there.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from alongside.cases.models.case import Case
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, User


class Lesson(models.Model):
    """A lesson as it stands. Its words change only while it is a draft; the database sees to it (`cases_lesson_kept`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=10, default="draft")
    """One of `cases.tracks.lessons.LESSON`."""
    title = models.CharField(max_length=200)
    learned = models.TextField()
    to_do = models.TextField()
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Codes of `lesson_tags`."""
    own_tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """In small letters."""
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Codes of the incidents' list `kinds`."""
    setting = models.CharField(max_length=40, blank=True)
    """A code of the incidents' list `place_kinds`."""
    shared_at = models.DateTimeField(null=True)
    """When it was shared, the last time."""
    changed_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("learned", weight="B", config="english")
        + SearchVector("to_do", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(state="shared", shared_at__isnull=False),
                name="cases_lesson_state",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(learned="") & ~Q(to_do=""), name="cases_lesson_says_something"
            ),
        ]
        indexes = [models.Index(fields=["-shared_at", "-id"], condition=Q(state="shared"), name="cases_lesson_shared")]

    def __str__(self) -> str:
        return self.title


class LessonOrigin(models.Model):
    """From which case a lesson comes. Append-only. It is written before its lesson: whoever sees it, may write the lesson."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    lesson = models.OneToOneField(Lesson, on_delete=models.PROTECT, related_name="origin")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lesson_origins")

    def __str__(self) -> str:
        return f"{self.lesson_id} of {self.case_id}"


class LessonUse(models.Model):
    """That somebody found a lesson useful. Append-only. Others learn only how many did (`cases_lesson_uses`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Of whoever found it useful."""
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="uses", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "user"], name="cases_lessonuse_once")]

    def __str__(self) -> str:
        return f"{self.lesson_id}"
