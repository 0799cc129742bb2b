"""The rules of ``rules.tsv`` that are not linear, by what they look at: one function each, named as the rule."""
