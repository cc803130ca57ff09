package dev.carillon.users;

import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.store.pg.PgUrls;
import java.util.List;

/**
 * The settings of users-service.
 *
 * @param pg where the schema {@code users} lives
 * @param mongoUrl the document store, with its database's name
 * @param instances how many event loops serve; the gateway in the same process has as many
 * @param writeConnections the most connections for changes
 * @param consumers who gets every event for good: names that EventRouting knows
 */
record UsersConfig(
    PgUrls pg, Secret mongoUrl, int instances, int writeConnections, List<String> consumers) {
  private static final int DEFAULT_WRITE_CONNECTIONS = 20;
  private static final int MAX_CONNECTIONS = 500;

  UsersConfig {
    consumers = List.copyOf(consumers);
  }

  static UsersConfig read(ConfigSource config, int eventLoops) {
    return new UsersConfig(
        PgUrls.read(config, "users"),
        new Secret(config.required("CARILLON_MONGO_URL")),
        config.integer("CARILLON_INSTANCES", eventLoops, 1, 256),
        config.integer(
            "CARILLON_USERS_PG_CONNECTIONS", DEFAULT_WRITE_CONNECTIONS, 1, MAX_CONNECTIONS),
        config.find("CARILLON_USERS_CONSUMERS") == null
            ? List.of("mail")
            : config.list("CARILLON_USERS_CONSUMERS"));
  }
}
