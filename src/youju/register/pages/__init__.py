"""What the pages of the register show, as plain values; requests are read in `youju.register.views`."""
