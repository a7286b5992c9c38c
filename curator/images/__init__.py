"""One picture file on disk: opened with named formats, turned upright, checked to its end, made small."""
