package dev.carillon.bench.mail.queue;

import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import io.vertx.core.Future;

/** Notes when a mail gets to whoever sends it. */
public final class ObservedMailer implements Mailer {
  /** That of a server with the usual 8 connections. */
  private static final int USUAL_WIDTH = 16;

  private final Mailer real;
  private final Pickups pickups;

  ObservedMailer(Mailer real, Pickups pickups) {
    this.real = real;
    this.pickups = pickups;
  }

  @Override
  public Future<Delivery> send(Outgoing mail, WireState wireState) {
    pickups.end(mail.id());
    return real.send(mail, wireState);
  }

  @Override
  public int room() {
    return real.room();
  }

  @Override
  public int width() {
    return real.width();
  }

  @Override
  public Future<Void> close() {
    return real.close();
  }

  /** A server that takes everything at once. */
  public static Mailer instant() {
    return new Mailer() {
      @Override
      public Future<Delivery> send(Outgoing mail, WireState wireState) {
        return Future.succeededFuture(
            new Delivery(Delivery.Result.SENT, Phase.REPLIED, "250 taken"));
      }

      @Override
      public int room() {
        return Integer.MAX_VALUE;
      }

      @Override
      public int width() {
        return USUAL_WIDTH;
      }

      @Override
      public Future<Void> close() {
        return Future.succeededFuture();
      }
    };
  }
}
