"""The rater and its model: the dock, its limits, rubric and check; words on its state."""
