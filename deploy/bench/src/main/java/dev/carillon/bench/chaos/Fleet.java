package dev.carillon.bench.chaos;

import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.embedded.FreePorts;
import dev.carillon.launcher.node.Services;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Processes with a notifier and a gateway, some of which die or stand still. */
final class Fleet implements AutoCloseable {
  private final Path folder;
  private final JsonObject config;
  private final List<Child> members = new ArrayList<>();
  private final Map<Child, Integer> ports = new HashMap<>();
  private final List<Child> stopped = new ArrayList<>();
  private int started;

  Fleet(Path folder, JsonObject config, int size) throws IOException {
    this.folder = folder;
    this.config = config;
    for (int i = 0; i < size; i++) {
      members.add(start());
    }
  }

  private Child start() throws IOException {
    started++;
    int port = FreePorts.next();
    Path settings =
        Files.writeString(
            folder.resolve("notifier-" + started + ".json"),
            config.copy().put("CARILLON_HTTP_PORT", port).encode());
    Child child =
        Child.start(
            folder.resolve("notifier-" + started + ".log"),
            ServiceProcess.class,
            settings.toString(),
            Services.Name.NOTIFIER.name(),
            Services.Name.GATEWAY.name());
    ports.put(child, port);
    return child;
  }

  /** Where the API of one that runs is reached. */
  int port(Random random) {
    List<Child> running = members.stream().filter(child -> !stopped.contains(child)).toList();
    return ports.getOrDefault(running.get(random.nextInt(running.size())), 0);
  }

  /** SIGKILL of some; others take their places with {@link #refill}. */
  void kill(int count, Random random) {
    for (int i = 0; i < count && !members.isEmpty(); i++) {
      Child victim = members.remove(random.nextInt(members.size()));
      stopped.remove(victim);
      victim.kill();
    }
  }

  void refill(int size) {
    try {
      while (members.size() < size) {
        members.add(start());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGSTOP of one: a zombie, once it goes on. */
  void stopOne(Random random) {
    Child victim = members.get(random.nextInt(members.size()));
    victim.signal("STOP");
    stopped.add(victim);
  }

  void goOn() {
    stopped.forEach(child -> child.signal("CONT"));
    stopped.clear();
  }

  /** How many of those that should run do not. */
  long dead() {
    return members.stream().filter(child -> !child.isAlive()).count();
  }

  @Override
  public void close() {
    goOn();
    members.forEach(Child::close);
  }
}
