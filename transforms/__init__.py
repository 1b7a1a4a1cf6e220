"""The work of wirelake: pure code in the sub-packages, Beam wiring in the modules beside them."""
