package dev.carillon.users.store.pg;

import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;

/**
 * The connections of one event loop to the directory. What may take long has connections, or at
 * least a bulkhead, of its own, so that it delays only its like.
 *
 * @param reads pipelined, for users by id
 * @param pages pipelined, for pages of lists that a key order gives, without a search
 * @param queries for searches, counts and the audit
 * @param writes for single changes
 * @param groups for creates that are committed together, which do not wait long for a lock
 * @param batches for batches: the connections of {@code writes} behind a narrower bulkhead
 */
public record UserConnections(
    Guarded<SqlClient> reads,
    Guarded<SqlClient> pages,
    Guarded<Pool> queries,
    Guarded<Pool> writes,
    Guarded<SqlClient> groups,
    Guarded<SqlClient> batches) {}
