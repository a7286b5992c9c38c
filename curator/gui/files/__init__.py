"""What the user does with the files themselves: dialogs, the bar that tells how far it is, the summary."""
