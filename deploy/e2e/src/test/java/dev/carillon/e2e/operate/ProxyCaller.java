package dev.carillon.e2e.operate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A client of the world: asks through the proxy again and again, with a connection of TLS for each
 * request, until there is a file {@code stop}. A program of its own, so that what it writes down,
 * in {@code calls.KIND}, comes from outside: the status (000 without an answer), a number, and how
 * the answer begins.
 */
final class ProxyCaller {
  private static final String NAME = "api.example.org";
  private static final long REST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int SHOWN = 300;

  private final InetSocketAddress proxy;
  private final SSLContext trust;
  private final String key;

  private ProxyCaller(InetSocketAddress proxy, Path desk)
      throws IOException, GeneralSecurityException {
    this.proxy = proxy;
    this.trust = trusting(desk.resolve("world.pem"));
    this.key = Files.readString(desk.resolve("admin.key")).strip();
  }

  /** Folder, address and port of the proxy, and {@code reads} or {@code mails}. */
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    Path desk = Path.of(args[0]);
    InetSocketAddress proxy = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
    ProxyCaller caller = new ProxyCaller(proxy, desk);
    boolean reads = args[3].equals("reads");
    Path calls = desk.resolve("calls." + args[3]);
    for (int n = 1; !Files.exists(desk.resolve("stop")); n++) {
      String said = caller.ask(reads ? read() : mail(n));
      String line = said.length() < 4 ? said : said.substring(0, 4) + n + said.substring(3);
      Files.writeString(calls, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      LockSupport.parkNanos(REST);
    }
  }

  private static String read() {
    return "GET /v1/users?limit=1 HTTP/1.1\r\n\r\n";
  }

  private static String mail(int n) {
    String body =
        "{\"to\":{\"email\":\"c%d@example.org\"},\"subject\":\"S\",\"text\":\"T\"}".formatted(n);
    return "POST /v1/emails HTTP/1.1\r\nIdempotency-Key: three-%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(n, body.length(), body);
  }

  private String ask(String request) {
    String headers =
        "\r\nHost: " + NAME + "\r\nAuthorization: Bearer " + key + "\r\nConnection: close\r\n";
    try (Socket plain = new Socket()) {
      plain.connect(proxy, PATIENCE_MILLIS);
      plain.setSoTimeout(PATIENCE_MILLIS);
      try (SSLSocket secure =
          (SSLSocket) trust.getSocketFactory().createSocket(plain, NAME, proxy.getPort(), true)) {
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure
            .getOutputStream()
            .write(request.replaceFirst("\r\n", headers).getBytes(StandardCharsets.US_ASCII));
        return answer(secure.getInputStream());
      }
    } catch (IOException | UncheckedIOException e) {
      return "000 " + e;
    }
  }

  private static String answer(InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    String status = lines.readLine();
    if (status == null) {
      return "000 nothing";
    }
    String rest = lines.lines().collect(Collectors.joining(" "));
    return status.split(" ", 3)[1] + " " + rest.substring(0, Math.min(SHOWN, rest.length()));
  }

  private static SSLContext trusting(Path certificate)
      throws IOException, GeneralSecurityException {
    KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
    known.load(null, null);
    try (InputStream pem = Files.newInputStream(certificate)) {
      known.setCertificateEntry(
          "world", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
