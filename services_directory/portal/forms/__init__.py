"""The questions of the portal: a file for each step, over a part of a content, with the forms of its rows."""
