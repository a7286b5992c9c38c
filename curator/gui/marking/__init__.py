"""Rating by hand: what can be given, to which pictures, by which key."""
