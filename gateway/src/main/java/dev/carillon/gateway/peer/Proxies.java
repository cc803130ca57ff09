package dev.carillon.gateway.peer;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose word about a client's address counts. A header that a stranger sends is never
 * believed: the chain of addresses is walked from this server outwards, and ends at the first that
 * is no proxy of ours.
 */
public final class Proxies {
  private final List<AddressRange> ranges;

  private Proxies(List<AddressRange> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /** Nobody is trusted: every peer is a client. */
  public static Proxies none() {
    return new Proxies(List.of());
  }

  /**
   * The proxies in these ranges.
   *
   * @param ranges addresses and CIDR, such as {@code 10.0.0.0/8}
   * @throws IllegalArgumentException if one is neither
   */
  public static Proxies of(List<String> ranges) {
    return new Proxies(ranges.stream().map(AddressRange::parse).toList());
  }

  /** Whether this peer is a proxy of ours, so that its connections are not one client's. */
  public boolean isProxy(@Nullable SocketAddress peer) {
    if (ranges.isEmpty()) {
      return false;
    }
    byte[] address = bytes(peer);
    return address != null && isTrusted(address);
  }

  /** The peer itself, whatever it says of others. */
  public ClientAddress peer(@Nullable SocketAddress peer) {
    byte[] address = bytes(peer);
    return address == null ? ClientAddress.LOCAL : ClientAddress.of(address);
  }

  /**
   * The client of a request. Where {@code Forwarded} and {@code X-Forwarded-For} name different
   * clients, one of them was not written by the proxy, and neither counts.
   */
  public ClientAddress client(HttpServerRequest request) {
    byte[] peer = bytes(request.remoteAddress());
    if (peer == null) {
      return ClientAddress.LOCAL;
    }
    if (!isTrusted(peer)) {
      return ClientAddress.of(peer);
    }
    List<String> standard = request.headers().getAll("Forwarded");
    List<String> usual = request.headers().getAll("X-Forwarded-For");
    byte[] byStandard = behind(peer, Forwarded.standard(standard));
    byte[] byUsual = behind(peer, Forwarded.usual(usual));
    if (standard.isEmpty() || usual.isEmpty()) {
      return ClientAddress.of(usual.isEmpty() ? byStandard : byUsual);
    }
    return ClientAddress.of(Arrays.equals(byStandard, byUsual) ? byUsual : peer);
  }

  /** Whether the client's side of the connection is encrypted, as far as our proxies can tell. */
  public boolean isSecure(HttpServerRequest request) {
    return request.isSSL()
        || (isProxy(request.remoteAddress())
            && Forwarded.isHttps(
                request.getHeader("X-Forwarded-Proto"), request.headers().getAll("Forwarded")));
  }

  /** The last address of the chain that is not ours; what cannot be read ends the chain. */
  private byte[] behind(byte[] peer, List<String> chain) {
    byte[] last = peer;
    List<String> outwards = new ArrayList<>(chain).reversed();
    for (String named : outwards) {
      byte[] next = AddressRange.bytes(named);
      if (next == null) {
        return last;
      }
      last = next;
      if (!isTrusted(next)) {
        return last;
      }
    }
    return last;
  }

  private boolean isTrusted(byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static byte @Nullable [] bytes(@Nullable SocketAddress address) {
    if (address == null || !address.isInetSocket()) {
      return null;
    }
    String written = address.hostAddress();
    return written == null ? null : AddressRange.bytes(withoutScope(written));
  }

  /** {@code fe80::1%eth0}: the interface is this machine's word for where the address is. */
  private static String withoutScope(String written) {
    int scope = written.indexOf('%');
    return scope < 0 ? written : written.substring(0, scope);
  }
}
