package dev.carillon.gateway.upstream;

import dev.carillon.async.batch.Blocking;
import dev.carillon.async.task.Cancellation;
import dev.carillon.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hosts that requests may reach: those on a list, and of those only public addresses, checked
 * after the name was resolved. The connection is then made to the address that was checked, so that
 * a name cannot point elsewhere a moment later. One host of our own, the demo upstream, is exempt
 * from the second rule.
 */
final class AllowedHosts {
  private final Set<String> allowed;
  private final String own;
  private final Blocking resolving;

  /**
   * The allowed hosts.
   *
   * @param allowed entries {@code host} (ports 80 and 443) or {@code host:port}
   * @param own {@code host:port} of the demo upstream, empty without one
   */
  AllowedHosts(Set<String> allowed, String own, Blocking resolving) {
    this.allowed =
        allowed.stream()
            .map(entry -> entry.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.own = own;
    this.resolving = resolving;
  }

  /** INVALID unless the URL is plain and its host is on the list. */
  void check(URI url, String parameter) {
    boolean plain =
        url.getHost() != null
            && ("http".equalsIgnoreCase(url.getScheme()) || isSecure(url))
            && url.getUserInfo() == null
            && url.getFragment() == null;
    if (!plain) {
      throw Failure.invalid(parameter, "must be an http or https URL without user or fragment");
    }
    String host = url.getHost().toLowerCase(Locale.ROOT);
    boolean listed =
        allowed.contains(authority(url)) || (url.getPort() == -1 && allowed.contains(host));
    if (!isOwn(url) && !listed) {
      throw Failure.invalid(parameter, "names a host that is not on the list of allowed hosts");
    }
  }

  /** The address to connect to; fails when it is not a public one. */
  Future<SocketAddress> resolve(URI url, Cancellation cancellation) {
    return resolving.run(cancellation, () -> address(url));
  }

  static int port(URI url) {
    if (url.getPort() != -1) {
      return url.getPort();
    }
    return isSecure(url) ? 443 : 80;
  }

  /** One name for one server, however its URL is written. */
  static String authority(URI url) {
    return url.getHost().toLowerCase(Locale.ROOT) + ":" + port(url);
  }

  static boolean isSecure(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  private SocketAddress address(URI url) {
    try {
      InetAddress[] all = InetAddress.getAllByName(url.getHost());
      if (!isOwn(url) && !Arrays.stream(all).allMatch(PublicAddresses::contain)) {
        throw new UpstreamException(
            url.getHost() + " resolves to an address that is not public", false);
      }
      return SocketAddress.inetSocketAddress(port(url), all[0].getHostAddress());
    } catch (UnknownHostException e) {
      throw new UpstreamException(url.getHost() + " cannot be resolved", true);
    }
  }

  private boolean isOwn(URI url) {
    return own.equals(authority(url));
  }
}
