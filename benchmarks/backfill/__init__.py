"""Past years made anew from stored bodies: how long it takes, how much memory, and whether changes are shown."""
