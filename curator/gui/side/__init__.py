"""Collections and saved views beside the folders: lists with counts, to choose from and to drop on."""
