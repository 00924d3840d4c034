"""The score's parts: moods as data, harmony, melody, arrangement, and MIDI."""
