package dev.carillon.gateway.pages;

import dev.carillon.gateway.http.media.Gzip;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document that stays as it is while the process runs: made when it is first asked for, off the
 * event loop, and kept. One event loop only.
 */
public final class ServedDocument implements Handler<RoutingContext> {
  private static final Logger LOG = LoggerFactory.getLogger(ServedDocument.class);
  private static final int ETAG_BYTES = 16;

  private final Vertx vertx;
  private final String type;
  private final Callable<byte[]> making;
  private final String cache;
  private @Nullable Future<Made> made;

  /** Its bytes as they are and compressed, each with an ETag of its own. */
  private record Made(Buffer plain, String etag, Buffer zipped, String zippedEtag) {
    static Made of(byte[] bytes) {
      String digest = digest(bytes);
      return new Made(
          Buffer.buffer(bytes),
          "\"" + digest + "\"",
          Buffer.buffer(Gzip.of(bytes)),
          "\"" + digest + "-gzip\"");
    }

    private static String digest(byte[] bytes) {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        return HexFormat.of().formatHex(digest, 0, ETAG_BYTES);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java has SHA-256", e);
      }
    }
  }

  /** A document of a media type that {@code making} makes, which may take some 100 ms. */
  public ServedDocument(Vertx vertx, String type, Callable<byte[]> making) {
    this(vertx, type, making, "public, no-cache");
  }

  /** The same, and how long it may be kept: a {@code Cache-Control}. */
  ServedDocument(Vertx vertx, String type, Callable<byte[]> making, String cache) {
    this.cache = cache;
    this.vertx = vertx;
    this.type = type;
    this.making = making;
  }

  @Override
  public void handle(RoutingContext rc) {
    Future<Made> document = made;
    if (document == null) {
      document = vertx.executeBlocking(() -> Made.of(making.call()));
      made = document;
    }
    document.onSuccess(kept -> send(rc, kept)).onFailure(rc::fail);
  }

  private void send(RoutingContext rc, Made kept) {
    HttpServerResponse response = rc.response();
    if (response.closed()) {
      return;
    }
    boolean zipped = Gzip.isAccepted(rc.request());
    String etag = zipped ? kept.zippedEtag() : kept.etag();
    response
        .putHeader("content-type", type)
        .putHeader("etag", etag)
        .putHeader("cache-control", cache)
        .putHeader("vary", "accept-encoding");
    Future<Void> sent;
    String known = rc.request().getHeader("if-none-match");
    if (known != null && (known.equals("*") || known.contains(etag))) {
      response.headers().remove("content-type");
      sent = response.setStatusCode(304).end();
    } else if (zipped) {
      sent = response.putHeader("content-encoding", "gzip").end(kept.zipped());
    } else {
      sent = response.end(kept.plain());
    }
    sent.onFailure(e -> LOG.debug("The client disconnected before its document", e));
  }
}
