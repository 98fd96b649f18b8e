"""The life of comments in the demonstration: two finished years and one that is running. All of it is invented."""
