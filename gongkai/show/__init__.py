"""``gongkai read FILE --show``: what was read, drawn over the page or the table that it was read from."""
