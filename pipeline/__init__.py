"""How a run of wirelake is put together and operated."""
