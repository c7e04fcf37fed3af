"""What a person may ask of the data kept about them: a copy, and its end."""
