package dev.carillon.gateway.upstream;

import dev.carillon.async.batch.Blocking;
import dev.carillon.async.task.Cancellation;
import dev.carillon.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Where requests may go: only to hosts on a list, and of those only to public addresses, checked
 * after the name was resolved. The connection is then made to the address that was checked, so that
 * a name cannot point elsewhere a moment later. One host of our own, the demo upstream, is exempt
 * from the second rule.
 */
final class AllowedHosts {
  private static final int FIRST_OF_SHARED_SPACE = 64;
  private static final int LAST_OF_SHARED_SPACE = 127;
  private static final int UNIQUE_LOCAL_MASK = 0xfe;
  private static final int UNIQUE_LOCAL = 0xfc;

  private final Set<String> allowed;
  private final String own;
  private final Blocking resolving;

  /**
   * A list.
   *
   * @param allowed entries {@code host} (ports 80 and 443) or {@code host:port}
   * @param own {@code host:port} of the demo upstream, empty without one
   */
  AllowedHosts(Set<String> allowed, String own, Blocking resolving) {
    this.allowed = allowed;
    this.own = own;
    this.resolving = resolving;
  }

  /** INVALID unless the URL is plain and its host is on the list. */
  void check(URI url, String parameter) {
    boolean plain =
        url.getHost() != null
            && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
            && url.getUserInfo() == null
            && url.getFragment() == null;
    if (!plain) {
      throw Failure.invalid(parameter, "must be an http or https URL without user or fragment");
    }
    String host = url.getHost().toLowerCase(Locale.ROOT);
    boolean listed =
        allowed.contains(host + ":" + port(url)) || (url.getPort() == -1 && allowed.contains(host));
    if (!isOwn(url) && !listed) {
      throw Failure.invalid(parameter, "goes to a host that is not on the list of allowed hosts");
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
    return "https".equals(url.getScheme()) ? 443 : 80;
  }

  private SocketAddress address(URI url) {
    try {
      InetAddress[] all = InetAddress.getAllByName(url.getHost());
      if (!isOwn(url) && !Arrays.stream(all).allMatch(AllowedHosts::isPublic)) {
        throw new UpstreamException(url.getHost() + " has an address that is not public", false);
      }
      return SocketAddress.inetSocketAddress(port(url), all[0].getHostAddress());
    } catch (UnknownHostException e) {
      throw new UpstreamException(url.getHost() + " is not a known host", true);
    }
  }

  private boolean isOwn(URI url) {
    return own.equals(url.getHost() + ":" + port(url));
  }

  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal =
        address instanceof Inet6Address && (bytes[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
    int second = bytes[1] & 0xff;
    boolean sharedSpace =
        bytes.length == 4
            && bytes[0] == 100
            && second >= FIRST_OF_SHARED_SPACE
            && second <= LAST_OF_SHARED_SPACE;
    boolean thisNetwork = bytes.length == 4 && bytes[0] == 0;
    return !(address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()
        || uniqueLocal
        || sharedSpace
        || thisNetwork);
  }
}
