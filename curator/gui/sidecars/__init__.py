"""XMP sidecars in the window: what is read and written, and what the user must decide."""
