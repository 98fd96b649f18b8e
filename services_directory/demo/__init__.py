"""The services of the demonstration: an invented authority with the postcodes of a real district."""
