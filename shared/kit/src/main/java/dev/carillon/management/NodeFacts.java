package dev.carillon.management;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * What can be said of a process that its services alone know: which they are, and the versions of
 * their schemas. One for each Vert.x instance. Thread-safe.
 */
public final class NodeFacts implements Shareable {
  private final Set<String> services = new ConcurrentSkipListSet<>();
  private final Map<String, String> schemas = new ConcurrentHashMap<>();
  private final String version = read();

  private NodeFacts() {}

  /** Those of a Vert.x instance. */
  public static NodeFacts of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, NodeFacts>getLocalMap("carillon.management")
        .computeIfAbsent("facts", k -> new NodeFacts());
  }

  /** A service runs here. */
  public void runs(String service) {
    services.add(service);
  }

  /** The version of a schema, as its migration left or found it. */
  public void schema(String schema, String itsVersion) {
    schemas.put(schema, itsVersion);
  }

  List<String> services() {
    return List.copyOf(services);
  }

  Map<String, String> schemas() {
    return Map.copyOf(schemas);
  }

  /** Of the program. */
  public String version() {
    return version;
  }

  private static String read() {
    Properties properties = new Properties();
    try (InputStream in = NodeFacts.class.getResourceAsStream("/carillon-version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown");
  }
}
