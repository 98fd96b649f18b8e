"""What the demonstration shows of the site itself: invented, and said so on every page."""
