package dev.carillon.users.domain.tokens;

import dev.carillon.contract.tokens.AdmitUser;
import dev.carillon.contract.tokens.AdmittedUser;
import dev.carillon.contract.tokens.IssueTicket;
import dev.carillon.contract.tokens.IssueToken;
import dev.carillon.contract.tokens.IssuedTicket;
import dev.carillon.contract.tokens.IssuedToken;
import dev.carillon.contract.tokens.RevokeTokens;
import dev.carillon.contract.tokens.SigningKey;
import dev.carillon.contract.tokens.TokenBounds;
import dev.carillon.contract.tokens.TokenClaims;
import dev.carillon.contract.tokens.TokenNews;
import dev.carillon.failure.Failure;
import dev.carillon.users.domain.tokens.TokenStore.Permit;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Signs tokens, keeps tickets, and changes the key that signs. */
public final class TokenService {
  private static final Duration TICKET = Duration.ofSeconds(30);

  /** A browser opens a few connections at a time. */
  private static final int TICKETS_PER_USER = 20;

  private final TokenStore store;
  private final TokenRules rules;
  private final TokenRates rates;
  private final Signer signer = new Signer();

  /**
   * Over a store.
   *
   * @param nanos a clock that only goes forward
   */
  public TokenService(TokenStore store, TokenRules rules, LongSupplier nanos) {
    this.store = store;
    this.rules = rules;
    this.rates = new TokenRates(rules.perSecond(), nanos);
  }

  /**
   * A signed token of what was asked for; see {@link TokenStore#permit}. RATE_LIMITED when its
   * maker asks for too many.
   */
  public Future<IssuedToken> issue(IssueToken request, String minter) {
    rates.take(minter);
    return permit(request, minter)
        .map(
            permit -> {
              TokenClaims claims = claims(request, minter, permit, null);
              String kid = String.valueOf(permit.kid());
              String key = permit.privateKey();
              if (key == null) {
                throw new IllegalStateException("There is no key to sign with");
              }
              return new IssuedToken(
                  signer.sign(claims, kid, key), claims.jti(), claims.expiresAt());
            });
  }

  /**
   * Whose a token is that another issuer has signed; see {@link TokenStore#admit}. It may be as old
   * as any token may get.
   */
  public Future<AdmittedUser> admit(AdmitUser who) {
    return store.admit(who, TokenBounds.LONGEST).map(AdmittedUser::new);
  }

  /** A ticket that stands for a token, for {@value #TICKETS_PER_USER} of one user at a time. */
  public Future<IssuedTicket> ticket(IssueTicket request, String minter) {
    rates.take(minter);
    TokenClaims shown = request.shown();
    IssueToken wanted = request.wanted();
    if (shown != null) {
      return keep(request.sha256(), "user:" + shown.sub(), shown, TICKETS_PER_USER);
    }
    if (wanted == null) {
      throw new IllegalStateException("A ticket stands for something");
    }
    return permit(wanted, minter)
        .compose(
            permit ->
                keep(
                    request.sha256(),
                    "key:" + minter,
                    claims(wanted, minter, permit, permit.kid()),
                    rules.ticketsPerKey()));
  }

  /** What a ticket stands for, once. */
  public Future<TokenClaims> redeem(String sha256) {
    return store.takeTicket(sha256);
  }

  /** See {@link TokenStore#revoke}. */
  public Future<Void> revoke(RevokeTokens what) {
    return store.revoke(what, rules.revocations());
  }

  /** See {@link TokenStore#look}. */
  public Future<TokenNews> look(String cursor) {
    return store.look(cursor);
  }

  /** A new key; the one before stays good for the longest life of a token unless it is revoked. */
  public Future<SigningKey> rotate(boolean revokeOld) {
    return store.rotate(signer.pair(), revokeOld ? Duration.ZERO : rules.longest());
  }

  private Future<IssuedTicket> keep(String sha256, String holder, TokenClaims claims, int most) {
    return store.keepTicket(sha256, holder, claims, TICKET, most).map(IssuedTicket::new);
  }

  /** The first token of all needs a key first; of several who make it, one does. */
  private Future<Permit> permit(IssueToken request, String minter) {
    Duration ttl = ttl(request);
    boolean ofFile = request.fileKey() != null;
    Future<Permit> permit = store.permit(request.userId(), minter, ofFile, ttl, rules.longest());
    return permit.compose(
        found ->
            found.kid() != null
                ? Future.succeededFuture(found)
                : store
                    .makeFirst(signer.pair())
                    .compose(
                        v -> store.permit(request.userId(), minter, ofFile, ttl, rules.longest())));
  }

  private Duration ttl(IssueToken request) {
    Duration wanted = request.ttl();
    if (wanted == null) {
      return rules.usual();
    }
    if (wanted.compareTo(TokenBounds.SHORTEST) < 0 || wanted.compareTo(rules.longest()) > 0) {
      throw Failure.invalid(
          "/ttl", "must be from " + TokenBounds.SHORTEST + " to " + rules.longest());
    }
    return wanted;
  }

  /** The claims of a token; those that a ticket stands for name the key that signs now. */
  private TokenClaims claims(
      IssueToken request, String minter, Permit permit, @Nullable String kid) {
    long at = permit.at().getEpochSecond();
    return new TokenClaims(
        TokenBounds.ISSUER,
        TokenBounds.AUDIENCE,
        request.userId(),
        signer.id(permit.at().toEpochMilli()),
        at,
        at,
        Math.max(at + 1, permit.ends().getEpochSecond()),
        request.subscribe(),
        request.publish(),
        minter,
        request.fileKey(),
        kid);
  }
}
