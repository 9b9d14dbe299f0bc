"""Explores schedules: two managers, one fake engine with the standard's state machine, every order things can take."""
