package dev.carillon.bus.tls;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** Connections to an event bus from outside, with the JDK's sockets. */
final class RawEnds {
  private static final int WAIT_MILLIS = 4_000;
  private static final int LIMIT_MILLIS = 20_000;

  private final int port;

  RawEnds(int port) {
    this.port = port;
  }

  /** What comes back for some bytes without TLS, until the connection ends. */
  String plain(byte[] bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      return text(socket.getInputStream());
    } catch (java.net.SocketException reset) {
      return "";
    }
  }

  /** Whether a connection that says nothing is ended by the other end. */
  boolean endsInSilence() throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillThere) {
      return false;
    } catch (java.net.SocketException reset) {
      return true;
    }
  }

  private static String text(InputStream in) throws IOException {
    byte[] all = in.readAllBytes();
    return all.length > 0 && all[0] == 21 ? "" : new String(all, StandardCharsets.ISO_8859_1);
  }

  /** {@code open} if the other end keeps a connection with a certificate, or without one. */
  String tls(Path files, String protocol) throws Exception {
    try (SSLSocket socket = secured(files)) {
      socket.setEnabledProtocols(new String[] {protocol});
      socket.startHandshake();
      socket.setSoTimeout(WAIT_MILLIS);
      return socket.getInputStream().read() < 0 ? "refused" : "said something";
    } catch (SocketTimeoutException stillThere) {
      return "open";
    } catch (SSLException | java.net.SocketException e) {
      return "refused";
    }
  }

  /** The number of the certificate that the other end shows. */
  String serial(Path files) throws Exception {
    try (SSLSocket socket = secured(files)) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getSerialNumber().toString();
    }
  }

  private SSLSocket secured(Path files) throws Exception {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(InsecureTrustManagerFactory.INSTANCE);
    if (files != null) {
      builder.keyManager(
          files.resolve("member.pem").toFile(), files.resolve("member.key").toFile());
    }
    Socket plain = connect();
    return (SSLSocket)
        ((JdkSslContext) builder.build())
            .context()
            .getSocketFactory()
            .createSocket(plain, "127.0.0.1", port, true);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
    return socket;
  }
}
