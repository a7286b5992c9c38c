"""One picture in, one Rating out. The only room with torch and transformers, imported inside `load()`."""
