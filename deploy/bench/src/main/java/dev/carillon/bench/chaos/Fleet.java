package dev.carillon.bench.chaos;

import dev.carillon.bench.process.Child;
import dev.carillon.bench.process.ServiceProcess;
import dev.carillon.launcher.node.Services;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Notifier processes, some of which die or stand still. */
final class Fleet implements AutoCloseable {
  private final Path folder;
  private final Path settings;
  private final List<Child> members = new ArrayList<>();
  private final List<Child> stopped = new ArrayList<>();
  private int started;

  Fleet(Path folder, JsonObject config, int size) throws IOException {
    this.folder = folder;
    this.settings = Files.writeString(folder.resolve("notifier.json"), config.encode());
    for (int i = 0; i < size; i++) {
      members.add(start());
    }
  }

  private Child start() throws IOException {
    return Child.start(
        folder.resolve("notifier-" + ++started + ".log"),
        ServiceProcess.class,
        settings.toString(),
        Services.Name.NOTIFIER.name());
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
