"""What an organisation's own systems call our codes; import and export read it."""
