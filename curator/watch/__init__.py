"""Files appearing: the first scan, the watcher, and the settle step that waits until a file is complete."""
