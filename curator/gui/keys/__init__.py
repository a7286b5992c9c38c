"""The keys of all commands: which there are, how the user changes them, and what lists them."""
