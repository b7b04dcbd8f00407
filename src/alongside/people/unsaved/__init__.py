"""What somebody typed into a form that could not be saved: kept in the page that says so (`docs/decisions/0033-nothing-typed-is-lost.md`)."""
