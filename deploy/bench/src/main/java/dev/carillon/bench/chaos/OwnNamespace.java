package dev.carillon.bench.chaos;

import dev.carillon.bench.chaos.cluster.Network;
import dev.carillon.bench.chaos.postgres.SmallDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Namespaces of its own for a run, where the machine allows them: what is made there ends with it.
 */
enum OwnNamespace {
  /** What is mounted is mounted for the run alone. */
  MOUNTS(SmallDisk.OWN_MOUNTS, "unshare -m", "mount -t tmpfs none /mnt"),
  /** Besides, hosts of its own, which can be cut off from one another. */
  NETWORK(
      Network.OWN_NETWORK,
      "unshare -m -n",
      "mkdir -p /run/netns && mount -t tmpfs none /run/netns && bridge -V"
          + " && ip link set lo up && ip link add trial type bridge && ip netns add trial");

  private final String property;
  private final String command;
  private final String trial;

  OwnNamespace(String property, String command, String trial) {
    this.property = property;
    this.command = command;
    this.trial = trial;
  }

  /** Whether this process has them. */
  boolean has() {
    return Boolean.getBoolean(property);
  }

  /** Whether a program can be given them: on Linux, to root. */
  boolean isPossible() {
    List<String> attempt = words();
    attempt.addAll(List.of("sh", "-c", trial));
    try {
      return "root".equals(System.getProperty("user.name")) && start(attempt, false).waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs chaos again in them; its end. */
  int run(List<String> arguments) throws Exception {
    List<String> whole = words();
    whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    whole.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    whole.add("-D" + property + "=true");
    whole.addAll(List.of("-cp", System.getProperty("java.class.path"), Chaos.class.getName()));
    whole.addAll(arguments);
    Process again = start(whole, true);
    Runtime.getRuntime().addShutdownHook(new Thread(again::destroy));
    return again.waitFor();
  }

  private List<String> words() {
    return new ArrayList<>(List.of(command.split(" ")));
  }

  private static Process start(List<String> command, boolean shown) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    return (shown ? builder.inheritIO() : builder.redirectErrorStream(true)).start();
  }
}
