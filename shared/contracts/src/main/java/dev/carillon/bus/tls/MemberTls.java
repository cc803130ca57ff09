package dev.carillon.bus.tls;

import dev.carillon.async.time.Clocks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mutual TLS (1.2 and 1.3) of a member's event bus: who cannot show a certificate of the
 * authorities neither sends to it nor receives from it. The files can be read again while it runs.
 * Thread-safe.
 */
public final class MemberTls {
  private static final Logger LOG = LoggerFactory.getLogger(MemberTls.class);
  private static final Duration SOON = Duration.ofDays(14);

  private final MemberFiles files;
  private final Clocks clocks;
  private final Credentials first;
  private volatile @Nullable BusSockets sockets;

  private MemberTls(MemberFiles files, Clocks clocks, Credentials first) {
    this.files = files;
    this.clocks = clocks;
    this.first = first;
  }

  /**
   * Of files that are read now; blocks for that long.
   *
   * @throws UnusableFileException if one of them will not do
   */
  public static MemberTls read(MemberFiles files, Clocks clocks) {
    return new MemberTls(files, clocks, Credentials.read(files, clocks.now()));
  }

  /**
   * For an event bus that is not started. Vert.x takes files there and nothing else, so that at
   * first nobody is let in but who has this very certificate; {@link #openTo} says who is.
   */
  public void applyTo(EventBusOptions options) {
    options
        .setSsl(true)
        .setKeyCertOptions(first.pair())
        .setTrustOptions(Credentials.itself(first.certificate()))
        .setTrustAll(false)
        .setSslHandshakeTimeout(Credentials.HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setClientAuth(ClientAuth.REQUIRED);
  }

  /** Lets members in, as soon as the event bus has started. */
  public Future<Void> openTo(Vertx vertx) {
    try {
      BusSockets found = BusSockets.of(vertx);
      sockets = found;
      warn(first);
      return found.use(first);
    } catch (IllegalStateException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Reads all files again, for new connections; those that are open go on with what they were made
   * with, and those of members that would not be let in any more are cut. Fails with an {@link
   * UnusableFileException}, and changes nothing, if one of the files will not do.
   */
  public Future<Void> readAgain(Vertx vertx) {
    BusSockets open = sockets;
    if (open == null) {
      return Future.failedFuture(new IllegalStateException("The event bus has not started"));
    }
    return vertx
        .executeBlocking(() -> Credentials.read(files, clocks.now()))
        .compose(
            read ->
                open.use(read)
                    .onSuccess(
                        v -> {
                          warn(read);
                          open.cutStrangers(read.trust());
                        }));
  }

  private void warn(Credentials read) {
    if (files.keyIsOpen()) {
      LOG.warn("The key {} of this member can be read by every user of the machine", files.key());
    }
    if (read.endsBefore(clocks.now().plus(SOON))) {
      LOG.warn(
          "The certificate of this member of the cluster, {}, ends on {}",
          files.certificate(),
          read.own().getNotAfter().toInstant());
    }
  }
}
