"""What a city hands over, read into the stores."""
