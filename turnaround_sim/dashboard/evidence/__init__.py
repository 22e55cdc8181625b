"""What the Evidence page shows: `numbers` has every parameter and lever, `trusting` what the model gets wrong."""
