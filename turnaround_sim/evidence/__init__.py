"""What is known of England, counted in a world as its sources counted it. It knows no model, only tables."""
