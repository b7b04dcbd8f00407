"""Letters, statements, packs and forms: produced from data by templates, as PDF and as an editable document."""
