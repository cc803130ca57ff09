package dev.carillon.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What whoever depends on a library of ours gets with it, as Maven resolved it in this build. What
 * is optional must be asked for, and is not among it.
 */
public final class RuntimeDependencies {
  private static final Path LIST = Path.of("target/runtime-dependencies.txt");

  private RuntimeDependencies() {}

  /** The libraries, each as {@code group:artifact}; those of Netty as one, {@code io.netty:*}. */
  public static Set<String> ofThisModule() {
    try {
      return Files.readAllLines(LIST).stream()
          .map(String::strip)
          .filter(line -> line.contains(":jar:") && !line.contains("(optional)"))
          .map(line -> line.substring(0, line.indexOf(":jar:")))
          .map(library -> library.startsWith("io.netty:") ? "io.netty:*" : library)
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException("Maven writes " + LIST + " before it runs tests", e);
    }
  }
}
