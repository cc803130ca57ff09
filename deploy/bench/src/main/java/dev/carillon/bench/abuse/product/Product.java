package dev.carillon.bench.abuse.product;

import dev.carillon.bench.abuse.wire.Answer;
import dev.carillon.bench.abuse.wire.Line;
import dev.carillon.bench.process.OtherJvm;
import dev.carillon.embedded.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code carillon up} as it ships, in a process of its own. */
public final class Product implements AutoCloseable {
  /** The address of those who do no harm; attackers have others. */
  public static final String GOOD_ADDRESS = "127.0.9.1";

  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

  private final Output output;
  private final int port;
  private final int managementPort;
  private final Keys keys;
  private final Path folder;

  private Product(Output output, int port, int managementPort, Keys keys, Path folder) {
    this.output = output;
    this.port = port;
    this.managementPort = managementPort;
    this.keys = keys;
    this.folder = folder;
  }

  /**
   * Starts it and waits until it serves.
   *
   * @param folder for its data, which may be there already, and for its output
   * @param settings those that differ from the defaults
   */
  public static Product start(Path folder, String heap, Map<String, String> settings)
      throws IOException {
    Files.createDirectories(folder);
    Keys keys = Keys.random();
    int port = FreePorts.next();
    int managementPort = FreePorts.next();
    Map<String, String> all = new HashMap<>(settings);
    all.put("CARILLON_API_KEYS_FILE", keys.write(folder.resolve("keys")).toString());
    Output output =
        Output.start(
            Files.createTempFile(folder, "up-", ".log"),
            List.of("-XX:+UseG1GC", "-Xmx" + heap),
            all,
            List.of(
                "up",
                "--data=" + folder.resolve("data"),
                "--port=" + port,
                "--management-port=" + managementPort));
    if (!output.awaitText("Ctrl-C stops everything", START_LIMIT)) {
      output.close();
      throw new IOException("Carillon did not start:\n" + output.text());
    }
    return new Product(output, port, managementPort, keys, folder);
  }

  /** The port of the API. */
  public int port() {
    return port;
  }

  /** The port without keys, for operators. */
  public int managementPort() {
    return managementPort;
  }

  /** Its keys. */
  public Keys keys() {
    return keys;
  }

  /** Where its data and its output are. */
  public Path folder() {
    return folder;
  }

  /** The process. */
  public Output output() {
    return output;
  }

  /** What it holds, after a full collection. */
  public Memory memory() throws IOException {
    long live = -1;
    try {
      live =
          OtherJvm.ask(output.pid(), "GC.class_histogram")
              .lines()
              .filter(line -> line.startsWith("Total"))
              .mapToLong(line -> Long.parseLong(line.strip().split("\\s+", -1)[2]))
              .findFirst()
              .orElse(live);
    } catch (IOException e) {
      // it has ended, or is not able to answer
    }
    return new Memory(live, resident());
  }

  /** Bytes of the process in memory. */
  public long resident() throws IOException {
    return OtherJvm.resident(output.pid());
  }

  /** Asks once, on a connection of its own, as somebody who does no harm. */
  public Answer ask(String method, String path, String body) throws IOException {
    try (Line line = Line.open(port, GOOD_ADDRESS)) {
      line.write(
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
              + keys.admin()
              + "\r\n"
              + (body.isEmpty()
                  ? ""
                  : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n")
              + "\r\n"
              + body);
      return line.answer(ANSWER_LIMIT);
    }
  }

  /** Asks for something that must be done before an attack. */
  public void prepare(String method, String path, String body) throws IOException {
    Answer answer = ask(method, path, body);
    if (answer.status() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + answer.status() + " " + answer.body());
    }
  }

  /** Whether it still serves others. */
  public boolean serves() {
    try {
      return output.isAlive() && ask("GET", "/v1/users?limit=1", "").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    output.close();
  }
}
