"""From labelled sentences to a model folder: recipe, data, loop, calibration, export, card."""
