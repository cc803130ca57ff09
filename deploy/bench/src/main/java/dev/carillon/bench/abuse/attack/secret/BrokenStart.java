package dev.carillon.bench.abuse.attack.secret;

import dev.carillon.bench.abuse.product.Output;
import dev.carillon.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A start that must fail.
 *
 * @param what is broken, for the table
 * @param command {@code up} or {@code service}
 * @param settings all of them
 * @param files files that settings name, by their names; a setting's {@code DIR} is their folder
 */
record BrokenStart(
    String what, String command, Map<String, String> settings, Map<String, String> files) {
  private static final Duration LIMIT = Duration.ofSeconds(75);
  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  BrokenStart {
    settings = Map.copyOf(settings);
    files = Map.copyOf(files);
  }

  /**
   * What came of it.
   *
   * @param leak the line that gives the secret away, empty if none does
   * @param running whether it had to be stopped
   */
  record Result(String what, String leak, boolean running) {}

  Result run(Path folder, Mark mark) throws IOException {
    Path own = Files.createTempDirectory(folder, "start-");
    Path inputs = Files.createDirectories(own.resolve("inputs"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(inputs.resolve(file.getKey()), file.getValue());
    }
    Map<String, String> all = new HashMap<>();
    settings.forEach((name, value) -> all.put(name, value.replace("DIR", inputs.toString())));
    List<String> arguments =
        command.equals("up")
            ? List.of(
                "up",
                "--data=" + own.resolve("data"),
                "--port=" + FreePorts.next(),
                "--management-port=" + FreePorts.next())
            : List.of("service", "users", "notifier", "gateway");
    boolean running;
    try (Output output = Output.start(own.resolve("output.log"), JVM, all, arguments)) {
      running = !output.awaitEnd(LIMIT);
    }
    return new Result(command + ": " + what, leak(own, inputs, mark), running);
  }

  /** In the output, and in every file that the process left behind. */
  private static String leak(Path own, Path inputs, Mark mark) throws IOException {
    try (Stream<Path> files = Files.walk(own)) {
      for (Path file :
          files.filter(Files::isRegularFile).filter(f -> !f.startsWith(inputs)).toList()) {
        String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (mark.isIn(text)) {
          return file.getFileName() + ": " + mark.line(text);
        }
      }
    }
    return "";
  }
}
