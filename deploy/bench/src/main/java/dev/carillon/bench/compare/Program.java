package dev.carillon.bench.compare;

import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes of a class path, with the same Java and the same options whichever it is: {@code
 * up}, or a cluster of two, the gateway and the other services.
 */
final class Program implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long STOP_SECONDS = 60;
  private static final String MAIN = "dev.carillon.launcher.Carillon";
  private static final String UP_READY = "Ctrl-C stops everything";
  private static final String SERVICES_READY = "] ready";
  private static final String KEY = "a-key-of-the-comparison-of-two-checkouts";

  private final String classes;
  private final Path folder;
  private final int port = FreePorts.next();
  private final Map<String, String> settings = new HashMap<>();
  private final List<Process> processes = new ArrayList<>();
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  private Program(String classes, Path folder, Sink sink) {
    this.classes = classes;
    this.folder = folder;
    settings.putAll(Map.of("CARILLON_SMTP_URL", sink.url(), "CARILLON_PLAYGROUND", "off"));
  }

  /** One process, which brings its servers along. */
  static Program up(String classes, Path folder, Sink sink) throws IOException {
    Program program = new Program(classes, folder, sink);
    try {
      program.start(
          UP_READY,
          Map.of(),
          List.of("up", "--data", program.data().toString()),
          List.of("--port", Integer.toString(program.port), "--management-port", "0"));
      return program;
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
  }

  /** Two processes of a cluster, on servers that this tree starts for either checkout. */
  static Program apart(String classes, Path folder, Sink sink) throws IOException {
    Program program = new Program(classes, folder, sink);
    try {
      program.startServers();
      int members = FreePorts.next();
      int gateway = FreePorts.next();
      program.settings.putAll(
          Map.of(
              "CARILLON_CLUSTER_NAME",
              "compare-" + program.port,
              "CARILLON_CLUSTER_MEMBERS",
              "127.0.0.1:" + members + ",127.0.0.1:" + gateway,
              "CARILLON_HTTP_PORT",
              Integer.toString(program.port),
              "CARILLON_MANAGEMENT_PORT",
              "0"));
      program.startMember(members, "USERS", "NOTIFIER");
      program.startMember(gateway, "GATEWAY");
      return program;
    } catch (IOException | RuntimeException e) {
      program.close();
      throw e;
    }
  }

  private void startServers() throws IOException {
    DataDirectory data = DataDirectory.open(data());
    running.push(data);
    LocalStack servers = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet());
    running.push(servers);
    servers.config().forEach(setting -> settings.put(setting.getKey(), "" + setting.getValue()));
    Path keys = Files.writeString(folder.resolve("keys"), ServiceProcess.keyLine(KEY));
    settings.put("CARILLON_API_KEYS_FILE", keys.toString());
  }

  private void startMember(int member, String... services) throws IOException {
    start(
        SERVICES_READY,
        Map.of("CARILLON_CLUSTER_PORT", Integer.toString(member)),
        List.of("service"),
        List.of(services));
  }

  private void start(
      String ready, Map<String, String> own, List<String> command, List<String> arguments)
      throws IOException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(
        List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    all.addAll(List.of("-cp", classes, MAIN));
    all.addAll(command);
    all.addAll(arguments);
    Path log = folder.resolve(processes.size() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("CARILLON_"));
    environment.putAll(settings);
    environment.putAll(own);
    Process process = builder.start();
    processes.add(process);
    running.push(() -> stop(process));
    long end = System.nanoTime() + START_NANOS;
    while (!Files.readString(log).contains(ready)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(folder.getFileName() + " did not start:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Where its servers keep what they have. */
  Path data() {
    return folder.resolve("data");
  }

  Connection connect() throws IOException {
    Path own = data().resolve("admin.key"); // of up alone
    return new Connection(port, Files.exists(own) ? Files.readString(own).strip() : KEY);
  }

  /** The CPU time of its processes so far, in microseconds. */
  long cpu() {
    return processes.stream().mapToLong(process -> Cpu.of(process.pid())).sum();
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  /** The last that was started ends first; what does not end is said when all others have. */
  @Override
  public void close() throws IOException {
    IOException failed = null;
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception e) {
        failed = failed == null ? new IOException(folder + " did not stop", e) : failed;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
