"""The live model: the reference walked month by month, with what each agent did and why. No Streamlit here."""
