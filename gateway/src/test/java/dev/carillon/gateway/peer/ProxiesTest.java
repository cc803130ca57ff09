package dev.carillon.gateway.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
  private final Proxies proxies = Proxies.of(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/32"));

  @ParameterizedTest
  @CsvSource({
    "198.51.100.1, 198.51.100.1, 198.51.100.1",
    "::ffff:198.51.100.1, 198.51.100.1, 198.51.100.1",
    "2001:db9:1:2:3:4:5:6, 2001:db9:1:2:3:4:5:6, 2001:db9:1:2::/64",
  })
  void aPeerThatIsNoProxyIsTheClient(String peer, String text, String group) {
    assertThat(client(peer, "X-Forwarded-For", "203.0.113.9"))
        .isEqualTo(new ClientAddress(text, group));
    assertThat(proxies.isProxy(SocketAddress.inetSocketAddress(1, peer))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 203.0.113.9",
        "1.1.1.1, 203.0.113.9 | 203.0.113.9",
        "203.0.113.9, 10.1.2.3, 192.0.2.7 | 203.0.113.9",
        "203.0.113.9:4711 | 203.0.113.9",
        "[2001:db9::1]:4711 | 2001:db9::/64",
        "2001:db9:0:0:ffff::1 | 2001:db9::/64",
        "::ffff:203.0.113.9 | 203.0.113.9",
        "unknown, 10.1.2.3 | 10.1.2.3",
        "203.0.113.9, example.org | 10.0.0.1",
        "10.2.2.2, 10.3.3.3 | 10.2.2.2",
        "' ' | 10.0.0.1",
        "203.0.113.9,, | 10.0.0.1",
        "0x7f.1 | 10.0.0.1",
      })
  void theClientIsTheLastThatIsNoProxyOfOurs(String header, String group) {
    assertThat(client("10.0.0.1", "X-Forwarded-For", header).group()).isEqualTo(group);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "for=203.0.113.9 | 203.0.113.9",
        "For=\"203.0.113.9:81\";proto=https;by=10.0.0.1 | 203.0.113.9",
        "for=1.1.1.1, for=203.0.113.9 | 203.0.113.9",
        "for=\"[2001:db9::1]:81\" | 2001:db9::/64",
        "for=_hidden | 10.0.0.1",
        "for=unknown, for=10.1.1.1 | 10.1.1.1",
        "proto=http;by=\"x\" | 10.0.0.1",
        "for=1.1.1.1, for=\"x, for=\"203.0.113.9\" | 10.0.0.1",
      })
  void forwardedIsReadAsItsStandardSays(String header, String group) {
    assertThat(client("10.0.0.1", "Forwarded", header).group()).isEqualTo(group);
  }

  @Test
  void aHeaderThatTheProxyLetThroughCannotChooseTheClient() {
    assertThat(
            client("10.0.0.1", "X-Forwarded-For", "203.0.113.9", "Forwarded", "for=198.51.100.200"))
        .as("they differ: neither counts")
        .isEqualTo(new ClientAddress("10.0.0.1", "10.0.0.1"));
    assertThat(client("10.0.0.1", "X-Forwarded-For", "203.0.113.9", "Forwarded", "for=203.0.113.9"))
        .isEqualTo(new ClientAddress("203.0.113.9", "203.0.113.9"));
    assertThat(
            client("10.0.0.1", "X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "203.0.113.9")
                .text())
        .as("several lines are one list")
        .isEqualTo("203.0.113.9");
  }

  @Test
  void aClientOnAUnixSocketHasNoAddress() {
    assertThat(proxies.peer(SocketAddress.domainSocketAddress("/tmp/x")))
        .isEqualTo(ClientAddress.LOCAL);
    assertThat(proxies.peer(null)).isEqualTo(ClientAddress.LOCAL);
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-Proto, https, true",
    "X-Forwarded-Proto, http, false",
    "Forwarded, for=1.1.1.1;proto=https, true",
    "X-Other, https, false"
  })
  void aProxySaysWhetherTheClientCameOverTls(String name, String value, boolean secure) {
    assertThat(proxies.isSecure(request("10.0.0.1", name, value))).isEqualTo(secure);
    assertThat(proxies.isSecure(request("198.51.100.1", name, value))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/08x",
        "example.org",
        "",
        "10.0.0/8",
        "fe80::1%eth0",
        "::/129",
        "2001:db8::1/32"
      })
  void whatIsNoRangeIsRefused(String range) {
    assertThatThrownBy(() -> Proxies.of(List.of(range)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private ClientAddress client(String peer, String... headers) {
    return proxies.client(request(peer, headers));
  }

  private static HttpServerRequest request(String peer, String... headers) {
    MultiMap all = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return (HttpServerRequest)
        Proxy.newProxyInstance(
            HttpServerRequest.class.getClassLoader(),
            new Class<?>[] {HttpServerRequest.class},
            (self, method, given) ->
                switch (method.getName()) {
                  case "headers" -> all;
                  case "getHeader" -> all.get((String) given[0]);
                  case "remoteAddress" -> SocketAddress.inetSocketAddress(4711, peer);
                  case "isSSL" -> false;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
