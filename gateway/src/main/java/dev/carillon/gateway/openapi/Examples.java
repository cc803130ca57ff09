package dev.carillon.gateway.openapi;

import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An example of each operation: what the product was asked and has answered in the recorded set of
 * its tests, which hold every answer of now against it, to the letter.
 *
 * @param all by {@code METHOD /path/:name}
 */
record Examples(Map<String, Example> all) {
  private static final String FILE = "examples.json";

  /**
   * One example.
   *
   * @param route {@code METHOD /path/:name}
   * @param parameters of path and query, by name
   * @param body null for none
   * @param answer null for none, and where it is no JSON
   */
  record Example(
      String route,
      Map<String, String> parameters,
      @Nullable Doc body,
      int status,
      @Nullable Doc answer) {}

  /** The file. */
  private record Kept(List<Example> examples) {}

  static Examples read() {
    try (InputStream file = Examples.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing beside " + Examples.class);
      }
      Map<String, Example> all = new TreeMap<>();
      Json.read(file.readAllBytes(), Kept.class)
          .examples()
          .forEach(example -> all.put(example.route(), example));
      return new Examples(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable Example of(String route) {
    return all.get(route);
  }
}
