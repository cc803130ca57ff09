package dev.carillon.gateway.ws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.bridge.BridgeOverTls;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets over TLS: what is written past Vert.x must be encrypted all the same. */
class SecureIT {
  @TempDir Path folder;

  @Test
  void overTlsASocketSpeaksAndEndsAsWithout() throws Exception {
    try (LiveServer server =
        LiveServer.start(
            Map.of(
                "CARILLON_TLS_CERTIFICATE", put("cert").toString(),
                "CARILLON_TLS_KEY", put("key").toString()))) {
      SSLContext trusted = trusted(folder.resolve("cert.pem"));
      try (WireClient client = LiveServer.hello(server.secure(trusted, "reader"), null)) {
        client.text("{\"type\":\"sub\",\"id\":\"1\",\"topic\":\"emails\"}");
        assertThat(client.nextAnswer().text()).contains("\"ok\"");
        client.raw(WireClient.close(1000));
        assertThat(client.nextAnswer().code()).isEqualTo(1000);
        assertThat(client.next()).isNull();
      }
      try (WireClient client = server.secure(trusted, "reader")) {
        client.raw(FrameScript.sent("raw:0x838001020304"));
        assertThat(client.nextAnswer().code()).isEqualTo(1002);
        assertThat(client.next()).as("the cut, a second later").isNull();
      }
    }
  }

  @Test
  void theTcpBridgeHasTheCertificateOfHttp() throws Exception {
    Map<String, Object> settings =
        Map.of(
            "CARILLON_TLS_CERTIFICATE", put("cert").toString(),
            "CARILLON_TLS_KEY", put("key").toString());
    BridgeOverTls.requestIsAnsweredAndAFaultEndsTheConnection(
        settings, trusted(folder.resolve("cert.pem")));
  }

  private Path put(String part) throws Exception {
    Path file = folder.resolve(part + ".pem");
    try (InputStream pem =
        Objects.requireNonNull(getClass().getResourceAsStream("/tls/one-" + part + ".pem"))) {
      Files.copy(pem, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static SSLContext trusted(Path certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate)) {
      store.setCertificateEntry(
          "one", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
