"""Everything that touches ffmpeg: probing, encoding, sound, subtitles and the join. It knows nothing of stages or providers."""
