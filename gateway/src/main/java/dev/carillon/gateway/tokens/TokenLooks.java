package dev.carillon.gateway.tokens;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.tokens.LookAtTokens;
import dev.carillon.contract.tokens.Tokens;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * What users-service told of last about tokens: the keys that sign them, and what was revoked. It
 * holds for a while without an answer. Thread-safe; one look at a time.
 */
final class TokenLooks {
  private final Bus bus;
  private final Clocks clocks;
  private final Duration stale;
  private final TrustedKeys trusted;
  private final Revocations revocations;
  private volatile String cursor = "";
  private volatile long answeredAt;

  TokenLooks(Bus bus, Clocks clocks, Duration stale, TrustedKeys trusted, Revocations revocations) {
    this.bus = bus;
    this.clocks = clocks;
    this.stale = stale;
    this.trusted = trusted;
    this.revocations = revocations;
    this.answeredAt = clocks.nanos();
  }

  /**
   * Asks for all that is new. Fails if users-service did not answer. A key is trusted when the
   * revocations up to then are known.
   */
  Future<Void> look() {
    long asked = clocks.nanos();
    return page()
        .onSuccess(
            v -> {
              answeredAt = asked;
              revocations.forget(clocks.now());
            });
  }

  private Future<Void> page() {
    Call call = Call.internal(TokenRing.PRINCIPAL, Tokens.LOOK.timeout(), clocks);
    return bus.request(Tokens.LOOK, call, new LookAtTokens(cursor))
        .compose(
            news -> {
              revocations.add(news.revocations());
              cursor = news.cursor();
              if (news.more()) {
                return page();
              }
              trusted.replace(news.keys());
              return Future.succeededFuture();
            });
  }

  /** Whether the last answer was too long ago. */
  boolean isStale() {
    return clocks.nanos() - answeredAt > stale.toNanos();
  }
}
