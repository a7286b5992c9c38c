"""What the generator wrote into the picture that the inspector shows."""
