"""Asked inside a running installation: what a commit waits for."""

from django.db import connection


def how_commits_count() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return str(cursor.fetchone()[0])
