package dev.carillon.gateway.ws;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.HexFormat;

/** Which clients are counted as one: those of an IPv4 address, or of an IPv6 /64. */
final class Network {
  private static final int V6_BYTES = 16;
  private static final int V6_NETWORK_BYTES = 8;

  private Network() {}

  static String of(HttpServerRequest request) {
    String address = request.remoteAddress().hostAddress();
    byte[] bytes = address == null ? null : NetUtil.createByteArrayFromIpAddressString(address);
    return bytes == null || bytes.length != V6_BYTES
        ? String.valueOf(address)
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, V6_NETWORK_BYTES)) + "/64";
  }
}
