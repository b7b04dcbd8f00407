"""Django's settings, from the environment (`config.environment`)."""

import os
from pathlib import Path

from alongside.config.database import databases
from alongside.config.environment import read, read_flag
from alongside.config.mail import mail_server

SOURCE = Path(__file__).resolve().parent.parent

SECRET_KEY = read("ALONGSIDE_SECRET_KEY") or os.urandom(32).hex()
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in read("ALONGSIDE_HOSTS").split(",") if host.strip()]
PUBLIC_URL = read("ALONGSIDE_PUBLIC_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "alongside.people.unsaved.answers.csrf_failure"
DEMO = read_flag("ALONGSIDE_DEMO")
METRICS_TOKEN = read("ALONGSIDE_METRICS_TOKEN")
MAP_URL = read("ALONGSIDE_MAP_URL")
MAP_TILES = read("ALONGSIDE_MAP_TILES").strip()
MAP_HOSTS = read("ALONGSIDE_MAP_HOSTS").split(",")
MAP_ATTRIBUTION = read("ALONGSIDE_MAP_ATTRIBUTION").strip()
DICTATION = read_flag("ALONGSIDE_DICTATION")
CENTRE_PHONE = read("ALONGSIDE_CENTRE_PHONE").strip()
TEXT_NUMBER = read("ALONGSIDE_TEXT_NUMBER").strip()
STATEMENTS_SIGNED_BY_LINK = read_flag("ALONGSIDE_STATEMENTS_SIGNED_BY_LINK")
NUMBER_STALE_DAYS = int(read("ALONGSIDE_NUMBER_STALE_DAYS"))
URGENT_FROM = int(read("ALONGSIDE_URGENT_FROM"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "rules.apps.AutodiscoverRulesConfig",
    "ninja",  # its pages of the API come with their scripts, instead of fetching them from elsewhere
    "alongside.web",
    "alongside.ledger",
    "alongside.people",
    "alongside.evidence",
    "alongside.documents",
    "alongside.messages",
    "alongside.devices",
    "alongside.risk",
    "alongside.watch",
    "alongside.incidents",
    "alongside.cases",
    "alongside.response",
    "alongside.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "alongside.web.contentpolicy.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alongside.people.middleware.StorableTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "alongside.people.middleware.RenewedSessionMiddleware",
    "alongside.people.middleware.BearerTokenMiddleware",
    "alongside.people.middleware.ScopeMiddleware",
    "alongside.incidents.sign_out.ForgetReportsAtSignOut",
    "alongside.people.idempotency.IdempotencyMiddleware",
    "alongside.web.timing.server_timing",
]

ROOT_URLCONF = "alongside.config.urls"
ASGI_APPLICATION = "alongside.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "alongside.web.environment.environment",
            "context_processors": ["alongside.config.pages.frame"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    },
]

DATABASES = databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_ADAPTER = "alongside.people.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Says nothing to an address without an account: there is no signing up to invite it to.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None  # the sign-in page asks
ACCOUNT_FORMS = {"login": "alongside.people.forms.SignInForm"}

SESSION_ENGINE = "alongside.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(read("ALONGSIDE_SESSION_HOURS")) * 3600
SESSION_REMEMBERED_AGE = int(read("ALONGSIDE_SESSION_REMEMBERED_DAYS")) * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = read_flag("ALONGSIDE_HTTPS")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = SOURCE / "web" / "static"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

MB = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MB
FILE_UPLOAD_HANDLERS = ["alongside.evidence.arriving.ArrivingFileHandler"]
EVIDENCE_LARGEST = {
    "picture": int(read("ALONGSIDE_LARGEST_PICTURE_MB")) * MB,
    "voice": int(read("ALONGSIDE_LARGEST_VOICE_MB")) * MB,
    "video": int(read("ALONGSIDE_LARGEST_VIDEO_MB")) * MB,
    "document": int(read("ALONGSIDE_LARGEST_DOCUMENT_MB")) * MB,
    "note": int(read("ALONGSIDE_LARGEST_NOTE_MB")) * MB,
}
"""How many bytes a file may have, by what it is (`evidence/media_types.toml`)."""
EVIDENCE_LARGEST_UPLOAD = dict.fromkeys(
    ("incident_attachment", "case_exhibit"), int(read("ALONGSIDE_LARGEST_UPLOAD_INCIDENT_MB")) * MB
)
"""How many bytes a file may have that is sent in parts, by its purpose; for what is not listed nothing is."""
LARGEST_PART = 16 * MB
"""How much of a file may be sent at once. What stands in front of the web must let it through."""
UPLOAD_KEPT_DAYS = int(read("ALONGSIDE_UPLOAD_KEPT_DAYS"))
UPLOADS_AT_ONCE = int(read("ALONGSIDE_UPLOADS_AT_ONCE"))
EVIDENCE_CHECK_DAYS = int(read("ALONGSIDE_EVIDENCE_CHECK_DAYS"))
EVIDENCE_CHECK_MB_S = int(read("ALONGSIDE_EVIDENCE_CHECK_MB_S"))
CLAMD_URL = read("ALONGSIDE_CLAMD_URL").strip()
LARGEST_REQUEST = int(read("ALONGSIDE_LARGEST_REQUEST_MB")) * MB
LARGEST_IMPORT = int(read("ALONGSIDE_LARGEST_IMPORT_MB")) * MB
LARGER_AT = {"/incidents/import": LARGEST_IMPORT}
"""Addresses to which a larger file may be sent than elsewhere."""
REPORTS_PER_ADDRESS = int(read("ALONGSIDE_REPORTS_PER_ADDRESS"))
CALLS_PER_ADDRESS = int(read("ALONGSIDE_CALLS_PER_ADDRESS"))
FILES_PER_ADDRESS = int(read("ALONGSIDE_FILES_PER_ADDRESS_MB")) * MB
"""How much people without an account may do from one address within ten minutes (`people.knocks`)."""
WEBHOOKS_INSIDE = read_flag("ALONGSIDE_WEBHOOKS_INSIDE")

MAIL_SERVER = mail_server(read("ALONGSIDE_EMAIL_URL"))
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL_SERVER.tls_at_once, MAIL_SERVER.tls_later
DEFAULT_FROM_EMAIL = read("ALONGSIDE_EMAIL_FROM")

NOTIFY_URL = read("ALONGSIDE_NOTIFY_URL")
NOTIFY_KEY = read("ALONGSIDE_NOTIFY_KEY")
NOTIFY_SMS_TEMPLATE = read("ALONGSIDE_NOTIFY_SMS_TEMPLATE")
NOTIFY_EMAIL_TEMPLATE = read("ALONGSIDE_NOTIFY_EMAIL_TEMPLATE")
NOTIFY_AT_ONCE = int(read("ALONGSIDE_NOTIFY_AT_ONCE"))
NOTIFY_CALLBACK_TOKEN = read("ALONGSIDE_NOTIFY_CALLBACK_TOKEN")
TROUBLE_TO = [address for part in read("ALONGSIDE_TROUBLE_TO").split(",") if (address := part.strip())]
DEAD_MANS_SWITCH_URL = read("ALONGSIDE_DEAD_MANS_SWITCH_URL").strip()
VOICE_URL = read("ALONGSIDE_VOICE_URL")
VOICE_ACCOUNT = read("ALONGSIDE_VOICE_ACCOUNT").strip()
VOICE_TOKEN = read("ALONGSIDE_VOICE_TOKEN")
VOICE_NUMBER = read("ALONGSIDE_VOICE_NUMBER").strip()
VOICE_RING_SECONDS = int(read("ALONGSIDE_VOICE_RING_SECONDS"))
VOICE_AT_ONCE = int(read("ALONGSIDE_VOICE_AT_ONCE"))
VOICE_LANGUAGE = read("ALONGSIDE_VOICE_LANGUAGE")
PUSH_KEY = read("ALONGSIDE_PUSH_KEY").strip()
PUSH_CONTACT = read("ALONGSIDE_PUSH_CONTACT").strip()
PUSH_HOSTS = read("ALONGSIDE_PUSH_HOSTS").split(",")
PUSH_AT_ONCE = int(read("ALONGSIDE_PUSH_AT_ONCE"))
FALL_OVER_SECONDS = float(read("ALONGSIDE_FALL_OVER_SECONDS"))
CHANNEL_DOWN_AFTER = int(read("ALONGSIDE_CHANNEL_DOWN_AFTER"))
CHANNEL_DOWN_SHARE = int(read("ALONGSIDE_CHANNEL_DOWN_SHARE"))
CHANNELS = dict(pair.strip().split("=", 1) for pair in read("ALONGSIDE_CHANNELS").split(",") if pair.strip())
if DEMO and not VOICE_ACCOUNT:
    CHANNELS.setdefault("voice", "alongside.demo.channels.RungChannel")
CHANNEL_OF_LAST_RESORT = "alongside.demo.channels.ShownChannel" if DEMO else ""
"""The class that serves a channel for which nothing is set up; where there is none, its messages fail and say why."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
