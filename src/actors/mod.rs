//! Who is awake: schedules, hub, sessions, notification supervisor and workers, relay, beat.
