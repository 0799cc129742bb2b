"""The sample province (region 99): invented agencies, their reports as documents, a site with them, and the truth.

Everything is a function of :data:`gongkai.sample.truth.SEED`: the same seed gives the same bytes.
The generator shares no code with the readers and the judge; only the indicator codes are common.
"""
