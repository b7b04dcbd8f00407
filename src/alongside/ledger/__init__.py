"""Who did and who saw what: append-only, hash-chained per organisation."""
