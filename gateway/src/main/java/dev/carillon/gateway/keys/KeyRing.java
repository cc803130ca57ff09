package dev.carillon.gateway.keys;

import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.keys.KeyListVersion;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.keys.KeysUsed;
import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.contract.keys.VerifyKeys;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.gateway.security.Keyring;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a gateway process admits: those of the file, always; and those of the table that
 * users-service has called good, while it answers. {@link #look} is to be called all the time.
 *
 * <p>A key that is found and a change of the list may cross: what is found is remembered first and
 * the list's version is read afterwards, whereas {@link #look} notes the version first and reads
 * what is remembered afterwards. So one of the two sees the other.
 */
public final class KeyRing implements Keyring {
  /** What keys of the table look like; anything else need not be looked for. */
  static final Pattern FORM = Pattern.compile("sk_[A-Za-z0-9_-]{43}");

  private static final int TRIES = 3;

  private final KeyBounds bounds;
  private final Bus bus;
  private final Clocks clocks;
  private final KnownKeys known = new KnownKeys();
  private final UnknownKeys unknown;
  private final KeyWatches watches;
  private final KeyUse use;
  private final AtomicInteger looking = new AtomicInteger();
  private final SingleFlight<HashedKey, Caller> flights =
      new SingleFlight<>(hash -> find(hash, TRIES));
  private volatile ApiKeys file;
  private volatile long version;
  private volatile long checkedVersion = -1;
  private volatile long answeredAt;

  /** With the keys of the file alone. */
  public KeyRing(Vertx vertx, ApiKeys file, KeyBounds bounds, Clocks clocks) {
    this.file = file;
    this.bounds = bounds;
    this.bus = new Bus(vertx, clocks);
    this.clocks = clocks;
    this.unknown = new UnknownKeys(bounds.perAddress(), clocks);
    this.watches = new KeyWatches(vertx);
    this.use = new KeyUse(clocks);
    this.answeredAt = clocks.nanos();
  }

  /** What the key file has under a name, as a text that tells it from others; null for nothing. */
  public @Nullable String fileKey(String name) {
    return file.fingerprint(name);
  }

  /** Takes the keys of a file that was read again; what is open with a key that is gone ends. */
  public void replaceFile(ApiKeys other) {
    List<String> gone = file.namesOutside(other);
    file = other;
    gone.forEach(name -> watches.end(name, End.REVOKED));
  }

  @Override
  public @Nullable Caller known(HashedKey hash) {
    Caller bootstrap = file.find(hash);
    if (bootstrap != null) {
      return bootstrap;
    }
    TableKey key = known.find(hash);
    if (key == null || isStale() || (key.expiresAt() != null && key.hasExpired(clocks.now()))) {
      return null;
    }
    use.used(key.name());
    return key.caller();
  }

  @Override
  public Future<Caller> check(String key, String address) {
    HashedKey hash = HashedKey.of(key);
    Caller caller = known(hash);
    if (caller != null) {
      return Future.succeededFuture(caller);
    }
    Failure refusal = refusal(key, hash, address);
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    looking.incrementAndGet();
    return flights.get(hash).onComplete(r -> looking.decrementAndGet());
  }

  private @Nullable Failure refusal(String key, HashedKey hash, String address) {
    if (!FORM.matcher(key).matches()) {
      return Authentication.unknown();
    }
    if (isStale()) {
      return uncheckable();
    }
    if (unknown.contains(hash, version)) {
      return Authentication.unknown();
    }
    if (!unknown.admits(address)) {
      return Failure.of(FailureCode.RATE_LIMITED, "Too many API keys were tried from your address");
    }
    return looking.get() >= bounds.atOnce() ? uncheckable() : null;
  }

  private Future<Caller> find(HashedKey hash, int tries) {
    return ask(List.of(hash))
        .compose(
            found -> {
              if (found.items().isEmpty()) {
                unknown.add(hash, found.version());
                return Future.failedFuture(Authentication.unknown());
              }
              TableKey key = TableKey.of(found.items().get(0));
              if (file.has(key.name())) {
                return Future.failedFuture(
                    Failure.of(
                        FailureCode.FORBIDDEN,
                        "The key file has a key of the name " + key.name() + " too"));
              }
              known.put(key);
              if (found.version() >= version || tries == 0) {
                use.used(key.name());
                return Future.succeededFuture(key.caller());
              }
              known.remove(key);
              return find(hash, tries - 1);
            });
  }

  @Override
  public Runnable watch(Caller caller, Consumer<End> ended) {
    String name = caller.name();
    Runnable stop = watches.add(name, ended);
    End over = known.find(name) == null ? End.REVOKED : isStale() ? End.UNCHECKED : null;
    if (over != null && !file.has(name)) {
      watches.end(name, over);
    }
    return stop;
  }

  /**
   * Asks for the version of the list, drops what is not good any more where it is another one than
   * before, and ends what has expired or could not be checked for too long. Fails if users-service
   * did not answer.
   */
  public Future<Void> look() {
    long asked = clocks.nanos();
    List<String> used = use.due();
    endWhatIsOver();
    return bus.request(Keys.VERSION, call(), new KeysUsed(used))
        .map(KeyListVersion::version)
        .compose(
            now -> {
              use.told(used);
              version = now;
              return now == checkedVersion ? Future.<Void>succeededFuture() : checkAll(now);
            })
        .onSuccess(v -> answeredAt = asked)
        .onComplete(r -> endWhatIsOver());
  }

  /** How long nothing is missed if nobody looks: what is open ends by a look alone. */
  public Duration untilDue() {
    return watches.isEmpty() ? bounds.rest() : Duration.ZERO;
  }

  private Future<Void> checkAll(long now) {
    List<TableKey> all = known.all();
    Future<Void> done = Future.succeededFuture();
    for (int i = 0; i < all.size(); i += VerifyKeys.MAX) {
      List<TableKey> some = all.subList(i, Math.min(all.size(), i + VerifyKeys.MAX));
      done = done.compose(v -> checkSome(some));
    }
    return done.onSuccess(v -> checkedVersion = now);
  }

  private Future<Void> checkSome(List<TableKey> keys) {
    return ask(keys.stream().map(TableKey::hash).toList())
        .map(
            found -> {
              Map<HashedKey, TableKey> good = TableKey.byHash(found.items());
              keys.forEach(key -> settle(key, good.get(key.hash())));
              return null;
            });
  }

  private void settle(TableKey before, @Nullable TableKey now) {
    if (now == null || !now.caller().equals(before.caller())) {
      end(before);
    }
    if (now != null) {
      known.put(now);
    }
  }

  private void end(TableKey key) {
    known.remove(key);
    use.forget(key.name());
    watches.end(key.name(), End.REVOKED);
  }

  private void endWhatIsOver() {
    known.all().stream().filter(key -> key.hasExpired(clocks.now())).forEach(this::end);
    if (isStale()) {
      known.all().forEach(key -> watches.end(key.name(), End.UNCHECKED));
    }
  }

  private boolean isStale() {
    return clocks.nanos() - answeredAt > bounds.stale().toNanos();
  }

  private Future<VerifiedKeys> ask(List<HashedKey> hashes) {
    return bus.request(
            Keys.VERIFY, call(), new VerifyKeys(hashes.stream().map(HashedKey::hex).toList()))
        .recover(e -> Future.failedFuture(uncheckable()));
  }

  private Call call() {
    return Call.internal("gateway", Keys.VERIFY.timeout(), clocks);
  }

  private static Failure uncheckable() {
    return Failure.of(FailureCode.UNAVAILABLE, "API keys cannot be checked at the moment");
  }
}
