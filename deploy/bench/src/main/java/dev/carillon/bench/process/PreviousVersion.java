package dev.carillon.bench.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The class path of an earlier version: a folder with our own jars of then, and a list of the
 * third-party jars that they ran with ({@code third-party.txt}, Maven coordinates). These are taken
 * from the present class path where they are the same; the others Maven puts into {@code target} of
 * the folder, once.
 */
public final class PreviousVersion {
  private static final String LIST = "third-party.txt";

  private PreviousVersion() {}

  /** Whether a folder holds one. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(LIST));
  }

  /**
   * All of its jars, and nothing of ours of the present version.
   *
   * @throws IOException if a jar is not there and cannot be fetched; says what Maven said
   */
  public static String classPath(Path folder) throws IOException {
    List<ThirdParty> missing = new ArrayList<>();
    List<Path> all = new ArrayList<>(ours(folder));
    Path fetched = folder.resolve("target");
    for (String line : Files.readAllLines(folder.resolve(LIST))) {
      ThirdParty jar = ThirdParty.parse(line);
      Path present = onThisClassPath(jar.fileName());
      Path file = present == null ? fetched.resolve(jar.fileName()) : present;
      all.add(file);
      if (!Files.exists(file)) {
        missing.add(jar);
      }
    }
    if (!missing.isEmpty()) {
      new MavenCopy(checkout(folder)).copy(missing, fetched.toAbsolutePath());
    }
    return String.join(File.pathSeparator, all.stream().map(Path::toString).toList());
  }

  private static List<Path> ours(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static @Nullable Path onThisClassPath(String name) {
    for (String present : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (present.endsWith(File.separator + name)) {
        return Path.of(present);
      }
    }
    return null;
  }

  /** Where Maven's script is. */
  private static Path checkout(Path folder) throws IOException {
    for (Path root = folder.toAbsolutePath(); root != null; root = root.getParent()) {
      if (Files.exists(root.resolve("mvnw"))) {
        return root;
      }
    }
    throw new IOException(folder + " is in no checkout, whose mvnw could fetch what is missing");
  }
}
