package dev.carillon.gateway.client;

import dev.carillon.gateway.http.OpenPath;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /client.js} and {@code /client.d.ts}, for everybody: they hold no secret. A browser keeps
 * them for an hour and then asks whether they are the same.
 */
public final class ClientFiles implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ClientFiles.class);
  private static final String SCRIPT = "text/javascript";
  private static final String TYPES = "text/plain";
  private static final String UTF_8 = "; charset=utf-8";
  private static final String CACHED = "public, max-age=3600";

  private static final Map<String, ClientFile> FILES =
      Map.of(
          "/client.js", ClientFile.read("client.js", SCRIPT + UTF_8),
          "/client.d.ts", ClientFile.read("client.d.ts", TYPES + UTF_8));

  /** Where they are. */
  public static List<OpenPath> paths() {
    ClientFiles files = new ClientFiles();
    return List.of(
        OpenPath.get("/client.js", "The live client of browsers and Node", List.of(SCRIPT), files),
        OpenPath.get("/client.d.ts", "Its types, for TypeScript", List.of(TYPES), files));
  }

  @Override
  public void handle(RoutingContext rc) {
    ClientFile file = FILES.get(rc.request().path());
    if (file == null) {
      rc.next();
    } else {
      answer(rc.request(), rc.response(), file);
    }
  }

  private static void answer(
      HttpServerRequest request, HttpServerResponse response, ClientFile file) {
    boolean head = request.method().equals(HttpMethod.HEAD);
    response
        .putHeader("content-type", file.type())
        .putHeader("cache-control", CACHED)
        .putHeader("etag", file.etag())
        .headers()
        .add("vary", "accept-encoding");
    if (file.isNamed(request.headers().getAll("if-none-match"))) {
      sent(response.setStatusCode(304).end());
      return;
    }
    boolean zipped = takesGzip(request.headers().getAll("accept-encoding"));
    if (zipped) {
      response.putHeader("content-encoding", "gzip");
    }
    byte[] body = file.body(zipped);
    response.putHeader("content-length", Integer.toString(body.length));
    sent(head ? response.end() : response.end(Buffer.buffer(body)));
  }

  private static boolean takesGzip(List<String> lines) {
    return lines.stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(coding -> coding.replace(" ", ""))
        .anyMatch(coding -> coding.matches("gzip(;q=(1|0?\\.\\d*[1-9]\\d*).*)?"));
  }

  private static void sent(Future<Void> sent) {
    sent.onFailure(e -> LOG.debug("The client left before its answer: {}", e.toString()));
  }
}
