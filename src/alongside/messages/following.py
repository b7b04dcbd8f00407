"""One way after the other: what becomes of the messages that follow one that failed or arrived.

A message to a person may name the one before it (`Message.after`), on a way of theirs that comes earlier. It is queued with it,
in the same transaction, for the time at which that one must be known to have arrived. So nothing has to notice a silence, and
whatever dies in between, the next way is used: at its time, or at once where the way before it failed, and once.
"""

FOLLOW = """
    WITH RECURSIVE ended AS (
        SELECT id, status FROM messages_message m
        WHERE id = ANY (%(ids)s) AND (status = 'failed' OR (status = 'delivered' AND (channel <> 'push' OR EXISTS (
            SELECT FROM messages_receipt r WHERE r.message_id = m.id AND r.status = 'opened'))))
    ), later AS (
        SELECT m.id, ended.status, m.not_before AS first_at FROM ended JOIN messages_message m ON m.after_id = ended.id
        UNION ALL
        SELECT m.id, later.status, later.first_at FROM later JOIN messages_message m ON m.after_id = later.id
    ), locked AS (
        SELECT m.id, later.status AS ended_as, later.first_at
        FROM messages_message m JOIN later ON later.id = m.id
        WHERE m.status IN ('queued', 'sending') AND m.cancelled_at IS NULL
        ORDER BY m.id FOR UPDATE OF m
    )
    UPDATE messages_message m
    SET status = CASE WHEN ended_as = 'delivered' AND m.status = 'queued' THEN 'cancelled' ELSE m.status END,
        cancelled_at = CASE WHEN ended_as = 'delivered' THEN alongside_now() ELSE m.cancelled_at END,
        not_before = CASE WHEN ended_as = 'failed' AND m.status = 'queued' AND m.attempts = 0
                          THEN least(m.not_before, alongside_now() + (m.not_before - first_at)) ELSE m.not_before END
    FROM locked WHERE m.id = locked.id
"""
"""Brings forward what follows messages (`ids`) that failed, each as long after the one before as it was, and takes back what
follows those that arrived. A notification that was shown has arrived, but perhaps on a screen at which nobody looks: what follows it
is taken back only once it was opened."""
