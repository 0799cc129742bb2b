"""Numbers of the running text: sections by their headings, sentences, and what each number in them counts."""
