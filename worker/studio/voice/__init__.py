"""What the speaking engines share: phonemes of each language, styles of voices, visemes, delivery, loudness."""
