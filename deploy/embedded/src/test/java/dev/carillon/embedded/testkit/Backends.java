package dev.carillon.embedded.testkit;

import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL and MongoDB for the stores under test, and for services in other processes. */
public final class Backends implements AutoCloseable {
  private static final String NO_SMTP = "smtp://127.0.0.1:9";

  private final DataDirectory data;
  private final LocalStack stack;
  private final String smtpUrl;

  private Backends(DataDirectory data, LocalStack stack, String smtpUrl) {
    this.data = data;
    this.stack = stack;
    this.smtpUrl = smtpUrl;
  }

  /** Starts both; mail has nowhere to go. */
  public static Backends start(Path folder) {
    return start(folder, NO_SMTP);
  }

  /** Starts both; mail goes to a server that the test names. */
  public static Backends start(Path folder, String smtpUrl) {
    PostgresTemplate.copyInto(folder);
    DataDirectory data = DataDirectory.open(folder);
    return new Backends(
        data, LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet()), smtpUrl);
  }

  /** Starts PostgreSQL alone. */
  public static Backends postgres(Path folder) {
    PostgresTemplate.copyInto(folder);
    DataDirectory data = DataDirectory.open(folder);
    LocalStack.External others = new LocalStack.External(false, false, true, true);
    return new Backends(data, LocalStack.start(data, others, Progress.quiet()), NO_SMTP);
  }

  /** What a service must be told to find them. */
  public JsonObject config() {
    return stack.config().copy().put("CARILLON_SMTP_URL", smtpUrl);
  }

  /** The same as variables of the environment. */
  public Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    config().forEach(e -> environment.put(e.getKey(), e.getValue().toString()));
    return environment;
  }

  /** A look into the tables, as the owner of a service's schema; {@code service} in capitals. */
  public Database database(String service) {
    return Database.of(environment().get("CARILLON_" + service + "_MIGRATION_URL"));
  }

  @Override
  public void close() {
    stack.close();
    data.close();
  }
}
