"""Words that are found with and without accents, where a list is searched by the ORM (docs/decisions/0028)."""

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact
from django.db.models import F, Func, IntegerField, Q, TextField, Value
from django.db.models.functions import Concat, Length
from django.db.models.lookups import GreaterThan

CONFIG = "alongside_english"


def typed(words: str) -> SearchQuery:
    """What somebody typed, without its accents."""
    return SearchQuery(
        Func(Value(words), function="alongside_plain", output_field=TextField()), config=CONFIG, search_type="websearch"
    )


def said(words: str, *fields: str) -> Q:
    """Rows with text in `fields` and their generated column `search` that fit: as they are indexed, or, where they have accents,
    without them.
    """
    text = Concat(*[part for field in fields for part in (F(field), Value(" "))], output_field=TextField())
    bytes_of = Func(text, function="octet_length", output_field=IntegerField())
    accented = Q(GreaterThan(bytes_of, Length(text)))
    plainly = SearchVector(Func(text, function="alongside_plain", output_field=TextField()), config=CONFIG)
    return Q(~accented, search=typed(words)) | Q(accented, SearchVectorExact(plainly, typed(words)))
