"""The live model: the reference walked month by month, with what every agent did and why. Plain Python, no Streamlit."""
