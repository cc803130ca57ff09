package dev.carillon.e2e.recorded;

import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the gateway offers: every class of it with a method {@code table()} is made, with parts that
 * nobody will call, and asked for its routes. Wherever the tables move, they are found.
 */
public final class RouteTables {
  private static final String GATEWAY = "dev.carillon.gateway";

  private final Vertx vertx;

  public RouteTables(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Each as {@code METHOD /path/:name}. */
  public SortedSet<String> routes() {
    SortedSet<String> routes = new TreeSet<>();
    lines().forEach(route -> routes.add(text(route)));
    return routes;
  }

  /** The scope of each. */
  SortedMap<String, String> scopes() {
    SortedMap<String, String> scopes = new TreeMap<>();
    lines().forEach(route -> scopes.put(text(route), String.valueOf(route.scope())));
    return scopes;
  }

  /** Every line of every table. */
  List<Route> lines() {
    List<Route> lines = new ArrayList<>();
    for (Class<?> found : gateway()) {
      if (Routes.class.isAssignableFrom(found) && !found.isInterface()) {
        table(found).forEach(route -> lines.add((Route) route));
      }
    }
    return lines;
  }

  /** Every class of the gateway, from its folder or its jar; none is initialised. */
  private static List<Class<?>> gateway() {
    try {
      Path place =
          Path.of(Routes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(place)) {
        return classes(place);
      }
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        return classes(jar.getPath("/"));
      }
    } catch (IOException | URISyntaxException e) {
      throw new LinkageError("The classes of the gateway are not found", e);
    }
  }

  private static List<Class<?>> classes(Path root) throws IOException {
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString().replaceAll("[/\\\\]", ".");
        String className = name.substring(0, name.length() - ".class".length());
        if (className.startsWith(GATEWAY)) {
          classes.add(Class.forName(className, false, Routes.class.getClassLoader()));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new LinkageError("A class of the gateway is not found", e);
    }
    return classes;
  }

  private List<?> table(Class<?> type) {
    try {
      Method table = type.getDeclaredMethod("table");
      table.setAccessible(true);
      return (List<?>) table.invoke(made(type));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("The routes of " + type + " are not found", e);
    }
  }

  static String text(Route route) {
    return route.method() + " " + route.path();
  }

  /** One with parts of its own; only what makes a table is ever called. */
  private Object made(Class<?> type) {
    if (type == Vertx.class) {
      return vertx;
    }
    if (type == String.class) {
      return "127.0.0.1:1";
    }
    if (Arrays.stream(type.getDeclaredMethods()).noneMatch(m -> m.getName().equals("table"))) {
      return null;
    }
    Constructor<?> constructor = type.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    try {
      return constructor.newInstance(
          Arrays.stream(constructor.getParameterTypes()).map(this::made).toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " cannot be made for its table", e);
    }
  }
}
