package dev.carillon.bench.chaos.traffic;

import dev.carillon.bench.chaos.smtp.Meant;
import dev.carillon.bench.chaos.traffic.Wanted.Promise;
import dev.carillon.bench.chaos.witness.Hash;
import dev.carillon.bench.chaos.witness.Wait;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** What clients come for with one mail, or one text for several. */
final class Errands extends Clerk {
  static final String THROTTLED_TEMPLATE = "chaos-throttled";

  /** What a refused cancel says of a mail that it does not promise. */
  private static final List<String> PERHAPS =
      List.of(
          "it will not be sent again", "it may be sent", "mail is cancelled", "mail is unknown");

  private static final int BATCH = 10;
  private static final int REPEATS = 12;
  private static final int ATTACHED_BYTES = 20_000;

  Errands(Api api, Promises promises, RandomGenerator random, AtomicInteger numbers) {
    super(api, promises, random, numbers);
  }

  /** One mail, now: into the hands of the process that is asked. */
  void one() {
    int number = numbers.incrementAndGet();
    String recipient = meant(number).address(number);
    Answer answer = api.send(mail(number, recipient));
    promised(number, recipient, answer);
  }

  /** One text for several: into the queue. */
  void batch() {
    int number = numbers.incrementAndGet();
    List<String> recipients = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      recipients.add(meant(number + i).address(numbers.incrementAndGet()));
    }
    JsonArray to = new JsonArray();
    recipients.forEach(r -> to.add(new JsonObject().put("email", r)));
    JsonObject body = new JsonObject().put("to", to).put("mail", content(number));
    Answer answer = api.ask("POST", "/v1/emails/batch", body, null);
    JsonArray items = answer.body().getJsonArray("items", new JsonArray());
    for (int i = 0; i < BATCH; i++) {
      JsonObject accepted =
          i < items.size() ? items.getJsonObject(i).getJsonObject("accepted") : null;
      promised(
          number,
          accepted == null ? Promise.PERHAPS : Promise.SENT,
          recipients.get(i),
          answer.told(),
          accepted == null ? null : accepted.getString("id"));
    }
  }

  /** Asked with a key until there is an answer, and once more: one mail. */
  void keyed() {
    int number = numbers.incrementAndGet();
    String recipient = meant(number).address(number);
    JsonObject mail = mail(number, recipient);
    Answer answer = new Answer(0, new JsonObject(), 0, 0);
    for (int i = 0; i < REPEATS && !answer.isAccepted(); i++) {
      answer = api.ask("POST", "/v1/emails", mail, "chaos-" + number);
      Wait.millis(answer.isAccepted() ? 0 : 500);
    }
    promised(number, recipient, answer);
    Answer again = api.ask("POST", "/v1/emails", mail, "chaos-" + number);
    if (answer.isAccepted() && again.isAccepted() && !answer.body().equals(again.body())) {
      promises.contradicted("mail " + number + " was accepted twice under one key");
    }
  }

  /** Not before its time. */
  void scheduled() {
    int number = numbers.incrementAndGet();
    String recipient = Meant.OK.address(number);
    int delay = 1_000 + random.nextInt(4_000);
    Answer answer = api.send(mail(number, recipient).put("delay", delay + "ms"));
    promises.add(
        new Wanted(
            number,
            answer.isAccepted() ? Promise.SENT : Promise.PERHAPS,
            recipient,
            Wanted.text(number),
            null,
            answer.asked(),
            answer.told(),
            delay,
            answer.id()));
  }

  /** Called back while it waits: a 200 is a promise. */
  void cancelled() {
    int number = numbers.incrementAndGet();
    String recipient = Meant.OK.address(number);
    Answer answer = api.send(mail(number, recipient).put("delay", "2s"));
    Wait.millis(random.nextInt(2_300));
    Answer cancel =
        answer.isAccepted()
            ? api.ask("POST", "/v1/emails/" + answer.id() + "/cancel", new JsonObject(), null)
            : answer;
    promised(number, afterCancel(cancel), recipient, -1, answer.id());
  }

  /**
   * It goes on, unless the answer says something else: that nobody knows whether it was sent, or
   * answers who has it; or that it is cancelled, or unknown, already, because the answer to the
   * product's own first try was lost.
   */
  private static Promise afterCancel(Answer cancel) {
    if (cancel.isOk()) {
      return Promise.NEVER;
    }
    String detail = cancel.body().getString("detail", "");
    boolean goesOn = cancel.status() == 409 && PERHAPS.stream().noneMatch(detail::contains);
    return goesOn ? Promise.SENT : Promise.PERHAPS;
  }

  /** With bytes that must arrive as they are. */
  void attached() {
    int number = numbers.incrementAndGet();
    String recipient = Meant.OK.address(number);
    byte[] bytes = new byte[ATTACHED_BYTES];
    random.nextBytes(bytes);
    JsonObject attachment =
        new JsonObject()
            .put("name", "bytes.bin")
            .put("type", "application/octet-stream")
            .put("content", Base64.getEncoder().encodeToString(bytes));
    Answer answer =
        api.send(mail(number, recipient).put("attachments", new JsonArray().add(attachment)));
    Promise promise = answer.isAccepted() ? Promise.SENT : Promise.PERHAPS;
    promises.add(
        new Wanted(
            number,
            promise,
            recipient,
            Wanted.text(number),
            Hash.of(bytes),
            0,
            answer.told(),
            0,
            answer.id()));
  }

  /** Of a template that is throttled. */
  void throttled() {
    int number = numbers.incrementAndGet();
    String recipient = "throttled" + Meant.OK.address(number);
    JsonObject data = new JsonObject().put("text", Wanted.text(number));
    Answer answer =
        api.send(
            new JsonObject()
                .put("to", new JsonObject().put("email", recipient))
                .put("template", THROTTLED_TEMPLATE)
                .put("data", data));
    Promise promise = answer.isAccepted() ? Promise.THROTTLED : Promise.PERHAPS;
    promised(number, promise, recipient, -1, answer.id());
  }

  /** An ordinary request, for its answer. */
  Answer ask() {
    int number = numbers.incrementAndGet();
    String recipient = Meant.OK.address(number);
    Answer answer = api.send(mail(number, recipient));
    promised(number, recipient, answer);
    return answer;
  }
}
