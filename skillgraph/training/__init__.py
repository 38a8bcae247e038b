"""Training of the models that ship with skillgraph; needs the ``train`` extra."""
