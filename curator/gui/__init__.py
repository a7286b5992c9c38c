"""The window. The only room with Qt besides app.py; one widget, one file.

main_window builds the parts and joins them; browsing turns what the user chose into the rows of the gallery,
looking leads to the viewer and back, inspecting lets the inspector follow. The parts have rooms of their own:

    sessions    the bridge to the pipeline, and `core.live`'s rows
    gallery     grid and rows of pictures, their thumbnails      listing   the same as a list
    viewer      one picture large, some compared, a slideshow
    narrowing   filters, search, order, chips, undo              saved     saved views
    rater       the rater, its model and limits                  parts     theme, icons, words, small widgets
"""
