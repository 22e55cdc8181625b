"""What the model rests on: how good the grounds of each number are, and how much hangs on it."""
