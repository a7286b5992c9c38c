"""Curator rates generated pictures on aesthetic dimensions and shows them sorted and filtered by score.

The way of a picture:

    watch.watcher   a file appears (or watch.scan finds it)
    watch.settle    it is completely written
    pipeline.queue  it waits, newest first, never twice
    pipeline.worker decoders read it ahead; one thread owns the rater and rates it
    rating          a picture of 512x512 -> scores per dimension; a model does so in a process of its own
    store           one transaction per rating, then
    pipeline.events says what changed, by id
    gui.sessions    reads those rows into core.live, the columns that are sorted and filtered in memory
    gui             repaints what changed; cli prints it; export writes what is shown

Beside that way, each in a thread of its own: pipeline.generations reads what the generator wrote
(images.generation), pipeline.fingerprints what duplicates are found by, pipeline.sidecars keeps XMP files in
step (export.sidecars).

What keeps it going: watch.inotify and watch.rhythm scan after lost events, watch.writers waits for whoever
still writes, images.demands and images.memory refuse or queue what would take too much, pipeline.steady
begins threads anew, pipeline.strikes stops a broken rater, store.repair replaces a damaged library by one of
store.backups, core.log keeps a log.

The way of a mark: gui.marking says which pictures and what, gui.sessions writes it by content (store.marks)
and shows the rows at once, gui.history can take it back; cli.marking does the same for files.

Imports go one way: cli, app -> gui -> pipeline -> (store | watch | rating | images | export) -> core.
"""

__version__ = "0.1.0"
