package dev.carillon.gateway.upstream;

import dev.carillon.text.IntegerText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are public: those of the IANA special-purpose registries (RFC 6890) are not, nor
 * what tunnels to them. Of IPv6 only global unicast is.
 */
final class PublicAddresses {
  private static final int V4_BYTES = 4;

  private static final List<Prefix> NOT_PUBLIC =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20")
          .map(Prefix::parse)
          .toList();
  private static final Prefix GLOBAL_UNICAST = Prefix.parse("2000::/3");

  private PublicAddresses() {}

  /** The first bits of an address. */
  private static final class Prefix {
    private final byte[] first;
    private final int bits;

    private Prefix(byte[] first, int bits) {
      this.first = first;
      this.bits = bits;
    }

    static Prefix parse(String text) {
      int slash = text.indexOf('/');
      try {
        return new Prefix(
            InetAddress.getByName(text.substring(0, slash)).getAddress(),
            IntegerText.parse(text.substring(slash + 1), 0, 128));
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(text, e);
      }
    }

    boolean holds(byte[] address) {
      if (address.length != first.length) {
        return false;
      }
      int whole = bits / Byte.SIZE;
      int mask = (0xff00 >> (bits % Byte.SIZE)) & 0xff;
      return Arrays.equals(first, 0, whole, address, 0, whole)
          && (mask == 0 || (first[whole] & mask) == (address[whole] & mask));
    }
  }

  static boolean contain(InetAddress address) {
    byte[] bytes = address.getAddress();
    return (bytes.length == V4_BYTES || GLOBAL_UNICAST.holds(bytes))
        && NOT_PUBLIC.stream().noneMatch(prefix -> prefix.holds(bytes));
  }
}
