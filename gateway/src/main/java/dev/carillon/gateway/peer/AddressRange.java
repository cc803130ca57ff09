package dev.carillon.gateway.peer;

import dev.carillon.failure.Failure;
import dev.carillon.text.IntegerText;
import io.netty.util.NetUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses as CIDR writes it: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, {@code ::1}.
 */
final class AddressRange {
  /** How IPv6 begins where it carries an IPv4 address. */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private static final int V6_BYTES = 16;

  private final byte[] first;
  private final int bits;

  private AddressRange(byte[] first, int bits) {
    this.first = first;
    this.bits = bits;
  }

  /**
   * The range.
   *
   * @throws IllegalArgumentException for what is not CIDR, names included: nothing is resolved
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("is not an IP address");
    }
    int length = address.length * Byte.SIZE;
    int bits = slash < 0 ? length : prefix(text.substring(slash + 1), length);
    if (!Arrays.equals(address, masked(address, bits))) {
      throw new IllegalArgumentException("has bits behind its prefix");
    }
    return new AddressRange(address, bits);
  }

  /** The bytes of a written address, IPv4 also where it is written inside IPv6; null for others. */
  static byte @Nullable [] bytes(String text) {
    byte[] address =
        text.indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(text);
    return address == null ? null : unmapped(address);
  }

  /** {@code ::ffff:192.0.2.1} is 192.0.2.1. */
  static byte[] unmapped(byte[] address) {
    boolean mapped =
        address.length == V6_BYTES
            && Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    return mapped ? Arrays.copyOfRange(address, MAPPED.length, V6_BYTES) : address;
  }

  boolean contains(byte[] address) {
    return address.length == first.length && Arrays.equals(first, masked(address, bits));
  }

  /** The address with everything behind the first bits cleared. */
  static byte[] masked(byte[] address, int bits) {
    byte[] masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      int left = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
      masked[i] &= (byte) (0xff << (Byte.SIZE - left));
    }
    return masked;
  }

  private static int prefix(String text, int length) {
    try {
      return IntegerText.parse(text, 0, length);
    } catch (Failure refused) {
      throw new IllegalArgumentException("has no prefix length of 0 to " + length, refused);
    }
  }
}
