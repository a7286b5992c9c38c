"""The bridge to the pipeline: each part of a session extends the one before it, Session is the last."""
