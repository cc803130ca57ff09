package dev.carillon.bench.chaos;

import dev.carillon.bench.chaos.postgres.SmallDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount namespace of its own, where the machine allows one: what is mounted there ends with it.
 */
final class OwnMounts {
  private OwnMounts() {}

  /** Whether this process has one. */
  static boolean has() {
    return Boolean.getBoolean(SmallDisk.OWN_MOUNTS);
  }

  /** What starts a program in one; empty where that is not allowed. */
  static List<String> command() {
    List<String> command = List.of("unshare", "-m");
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    try {
      List<String> trial = new ArrayList<>(command);
      trial.addAll(List.of("sh", "-c", "mount -t tmpfs none /mnt"));
      return isRoot && start(trial, false).waitFor() == 0 ? command : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Runs chaos again in one; its end. */
  static int run(List<String> command, List<String> arguments) throws Exception {
    List<String> whole = new ArrayList<>(command);
    whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    whole.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    whole.add("-D" + SmallDisk.OWN_MOUNTS + "=true");
    whole.addAll(List.of("-cp", System.getProperty("java.class.path"), Chaos.class.getName()));
    whole.addAll(arguments);
    Process again = start(whole, true);
    Runtime.getRuntime().addShutdownHook(new Thread(again::destroy));
    return again.waitFor();
  }

  private static Process start(List<String> command, boolean shown) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    return (shown ? builder.inheritIO() : builder.redirectErrorStream(true)).start();
  }
}
