package dev.carillon.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Another checkout of this project, which was built. */
public final class Checkout {
  private Checkout() {}

  /** The class path of its {@code up}. */
  public static String classPath(Path checkout) throws IOException {
    Path target = checkout.resolve("deploy/launcher/target");
    if (!Files.isDirectory(target.resolve("lib"))) {
      throw new IOException(checkout + " was not built: there is no " + target.resolve("lib"));
    }
    try (Stream<Path> files = Files.list(target)) {
      Path launcher =
          files
              .filter(f -> f.getFileName().toString().matches("carillon-launcher-.*\\.jar"))
              .findFirst()
              .orElseThrow();
      return launcher + ":" + target.resolve("lib") + "/*";
    }
  }
}
