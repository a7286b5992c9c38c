"""One picture in, one Rating out. The only room with torch and transformers, imported inside `load()`.

choose          which rater, and which rules it goes by (rubrics)
pixels          measures, no model
process         a rater in a process of its own; there is
qwen            the model: checkpoint reads it, asking runs pictures and prompts through forward,
                as many at once as memory allows
models, fetch   where its files are, and how they get here (hub, hub_cache, transfer; remove)
"""
