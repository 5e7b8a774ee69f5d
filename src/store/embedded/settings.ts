/** Appended to `postgresql.conf` when the cluster is made; an operator may change them there. */
export const INITIAL_SETTINGS = `
# Parley: one small machine. Production with much traffic belongs on a PostgreSQL service.
shared_buffers = 64MB
maintenance_work_mem = 32MB
max_wal_size = 512MB
checkpoint_timeout = 15min
# A young table whose size the planner doesn't know yet may be read by the wrong index, row by row.
autovacuum_naptime = 10s
jit = off
max_parallel_workers_per_gather = 0
max_worker_processes = 4
timezone = 'UTC'
log_timezone = 'UTC'
`;

/** Given at every start, over whatever the files say: what Parley's promises rest on. */
export function promisedSettings(socketFolder: string): Record<string, string> {
  return {
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    ssl: 'off',
    // OPS 3: what was acknowledged is on the disk.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    // OPS 4, SECURITY: a detail names the values of a row ("Key (address)=(…) already exists"). Errors go to the
    // client, who knows what may be logged; the server's own log has its own events alone.
    log_destination: 'stderr',
    logging_collector: 'off',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_autovacuum_min_duration: '-1',
    log_statement: 'none',
    log_min_duration_statement: '-1',
    log_line_prefix: '%m [%p] ',
  };
}
