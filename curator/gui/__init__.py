"""The window. The only room with Qt besides app.py; one widget, one file.

main_window builds the parts and joins them; browsing turns what the user chose into the rows of the gallery,
looking leads to the viewer and back, inspecting lets the inspector follow; history is the one undo of all
that was done. The parts have rooms of their own:

    sessions    the bridge to the pipeline, and `core.live`'s rows
    gallery     grid and rows of pictures, their thumbnails      listing     the same as a list
    viewer      one picture large, some compared, a slideshow    duplicates  folding, copies and their places
    narrowing   filters, search, order, chips                    saved       saved views
    facets      models, LoRAs, samplers to choose among          generation  the generator's words
    marking     rating by hand: what is given, to which          shelf       rating by dragging
    side        collections and views beside the folders         keys        all keys, and changing them
    files       moving, copying, renaming, the trash             sidecars    shared with other programs
    importing   numbers of other programs' tables                rater       the rater, its model, limits
    parts       theme, icons, words, small widgets
"""
