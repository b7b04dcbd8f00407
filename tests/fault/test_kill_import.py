"""`kill -9` of the process that imports, in the middle of a file: another goes on, and nothing is there twice."""

from tests.eventually import eventually

ROWS = 8000
COUNTED = """
    SELECT count(*), count(DISTINCT external_reference),
        (SELECT count(*) FROM incidents_change c JOIN incidents_incident i ON i.id = c.incident_id
         WHERE c.what = 'imported' AND i.external_reference LIKE 'kill-%%')
    FROM incidents_incident WHERE external_reference LIKE 'kill-%%'
"""
LEASES_ARE_OVER = "UPDATE incidents_importrun SET leased_until = clock_timestamp() - interval '1 second' WHERE id = %s"


def test_an_import_goes_on_where_it_was_and_adds_nothing_twice_when_send_is_killed(town):
    installation = town.installation
    run = installation.inside("tests.importing", "receive", ROWS, "kill-")
    with installation.connect("postgres") as database:

        def stands() -> tuple[str, int]:
            query = "SELECT status, rows_done FROM incidents_importrun WHERE id = %s"
            return database.execute(query, [run]).fetchone()

        eventually(
            lambda: stands()[0] == "checked", lambda: f"That the file is checked (it is {stands()})", patience=60
        )
        installation.inside("tests.importing", "start", run)
        eventually(lambda: stands()[1] > 0, "That the import has begun", patience=60)

        for process in installation.processes("send"):
            process.kill()

        assert stands()[0] == "importing"
        eventually(lambda: len(installation.processes("send")) == 2, "That send is started again", patience=60)
        database.execute(LEASES_ARE_OVER, [run])  # as half a minute does
        eventually(lambda: stands()[0] == "done", lambda: f"That the import ends (it is {stands()})", patience=120)
        assert stands() == ("done", ROWS)
        assert database.execute(COUNTED).fetchone() == (ROWS, ROWS, ROWS)
