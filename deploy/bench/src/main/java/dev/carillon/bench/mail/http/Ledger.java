package dev.carillon.bench.mail.http;

import dev.carillon.bench.mail.round.Books;
import dev.carillon.bench.mail.round.Stage;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The product's own ledger, asked over HTTP: all that was accepted is sent, and the books balance.
 */
final class Ledger {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);
  private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(250);

  private final Stage stage;
  private final HttpLines lines;
  private long accepted;

  Ledger(Stage stage, HttpLines lines) {
    this.stage = stage;
    this.lines = lines;
    this.accepted = read().getLong("accepted");
  }

  /** Waits until so many more are sent; that they are not, or more than these, makes it void. */
  void settle(long more) {
    accepted += more;
    long end = System.nanoTime() + PATIENCE;
    JsonObject ledger = read();
    while (!isSettled(ledger) && System.nanoTime() < end) {
      LockSupport.parkNanos(BETWEEN);
      ledger = read();
    }
    Books books = stage.books();
    books.check("the ledger: " + ledger.encode(), isSettled(ledger));
    books.check("accepted over HTTP", ledger.getLong("accepted"), accepted);
  }

  private static boolean isSettled(JsonObject ledger) {
    return ledger.getBoolean("balanced", false)
        && ledger.getJsonObject("states").fieldNames().equals(Set.of("sent"));
  }

  private JsonObject read() {
    HttpLine.Answer answer = stage.on(() -> lines.ask(MailRequests.LEDGER));
    if (answer.status() != 200) {
      throw new IllegalStateException("The ledger was answered " + answer);
    }
    return new JsonObject(answer.body());
  }
}
