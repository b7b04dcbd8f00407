"""A search of cases finds words whatever accents they were written or typed with (incidents, `0022_found_without_accents`)."""

from importlib import import_module

from django.db import migrations

one_by_one = import_module("alongside.cases.migrations.0027_common_words")

CHANGES = (
    (
        "words tsquery := websearch_to_tsquery('english', coalesce(asked ->> 'words', ''));",
        "words tsquery := incidents_tsquery(asked, 'alongside_english');\n"
        "    noted CONSTANT text := incidents_fits('e.search', 'e.text', 'alongside_english', words);\n"
        "    titled CONSTANT text := incidents_fits('c.titled', 'c.title', 'alongside_english', words);",
    ),
    (
        "AND e.search @@ %L::tsquery', scope.organisation, scope.compartments, words);",
        "AND %s', scope.organisation, scope.compartments, noted);",
    ),
    (
        "c.titled @@ %L::tsquery%s)',\n                asked ->> 'reference', words,",
        "%s%s)',\n                asked ->> 'reference', titled,",
    ),
    (
        "AND e.search @@ %L::tsquery OFFSET 0)', scope.compartments, words)",
        "AND %s OFFSET 0)', scope.compartments, noted)",
    ),
    ("SELECT t.id FROM cases_case t WHERE t.organisation_id", "SELECT c.id FROM cases_case c WHERE c.organisation_id"),
    (
        "AND t.titled @@ %L::tsquery UNION ALL",
        "AND %s UNION ALL",
    ),
    (
        "hits, scope.organisation, words, asked ->> 'reference');",
        "hits, scope.organisation, titled, asked ->> 'reference');",
    ),
)


def _page() -> str:
    page: str = one_by_one.ONE_BY_ONE
    for old, new in CHANGES:
        if page.count(old) != 1:
            raise ValueError(f"Not there once: {old}")
        page = page.replace(old, new)
    return page


class Migration(migrations.Migration):
    dependencies = [("cases", "0034_accented_words"), ("incidents", "0022_found_without_accents")]
    operations = [migrations.RunSQL(_page(), one_by_one.ONE_BY_ONE)]
