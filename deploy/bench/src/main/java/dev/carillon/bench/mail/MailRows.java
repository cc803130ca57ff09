package dev.carillon.bench.mail;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bench.mail.http.HttpRows;
import dev.carillon.bench.mail.http.MailProduct;
import dev.carillon.bench.mail.queue.ClassicQueue;
import dev.carillon.bench.mail.queue.GraphileWorker;
import dev.carillon.bench.mail.queue.ObservedMailer;
import dev.carillon.bench.mail.queue.ProductQueue;
import dev.carillon.bench.mail.round.Stage;
import dev.carillon.bench.mail.row.DeadRows;
import dev.carillon.bench.mail.row.DueAtOnce;
import dev.carillon.bench.mail.row.EndToEnd;
import dev.carillon.bench.mail.row.Paced;
import dev.carillon.bench.mail.row.PeerRows;
import dev.carillon.bench.mail.row.TableRows;
import dev.carillon.bench.mail.row.ThrottledLow;
import dev.carillon.config.ConfigSource;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.notifier.smtp.SmtpConfig;
import dev.carillon.notifier.smtp.SmtpMailer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The rows by their names, in the order in which they run. */
final class MailRows implements AutoCloseable {
  /** Those that run where none is named. */
  static final List<String> USUAL =
      List.of(
          "accept", "drain", "live", "paced", "singles", "held", "claims", "due", "beside", "smtp",
          "peer", "keyed", "mixed");

  private static final long SECOND = 1_000_000_000L;
  private static final double BESIDE = 0.6;
  private static final int PACED_CALLERS = 256;

  /** What is really sent, or by others, takes so much longer; a round need not. */
  private static final int SLOWER = 5;

  private final Place place;
  private final Stage stage;
  private final QueueCapacity capacity;
  private final int callers;
  private final int mails;
  private final Map<String, Runnable> rows = new LinkedHashMap<>();
  private final ProductQueue product;

  /**
   * On a place that is prepared.
   *
   * @param capacity what the product may have in its hands
   * @param callers mails in flight, live
   * @param mails of a drain
   * @param many where it is about many
   */
  MailRows(Place place, Stage stage, QueueCapacity capacity, int callers, int mails, int many) {
    this.place = place;
    this.stage = stage;
    this.capacity = capacity;
    this.callers = callers;
    this.mails = mails;
    this.product = queue(ObservedMailer.instant());
    ClassicQueue classic = place.classic(stage, false);
    TableRows table = new TableRows(stage, product, callers, mails);
    rows.put("accept", () -> table.accept(classic));
    rows.put("drain", () -> table.drain(classic));
    rows.put("live", () -> table.live(classic));
    rows.put("collecting", () -> collecting(table));
    rows.put("paced", () -> new Paced(stage, PACED_CALLERS).run(product, classic));
    rows.put("singles", table::singles);
    rows.put("held", table::held);
    rows.put("claims", () -> new DeadRows(stage, product, many).run());
    rows.put("due", () -> new DueAtOnce(stage, product, many).run());
    rows.put("beside", () -> new ThrottledLow(stage, product, (int) (many * BESIDE)).run());
    rows.put("smtp", this::smtp);
    rows.put("peer", this::peer);
    rows.put("keyed", () -> http(HttpRows::keyed));
    rows.put("mixed", () -> http(HttpRows::mixed));
  }

  /** Runs some, in their order. */
  void run(List<String> only) {
    List<String> unknown = new ArrayList<>(only);
    unknown.removeAll(rows.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("No rows of these names: " + String.join(", ", unknown));
    }
    rows.forEach(
        (name, row) -> {
          if (only.contains(name)) {
            long began = System.nanoTime();
            row.run();
            System.out.printf(
                "           (%s: %d s)%n", name, (System.nanoTime() - began) / SECOND);
          }
        });
  }

  boolean areBalanced() {
    return stage.books().areBalanced();
  }

  boolean areMet() {
    return stage.goals().areMet();
  }

  private ProductQueue queue(Mailer mailer) {
    return stage.made(
        () -> new ProductQueue(stage.vertx(), place.stores(), stage.meter(), mailer, capacity));
  }

  private void collecting(TableRows table) {
    ClassicQueue collecting = place.classic(stage, true);
    table.accept(collecting);
    table.live(collecting);
  }

  private void smtp() {
    SmtpConfig config = SmtpConfig.read(ConfigSource.of(place.settings(), Map.of()));
    SmtpMailer smtp =
        stage.made(
            () -> new SmtpMailer(stage.vertx(), Timers.of(stage.vertx()), Clocks.system(), config));
    ProductQueue sending = queue(smtp);
    new EndToEnd(stage, smtp, mails / SLOWER).run(sending);
    stage.on(sending::close);
    stage.on(smtp::close);
  }

  private void peer() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"), "carillon-bench-peer");
    String url = place.settings().getString("CARILLON_NOTIFIER_MIGRATION_URL");
    GraphileWorker.start(folder, url)
        .ifPresent(
            peer -> {
              try (peer) {
                new PeerRows(stage, product, peer).run(mails / SLOWER, callers);
              }
            });
  }

  private void http(Consumer<HttpRows> row) {
    try (MailProduct product = MailProduct.start(place.folder(), place.settings());
        HttpRows http = new HttpRows(stage, product)) {
      row.accept(http);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stage.on(product::close);
  }
}
