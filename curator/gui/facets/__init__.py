"""Lists of what generators wrote (models, LoRAs, samplers) with counts, to narrow the gallery down by."""
