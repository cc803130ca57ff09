package dev.carillon.bench.live;

import dev.carillon.bench.live.server.BareNetty;
import dev.carillon.bench.live.server.BareVertx;
import dev.carillon.bench.process.Checkout;
import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.OtherJvm;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.embedded.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server under measurement, as a process. */
record Contestant(String name, int port, Child process) implements AutoCloseable {
  static final String KEY = "sk_bench";
  private static final int MANY = 100_000;
  private static final List<String> OPTIONS = List.of("-Xms32m", "-XX:+UseG1GC");

  /** Vert.x alone. */
  static Contestant vertx(Path folder) throws IOException {
    return bare("vertx", folder, BareVertx.class);
  }

  /** Netty alone. */
  static Contestant netty(Path folder) throws IOException {
    return bare("netty", folder, BareNetty.class);
  }

  private static Contestant bare(String name, Path folder, Class<?> main) throws IOException {
    int port = FreePorts.next();
    Path log = folder.resolve(name + ".log");
    return new Contestant(name, port, Child.start(log, OPTIONS, main, String.valueOf(port)));
  }

  /** The gateway of this class path, alone: nobody answers on its bus. */
  static Contestant product(Path folder) throws IOException {
    return gateway("product", folder, System.getProperty("java.class.path"));
  }

  /** That of another checkout, which was built. */
  static Contestant old(Path folder, Path checkout) throws IOException {
    return gateway("old", folder, Checkout.classPath(checkout) + ":" + ours());
  }

  /** Where the main class comes from, which another checkout need not have. */
  private static String ours() {
    return Path.of(
            ServiceProcess.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  private static Contestant gateway(String name, Path folder, String classPath) throws IOException {
    int port = FreePorts.next();
    Path keys = Files.writeString(folder.resolve(name + ".keys"), ServiceProcess.keyLine(KEY));
    JsonObject settings =
        new JsonObject()
            .put("CARILLON_API_KEYS_FILE", keys.toString())
            .put("CARILLON_HTTP_PORT", port)
            .put("CARILLON_MANAGEMENT_PORT", 0)
            .put("CARILLON_CONNECTIONS_PER_ADDRESS", MANY)
            .put("CARILLON_LIVE_SOCKETS_PER_KEY", MANY)
            .put("CARILLON_LIVE_FRAMES", 1_000_000)
            .put("CARILLON_OPEN_RATE_LIMIT", 0);
    Path file = Files.writeString(folder.resolve(name + ".json"), settings.encode());
    List<String> command =
        Child.command(OPTIONS, classPath, ServiceProcess.class, file.toString(), "GATEWAY");
    return new Contestant(
        name, port, Child.start(folder.resolve(name + ".log"), command, Map.of()));
  }

  /** Microseconds of CPU time so far. */
  double cpu() {
    return process.cpu().toNanos() / 1e3;
  }

  /** Resident memory after a collection of the garbage, in bytes. */
  long resident() throws IOException {
    OtherJvm.ask(process.pid(), "GC.run");
    return OtherJvm.resident(process.pid());
  }

  @Override
  public void close() {
    process.close();
  }
}
