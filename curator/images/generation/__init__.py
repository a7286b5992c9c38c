"""What generators wrote into a picture file about how they made it. Only metadata is read, never pixels.

    png, containers, exif   a file's bytes -> blocks of text, each within limits
    a1111, comfyui ...      blocks -> a Generation, one module per generator
    read                    which of them, and all of it together

The bytes are anybody's: whatever they hold, a reader gives what can be had and says what could not. NovelAI
also hides its metadata in the lowest bits of the alpha channel; that would need the pixels and is left out.
"""
