package dev.carillon.e2e.harness;

import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.store.pg.PgUrls;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL and MongoDB for services that run in processes of their own. */
public final class Backends implements AutoCloseable {
  private final DataDirectory data;
  private final LocalStack stack;
  private final String smtpUrl;

  private Backends(DataDirectory data, LocalStack stack, String smtpUrl) {
    this.data = data;
    this.stack = stack;
    this.smtpUrl = smtpUrl;
  }

  public static Backends start(Path folder, String smtpUrl) {
    DataDirectory data = DataDirectory.open(folder);
    return new Backends(
        data, LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet()), smtpUrl);
  }

  /** What a service must be told to find them. */
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    stack.config().forEach(e -> environment.put(e.getKey(), e.getValue().toString()));
    environment.put("CARILLON_SMTP_URL", smtpUrl);
    return environment;
  }

  /** Where a service's schema lives. */
  public PgUrls pgUrls(String schema) {
    JsonObject settings = new JsonObject();
    environment().forEach(settings::put);
    return PgUrls.read(ConfigSource.of(settings, Map.of()), schema);
  }

  /** A look into the tables, as the owner of a service's schema. */
  public Database database(String service) {
    return Database.of(environment().get("CARILLON_" + service + "_MIGRATION_URL"));
  }

  @Override
  public void close() {
    stack.close();
    data.close();
  }
}
