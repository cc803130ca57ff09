package dev.carillon.gateway.door;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.Origins;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * By which names a gateway is asked that only its own machine reaches. A page of anywhere can have
 * its name lead to a loopback address (DNS rebinding) and then asks as one of the gateway's own
 * pages; its name in {@code Host} gives it away, and in {@code Origin} where it asks across. Other
 * gateways are asked by the names of their proxies, which nobody here knows: there nothing is
 * refused.
 *
 * @param isGuarded whether names matter
 * @param names in lower case, beside the loopback addresses themselves
 * @param origins pages that may ask though they are of another host
 */
public record Hosts(boolean isGuarded, Set<String> names, Origins origins) {
  /** In the list of names: any. */
  public static final String ANY = "*";

  private static final Pattern NAME =
      Pattern.compile("\\*|\\[[0-9a-f:.]+]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?");

  public Hosts {
    names = Set.copyOf(names);
  }

  /** For a gateway that is asked by any name. */
  public static Hosts any() {
    return new Hosts(false, Set.of(), new Origins(Set.of()));
  }

  /** Whether a text can be such a name: no port, lower case; IPv6 in brackets. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * Those of a gateway.
   *
   * @param bound where it listens
   * @param named further names
   * @param publicUrl where it is reached from outside; null if nobody said so
   * @param isProxied whether proxies are known to stand before it
   */
  public static Hosts of(
      String bound,
      Set<String> named,
      @Nullable String publicUrl,
      boolean isProxied,
      Origins origins) {
    Set<String> names = new HashSet<>(named);
    names.add(bare(bound));
    boolean isAlone =
        isLoopback(bound)
            && !isProxied
            && !named.contains(ANY)
            && (publicUrl == null || isLoopback(host(publicUrl)));
    return new Hosts(isAlone, names, origins);
  }

  /** Whether it is asked by a name that it does not have. Without a name it is no browser. */
  boolean isMisdirected(HttpServerRequest request) {
    HostAndPort asked = request.authority();
    return isGuarded && asked != null && !isOwn(asked.host());
  }

  /** FORBIDDEN, or null: for a page of another host, and of another port of this one. */
  @Nullable Failure refusal(HttpServerRequest request) {
    if (!isGuarded || origins.allow(request)) {
      return null;
    }
    HostAndPort page = HostAndPort.parseAuthority(authority(request), -1);
    HostAndPort asked = request.authority();
    boolean isNeighbour =
        page != null && asked != null && page.port() == asked.port() && isOwn(page.host());
    return isNeighbour && request.headers().getAll("Origin").size() == 1
        ? null
        : Failure.of(
            FailureCode.FORBIDDEN, "This Origin may not use a gateway of this machine alone");
  }

  private static String authority(HttpServerRequest request) {
    String origin = String.valueOf(request.getHeader("Origin"));
    int at = origin.indexOf("://");
    return at < 0 ? "" : origin.substring(at + 3);
  }

  private boolean isOwn(String host) {
    String name = bare(host);
    return names.contains(name)
        || isLoopback(name); // where it listens is asked for most, and is known
  }

  /**
   * Whether a host is this machine, by its letters: nothing is resolved, or the answer would be the
   * attacker's.
   */
  public static boolean isLoopback(String host) {
    String name = bare(host);
    if (name.equals("localhost")) {
      return true;
    }
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(name);
    return address != null && address.isLoopbackAddress();
  }

  private static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("[") && lower.endsWith("]")
        ? lower.substring(1, lower.length() - 1)
        : lower;
  }

  private static String host(String url) {
    try {
      return String.valueOf(URI.create(url).getHost());
    } catch (IllegalArgumentException notOne) {
      return ""; // the service that sends mail refuses it by its name
    }
  }
}
