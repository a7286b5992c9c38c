"""What all of the window is made of: theme, colours, icons, words, small widgets."""
