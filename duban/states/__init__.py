"""What a workflow is: definitions, the machine, guards, durations, the working calendar, clocks and ladders. Pure."""
