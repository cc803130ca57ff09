package dev.carillon.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.batch.Blocking;
import dev.carillon.async.task.Cancellation;
import dev.carillon.failure.Failure;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static final Vertx vertx = Vertx.vertx();

  private final AllowedHosts hosts =
      new AllowedHosts(
          Set.of("example.org", "example.net:8443", "localhost", "[::1]"),
          "127.0.0.1:4000",
          new Blocking("resolving", vertx, 1, 10));

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "https://example.org/a?b=c",
        "HTTP://EXAMPLE.ORG/",
        "https://example.net:8443/",
        "http://127.0.0.1:4000/json"
      })
  void aListedHostIsAllowed(String url) {
    assertThatCode(() -> hosts.check(URI.create(url), "url")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/",
        "http://example.org.evil.example/",
        "http://evil.example/?example.org",
        "http://example.org@evil.example/",
        "http://me:secret@example.org/",
        "http://example.org:8080/",
        "http://example.net/",
        "http://127.0.0.1:4001/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://[::ffff:127.0.0.1]:4000/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "//example.org/",
        "example.org",
        "http:///nothing",
        "http://example.org/#fragment"
      })
  void anythingElseIsRefusedByName(String url) {
    assertThatThrownBy(() -> hosts.check(URI.create(url), "url"))
        .isInstanceOf(Failure.class)
        .satisfies(f -> assertThat(((Failure) f).details().get(0).pointer()).isEqualTo("url"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost/", "http://[::1]/"})
  void aListedNameWithAnAddressThatIsNotPublicIsRefusedAfterItsResolution(String url) {
    URI listed = URI.create(url);
    hosts.check(listed, "url");
    assertThatThrownBy(() -> hosts.resolve(listed, new Cancellation()).await(30, TimeUnit.SECONDS))
        .isInstanceOf(UpstreamException.class)
        .hasMessageContaining("not public");
  }

  @Test
  void theDemoUpstreamIsTheOneException() throws Exception {
    SocketAddress address =
        hosts
            .resolve(URI.create("http://127.0.0.1:4000/json"), new Cancellation())
            .await(30, TimeUnit.SECONDS);
    assertThat(address.port()).isEqualTo(4000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::"
      })
  void addressesThatAreNotPublic(String address) throws Exception {
    assertThat(PublicAddresses.contain(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.1",
        "172.32.0.1",
        "2606:4700::1111"
      })
  void addressesThatArePublic(String address) throws Exception {
    assertThat(PublicAddresses.contain(InetAddress.getByName(address))).isTrue();
  }
}
