package dev.carillon.bench.mail.http;

import dev.carillon.bench.mail.round.ClosedLoop;
import dev.carillon.bench.mail.round.Latencies;
import dev.carillon.bench.mail.round.Meter;
import dev.carillon.bench.mail.round.OpenLoop;
import dev.carillon.bench.mail.round.Round;
import dev.carillon.bench.mail.round.Stage;
import dev.carillon.bench.mail.round.Turns;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What it costs to have mail accepted over HTTP and sent to a server that takes everything: with a
 * key and without, and half of each in an open loop. What is refused for a moment (503) is counted
 * apart: it was not accepted.
 */
public final class HttpRows implements AutoCloseable {
  private static final double KEYED = 0.7;
  private static final double SHARE = 0.8;
  private static final int CALLERS = 64;
  private static final int FEW = 8;
  private static final int WARM_SECONDS = 2;

  /** Fewer than one key may have under way. */
  private static final int CONNECTIONS = 200;

  private static final int ACCEPTED = 202;
  private static final int REFUSED = 503;

  private final Stage stage;
  private final MailProduct product;
  private final MailRequests requests = new MailRequests();
  private final NetClient client;
  private final HttpLines lines;
  private final Ledger ledger;
  private int refused; // only on the context

  /** Over connections of its own. */
  public HttpRows(Stage stage, MailProduct product) {
    this.stage = stage;
    this.product = product;
    this.client = stage.vertx().createNetClient();
    this.lines = stage.on(() -> HttpLines.open(client, product.port(), CONNECTIONS));
    this.ledger = new Ledger(stage, lines);
    accepted(loop(FEW, WARM_SECONDS, requests::mixed)); // until its code is compiled
  }

  /** Accepts with an idempotency key against plain ones. */
  public void keyed() {
    Turns.Both both =
        stage
            .turns()
            .compare(
                new Turns.Side("keyed", () -> closed(requests::keyed)),
                new Turns.Side("plain", () -> closed(requests::plain)));
    both.print("http");
    stage.goals().atLeast("accepts over HTTP, with a key / without", both.ratio(), KEYED);
  }

  /** Half keyed, half plain, at four fifths of what it can do. */
  public void mixed() {
    double most = closed(requests::mixed).perSecond();
    for (int i = 0; i < 2; i++) {
      most = Math.max(most, closed(requests::mixed).perSecond());
    }
    double perSecond = SHARE * most;
    Latencies all = new Latencies();
    for (int i = 0; i < stage.turns().rounds(); i++) {
      accepted(
          new OpenLoop(stage.vertx(), stage.context(), perSecond, all)
              .run(Duration.ofSeconds(stage.seconds()), number -> ask(requests.mixed())));
    }
    stage
        .goals()
        .figure(
            String.format(
                Locale.ROOT,
                "accepts over HTTP, half of them keyed, open loop at %,.0f/s (80 %% of the"
                    + " maximum), answered after",
                perSecond),
            all.text());
  }

  private Round closed(Supplier<Buffer> request) {
    stage.meter().change("checkpoint");
    Meter.Reading before = stage.meter().read(product.cpu());
    int asked = loop(CALLERS, stage.seconds(), request);
    Meter.Reading after = stage.meter().read(product.cpu());
    return Round.between(before, after, Math.max(1, accepted(asked)));
  }

  private int loop(int callers, int seconds, Supplier<Buffer> request) {
    return new ClosedLoop(stage.context(), callers).run(seconds, () -> ask(request.get()));
  }

  /** How many of so many were accepted; they are sent when this returns. */
  private int accepted(int asked) {
    int notAccepted = stage.on(() -> Future.succeededFuture(refusedSinceAsked()));
    if (notAccepted > 0) {
      System.out.printf("           %d of %d were refused (503)%n", notAccepted, asked);
    }
    ledger.settle(asked - notAccepted);
    return asked - notAccepted;
  }

  private int refusedSinceAsked() {
    int so = refused;
    refused = 0;
    return so;
  }

  private Future<Void> ask(Buffer request) {
    return lines
        .ask(request)
        .map(
            answer -> {
              count(answer);
              return null;
            });
  }

  private void count(HttpLine.Answer answer) {
    if (answer.status() == REFUSED) {
      refused++;
    } else if (answer.status() != ACCEPTED) {
      throw new IllegalStateException("A mail was answered " + answer);
    }
  }

  @Override
  public void close() {
    stage.on(lines::close);
    client.close().await();
  }
}
