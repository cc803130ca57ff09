package dev.carillon.e2e.recorded;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.vertx.core.Vertx;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
    for (JavaClass found : new ClassFileImporter().importPackages(GATEWAY)) {
      if (found.tryGetMethod("table").isPresent() && !found.isInterface()) {
        table(found.reflect()).forEach(route -> routes.add(text(route)));
      }
    }
    return routes;
  }

  /** The scope of each. */
  SortedMap<String, String> scopes() {
    SortedMap<String, String> scopes = new TreeMap<>();
    for (JavaClass found : new ClassFileImporter().importPackages(GATEWAY)) {
      if (found.tryGetMethod("table").isPresent() && !found.isInterface()) {
        table(found.reflect())
            .forEach(route -> scopes.put(text(route), String.valueOf(part(route, "scope"))));
      }
    }
    return scopes;
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

  private static String text(Object route) {
    return part(route, "method") + " " + part(route, "path");
  }

  private static Object part(Object route, String name) {
    try {
      Method accessor = route.getClass().getMethod(name);
      accessor.setAccessible(true);
      return accessor.invoke(route);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("A route has no " + name, e);
    }
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
