package dev.carillon.gateway.peer;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The address of a client.
 *
 * @param text the address, for logs
 * @param group for whom limits count: an IPv4 address, or the /64 of an IPv6 one, because whoever
 *     has one address of it has them all
 */
public record ClientAddress(String text, String group) {
  private static final int GROUP_BITS = 64;
  private static final int V4_BYTES = 4;

  /** A client that has no IP address, such as one on a Unix socket. */
  static final ClientAddress LOCAL = new ClientAddress("local", "local");

  static ClientAddress of(byte[] address) {
    String text = text(address);
    return address.length == V4_BYTES
        ? new ClientAddress(text, text)
        : new ClientAddress(
            text, text(AddressRange.masked(address, GROUP_BITS)) + "/" + GROUP_BITS);
  }

  private static String text(byte[] address) {
    try {
      return NetUtil.toAddressString(InetAddress.getByAddress(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("An address has 4 or 16 bytes", e);
    }
  }
}
