"""What `alongside send` does beside sending, from every room: the senders' own chores, imports, webhooks, asking people
how they are, ending sanctions at their last day and markers that nobody reviewed, saying that a part of a case was shared, reminding of actions and of
supervision, trying plans, and erasing what is not kept.
"""

from alongside.cases.police.limits import limit_chores
from alongside.cases.referrals.announcing import referral_chores
from alongside.cases.remedial.reminding import action_chores
from alongside.cases.sanctions.expiring import sanction_chores
from alongside.cases.supervision.reminding import supervision_chores
from alongside.config.damage import tell_those_who_run_it
from alongside.config.watchdog import Watchdog
from alongside.evidence import rounds
from alongside.evidence.keeping import destroying
from alongside.evidence.scanning.work import scan_due
from alongside.evidence.uploading import actions as uploading
from alongside.evidence.uploading import finishing
from alongside.incidents.duties.nightly import duty_chores
from alongside.incidents.exchange.webhooks.delivery import Deliveries
from alongside.incidents.exchange.work import Imports, erase_old
from alongside.incidents.reporting import retention as of_reporting
from alongside.incidents.triage import footage
from alongside.incidents.unread import tell_of_all_unread
from alongside.incidents.wellbeing import actions as wellbeing
from alongside.messages import retention as of_messages
from alongside.messages.chores import Chore, standing_chores
from alongside.messages.proving import ask_to_confirm
from alongside.people import retention as of_people
from alongside.risk.markers.due import marker_chores
from alongside.watch import retention as of_watch
from alongside.watch.calendars.work import calendar_chores
from alongside.watch.planning.checking import plan_chores
from alongside.watch.privacy import archive

WELLBEING_EVERY = 30.0
"""Seconds. Who is due is found by an index; half a minute is soon enough."""
UPLOADS_EVERY = 10.0
SCANS_EVERY = 5.0
NOTES_EVERY = 60.0
CONFIRM_EVERY = 6 * 3600.0
REST_EVERY = 600.0
"""Seconds. What these delete is found by reading the whole table."""


def all_chores() -> list[Chore]:
    """Fresh chores of a sender. Several senders share them."""
    watchdog = Watchdog()
    return [
        *standing_chores(),
        Chore("send-watchdog", watchdog.turn),
        Chore("send-guard", watchdog.guard, needs_database=False),
        Chore("send-imports", Imports().turn),
        Chore("send-webhooks", Deliveries().turn),
        Chore("send-uploads", finishing.finish_due, uploading.ARRIVED, every=UPLOADS_EVERY),
        Chore("send-checks", lambda: rounds.check_some(tell_those_who_run_it)),
        Chore("send-scans", scan_due, every=SCANS_EVERY),
        Chore("send-destruction", lambda: destroying.destroy_due() >= destroying.BATCH, every=SCANS_EVERY),
        Chore("send-missing", lambda: destroying.keep_missing() >= destroying.MANY, every=REST_EVERY),
        Chore("send-unfinished", lambda: finishing.expire_due() >= finishing.BATCH, every=REST_EVERY),
        Chore("send-ended-uploads", lambda: finishing.erase_ended() > 0, every=NOTES_EVERY),
        Chore("send-files", lambda: erase_old() > 0, every=REST_EVERY),
        Chore("send-wellbeing", lambda: wellbeing.ask_due() >= wellbeing.BATCH, every=WELLBEING_EVERY),
        *duty_chores(),
        Chore("send-unread", lambda: tell_of_all_unread() < 0, every=REST_EVERY),  # never more at once
        *limit_chores(),
        *sanction_chores(),
        *marker_chores(),
        *action_chores(),
        *referral_chores(),
        *plan_chores(),
        *calendar_chores(),
        Chore("send-confirm", lambda: ask_to_confirm() < 0, every=CONFIRM_EVERY),  # never more at once
        *supervision_chores(),
        Chore("send-footage", lambda: footage.judge_footage() >= footage.BATCH, every=footage.EVERY),
        Chore("send-notes", lambda: of_watch.erase_due_notes() >= of_watch.BATCH, every=NOTES_EVERY),
        Chore("send-own-copies", archive.build_due),
        Chore("send-old-copies", lambda: archive.erase_due() < 0, every=REST_EVERY),  # never more at once
        Chore("send-drafts", lambda: of_reporting.erase_old_drafts() >= of_reporting.BATCH, every=REST_EVERY),
        Chore("send-taken-out", lambda: of_reporting.erase_taken_out_files() >= of_reporting.BATCH, every=NOTES_EVERY),
        Chore("send-answers", lambda: of_people.forget_old_answers() >= of_people.BATCH, every=REST_EVERY),
        Chore("send-sessions", lambda: of_people.forget_ended_sessions() >= of_people.BATCH, every=REST_EVERY),
        Chore("send-knocks", lambda: of_people.forget_knocks() >= of_people.BATCH, every=NOTES_EVERY),
        Chore("send-sign-ins", lambda: of_people.forget_sign_ins() >= of_people.BATCH, every=NOTES_EVERY),
        Chore("send-forget", lambda: of_messages.forget_old_callbacks() >= of_messages.BATCH, every=REST_EVERY),
    ]
