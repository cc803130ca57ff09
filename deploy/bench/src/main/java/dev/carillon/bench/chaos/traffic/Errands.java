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
import org.jspecify.annotations.Nullable;

/** What clients come for. Each errand waits for its answers, and writes down what they promise. */
final class Errands {
  static final String THROTTLED_TEMPLATE = "chaos-throttled";

  /** Begins the address of a user who has quiet hours. */
  static final String QUIET = "quiet";

  private static final int BATCH = 10;
  private static final int REPEATS = 12;
  private static final int ATTACHED_BYTES = 20_000;
  private static final long QUICK = 1_500;

  private final Api api;
  private final Promises promises;
  private final RandomGenerator random;
  private final AtomicInteger numbers = new AtomicInteger();

  Errands(Api api, Promises promises, RandomGenerator random) {
    this.api = api;
    this.promises = promises;
    this.random = random;
  }

  private static Meant meant(int number) {
    if (number % 50 == 0) {
      return Meant.REFUSED;
    }
    if (number % 97 == 1) {
      return Meant.DECLINED;
    }
    return number % 31 == 3 ? Meant.GREY : number % 101 == 7 ? Meant.SLOW : Meant.OK;
  }

  private static JsonObject mail(int number, String recipient) {
    return content(number).put("to", new JsonObject().put("email", recipient));
  }

  private static JsonObject content(int number) {
    return new JsonObject().put("subject", "Chaos").put("text", Wanted.text(number));
  }

  private void promised(int number, String recipient, Answer answer, long due) {
    Promise promise = answer.isAccepted() ? Promise.SENT : Promise.PERHAPS;
    promised(number, promise, recipient, due, answer.id());
  }

  private void promised(
      int number, Promise promise, String recipient, long due, @Nullable String id) {
    promises.add(new Wanted(number, promise, recipient, Wanted.text(number), null, 0, due, id));
  }

  /** One mail, now: into the hands of the process that is asked. */
  void one() {
    int number = numbers.incrementAndGet();
    String recipient = meant(number).address(number);
    Answer answer = api.send(mail(number, recipient));
    promised(number, recipient, answer, answer.told());
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
    promised(number, recipient, answer, answer.told());
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
            answer.asked() + delay,
            answer.told() + delay,
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
    Promise promise =
        cancel.isOk() ? Promise.NEVER : cancel.status() == 409 ? Promise.SENT : Promise.PERHAPS;
    promised(number, promise, recipient, -1, answer.id());
  }

  /** Two mails with one key to one address: the first. */
  void duplicate() {
    int first = numbers.incrementAndGet();
    int second = numbers.incrementAndGet();
    String recipient = Meant.OK.address(first);
    String key = "chaos-" + first;
    Answer one = api.send(mail(first, recipient).put("dedupKey", key));
    Answer two = api.send(mail(second, recipient).put("dedupKey", key));
    promised(first, recipient, one, one.told());
    boolean isKnown = one.isAccepted() && two.isAccepted();
    promised(second, isKnown ? Promise.NEVER : Promise.PERHAPS, recipient, -1, two.id());
    if (isKnown && (!two.isDuplicate() || !String.valueOf(one.id()).equals(two.id()))) {
      promises.contradicted("mail " + second + " is no duplicate of " + first);
    }
  }

  /** Three in quick succession: the last. */
  void debounced() {
    List<Answer> answers = new ArrayList<>();
    int first = numbers.getAndAdd(3) + 1;
    String recipient = Meant.OK.address(first);
    for (int i = 0; i < 3; i++) {
      answers.add(
          api.send(mail(first + i, recipient).put("debounceKey", "chaos").put("delay", "2s")));
    }
    boolean isQuick = answers.get(2).told() - answers.get(0).asked() < QUICK;
    boolean isKnown = isQuick && answers.stream().allMatch(Answer::isAccepted);
    for (int i = 0; i < 3; i++) {
      Answer answer = answers.get(i);
      Promise promise = !isKnown ? Promise.PERHAPS : i < 2 ? Promise.NEVER : Promise.SENT;
      promised(
          first + i,
          promise,
          recipient,
          isKnown && i == 2 ? answer.told() + 2_000 : -1,
          answer.id());
    }
  }

  /** Three that become one: each of them is in it. */
  void digest() {
    int first = numbers.getAndAdd(3) + 1;
    String recipient = Meant.OK.address(first);
    for (int i = 0; i < 3; i++) {
      JsonObject mail = mail(first + i, recipient);
      Answer answer = api.send(mail.put("digestKey", "chaos").put("digestWindow", "2s"));
      Promise promise = answer.isAccepted() ? Promise.GATHERED : Promise.PERHAPS;
      promised(first + i, promise, recipient, -1, answer.id());
    }
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

  /** To a user who is erased before it is due: it never goes. */
  void erased() {
    int number = numbers.incrementAndGet();
    String recipient = "erased" + Meant.OK.address(number);
    Answer user = user(recipient);
    Answer mail = toUser(number, user, "30s");
    Answer erasure =
        mail.isAccepted()
            ? api.ask("DELETE", "/v1/users/" + user.id(), new JsonObject(), null)
            : mail;
    Promise promise = erasure.isDone() ? Promise.NEVER : Promise.PERHAPS;
    promised(number, promise, recipient, -1, mail.id());
  }

  /** To a user whose clock may say that it is night. */
  void quiet() {
    int number = numbers.incrementAndGet();
    String recipient = QUIET + Meant.OK.address(number);
    Answer mail = toUser(number, user(recipient), null);
    promised(number, mail.isAccepted() ? Promise.QUIET : Promise.PERHAPS, recipient, -1, mail.id());
  }

  private Answer user(String email) {
    JsonObject user = new JsonObject().put("email", email).put("name", "Chaos").put("zone", "UTC");
    return api.ask("POST", "/v1/users", user.put("welcome", false), null);
  }

  private Answer toUser(int number, Answer user, @Nullable String delay) {
    if (user.id() == null) {
      return user;
    }
    JsonObject mail = content(number).put("to", new JsonObject().put("userId", user.id()));
    return api.send(delay == null ? mail : mail.put("delay", delay));
  }

  /** An ordinary request, for its answer. */
  Answer ask() {
    int number = numbers.incrementAndGet();
    String recipient = Meant.OK.address(number);
    Answer answer = api.send(mail(number, recipient));
    promised(number, recipient, answer, answer.told());
    return answer;
  }
}
