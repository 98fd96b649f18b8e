"""The lists that every authority starts from: terms, questions to settings, urgent help. Officers change them."""
