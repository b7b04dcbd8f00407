"""Making Django ready in a command."""

import os

import django

from alongside.config.data_dir import DataDir, Refused, default_data_dir
from alongside.config.database import URL_OF_PROCESS


def start_django(process: str) -> None:
    """Make Django ready for ``process`` (``web``, ``gateway``, ``watch``, ``send`` or ``owner``).

    Where the environment names no database, the system that ``alongside up`` runs on the data directory is used. Raises
    :class:`Refused` where there is none.
    """
    os.environ["ALONGSIDE_PROCESS"] = process
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    if not os.environ.get("DATABASE_URL"):
        data_dir = DataDir(default_data_dir())
        for name, value in data_dir.published_environment().items():
            os.environ.setdefault(name, value)
    if not os.environ.get(URL_OF_PROCESS[process]):
        raise Refused(
            f"There is no database to work on: start `alongside up` first (ALONGSIDE_DATA_DIR says where, if not in"
            f" {default_data_dir()}), or set {URL_OF_PROCESS[process]}."
        )
    django.setup()
