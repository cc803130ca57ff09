package dev.carillon.launcher.settings;

import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import dev.carillon.management.Management;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks at every setting of what is to start, and reports all problems together, before anything is
 * started or joined and before a folder is made.
 */
public final class SettingsCheck {
  private static final String ANY_POSTGRES = "postgresql://127.0.0.1:5432/postgres";

  private static final Path NO_KEYS = Path.of("/dev/null");

  private SettingsCheck() {}

  /**
   * For some services as members of a cluster.
   *
   * @throws dev.carillon.config.ConfigException with all problems
   */
  public static void ofServices(ConfigSource given, List<Services.Name> names) {
    NodeOptions.clustered(given);
    Ports.check(given);
    Management.check(given);
    names.forEach(name -> name.check(given));
    given.verify();
  }

  /**
   * For all services in one process. What is not given {@code up} brings along, so that it need not
   * be looked at.
   *
   * @param keys the file of keys in the data folder, which need not exist
   * @throws dev.carillon.config.ConfigException with all problems
   */
  public static void ofUp(ConfigSource given, Path keys) {
    NodeOptions.alone(given);
    Ports.check(given);
    Management.check(given);
    given.withDefaults(broughtAlong(Files.exists(keys) ? keys : NO_KEYS));
    List.of(Services.Name.values()).forEach(name -> name.check(given));
    given.verify();
  }

  private static Map<String, String> broughtAlong(Path keys) {
    Map<String, String> all = new TreeMap<>();
    all.put("CARILLON_PG_URL", ANY_POSTGRES);
    all.put("CARILLON_MONGO_URL", "mongodb://127.0.0.1/carillon");
    all.put("CARILLON_SMTP_URL", "smtp://127.0.0.1:25");
    all.put("CARILLON_API_KEYS_FILE", keys.toString());
    return all;
  }
}
