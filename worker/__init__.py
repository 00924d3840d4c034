"""The side that makes a season: tasks, gateway, stages, engines, studio, media."""
