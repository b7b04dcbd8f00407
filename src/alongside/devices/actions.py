"""Every write of this room that a page, the API or the command line makes."""

from django.db import connection

from alongside.devices.protocols.signal import Signal
from alongside.devices.store import Outcome, store, write_app_frame
from alongside.people.models import Staff


def store_signal(worker: Staff, signal: Signal) -> Outcome:
    """Stores what a worker said in the app, by the same statement as the gateway, in the caller's transaction.

    The caller has checked that whoever asks may speak for this worker.
    """
    frame = write_app_frame(signal, worker_id=worker.pk, organisation_id=worker.organisation_id)
    return store([frame], connection)[0]
