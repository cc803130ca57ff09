package dev.carillon.e2e.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The web server of an application: one empty page with a strict policy, and the scripts of a
 * folder of the tests.
 */
public final class Pages implements AutoCloseable {
  private final HttpServer server;
  private final String folder;
  private final String policy;

  /**
   * Serves until it is closed.
   *
   * @param folder of the class path, such as {@code /live}
   * @param gateway what the page may load scripts from and connect to, beside itself
   */
  public Pages(String folder, String gateway) throws IOException {
    this.folder = folder;
    this.policy =
        "default-src 'none'; script-src 'self' %s; connect-src 'self' %s %s"
            .formatted(gateway, gateway, gateway.replaceFirst("^http", "ws"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    try (exchange;
        InputStream in = path.equals("/") ? null : Pages.class.getResourceAsStream(folder + path)) {
      byte[] body =
          path.equals("/")
              ? "<!doctype html><title>A page</title>".getBytes(StandardCharsets.UTF_8)
              : in == null ? new byte[0] : in.readAllBytes();
      exchange
          .getResponseHeaders()
          .set("Content-Type", path.equals("/") ? "text/html" : "text/javascript; charset=utf-8");
      exchange.getResponseHeaders().set("Content-Security-Policy", policy);
      exchange.sendResponseHeaders(
          body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
