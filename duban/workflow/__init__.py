"""What happens: the engine, the timers, the outbox dispatcher and the daemon."""
