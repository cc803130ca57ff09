package dev.carillon.bench.process;

import dev.carillon.launcher.training.Training;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The JVM's ahead-of-time cache (JEP 483, 514) for processes that are started often: with one, a
 * service starts with about half of the CPU time. Made once by a {@link Training} run for a class
 * path and a JVM, in the folder that the system property {@code carillon.aot} names; without the
 * property, and on a JVM before 25, processes start without one.
 */
public final class AotCache {
  private static final String FOLDER = "carillon.aot";
  private static final int FIRST_VERSION = 25;
  private static final long LIMIT_SECONDS = 180;

  /** As {@code .mvn/aot.sh} has it: mapped where it was made for, its pages are shared. */
  private static final List<String> IN_PLACE =
      List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

  private AotCache() {}

  /**
   * The command for a main class in a JVM like this one, with a cache where there is one.
   *
   * @param options of the JVM
   * @param main its name
   */
  public static List<String> command(
      List<String> options, String classPath, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options(options, classPath));
    command.add(main);
    command.addAll(arguments);
    return command;
  }

  /**
   * Options of a JVM with its class path: of jars first, as a cache knows no folders of classes,
   * and is good for a class path that begins with its own.
   *
   * @param options what the process is given besides
   */
  private static List<String> options(List<String> options, String classPath) {
    List<String> whole = new ArrayList<>(options);
    String folder = System.getProperty(FOLDER);
    if (folder == null || Runtime.version().feature() < FIRST_VERSION) {
      whole.addAll(List.of("-cp", classPath));
      return whole;
    }
    List<String> jars = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      (entry.endsWith(".jar") ? jars : folders).add(entry);
    }
    try {
      List<String> modules = options.stream().filter(o -> o.startsWith("--")).toList();
      Path cache = cache(Path.of(folder), modules, String.join(File.pathSeparator, jars));
      if (Files.size(cache) > 0) {
        whole.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off"));
        whole.addAll(Runtime.version().feature() == FIRST_VERSION ? IN_PLACE : List.of());
      }
    } catch (IOException e) {
      System.err.println("Processes start without an AOT cache: " + e.getMessage());
    }
    jars.addAll(folders);
    whole.addAll(List.of("-D" + FOLDER + "=" + folder, "-cp"));
    whole.add(String.join(File.pathSeparator, jars));
    return whole;
  }

  /** The file; empty if it could not be made of these jars, which is not tried again. */
  private static Path cache(Path folder, List<String> options, String jars) throws IOException {
    Files.createDirectories(folder);
    String name = Integer.toHexString((String.join(" ", options) + jars).hashCode());
    Path cache = folder.toAbsolutePath().resolve(name + ".aot");
    if (isOf(cache, jars)) {
      return cache;
    }
    try (FileChannel file =
        FileChannel.open(
            folder.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.lock(); // until it is closed
      if (!isOf(cache, jars)) {
        make(cache, options, jars);
      }
    }
    return cache;
  }

  /** Whether it was made of these jars, and not of what they were before another build. */
  private static boolean isOf(Path cache, String jars) throws IOException {
    if (!Files.exists(cache)) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(cache);
    for (String jar : jars.split(File.pathSeparator, -1)) {
      if (Files.getLastModifiedTime(Path.of(jar)).compareTo(made) > 0) {
        return false;
      }
    }
    return true;
  }

  private static void make(Path cache, List<String> options, String jars) throws IOException {
    Path made = Path.of(cache + ".new");
    Path data = Files.createTempDirectory("carillon-training");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-XX:AOTCacheOutput=" + made, "-cp", jars));
    command.addAll(List.of(Training.class.getName(), data.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File(cache + ".log"));
    builder.environment().keySet().removeIf(n -> n.startsWith("CARILLON_"));
    try {
      Process training = builder.start();
      boolean ended = training.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      training.destroyForcibly();
      // Also of a training that could not end well beside so much else: most was loaded by then.
      if (ended && Files.exists(made)) {
        Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.write(cache, new byte[0]);
        System.err.println("No AOT cache was made, see " + cache + ".log");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Folders.delete(data);
    }
  }
}
