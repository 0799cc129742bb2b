"""Data Docs of a release: for each table × form, what each rule says and which tables fail it. Static HTML."""
