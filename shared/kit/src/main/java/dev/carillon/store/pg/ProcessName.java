package dev.carillon.store.pg;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Under which name a process shows up at PostgreSQL ({@code pg_stat_activity.application_name}):
 * service, host and process, so that whoever finds a session knows whom to stop. Releases of before
 * this name had the service alone.
 */
final class ProcessName {
  private static final int LONGEST = 63; // PostgreSQL cuts off what is longer

  private ProcessName() {}

  /** What all releases begin with. */
  static String service(String schema) {
    return "carillon-" + schema;
  }

  static String of(String schema) {
    String process = ":" + ProcessHandle.current().pid();
    String name = service(schema) + "@" + host();
    return name.substring(0, Math.min(name.length(), LONGEST - process.length())) + process;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }
}
