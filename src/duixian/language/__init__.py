"""The policy language: text to typed tree, with its vocabulary, diagnostics and layout."""
