"""Threads without Qt: a path goes in, a stored rating comes out, and events say what changed.

service   owns all of it          reader    reads pictures ahead
desk      what can be asked of    worker    the thread that loads, rates (batch) and rests
          the rater (seat)        fetching  gets the model
watched   the folders, and what is found in them
generations, fingerprints, sidecar*   read and keep what goes with pictures, in the background
file_*    moves, copies, renames and trashes files; import*, contact, export_shown  tables in and out
backups   copies and checks the library once a day
steady    begins a thread anew that ended by a bug      strikes   whose fault it is that nothing is rated
reports   tells a bug once      logged   what of the events belongs in the log
dataset*  rates a Hugging Face dataset instead of files
"""
