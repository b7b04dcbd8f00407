"""A search for common words looks the newest cases through one by one, as it was meant to.

PostgreSQL may answer an EXISTS by gathering every hit of the whole organisation first; where the question has an OFFSET it
asks for each case, and stops when enough are found.
"""

from importlib import import_module

from django.db import migrations

finding = import_module("alongside.cases.migrations.0003_finding")

ONE_BY_ONE = finding.PAGE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    "AND e.compartment = ANY (%L::text[]) AND e.search @@ %L::tsquery)', scope.compartments, words)",
    "AND e.compartment = ANY (%L::text[]) AND e.search @@ %L::tsquery OFFSET 0)', scope.compartments, words)",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_whose_is_not_known")]
    operations = [
        migrations.RunSQL(ONE_BY_ONE, finding.PAGE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")),
    ]
