"""The pages: each module has a `title` and a function `page()` that puts the page up."""
