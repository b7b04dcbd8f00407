"""The settings that an installation can choose, read from environment variables.

`docs/settings.md` is written from this list, and a test fails where the two differ.
"""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, the value where it is absent, and what it does."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS = [
    Setting(
        "DATABASE_URL",
        "",
        "PostgreSQL address for the web process, role `alongside_app`. Several hosts with "
        "`target_session_attrs=read-write` follow a fail-over. `alongside up` sets it for its embedded server.",
        secret=True,
    ),
    Setting(
        "ALONGSIDE_DATABASE_URL_SERVICE",
        "",
        "The same database for gateway, watch and send, role `alongside_service`.",
        secret=True,
    ),
    Setting(
        "ALONGSIDE_DATABASE_URL_OWNER",
        "",
        "The same database for migrations and the command line, role `alongside_owner`.",
        secret=True,
    ),
    Setting(
        "ALONGSIDE_DATA_DIR",
        "",
        "Where `alongside up` keeps everything. By default `/var/lib/alongside` for root, and a folder of their own "
        "for anybody else. The other commands look there for the running system when no `DATABASE_URL` is set.",
    ),
    Setting(
        "ALONGSIDE_SECRET_KEY",
        "",
        "Signs sessions. At least 50 random characters; `alongside up` makes one.",
        True,
    ),
    Setting(
        "ALONGSIDE_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Host names under which the pages are served, comma-separated.",
    ),
    Setting("ALONGSIDE_PUBLIC_URL", "http://localhost:8000", "Where people reach the pages; used in messages."),
    Setting("ALONGSIDE_HTTPS", "0", "1 where the pages are served over HTTPS: cookies are marked secure."),
    Setting(
        "ALONGSIDE_SESSION_HOURS",
        "12",
        "Somebody who has done nothing for so many hours is signed out; a page that is open does something by itself. "
        "Whoever closes the browser is signed out too.",
    ),
    Setting(
        "ALONGSIDE_SESSION_REMEMBERED_DAYS",
        "90",
        "The same for a phone on which somebody chose to stay signed in, in days. It outlives the browser.",
    ),
    Setting("ALONGSIDE_DEVICE_HTTP_HOST", "127.0.0.1", "Address on which the gateway listens for devices."),
    Setting(
        "ALONGSIDE_DEVICE_URL",
        "",
        "Where devices reach the gateway, for set-up links and QR codes; the address that it listens on where empty.",
    ),
    Setting(
        "ALONGSIDE_SOS_WORDS",
        "sos",
        "Words, comma-separated: an OwnTracks point of interest or tag that begins with one is a call for help.",
    ),
    Setting("ALONGSIDE_DEVICE_HTTP_PORT", "5055", "Port on which the gateway listens for device HTTP."),
    Setting("ALONGSIDE_WEB_HOST", "127.0.0.1", "Address on which the web process listens."),
    Setting("ALONGSIDE_WEB_PORT", "8000", "Port on which the web process listens."),
    Setting(
        "ALONGSIDE_WEB_PROCESSES",
        "2",
        "How many web processes `alongside up` runs. They share one socket; one for each processor serves the most people.",
    ),
    Setting(
        "ALONGSIDE_WATCH_PROCESSES",
        "2",
        "How many watch processes `alongside up` runs. They share the clocks; with one, alarms wait while it is started again.",
    ),
    Setting(
        "ALONGSIDE_SEND_PROCESSES",
        "2",
        "How many send processes `alongside up` runs. They share the outbox; with one, messages wait while it is started again.",
    ),
    Setting(
        "ALONGSIDE_TRUSTED_PROXIES",
        "127.0.0.1,::1",
        "Addresses or networks, comma-separated, of the proxies in front of the web process: what they say in `X-Forwarded-For` and "
        "`X-Forwarded-Proto` is believed, and of nobody else. A proxy that is missing here makes everybody behind it one address, "
        "which matters for the limits below.",
    ),
    Setting(
        "ALONGSIDE_REPORTS_PER_ADDRESS",
        "60",
        "How many reports people without an account may begin from one address within ten minutes. A hospital may have one address for "
        "all its wards. What was begun can always be finished and sent.",
    ),
    Setting(
        "ALONGSIDE_CALLS_PER_ADDRESS",
        "5",
        "How many calls for help by people without an account raise an alarm each, from one address within ten minutes. More of them ring as "
        "one alarm, which lists them; none is refused.",
    ),
    Setting(
        "ALONGSIDE_FILES_PER_ADDRESS_MB",
        "500",
        "How much people without an account may add to reports as files, from one address within ten minutes, in MB.",
    ),
    Setting(
        "ALONGSIDE_METRICS_TOKEN",
        "",
        "Bearer token for `/metrics` of the web process. Without it lag and delay are told to anyone and the numbers of alarms, "
        "visits and messages to nobody: they could tell a watched worker that an alarm stands.",
        True,
    ),
    Setting(
        "ALONGSIDE_DICTATION",
        "1",
        "1 offers people who report to speak instead of typing, where their browser can write what they say. Some browsers send "
        "the voice to their maker for that; the page says so. 0 takes it away.",
    ),
    Setting("ALONGSIDE_DEMO", "0", "1 shows the demonstration pages. Never on a live installation."),
    Setting(
        "ALONGSIDE_MAP_URL",
        "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}",
        "Link to a map of a position.",
    ),
    Setting(
        "ALONGSIDE_MAP_TILES",
        "",
        "What lies behind the places on a map: the address of tiles (`https://tiles.example.nhs.uk/{z}/{x}/{y}.png`) or of a "
        "MapLibre style. Empty: nothing, and maps show the places alone. Whoever runs that server learns which areas are looked at, "
        "so it is best one of your own. Pages with a map, and no others, may fetch from its host.",
    ),
    Setting(
        "ALONGSIDE_MAP_HOSTS",
        "",
        "Further addresses from which a MapLibre style fetches tiles, letters and signs, comma-separated.",
    ),
    Setting(
        "ALONGSIDE_MAP_ATTRIBUTION",
        "",
        "Whose map it is, as its licence asks: `© OpenStreetMap contributors`. A style brings its own.",
    ),
    Setting(
        "ALONGSIDE_TEXT_NUMBER",
        "",
        "Number to which workers text START, SAFE, EXTEND, END and HELP, as it is shown to them: that of your Notify service that "
        "receives text messages. Empty: no page speaks of it.",
    ),
    Setting(
        "ALONGSIDE_CENTRE_PHONE",
        "",
        "Number of the response centre that a lone worker's page offers to ring, besides 999. Empty: 999 alone.",
    ),
    Setting(
        "ALONGSIDE_NUMBER_STALE_DAYS",
        "180",
        "After how many days people are asked to confirm again that a number or an address still reaches them. One that is not "
        "confirmed is rung all the same, and is named where plans are looked at.",
    ),
    Setting(
        "ALONGSIDE_URGENT_FROM",
        "60",
        "How urgent a report must be, by the weights in `incidents/codes/urgencies.toml`, for the security specialists to be told at once.",
    ),
    Setting(
        "ALONGSIDE_STATEMENTS_SIGNED_BY_LINK",
        "no",
        "Whether a witness may sign a statement by a link that is sent to them (`yes`). That its holder is the witness rests on where it was sent alone, and nobody has confirmed that a court takes it: ask your police force first.",
    ),
    Setting(
        "ALONGSIDE_EMAIL_URL",
        "",
        "SMTP server, as `smtp://user:password@host:587` (`smtps://` for TLS from the start).",
        True,
    ),
    Setting("ALONGSIDE_EMAIL_FROM", "alongside@localhost", "Sender of e-mail."),
    Setting(
        "ALONGSIDE_NOTIFY_URL",
        "https://api.notifications.service.gov.uk",
        "Address of the GOV.UK Notify API.",
    ),
    Setting("ALONGSIDE_NOTIFY_KEY", "", "API key of GOV.UK Notify. Without it nothing goes by Notify.", True),
    Setting(
        "ALONGSIDE_NOTIFY_SMS_TEMPLATE",
        "",
        "Id of the Notify template for text messages. Its text is `((body))` and nothing else.",
    ),
    Setting(
        "ALONGSIDE_NOTIFY_EMAIL_TEMPLATE",
        "",
        "Id of the Notify template for e-mail: subject `((subject))`, text `((body))`. For use without a mail server.",
    ),
    Setting(
        "ALONGSIDE_NOTIFY_AT_ONCE",
        "64",
        "Messages that one `send` process hands to Notify at the same time, for each channel.",
    ),
    Setting(
        "ALONGSIDE_NOTIFY_CALLBACK_TOKEN",
        "",
        "Bearer token that Notify sends to `/messages/notify/receipts` and `/messages/notify/replies`. "
        "Without it both refuse everything.",
        True,
    ),
    Setting(
        "ALONGSIDE_VOICE_URL",
        "https://api.twilio.com",
        "Address of the API of the telephone provider: Twilio's, or one that speaks as it does.",
    ),
    Setting(
        "ALONGSIDE_VOICE_ACCOUNT",
        "",
        "Account with that provider (Account SID). Without it nobody is rung by telephone.",
    ),
    Setting(
        "ALONGSIDE_VOICE_TOKEN",
        "",
        "Auth token of that account. With it calls are placed, and what the provider says below `/messages/voice/` is checked: "
        "it must reach us under `ALONGSIDE_PUBLIC_URL`.",
        True,
    ),
    Setting("ALONGSIDE_VOICE_NUMBER", "", "Number that calls come from, as +441632960000. People should know it."),
    Setting(
        "ALONGSIDE_VOICE_RING_SECONDS",
        "20",
        "How long a telephone rings. Shorter than it takes until an answering machine answers.",
    ),
    Setting(
        "ALONGSIDE_VOICE_AT_ONCE",
        "8",
        "Calls that one `send` process hands to the telephone provider at the same time.",
    ),
    Setting("ALONGSIDE_VOICE_LANGUAGE", "en-GB", "Language of the voice, as BCP 47 writes it."),
    Setting(
        "ALONGSIDE_PUSH_KEY",
        "",
        "Signs notifications for browsers (VAPID, RFC 8292); `alongside push-key create` makes it. Without it nobody is offered "
        "notifications. Where it changes, everybody has to turn them on again.",
        True,
    ),
    Setting(
        "ALONGSIDE_PUSH_CONTACT",
        "",
        "Whom the push services of browser makers write to where something is wrong with our notifications: "
        "`mailto:it@example.org` or an https address. Needed with the key.",
    ),
    Setting(
        "ALONGSIDE_PUSH_HOSTS",
        "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
        "Push services that may be called, comma-separated: those of Chrome, Firefox, Safari and Edge. `*.example.org` is every "
        "name below it. A browser says where it is reached; nothing else than these is ever called for it.",
    ),
    Setting("ALONGSIDE_PUSH_AT_ONCE", "8", "Notifications that one `send` process hands over at the same time."),
    Setting(
        "ALONGSIDE_FALL_OVER_SECONDS",
        "45",
        "When somebody is rung for an alarm, their first way is used; the next one where that failed, or is not known to have "
        "arrived after so many seconds. 0 uses all ways at once.",
    ),
    Setting(
        "ALONGSIDE_CHANNEL_DOWN_AFTER",
        "5",
        "After so many failures in a row a way of sending is shown as down, until something gets through: on the response "
        "centre's page, in `/readyz`, `/metrics` and `alongside check`.",
    ),
    Setting(
        "ALONGSIDE_CHANNEL_DOWN_SHARE",
        "50",
        "The same where so many of a hundred attempts of the last five minutes failed, of ten or more.",
    ),
    Setting("ALONGSIDE_LARGEST_PICTURE_MB", "10", "How large one picture may be that is sent in, in MB."),
    Setting("ALONGSIDE_LARGEST_VOICE_MB", "20", "The same for a sound recording."),
    Setting("ALONGSIDE_LARGEST_VIDEO_MB", "45", "The same for a film."),
    Setting("ALONGSIDE_LARGEST_DOCUMENT_MB", "20", "The same for a document."),
    Setting("ALONGSIDE_LARGEST_NOTE_MB", "2", "The same for a spoken amber note, which lasts 20 seconds."),
    Setting(
        "ALONGSIDE_LARGEST_UPLOAD_INCIDENT_MB",
        "2048",
        "How large one file may be that a security specialist adds to a report or a case in parts, in MB: a film, a long recording.",
    ),
    Setting(
        "ALONGSIDE_UPLOAD_KEPT_DAYS", "7", "How long a file that was not sent to its end can be gone on with, in days."
    ),
    Setting(
        "ALONGSIDE_EVIDENCE_CHECK_DAYS",
        "30",
        "Every stored file is read again and compared with what was received at least every so many days.",
    ),
    Setting("ALONGSIDE_EVIDENCE_CHECK_MB_S", "10", "How much of that one `send` process reads in a second, in MB."),
    Setting(
        "ALONGSIDE_CLAMD_URL",
        "",
        "Malware scanner (clamd): `tcp://host:port` or `unix:///path`. Files are then shown only once it found nothing. "
        "Its `StreamMaxLength` has to be as large as the largest file.",
    ),
    Setting("ALONGSIDE_UPLOADS_AT_ONCE", "20", "How many files one person may have begun to send and not finished."),
    Setting(
        "ALONGSIDE_LARGEST_IMPORT_MB", "100", "The same for a table of incidents, staff or places that is imported."
    ),
    Setting(
        "ALONGSIDE_WEBHOOKS_INSIDE",
        "0",
        "1 lets webhooks go to private addresses, to this machine and by plain HTTP. Only where every administrator of every "
        "organisation may reach what stands in the same network.",
    ),
    Setting("ALONGSIDE_LARGEST_REQUEST_MB", "50", "How much anybody may send at once, with all files and words."),
    Setting(
        "ALONGSIDE_TROUBLE_TO",
        "",
        "Who is told when the promises are not kept (nothing moves the clocks, alarms are not sent, the database is away): numbers "
        "(`+44…`) and e-mail addresses, comma-separated.",
    ),
    Setting(
        "ALONGSIDE_DEAD_MANS_SWITCH_URL",
        "",
        "Address of a dead man's switch outside, which is asked once a minute (`GET`) while all is well. It tells you when Alongside as a whole is gone.",
        True,
    ),
    Setting(
        "ALONGSIDE_CHANNELS",
        "",
        "Channels (`console`, `sms`, `email`, `voice`) to be served by other classes, as `sms=dotted.path.Class`, "
        "comma-separated. With `ALONGSIDE_DEMO`, what no provider is set for is shown on /demo/messages only.",
    ),
]

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def read(name: str) -> str:
    """The value of a setting. Raises KeyError where the list above does not know it."""
    return os.environ.get(name, _BY_NAME[name].default)


def read_flag(name: str) -> bool:
    """Whether a setting is switched on."""
    return read(name).strip().lower() in ("1", "true", "yes", "on")


def settings_page() -> str:
    """`docs/settings.md`: every setting, its default and what it does."""
    rows = "\n".join(
        f"| `{one.name}` | {f'`{one.default}`' if one.default else ''} | {'Secret. ' if one.secret else ''}{one.meaning} |"
        for one in SETTINGS
    )
    return _PAGE.format(rows=rows)


_PAGE = """# Settings

Written by `alongside settings`; a test fails where this page and the code differ.

Every setting is an environment variable. `alongside up` needs none of them: it makes its own database, secret key and
addresses in its data directory.

| Variable | Default | What it does |
| --- | --- | --- |
{rows}

## Your own PostgreSQL

Any version from 15 to 18. Make the database and three roles, none of them a superuser and none with `BYPASSRLS`:

```sql
CREATE ROLE alongside_owner LOGIN PASSWORD '…';
CREATE ROLE alongside_app LOGIN PASSWORD '…';
CREATE ROLE alongside_service LOGIN PASSWORD '…';
CREATE DATABASE alongside OWNER alongside_owner;
```

`alongside migrate` creates the extensions btree_gin, pg_trgm and unaccent, as any owner of a database may. They come with PostgreSQL's package of
additional modules (postgresql-contrib); some hosts ask for each to be allowed first.

Set the three addresses above, run `alongside migrate`, then as many of `alongside web`, `alongside gateway`, `alongside watch` and
`alongside send` as you need, behind a proxy that speaks HTTPS.

## Timing

How long a visit may go without a check-in, the grace, the steps of a plan: these belong to a team, not to the installation. Their defaults
and bounds are in [states.md](states.md).
"""
