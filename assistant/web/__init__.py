"""The page: files that the server sends as they are; a package so that they are installed."""
