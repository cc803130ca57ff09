package dev.carillon.launcher.cli.verb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A verb: one request, and how its answer is shown.
 *
 * @param name what is typed
 * @param about what it does
 * @param method of the request
 * @param path of the request; each {@code {name}} is an argument
 * @param parts options of the request
 * @param shape what the answer is
 * @param columns of a table, with dots into objects
 */
record Verb(
    String name,
    String about,
    String method,
    String path,
    List<Part> parts,
    Shape shape,
    List<String> columns) {

  /** What an answer is, and what is peculiar to it. */
  enum Shape {
    /** One thing. */
    ONE,
    /** One thing, which the request changes at the version that is there, or at the one named. */
    VERSIONED,
    /** One thing that says whether all is well. */
    BALANCE,
    /** Pages of things. */
    PAGES,
    /** Lines of JSON, as many as there are. */
    STREAM,
    /** Nothing, of what cannot be undone. */
    FOR_GOOD
  }

  Verb {
    parts = List.copyOf(parts);
    columns = List.copyOf(columns);
  }

  static Verb of(String name, String method, String path, String about) {
    return new Verb(name, about, method, path, List.of(), Shape.ONE, List.of());
  }

  Verb with(Part... more) {
    List<Part> all = new ArrayList<>(parts);
    all.addAll(Arrays.asList(more));
    return new Verb(name, about, method, path, all, shape, columns);
  }

  Verb as(Shape other) {
    return new Verb(name, about, method, path, parts, other, columns);
  }

  Verb table(String... names) {
    return new Verb(name, about, method, path, parts, Shape.PAGES, Arrays.asList(names));
  }

  boolean hasBody() {
    return parts.stream().anyMatch(part -> part.place() == Part.Place.BODY);
  }
}
