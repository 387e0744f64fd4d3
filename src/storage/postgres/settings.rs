//! The settings that the built-in server is started with; they win over the cluster's `postgresql.conf`.

/// The role that owns everything, and the database of the house.
pub(super) const SUPERUSER: &str = "carebridge";

/// The port in the name of the socket file; nothing listens on the network.
pub(super) const PORT: u16 = 5432;

const ALWAYS: [&str; 13] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "max_connections=200",
    "shared_buffers=128MB",
    "random_page_cost=1.1",
    // Bookings are short queries: compiling them costs more than it saves.
    "jit=off",
    // Parallel queries live in /dev/shm, of which a container has little.
    "max_parallel_workers_per_gather=0",
    // Statements and their errors carry names and addresses, which must not reach a log.
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_line_prefix=%m [%p] ",
];

/// For tests: nothing waits for the disk. A commit still survives any killed process, but no power cut.
const EPHEMERAL: [&str; 2] = ["fsync=off", "full_page_writes=off"];

/// The arguments of `postgres` that hold the settings.
pub(super) fn arguments(durable: bool) -> impl Iterator<Item = &'static str> {
    let ephemeral: &[&str] = if durable { &[] } else { &EPHEMERAL };
    ALWAYS.iter().chain(ephemeral).flat_map(|setting| ["-c", setting])
}
