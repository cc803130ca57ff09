package dev.carillon.gateway.upstream;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Work;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer; redirects are answers like others and not followed. */
final class Exchange {
  private static final int FIRST_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final HttpClient client;
  private final URI url;
  private final Cancellation cancellation;
  private final Promise<Fetched> result = Work.promise();
  private final Buffer body = Buffer.buffer();
  private final @Nullable Context context = Vertx.currentContext();
  private @Nullable HttpClientRequest sent;

  Exchange(HttpClient client, URI url, Cancellation cancellation) {
    this.client = client;
    this.url = url;
    this.cancellation = cancellation;
  }

  Future<Fetched> begin(SocketAddress address) {
    Cancellation.Registration registration =
        cancellation.onCancel("the answer of " + url.getHost(), this::cancel);
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(address)
                .setHost(url.getHost())
                .setPort(AllowedHosts.port(url))
                .setSsl(AllowedHosts.isSecure(url))
                .setURI(pathAndQuery())
                .setFollowRedirects(false))
        .onSuccess(this::send)
        .onFailure(e -> fail("cannot be reached: " + e.getMessage(), true));
    return result.future().onComplete(r -> registration.remove());
  }

  /** Cancels from any thread; the rest happens on the context of the request. */
  private void cancel() {
    if (context == null) {
      onCancelled();
    } else {
      context.runOnContext(v -> onCancelled());
    }
  }

  private void onCancelled() {
    result.tryFail(cancellation.exception());
    if (sent != null) {
      reset(sent);
    }
  }

  private void send(HttpClientRequest request) {
    if (result.future().isComplete()) {
      reset(request); // given up while it was connecting
      return;
    }
    sent = request;
    request
        .send()
        .onSuccess(response -> read(request, response))
        .onFailure(e -> fail("did not answer: " + e.getMessage(), true));
  }

  private void read(HttpClientRequest request, HttpClientResponse response) {
    response.handler(
        chunk -> {
          body.appendBuffer(chunk);
          if (body.length() > Upstream.MAX_BODY) {
            fail("sent more than " + Upstream.MAX_BODY + " bytes", false);
            reset(request); // afterwards: the answer breaks off by this
          }
        });
    response.exceptionHandler(e -> fail("closed the connection early: " + e.getMessage(), true));
    response.endHandler(v -> onEnd(response.statusCode()));
  }

  private void onEnd(int status) {
    if (status >= FIRST_ERROR) {
      fail("answered " + status, status >= FIRST_SERVER_ERROR);
    } else {
      result.tryComplete(new Fetched(url, status, body));
    }
  }

  private static void reset(HttpClientRequest request) {
    request
        .reset()
        .onFailure(e -> LOG.debug("The connection was already closed: {}", e.toString()));
  }

  private void fail(String what, boolean transientFault) {
    result.tryFail(new UpstreamException(url.getHost() + " " + what, transientFault));
  }

  private String pathAndQuery() {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
