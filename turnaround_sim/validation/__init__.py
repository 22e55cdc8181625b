"""How far the model may be believed: facts it was not fitted to, and what a model without leaders does as well."""
