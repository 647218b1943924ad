"""Cases of follow-up: what people tell of them, and what that comes to. Who owes what by when is in ``rules``."""
