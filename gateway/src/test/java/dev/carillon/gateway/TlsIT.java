package dev.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigException;
import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.testkit.RawSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String MANY = "127.0.0.2";

  @TempDir Path folder;

  @Test
  void aChangedCertificateIsTakenWithoutARestart() throws Exception {
    put("one");
    try (TestServer server =
        new TestServer(
            "CARILLON_TLS_CERTIFICATE=" + folder.resolve("cert.pem"),
            "CARILLON_TLS_KEY=" + folder.resolve("key.pem"))) {
      try (SSLSocket socket = connect(server.port())) {
        assertThat(name(socket)).isEqualTo("CN=one.example");
        socket
            .getOutputStream()
            .write(
                ("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + TestServer.AUTHORIZATION
                        + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 200")
            .contains("strict-transport-security: max-age=31536000");
      }
      try (RawSocket plain = server.socket()) {
        assertThat(plain.head("GET /hello HTTP/1.1", "Host: x").rest()).doesNotContain("HTTP/1.1");
      }
      put("two");
      assertThat(nameOfTheNext(server.port(), "CN=two.example")).isEqualTo("CN=two.example");
    }
  }

  /** A place is taken when a connection is accepted, and not when its handshake is over. */
  @Test
  void handshakesThatNeverEndAreBoundedForEachAddress() throws Exception {
    put("one");
    try (TestServer server =
            new TestServer(
                "CARILLON_TLS_CERTIFICATE=" + folder.resolve("cert.pem"),
                "CARILLON_TLS_KEY=" + folder.resolve("key.pem"),
                "CARILLON_CONNECTIONS_PER_ADDRESS=2");
        Socket first = silent(server.port());
        Socket second = silent(server.port())) {
      for (int i = 0; i < 3; i++) {
        try (Socket tooMany = silent(server.port())) {
          assertThat(tooMany.getInputStream().read())
              .as("closed, without a handshake")
              .isNegative();
        }
      }
      assertThatThrownBy(() -> connect(server.port(), MANY)).isInstanceOf(IOException.class);
      try (SSLSocket other = connect(server.port(), "127.0.0.3")) {
        assertThat(name(other)).isEqualTo("CN=one.example");
      }
      first.close();
      second.close();
      List<SSLSocket> open = new ArrayList<>();
      for (long end = Clocks.system().nanos() + LIMIT.toNanos();
          open.size() < 2 && Clocks.system().nanos() < end; ) {
        try {
          open.add(connect(server.port(), MANY));
        } catch (IOException e) {
          // not given back yet
        }
      }
      assertThat(open).as("the handshake gives its place to the connection").hasSize(2);
      for (SSLSocket socket : open) {
        socket.close();
      }
    }
  }

  private static Socket silent(int port) throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(MANY), 0);
    socket.setSoTimeout(Math.toIntExact(LIMIT.toMillis()));
    return socket;
  }

  @Test
  void filesThatAreNoPairOfPemAreRefused() throws Exception {
    put("one");
    String certificate = folder.resolve("cert.pem").toString();
    assertThatThrownBy(() -> read(certificate, folder.resolve("missing.pem").toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("CARILLON_TLS_CERTIFICATE and CARILLON_TLS_KEY must be PEM files");
    assertThatThrownBy(() -> read(certificate, certificate)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> read(certificate, ""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("CARILLON_TLS_KEY is required with the other one");
  }

  private static void read(String certificate, String key) {
    ConfigSource source =
        ConfigSource.of(
            new JsonObject()
                .put("CARILLON_TLS_CERTIFICATE", certificate)
                .put("CARILLON_TLS_KEY", key)
                .put("CARILLON_API_KEYS_FILE", certificate),
            Map.of());
    GatewayConfig.read(source, 1, false);
    source.verify();
  }

  private void put(String pair) throws Exception {
    for (String part : new String[] {"key", "cert"}) {
      try (var pem =
          Objects.requireNonNull(
              getClass().getResourceAsStream("/tls/" + pair + "-" + part + ".pem"))) {
        Files.copy(pem, folder.resolve(part + ".pem"), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static String nameOfTheNext(int port, String wanted) throws Exception {
    String name = "";
    long end = Clocks.system().nanos() + LIMIT.toNanos();
    while (!name.equals(wanted) && Clocks.system().nanos() < end) {
      try (SSLSocket socket = connect(port)) {
        name = name(socket);
      }
    }
    return name;
  }

  private static SSLSocket connect(int port) throws Exception {
    return connect(port, "127.0.0.1");
  }

  private static SSLSocket connect(int port, String from) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new AnyCertificate()}, null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
    socket.startHandshake();
    return socket;
  }

  private static String name(SSLSocket socket) throws Exception {
    socket.setSoTimeout(10_000);
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
