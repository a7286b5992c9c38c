"""Threads without Qt: a path goes in, a stored rating comes out, and events say what changed.

service   owns all of it          reader    reads pictures ahead
desk      what can be asked of    worker    the thread that loads, rates (batch) and rests
          the rater (seat)        fetching  gets the model
dataset*  rates a Hugging Face dataset instead of files
"""
