package dev.carillon.gateway.http.path;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a path, found segment by segment. A router that asks its routes one after the
 * other pays for each that it has; this table pays for the segments of the path. It knows plain
 * paths only (letters, digits, {@code - . _ ~}): what must be decoded or put in order first is for
 * the router.
 *
 * <p>Filled once, and then read by its event loop.
 */
public final class PathTable<T> {
  private final Node<T> root = new Node<>();

  /**
   * What was found.
   *
   * @param params the values of the parameters, by name
   */
  public record Match<T>(T value, Map<String, String> params) {
    public Match {
      params = Map.copyOf(params);
    }
  }

  private record Entry<T>(T value, List<String> names) {}

  private static final class Node<T> {
    private final Map<String, Node<T>> fixed = new HashMap<>();
    private final Map<HttpMethod, Entry<T>> entries = new HashMap<>();
    private @Nullable Node<T> param;
  }

  /**
   * Adds an entry; the first of two that are alike counts.
   *
   * @param path such as {@code /v1/users/:id}; a fixed segment comes before a parameter
   */
  public void add(HttpMethod method, String path, T value) {
    Node<T> node = root;
    List<String> names = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.startsWith(":")) {
        names.add(segment.substring(1));
        if (node.param == null) {
          node.param = new Node<>();
        }
        node = node.param;
      } else {
        node = node.fixed.computeIfAbsent(segment, s -> new Node<>());
      }
    }
    node.entries.putIfAbsent(method, new Entry<>(value, List.copyOf(names)));
  }

  /** The entry of a path; null where there is none, and for a path that is not plain. */
  public @Nullable Match<T> find(HttpMethod method, String path) {
    Node<T> node = root;
    List<String> values = List.of();
    int begin = 1;
    while (begin <= path.length()) {
      int end = endOfSegment(path, begin);
      if (end < 0) {
        return null;
      }
      String segment = path.substring(begin, end);
      Node<T> next = node.fixed.get(segment);
      if (next == null) {
        next = node.param;
        values = values.isEmpty() ? List.of(segment) : with(values, segment);
      }
      if (next == null) {
        return null;
      }
      node = next;
      begin = end + 1;
    }
    Entry<T> entry = node.entries.get(method);
    return entry == null ? null : new Match<>(entry.value(), params(entry.names(), values));
  }

  private static List<String> with(List<String> values, String more) {
    List<String> all = new ArrayList<>(values);
    all.add(more);
    return all;
  }

  private static Map<String, String> params(List<String> names, List<String> values) {
    if (names.isEmpty()) {
      return Map.of();
    }
    if (names.size() == 1) {
      return Map.of(names.get(0), values.get(0));
    }
    Map<String, String> params = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      params.put(names.get(i), values.get(i));
    }
    return params;
  }

  /** Where a segment ends; negative where it is empty, dots alone, or not plain. */
  private static int endOfSegment(String path, int begin) {
    int end = begin;
    boolean dots = true;
    while (end < path.length() && path.charAt(end) != '/') {
      char c = path.charAt(end);
      if (!isPlain(c)) {
        return -1;
      }
      dots &= c == '.';
      end++;
    }
    return dots ? -1 : end;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.'
        || c == '~';
  }
}
