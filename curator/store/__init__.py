"""The library on disk. The only room with SQL."""
