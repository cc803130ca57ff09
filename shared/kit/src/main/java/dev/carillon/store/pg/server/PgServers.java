package dev.carillon.store.pg.server;

import io.vertx.pgclient.PgConnectOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a URL says of where a schema lives: one server, or several of which one takes writes, as in
 * {@code postgresql://user:password@one:5432,two:5432/database?target_session_attrs=read-write}.
 * One server may be named twice, by its address and with {@code ?host=/directory} by its Unix
 * socket there: who can use that does, and JDBC takes the address.
 *
 * @param all the same but for host and port, in the order of the URL; at least one
 * @param hosts as a JDBC URL names them: {@code one:5432,two:5432}
 */
public record PgServers(List<PgConnectOptions> all, String hosts) {
  private static final String FORM =
      "must look like postgresql://user:password@host:port/database, with several host:port"
          + " separated by commas if need be (special characters of the password as %40 and so on)";

  private static final Pattern URL =
      Pattern.compile("(postgres(?:ql)?://(?:[^@/?#]*@)?)([^@/?#]*)([^?#]*)(?:\\?(.*))?");

  private static final String SOCKET = "host=";
  private static final String TARGET = "target_session_attrs=";
  private static final Set<String> TAKES_WRITES = Set.of("read-write", "primary");

  public PgServers {
    all = List.copyOf(all);
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException with the rule that it breaks; neither the message nor a cause
   *     repeats the URL, which may hold a password
   */
  public static PgServers parse(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException(FORM);
    }
    List<String> hosts = List.of(parts.group(2).split(",", -1));
    if (hosts.size() > 1 && hosts.contains("")) {
      throw new IllegalArgumentException(FORM);
    }
    List<String> query = parameters(parts.group(4) == null ? "" : parts.group(4));
    List<String> others = query.stream().filter(parameter -> !isSocket(parameter)).toList();
    List<PgConnectOptions> addresses = servers(parts, hosts, others);
    String forJdbc =
        addresses.stream()
            .map(server -> bracketed(server.getHost()) + ":" + server.getPort())
            .collect(Collectors.joining(","));
    if (others.equals(query)) {
      return new PgServers(addresses, forJdbc);
    }
    if (hosts.size() > 1) {
      throw new IllegalArgumentException("must name one server if it has ?host=/directory");
    }
    return new PgServers(servers(parts, hosts, query), forJdbc);
  }

  private static List<PgConnectOptions> servers(
      MatchResult parts, List<String> hosts, List<String> query) {
    String rest = parts.group(3) + (query.isEmpty() ? "" : "?" + String.join("&", query));
    return hosts.stream().map(host -> server(parts.group(1) + host + rest)).toList();
  }

  private static boolean isSocket(String parameter) {
    String name = parameter.substring(0, Math.min(parameter.length(), SOCKET.length() + 3));
    return name.startsWith(SOCKET + "/") || name.equalsIgnoreCase(SOCKET + "%2F");
  }

  /** The first one, for what all have in common. */
  public PgConnectOptions first() {
    return all.get(0);
  }

  /** The driver's message would repeat the URL. */
  private static PgConnectOptions server(String url) {
    PgConnectOptions server;
    try {
      server = PgConnectOptions.fromUri(url);
    } catch (RuntimeException withTheUrl) {
      throw new IllegalArgumentException(FORM);
    }
    if (server.getPort() <= 0 || server.getHost() == null || server.getHost().isBlank()) {
      throw new IllegalArgumentException(FORM);
    }
    return server;
  }

  /** Without the one that is for us and not for the server. */
  private static List<String> parameters(String query) {
    return Arrays.stream(query.split("&"))
        .filter(parameter -> !parameter.isEmpty())
        .filter(parameter -> !isTarget(parameter))
        .toList();
  }

  private static boolean isTarget(String parameter) {
    if (!parameter.startsWith(TARGET)) {
      return false;
    }
    if (!TAKES_WRITES.contains(parameter.substring(TARGET.length()))) {
      throw new IllegalArgumentException(
          "must have target_session_attrs=read-write (or primary), or none: services write");
    }
    return true;
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
