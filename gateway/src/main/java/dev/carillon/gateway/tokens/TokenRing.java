package dev.carillon.gateway.tokens;

import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.tokens.RedeemTicket;
import dev.carillon.contract.tokens.TokenClaims;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.jwt.AppTokens;
import dev.carillon.gateway.keys.KeyBounds;
import dev.carillon.gateway.keys.KeyRing;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.EndUser;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.gateway.security.Keyring.End;
import dev.carillon.gateway.security.UserTokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.PublicKey;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a gateway process admits: those that a key which users-service told of has
 * signed, and nothing has ended. {@link #look} is to be called all the time; what it told holds
 * while users-service is away for as long as its API keys do.
 */
public final class TokenRing implements UserTokens {
  private static final Pattern TICKET = Pattern.compile("tk_[A-Za-z0-9_-]{43}");
  static final String PRINCIPAL = "gateway";

  private final KeyRing keys;
  private final Bus bus;
  private final Clocks clocks;
  private final TokenReader reader = new TokenReader();
  private final TrustedKeys trusted;
  private final Revocations revocations = new Revocations();
  private final CheckedTokens checked;
  private final TokenWatches watches;
  private final TokenLooks told;
  private final @Nullable AppTokens apps;
  private final SingleFlight<String, Void> looks = new SingleFlight<>(key -> look());

  /**
   * Nothing is trusted yet.
   *
   * @param bounds those of API keys
   * @param apps tokens that an application signs itself; null where none are taken
   */
  public TokenRing(
      Vertx vertx, KeyRing keys, KeyBounds bounds, @Nullable AppTokens apps, Clocks clocks) {
    this.keys = keys;
    this.apps = apps;
    this.bus = new Bus(vertx, clocks);
    this.clocks = clocks;
    this.trusted = new TrustedKeys(clocks);
    this.checked = new CheckedTokens(bounds.perAddress(), clocks);
    this.watches = new TokenWatches(vertx);
    this.told = new TokenLooks(bus, clocks, bounds.stale(), trusted, revocations);
  }

  /** The API keys beside which it stands. */
  public KeyRing keys() {
    return keys;
  }

  @Override
  public @Nullable Caller known(String token) {
    Caller caller = checked.find(HashedKey.of(token));
    return caller == null || end(caller.user()) != null ? null : caller;
  }

  @Override
  public Future<Caller> check(String token, String address) {
    Caller before = checked.find(HashedKey.of(token));
    EndUser user = before == null ? null : before.user();
    if (before != null && end(user) == null) {
      return Future.succeededFuture(before);
    }
    Failure refusal = refusal(address);
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    if (user != null && hasEnded(user)) {
      return bad(address); // to check its signature again would cost as much each time
    }
    Future<EndUser> foreign =
        apps == null ? null : apps.check(token, () -> checked.wasBad(address));
    return foreign == null
        ? own(token, address)
        : foreign.compose(known -> letIn(token, known, address));
  }

  private Future<Caller> own(String token, String address) {
    TokenReader.Shown shown = reader.parts(token);
    if (shown == null) {
      return bad(address);
    }
    PublicKey key = trusted.find(shown.kid());
    // Signed by a key that was made since the last look, or by none.
    return key != null
        ? verified(token, shown, key, address)
        : looks
            .get(PRINCIPAL)
            .recover(e -> Future.failedFuture(uncheckable()))
            .compose(v -> verified(token, shown, trusted.find(shown.kid()), address));
  }

  private Future<Caller> verified(
      String token, TokenReader.Shown shown, @Nullable PublicKey key, String address) {
    TokenClaims claims = key == null ? null : reader.claims(shown, key);
    if (claims == null || TokenReader.isFromTheFuture(claims, clocks.now())) {
      return bad(address);
    }
    return letIn(token, TokenReader.user(claims, shown.kid()), address);
  }

  private Future<Caller> letIn(String token, EndUser user, String address) {
    try {
      Caller caller = admitted(user);
      checked.put(HashedKey.of(token), caller);
      return Future.succeededFuture(caller);
    } catch (Failure ended) {
      note(ended, address);
      return Future.failedFuture(ended);
    }
  }

  private Caller admitted(EndUser user) {
    End over = end(user);
    if (over != null) {
      throw over == End.UNCHECKED ? uncheckable() : unknown();
    }
    return Caller.of(user);
  }

  @Override
  public Future<Caller> redeem(String ticket, String address) {
    Failure refusal = refusal(address);
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    if (!TICKET.matcher(ticket).matches()) {
      return bad(address);
    }
    Call call = Call.internal(PRINCIPAL, Tokens.REDEEM.timeout(), clocks);
    return bus.request(Tokens.REDEEM, call, new RedeemTicket(HashedKey.of(ticket).hex()))
        .compose(claims -> redeemed(TokenReader.user(claims, claims.kid())))
        .onFailure(e -> note(e, address));
  }

  private void note(Throwable refused, String address) {
    if (refused instanceof Failure known && known.code() == FailureCode.UNAUTHENTICATED) {
      checked.wasBad(address);
    }
  }

  /** Whoever keeps a ticket knows signing keys that were made since the last look. */
  private Future<Caller> redeemed(EndUser user) {
    Future<Void> known = Future.succeededFuture();
    if (AppTokens.isForeign(user.kid())) {
      known = apps == null ? known : apps.again();
    } else if (user.kid() != null && trusted.find(user.kid()) == null) {
      known = looks.get(PRINCIPAL).recover(e -> Future.failedFuture(uncheckable()));
    }
    return known.map(v -> admitted(user));
  }

  @Override
  public Runnable watch(Caller caller, Consumer<End> ended) {
    EndUser user = caller.user();
    if (user == null) {
      throw new IllegalArgumentException("This is the holder of an API key");
    }
    Runnable stop = watches.add(user, ended);
    End over = end(user);
    if (over != null) {
      watches.look(this::end);
    }
    return stop;
  }

  /**
   * Asks for keys and revocations, all of those that are new, and ends what is over. Fails if
   * users-service did not answer. A key is trusted when the revocations up to then are known.
   */
  public Future<Void> look() {
    watches.look(this::end);
    return told.look().onComplete(r -> watches.look(this::end));
  }

  /** As {@link KeyRing#untilDue}. */
  public Duration untilDue() {
    return watches.isEmpty() ? keys.untilDue() : Duration.ZERO;
  }

  /** Why a token is of no use; null while it is good. */
  private @Nullable End end(@Nullable EndUser user) {
    if (user == null
        || hasEnded(user)
        || (user.kid() != null
            && !AppTokens.isForeign(user.kid())
            && trusted.find(user.kid()) == null)
        || (user.fileKey() != null && !user.fileKey().equals(keys.fileKey(user.mintedBy())))) {
      return End.REVOKED;
    }
    if (told.isStale()) {
      return End.UNCHECKED;
    }
    if (!AppTokens.isForeign(user.kid())) {
      return null;
    }
    return apps == null ? End.UNCHECKED : apps.end(user.kid());
  }

  /** For good: by its time, or because somebody has said so. */
  private boolean hasEnded(EndUser user) {
    return !clocks.now().isBefore(user.expiresAt()) || revocations.has(user);
  }

  private @Nullable Failure refusal(String address) {
    if (told.isStale()) {
      return uncheckable();
    }
    return checked.isBarred(address)
        ? Failure.of(
            FailureCode.RATE_LIMITED, "Too many tokens that are not good came from your address")
        : null;
  }

  private Future<Caller> bad(String address) {
    checked.wasBad(address);
    return Future.failedFuture(unknown());
  }

  /** Not why: who tries tokens learns nothing. */
  private static Failure unknown() {
    return Failure.of(
        FailureCode.UNAUTHENTICATED, "The token or ticket is not good, was revoked or has expired");
  }

  private static Failure uncheckable() {
    return Failure.of(FailureCode.UNAVAILABLE, "Tokens cannot be checked at the moment");
  }
}
