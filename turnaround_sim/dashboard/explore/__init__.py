"""What the Explore page is made of, without the page: what is asked, its link and file, and what its answer shows."""
