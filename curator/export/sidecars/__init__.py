"""XMP sidecars: the small files beside a picture in which programs keep ratings, labels and keywords.

names     which sidecars are a picture's      packet   the properties in a parsed sidecar
document  a sidecar's text, taken apart       edit     changes in place, all else byte for byte as it was
read, write   files
"""
