"""Flower as this line shows itself: tasks by stage and place, behind one door, for looking only."""
