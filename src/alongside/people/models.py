"""Health bodies and the people who work for them.

`User` is an account; `Staff` is that person's place in one organisation; `Appointment` is a role held there. Whoever
works for two bodies has one account and two places.
"""

from typing import Any, ClassVar

import rules
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from alongside.ledger.keys import new_id
from alongside.people.roles import Role


class Organisation(models.Model):
    """A health body, known by its ODS code (Organisation Data Service, NHS England). Bodies form a tree."""

    class Kind(models.TextChoices):
        NATIONAL_BODY = "national_body", "National body"
        SYSTEM = "system", "Local health system"
        PROVIDER = "provider", "Provider"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True, validators=[RegexValidator(r"^[A-Z0-9]{3,12}$")])
    name = models.TextField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    time_zone = models.CharField(max_length=60, default="Europe/London")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(id=models.F("parent_id")), name="people_organisation_not_own_parent")
        ]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place that belongs to the organisation: a hospital, a clinic, a base."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.TextField()
    address = models.TextField(blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="people_site_name"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="people_site_position",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A part of a site as people there call it: a ward, a department, a car park."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="places")
    name = models.TextField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="people_place_name")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who work together and share an escalation plan."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="teams")
    name = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="people_team_name")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts; user names are compared without regard to case."""

    def create_user(self, username: str, *, name: str, email: str = "", password: str | None = None) -> "User":
        """A new account. Without a password nobody can sign in with it."""
        user = self.model(username=username, name=name, email=self.normalize_email(email))
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account that somebody signs in with. It grants nothing by itself: appointments do."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField("User name", max_length=150, unique=True)
    email = models.EmailField(blank=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)

    is_staff = False
    is_superuser = False

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="people_user_username")]

    def __str__(self) -> str:
        return self.name

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        """Whether this person may do it; see each room's `rules.py`. No account is above the rules."""
        return self.is_active and rules.has_perm(permission, self, obj)


class StaffQuerySet(models.QuerySet["Staff"]):
    def active(self) -> "StaffQuerySet":
        return self.filter(active=True)


class Staff(models.Model):
    """Somebody's place in one organisation."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="staff")
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="places")
    name = models.TextField()
    job_title = models.TextField(blank=True)
    email = models.TextField(blank=True, db_default="")
    """Address at work, in small letters: by it a staff list knows who is who. Sign-in has its own (`User.email`)."""
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    staff_group = models.CharField(max_length=40, blank=True, db_default="")
    """A code of the incidents' list `staff_groups`; empty where nobody said."""
    line_manager = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="manages")
    buddy = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="buddy_of")
    """Read by nobody any more: a buddy is who has agreed to be (`watch.models.BuddyAgreement`). The column goes once no version
    that writes it serves."""
    pin = models.CharField(max_length=128, blank=True)
    """Hash of the PIN that ends a visit; empty where none was chosen."""
    duress_pin = models.CharField(max_length=128, blank=True)
    """Hash of the PIN that seems to end a visit and raises a silent alarm."""
    active = models.BooleanField(default=True)

    objects = StaffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="people_staff_one_place"),
            models.UniqueConstraint(
                fields=["organisation", "email"], condition=~Q(email=""), name="people_staff_email"
            ),
            models.CheckConstraint(
                condition=Q(line_manager__isnull=True) | ~Q(line_manager=models.F("id")),
                name="people_staff_not_own_manager",
            ),
            models.CheckConstraint(
                condition=Q(buddy__isnull=True) | ~Q(buddy=models.F("id")), name="people_staff_not_own_buddy"
            ),
        ]
        indexes = [models.Index(fields=["user"], condition=Q(active=True), name="people_staff_active_user")]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A role that somebody holds, in the whole organisation or in one team."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=30, choices=Role.choices)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="appointments")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "role", "team"], nulls_distinct=False, name="people_appointment_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="people_appointment_role"),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_role_display()}"


class ContactPoint(models.Model):
    """A way to reach somebody. `position` orders them: the first is tried first."""

    class Channel(models.TextChoices):
        CONSOLE = "console", "On screen"
        SMS = "sms", "Text message"
        EMAIL = "email", "E-mail"
        VOICE = "voice", "Telephone call"
        PUSH = "push", "Notification"

    TELEPHONES = (Channel.SMS, Channel.VOICE)
    """Channels whose address is a telephone number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="contact_points")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.TextField(blank=True)
    """E.164 number for a text message or a call, an address for e-mail, the key of a browser's subscription for a notification,
    empty for the screen."""
    position = models.PositiveSmallIntegerField(default=1)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "channel", "address"], name="people_contactpoint_once"),
            models.CheckConstraint(
                condition=Q(channel="console", address="")
                | Q(channel__in=["sms", "voice"], address__regex=r"^\+[1-9][0-9]{6,14}$")
                | Q(channel="email", address__contains="@")
                | Q(channel="push", address__regex=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
                name="people_contactpoint_address",
            ),
        ]
        indexes = [models.Index(fields=["address"], name="people_contactpoint_address_i")]

    def __str__(self) -> str:
        return self.get_channel_display() if self.channel in ("console", "push") else self.address


class ContactProof(models.Model):
    """A code that was sent to somebody, so that they show that it reaches them. Only its digest is kept.

    The last one sent to a contact point is the one that counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    contact_point = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="proofs")
    digest = models.BinaryField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    """How often a wrong code was given."""
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contact_point", "-sent_at"], name="people_contactproof_latest")]

    def __str__(self) -> str:
        return f"Code for {self.contact_point_id}"


class ApiToken(models.Model):
    """A bearer token for the API. Only its digest is kept; the token itself is shown once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    label = models.TextField()
    digest = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    """Up to an hour before it was last used."""

    def __str__(self) -> str:
        return self.label


class IdempotentRequest(models.Model):
    """The answer to a POST that carried an Idempotency-Key, kept so that a repeat gets the same answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    path = models.TextField()
    request_digest = models.BinaryField()
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.TextField(blank=True)
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="people_idempotentrequest_key")]

    def __str__(self) -> str:
        return self.key


class AccessLink(models.Model):
    """A way in without an account: whoever holds the secret may do one thing. Only the secret's digest is kept.

    The database opens the organisation of a link to whoever shows its secret (`alongside_scope()`); what the link is
    good for, the queries of its room say by `purpose` and `subject_id`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    """What it is good for, in the words of the room that made it: `report.place`, `report.follow`, …"""
    subject_id = models.UUIDField(null=True)
    """What it is about: a place, a report, a contribution."""
    label = models.TextField(blank=True)
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id"], name="people_accesslink_subject")]

    def __str__(self) -> str:
        return self.label or self.purpose


class Knock(models.Model):
    """How often somebody came to a door within ten minutes (`people.knocks`). It says neither who nor to which door."""

    digest = models.BinaryField(primary_key=True)
    until = models.DateTimeField(db_index=True)
    """When it is of no use any more."""
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.number}"


class Session(AbstractBaseSession):
    """One device on which somebody is signed in. Its row is the session: where it goes, the device is signed out."""

    public_id = models.UUIDField(db_index=True, default=new_id, editable=False)
    """What pages call it; whoever knows the session's own key is signed in by it. While a session gets a new key, Django
    keeps it under both for a moment, so this is not unique."""
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    """Nobody, where a session holds only what a visitor is in the middle of."""
    device = models.TextField(blank=True)
    """In words: "Chrome on Android"."""
    remembered = models.BooleanField(default=False)
    """Asked for at sign-in: it outlives the browser and lasts long."""
    begun_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField()
    """When it was last renewed: up to an hour before it was last used."""

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> Any:
        from alongside.people.sessions import SessionStore

        return SessionStore


class SignIn(models.Model):
    """That somebody signed in, or tried to with a wrong password: on which device and when, nothing of where from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(db_index=True)
    device = models.TextField(blank=True)
    succeeded = models.BooleanField()
    session = models.UUIDField(null=True, db_index=True)
    """What pages call the session that began by it."""
    ended_at = models.DateTimeField(null=True)
    """When it was signed out; None where it is open, or ran out by itself."""

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="people_signin_newest")]

    def __str__(self) -> str:
        return self.device
