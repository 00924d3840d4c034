"""Media: real clips, tones and pictures, described by their parameters and made when they are first fetched."""
