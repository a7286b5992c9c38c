"""Looking at pictures in the gallery's place: one large, several compared, a slideshow."""
