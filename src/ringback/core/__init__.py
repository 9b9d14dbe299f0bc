"""What ringback decides, without sockets, clocks, tasks or random numbers: values in, effects out."""
