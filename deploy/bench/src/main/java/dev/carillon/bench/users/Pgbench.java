package dev.carillon.bench.users;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's own {@code pgbench}, where it is installed: a user by id with nothing in between.
 */
final class Pgbench {
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

  private Pgbench() {}

  /** Selects per second; nothing where there is no pgbench. */
  static OptionalDouble rate(Path folder, String url, int users, int connections, int seconds)
      throws IOException, InterruptedException {
    Path script =
        Files.writeString(
            folder.resolve("get.sql"),
            "\\set n random(1, "
                + users
                + ")\nselect id, email, name, active, locale, zone, external_id, version,"
                + " created_at, updated_at from users.users where id ="
                + " ('00000000-0000-7000-8000-' || lpad(:n::text, 12, '0'))::uuid;\n");
    ProcessBuilder pgbench =
        new ProcessBuilder(
                "pgbench",
                "-n",
                "-M",
                "prepared",
                "-c",
                Integer.toString(connections),
                "-j",
                Integer.toString(Runtime.getRuntime().availableProcessors()),
                "-T",
                Integer.toString(seconds),
                "-f",
                script.toString(),
                url)
            .redirectErrorStream(true);
    Process process;
    try {
      process = pgbench.start();
      process.getOutputStream().close(); // it asks nobody
    } catch (IOException notInstalled) {
      return OptionalDouble.empty();
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher rate = RATE.matcher(output);
    if (process.waitFor() != 0 || !rate.find()) {
      throw new IOException("pgbench failed:\n" + output);
    }
    return OptionalDouble.of(Double.parseDouble(rate.group(1)));
  }
}
