package dev.carillon.gateway.tokens;

import dev.carillon.bus.Bus;
import dev.carillon.contract.tokens.IssueTicket;
import dev.carillon.contract.tokens.IssueToken;
import dev.carillon.contract.tokens.RevokeTokens;
import dev.carillon.contract.tokens.RotateSigning;
import dev.carillon.contract.tokens.SigningKey;
import dev.carillon.contract.tokens.TokenBounds;
import dev.carillon.contract.tokens.TokenClaims;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.gateway.keys.KeyRing;
import dev.carillon.gateway.security.EndUser;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import dev.carillon.topic.access.TokenPattern;
import dev.carillon.topic.access.TopicAction;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * The routes of tokens and tickets. That nobody gives away what he has not is decided here, where
 * the scopes of the key are known; a ticket is made here and its hash alone goes on.
 */
public final class TokenRoutes implements Routes {
  private static final int TICKET_BYTES = 32;
  private static final Param<UUID> ID = Param.pathUuid("id");

  private final Bus bus;
  private final KeyRing keys;
  private final SecureRandom random = new SecureRandom();

  /** Asks the services through {@code bus}. */
  public TokenRoutes(Bus bus, KeyRing keys) {
    this.bus = bus;
    this.keys = keys;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.post("/v1/tokens", Scope.TOKENS_ISSUE, List.of(), NewToken.class, this::issue)
            .telling(
                Told.created("Signs a token for an end user", NewToken.Made.class)
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT)
                    .saying("is required", "must be from ..."))
            .withoutIdempotencyKey(),
        Route.delete("/v1/tokens/:id", Scope.TOKENS_ISSUE, List.of(ID), this::revoke)
            .telling(Told.empty("Revokes a token").refusing(FailureCode.CONFLICT)),
        Route.delete("/v1/users/:id/tokens", Scope.TOKENS_ISSUE, List.of(ID), this::revokeAll)
            .telling(Told.empty("Revokes all tokens of a user").refusing(FailureCode.CONFLICT)),
        Route.post("/v1/tickets", Scope.TOKENS_ISSUE, List.of(), NewToken.class, this::ticket)
            .telling(
                Told.created(
                        "Hands out a ticket, which opens one connection", NewToken.Ticket.class)
                    .saying(
                        "is required",
                        "must be from ...",
                        "must be {}: the ticket stands for the token in the header")
                    .refusing(FailureCode.NOT_FOUND, FailureCode.CONFLICT))
            .withoutIdempotencyKey()
            .alsoForUsers(),
        Route.post("/v1/signing-keys", Scope.ADMIN, List.of(), RotateSigning.class, this::rotate)
            .telling(Told.ok("Signs with a new key from now on", SigningKey.class))
            .withoutIdempotencyKey());
  }

  private Future<Reply> issue(ApiRequest request) {
    IssueToken wanted = wanted(request, request.body(NewToken.class));
    return bus.request(Tokens.ISSUE, request.call().asService(), wanted)
        .map(
            made ->
                Reply.created(
                        new NewToken.Made(made.token(), made.id(), made.expiresAt()),
                        "/v1/tokens/" + made.id())
                    .secret());
  }

  private Future<Reply> ticket(ApiRequest request) {
    NewToken body = request.body(NewToken.class);
    EndUser user = request.user();
    if (user != null && !body.isEmpty()) {
      throw Failure.invalid("", "must be {}: the ticket stands for the token in the header");
    }
    byte[] bytes = new byte[TICKET_BYTES];
    random.nextBytes(bytes);
    String ticket = "tk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    String hash = HashedKey.of(ticket).hex();
    IssueTicket kept =
        user == null
            ? new IssueTicket(hash, null, wanted(request, body))
            : new IssueTicket(hash, claims(user), null);
    return bus.request(Tokens.TICKET, request.call().asService(), kept)
        .map(
            made ->
                new Reply(201, new NewToken.Ticket(ticket, made.expiresAt()), Map.of()).secret());
  }

  private Future<Reply> revoke(ApiRequest request) {
    return revoke(request, new RevokeTokens(request.path(ID), null));
  }

  private Future<Reply> revokeAll(ApiRequest request) {
    return revoke(request, new RevokeTokens(null, request.path(ID)));
  }

  private Future<Reply> revoke(ApiRequest request, RevokeTokens what) {
    return bus.request(Tokens.REVOKE, request.call().asService(), what).map(v -> Reply.empty());
  }

  private Future<Reply> rotate(ApiRequest request) {
    return bus.request(Tokens.ROTATE, request.call(), request.body(RotateSigning.class))
        .map(Reply::ok);
  }

  private IssueToken wanted(ApiRequest request, NewToken body) {
    if (body.userId() == null) {
      throw Failure.invalid("/userId", "is required");
    }
    Scopes scopes = request.call().scopes();
    IssueToken wanted =
        new IssueToken(
            body.userId(),
            body.subscribe(),
            body.publish(),
            body.ttl(),
            keys.fileKey(request.call().principal()));
    refuseBeyond(scopes, TopicAction.SUBSCRIBE, wanted.subscribe());
    refuseBeyond(scopes, TopicAction.PUBLISH, wanted.publish());
    return wanted;
  }

  private static void refuseBeyond(Scopes scopes, TopicAction action, List<String> patterns) {
    for (String pattern : patterns) {
      if (!TokenPattern.parse(pattern).isWithin(scopes, action)) {
        throw Failure.of(
            FailureCode.FORBIDDEN,
            "A key cannot give a token a topic that it may not use itself: %s %s"
                .formatted(action.name().toLowerCase(Locale.ROOT), pattern));
      }
    }
  }

  private static TokenClaims claims(EndUser user) {
    long at = user.issuedAt().getEpochSecond();
    return new TokenClaims(
        TokenBounds.ISSUER,
        TokenBounds.AUDIENCE,
        user.userId(),
        user.token(),
        at,
        at,
        user.expiresAt().getEpochSecond(),
        user.subscribe().stream().map(p -> p.pattern().text()).toList(),
        user.publish().stream().map(p -> p.pattern().text()).toList(),
        user.mintedBy(),
        user.fileKey(),
        user.kid());
  }
}
