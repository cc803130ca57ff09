package dev.carillon.gateway.security;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests with a known key: {@code Authorization: Bearer sk_...}. A key in the URL is
 * ignored, because URLs end up in logs. One event loop only.
 */
public final class Authentication implements Gate {
  /** The parameter of a query that a ticket is shown in. */
  public static final String TICKET = "ticket";

  private static final int MAX_KEY = 200;
  private static final String CALLER = "caller";
  private static final String SELF = "authentication";
  private static final CharSequence HEADER = HttpHeaders.AUTHORIZATION;
  private static final String BEARER = "Bearer ";

  private final Keyring keys;
  private final UserTokens tokens;
  private final RecentHashes hashes = new RecentHashes();
  private final Function<HttpServerRequest, String> address;

  /**
   * Admits whom a key ring knows, and end users by their tokens.
   *
   * @param address of whoever sends a request, so that nobody can try keys without end
   */
  public Authentication(
      Keyring keys, UserTokens tokens, Function<HttpServerRequest, String> address) {
    this.keys = keys;
    this.tokens = tokens;
    this.address = address;
  }

  @Override
  public void pass(RoutingContext rc, Handler<RoutingContext> next) {
    admit(rc, next, rc::fail);
  }

  /**
   * Finds the caller where a key is in the header and goes on in any case, but for a key that
   * cannot be checked: for paths that have their own authentication.
   */
  public void identify(RoutingContext rc) {
    admit(
        rc,
        RoutingContext::next,
        refused -> {
          if (refused.code() == FailureCode.UNAUTHENTICATED) {
            rc.next();
          } else {
            rc.fail(refused);
          }
        });
  }

  private void admit(RoutingContext rc, Handler<RoutingContext> next, Handler<Failure> refused) {
    HttpServerRequest request = rc.request();
    String key = key(request);
    String ticket = key == null ? ticket(request) : null;
    if (key == null && ticket == null) {
      refused.handle(missing(request));
      return;
    }
    Caller known = key == null ? null : known(key);
    if (known != null) {
      admitted(rc, known, next);
      return;
    }
    request.pause(); // nothing of a body may arrive before its handlers are there
    (key == null ? redeem(request, String.valueOf(ticket)) : check(address.apply(request), key))
        .onComplete(r -> checked(rc, r, next, refused));
  }

  private void checked(
      RoutingContext rc,
      AsyncResult<Caller> checked,
      Handler<RoutingContext> next,
      Handler<Failure> refused) {
    if (rc.response().closed()) {
      return; // it has ended: what it took now would never be given back
    }
    rc.request().resume();
    if (checked.failed()) {
      refused.handle(refusal(checked.cause()));
      return;
    }
    try {
      admitted(rc, checked.result(), next);
    } catch (RuntimeException e) {
      rc.fail(e); // the router, which does this, is no longer beneath
    }
  }

  private Future<Caller> redeem(HttpServerRequest request, String ticket) {
    return tokens.redeem(ticket, address.apply(request));
  }

  private void admitted(RoutingContext rc, Caller caller, Handler<RoutingContext> next) {
    rc.put(CALLER, caller);
    rc.put(SELF, this);
    next.handle(rc);
  }

  /** The caller, if it is known already; else null. */
  public @Nullable Caller find(HttpServerRequest request) {
    String key = key(request);
    return key == null ? null : known(key);
  }

  /** The holder of this key, if it is known already; else null. */
  public @Nullable Caller findKey(String key) {
    return known(key);
  }

  /** The holder of a key that somebody at this address shows. Failures as {@link Keyring}'s. */
  public Future<Caller> check(String from, String key) {
    if (UserTokens.isToken(key)) {
      return tokens.check(key, from);
    }
    return isPossible(key) ? keys.check(key, from) : Future.failedFuture(unknown());
  }

  /** See {@link Keyring#watch}. */
  public Runnable watch(Caller caller, Consumer<Keyring.End> ended) {
    return caller.user() == null ? keys.watch(caller, ended) : tokens.watch(caller, ended);
  }

  /** The same for a caller that was admitted, whose answer takes long. */
  public static Runnable watch(RoutingContext rc, Consumer<Keyring.End> ended) {
    Authentication self = rc.get(SELF);
    return self.watch(caller(rc), ended);
  }

  /** The caller that was admitted. */
  public static Caller caller(RoutingContext rc) {
    return rc.get(CALLER);
  }

  /** The caller, null where none was admitted. */
  public static @Nullable Caller callerOrNull(RoutingContext rc) {
    return rc.get(CALLER);
  }

  /** What is said of a key that nobody holds. */
  public static Failure unknown() {
    return Failure.of(FailureCode.UNAUTHENTICATED, "Unknown API key");
  }

  private @Nullable Caller known(String key) {
    if (UserTokens.isToken(key)) {
      return tokens.known(key);
    }
    if (!isPossible(key)) {
      return null;
    }
    HashedKey hash = hashes.of(key);
    Caller caller = keys.known(hash); // asked each time: it may have been revoked
    if (caller == null) {
      hashes.forget(key);
    } else {
      hashes.keep(key, hash);
    }
    return caller;
  }

  private static boolean isPossible(String key) {
    return !key.isEmpty() && key.length() <= MAX_KEY;
  }

  /** Whether a request shows a ticket, good or not. */
  public static boolean showsTicket(HttpServerRequest request) {
    return ticket(request) != null;
  }

  /**
   * A ticket, for what cannot send a header: of use once and for half a minute, so that it may be
   * in a URL. It opens what stays open and nothing else.
   */
  private static @Nullable String ticket(HttpServerRequest request) {
    String query = request.query();
    return query != null
            && query.contains(TICKET + "=")
            && request.method().equals(HttpMethod.GET)
            && !request.headers().contains(HEADER)
        ? request.getParam(TICKET)
        : null;
  }

  /** Two headers are no key: whoever stands between could have read another one than we do. */
  private static @Nullable String key(HttpServerRequest request) {
    List<String> lines = request.headers().getAll(HEADER);
    return lines.size() == 1 && lines.get(0).regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? lines.get(0).substring(BEARER.length()).strip()
        : null;
  }

  private static Failure missing(HttpServerRequest request) {
    return request.headers().contains(HEADER)
        ? unknown()
        : Failure.of(
            FailureCode.UNAUTHENTICATED, "An API key is required: Authorization: Bearer sk_...");
  }

  private static Failure refusal(Throwable cause) {
    return cause instanceof Failure failure
        ? failure
        : Failure.of(FailureCode.INTERNAL, "The API key could not be checked", cause);
  }
}
