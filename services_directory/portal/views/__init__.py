"""The pages of the portal, a file for each subject. Each finds its objects through ``portal.access``."""
