"""Stage ``reports``: documents and the registry → reports with agency, year, scope, revision and their cells."""
